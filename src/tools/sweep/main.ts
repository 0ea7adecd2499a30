/**
 * `npm run sweep -- [--seeds N] [--from S]`: random workloads with random faults, every change checked.
 * Ends with one line: seeds run, violations, events simulated, events per second. Exits non-zero on a violation.
 */
import { parseArgs } from 'node:util';
import { encodeLink } from '#share/link.ts';
import { planOf } from './plan.ts';
import { sweep } from './sweep.ts';

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '100' }, from: { type: 'string', default: '1' } } });
const first = Number(values.from);
const seeds = Number(values.seeds);
if (!Number.isSafeInteger(seeds) || seeds < 1 || !Number.isSafeInteger(first)) throw new Error('--seeds and --from take whole numbers');

const started = performance.now();
let events = 0;
let violations = 0;
for (let seed = first; seed < first + seeds; seed += 1) {
  const result = sweep(planOf(seed));
  events += result.events;
  violations += result.violations.length;
  if (result.violations.length === 0) continue;
  console.log(`seed ${seed}: npm run sweep -- --from ${seed} --seeds 1`);
  for (const it of result.violations.slice(0, 10)) console.log(`  ${it}`);
  console.log(`  link: #${encodeLink({ tape: result.tape })}`);
}
const perSecond = Math.round(events / ((performance.now() - started) / 1_000));
console.log(`${seeds} seeds, ${violations} violations, ${events} events simulated, ${perSecond} events per second`);
process.exit(violations === 0 ? 0 : 1);
