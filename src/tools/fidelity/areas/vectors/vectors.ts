/** One area for each file of vectors and each package of unit vectors, whatever files there are. */
import { join } from 'node:path';
import type { Area } from '../../area.ts';
import { resultOf, type AreaResult, type Verdict } from '../../report.ts';
import { filesIn } from '../../sources.ts';
import { dnsResult } from '../dns.ts';
import { oneJson } from '../readCases.ts';
import { distinctNames } from '../verdicts.ts';
import { adaptersOf } from './adapters.ts';
import type { Fields } from './row.ts';
import { topFiles } from './topFiles.ts';
import { kubectlRows } from './units/kubectlCreate.ts';
import { unitResult } from './unitFile.ts';

/** Files that list names for other tools; they hold no cases. */
const notCases = new Set(['unit_summary']);

/** Why the cases of a file cannot be replayed. */
const reasons: Readonly<Record<string, string>> = {
  event_catalogue: 'a catalogue of places in the source: neither inputs nor outputs',
  e2e_test_names: 'names of tests: neither inputs nor outputs',
};

export function vectorAreas(reference: string): readonly Area[] {
  const folder = join(reference, 'vectors');
  const unit = join(folder, 'unit');
  return [
    ...namesIn(folder).map((name) => ({ name: `vectors:${name}`, run: () => topResult(name, join(folder, `${name}.json`)) })),
    ...namesIn(unit).map((name) => ({
      name: `vectors:${name}`,
      run: () => unitResult(join(unit, `${name}.json`), adaptersOf[name] ?? {}, kubectlRows[name]),
    })),
  ];
}

function namesIn(folder: string): readonly string[] {
  return filesIn(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .filter((name) => !notCases.has(name));
}

function topResult(name: string, path: string): AreaResult {
  if (name === 'coredns_cases') return dnsResult(path);
  return resultOf(
    distinctNames(
      oneJson<Fields>(
        path,
        topFiles[name] ?? ((file) => allLeftOut(file, reasons[name] ?? `nothing here replays a file named ${name} yet`)),
      ),
    ),
  );
}

/** Every case of a file, left out for one reason. */
function allLeftOut(file: Fields, reason: string): readonly Verdict[] {
  return itemsOf(file).map((name) => ({ case: name, kind: 'leftOut', reason }));
}

function itemsOf({ cases, events, files, kinds }: Fields): readonly string[] {
  const list = cases ?? events;
  if (Array.isArray(list)) return list.map((_, i) => String(i));
  return Object.entries((files ?? kinds ?? list ?? {}) as Fields).flatMap(([name, items]) =>
    Array.isArray(items) ? items.map((_, i) => `${name} ${i}`) : [name],
  );
}
