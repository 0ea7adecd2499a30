/**
 * `npm run fidelity -- [--area NAME ...] [--reference DIR] [--live DIR] [--corpus DIR] [--json FILE]`
 * Replays recordings of the real thing and compares. A mismatch is listed, never hidden.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { areasOf } from './areas.ts';
import { table, type AreaResult } from './report.ts';
import { locateSources } from './sources.ts';

const { values } = parseArgs({
  options: {
    area: { type: 'string', multiple: true },
    reference: { type: 'string' },
    live: { type: 'string' },
    corpus: { type: 'string' },
    json: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});
const { reference, live, corpus } = values;
const sources = locateSources({
  ...(reference === undefined ? {} : { reference }),
  ...(live === undefined ? {} : { live }),
  ...(corpus === undefined ? {} : { corpus }),
});

const wanted = values.area;
const results = new Map<string, AreaResult>();
for (const area of areasOf(sources)) {
  if (wanted !== undefined && !wanted.some((name) => area.name === name || area.name.startsWith(`${name}:`))) continue;
  results.set(area.name, await area.run(sources));
}

if (values.verbose) {
  for (const [name, { failed, leftOut }] of results) {
    for (const it of failed) console.log(`${name}: ${it.case}\n  expected ${clip(it.expected)}\n  got      ${clip(it.got)}`);
    for (const it of leftOut) console.log(`${name}: ${it.case}: left out: ${it.reason}`);
  }
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ areas: Object.fromEntries(results) }, null, 1)}\n`);
console.log(table(results));

function clip(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 1_500 ? `${text.slice(0, 1_500)}...` : text;
}
