/** The rows of one package of unit vectors, each run by the adapter of its test. */
import { resultOf, type AreaResult } from '../../report.ts';
import { oneJson } from '../readCases.ts';
import { judge, type Answer } from '../verdicts.ts';
import { hasClosure, type Adapter, type Adapters, type Fields, type Row } from './row.ts';

interface UnitFile {
  readonly source?: { readonly package?: string };
  readonly tests: Readonly<Record<string, readonly Row[]>>;
}

/** A test without an adapter is left out: the reason says why, row by row. */
export function unitResult(path: string, adaptersOf: Adapters | ((tests: Fields) => Adapters)): AreaResult {
  return resultOf(
    oneJson<UnitFile>(path, ({ source, tests }) => {
      const adapters = typeof adaptersOf === 'function' ? adaptersOf(tests) : adaptersOf;
      return Object.entries(tests).flatMap(([test, rows]) =>
        rows.map((row, i) => judge(nameOf(test, row, i), () => answer(row, adapters[test], `${source?.package ?? path} ${test}`))),
      );
    }),
  );
}

function answer(row: Row, adapter: Adapter | undefined, test: string): Answer {
  if (adapter?.readsNames !== true && hasClosure(row.in)) return { leftOut: 'closure input: the row holds a Go function' };
  return adapter === undefined ? { leftOut: `no function of this project is mapped to ${test} yet` } : adapter(row);
}

function nameOf(test: string, row: Row, index: number): string {
  return `${test} ${index}${row.key === undefined ? '' : ` ${String(row.key)}`}`;
}
