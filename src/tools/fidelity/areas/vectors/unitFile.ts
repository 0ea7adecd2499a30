/** The rows of one package of unit vectors, each run by the adapter of its test. */
import { resultOf, type AreaResult } from '../../report.ts';
import { oneJson } from '../readCases.ts';
import { judge, type Answer } from '../verdicts.ts';
import { hasClosure, type Adapters, type Row } from './row.ts';

interface UnitFile {
  readonly source?: { readonly package?: string };
  readonly tests: Readonly<Record<string, readonly Row[]>>;
}

/** A test without an adapter is left out: the reason says why, row by row. */
export function unitResult(path: string, adapters: Adapters): AreaResult {
  return resultOf(
    oneJson<UnitFile>(path, ({ source, tests }) =>
      Object.entries(tests).flatMap(([test, rows]) =>
        rows.map((row, i) => judge(nameOf(test, row, i), () => answer(row, adapters, `${source?.package ?? path} ${test}`))),
      ),
    ),
  );
}

function answer(row: Row, adapters: Adapters, test: string): Answer {
  const adapter = adapters[test.split(' ').at(-1) ?? ''];
  if (hasClosure(row.in)) return { leftOut: 'closure input: the row holds a Go function' };
  return adapter === undefined ? { leftOut: `no such function here yet: ${test}` } : adapter(row);
}

function nameOf(test: string, row: Row, index: number): string {
  return `${test} ${index}${row.key === undefined ? '' : ` ${String(row.key)}`}`;
}
