/** The rows of one package of unit vectors, each run by the adapter of its test. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { resultOf, type AreaResult } from '../../report.ts';
import { readJson } from '../../sources.ts';
import { oneJson } from '../readCases.ts';
import { judge, type Answer } from '../verdicts.ts';
import { knownReason, reasonOf } from './reasons.ts';
import { hasClosure, type Adapter, type Adapters, type Fields, type LateAdapter, type Row } from './row.ts';

interface UnitFile {
  readonly tests: Readonly<Record<string, readonly Row[]>>;
}

type Late = Readonly<Record<string, LateAdapter>>;

/** What the adapters that wait had to say, by test and place. */
type Said = ReadonlyMap<string, () => Answer>;

/** A test without an adapter is left out: the reason says why, row by row. */
export async function unitResult(path: string, adaptersOf: Adapters | ((tests: Fields) => Adapters), late: Late = {}): Promise<AreaResult> {
  const said = await waitFor(path, late);
  const name = basename(path, '.json');
  return resultOf(
    oneJson<UnitFile>(path, ({ tests }) => {
      const adapters = typeof adaptersOf === 'function' ? adaptersOf(tests) : adaptersOf;
      return Object.entries(tests).flatMap(([test, rows]) =>
        rows.map((row, i) =>
          judge(nameOf(test, row, i), () => said.get(`${test} ${i}`)?.() ?? answer(row, adapters[test], { name, test })),
        ),
      );
    }),
  );
}

async function waitFor(path: string, late: Late): Promise<Said> {
  const said = new Map<string, () => Answer>();
  if (Object.keys(late).length === 0 || !existsSync(path)) return said;
  const { tests } = readJson<UnitFile>(path);
  for (const [test, adapter] of Object.entries(late))
    for (const [i, row] of (tests[test] ?? []).entries()) if (!hasClosure(row.in)) said.set(`${test} ${i}`, await settle(adapter(row)));
  return said;
}

/** What came of it; a throw is thrown where it is judged. */
function settle(running: Promise<Answer>): Promise<() => Answer> {
  return running.then(
    (value) => () => value,
    (error: unknown) => () => {
      throw error;
    },
  );
}

function answer(row: Row, adapter: Adapter | undefined, { name, test }: { readonly name: string; readonly test: string }): Answer {
  if (hasClosure(row.in) && adapter?.readsNames !== true)
    return { leftOut: knownReason(name, test) ?? 'closure input: the row holds a Go function' };
  return adapter === undefined ? { leftOut: reasonOf(name, test) } : adapter(row);
}

function nameOf(test: string, row: Row, index: number): string {
  return `${test} ${index}${row.key === undefined ? '' : ` ${String(row.key)}`}`;
}
