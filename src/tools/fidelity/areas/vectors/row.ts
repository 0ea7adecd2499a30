/**
 * One row of a table that ran through the real function, and the reading of its encoding. `in` is the row, `out` what
 * the function returned in that turn; `$error`, `$func`, `$type` and `$seq` mark what JSON cannot say.
 */
import type { Answer } from '../verdicts.ts';

export interface Row {
  /** Where the upstream test stands when it uses the row: `file:line`. */
  readonly pos: string;
  readonly key?: string | number;
  readonly in: unknown;
  readonly out?: unknown;
}

export type Fields = Readonly<Record<string, unknown>>;

/** What one upstream test comes to when our function takes the place of the real one. */
export type Adapter = ((row: Row) => Answer) & { readonly readsNames?: true };

/** An adapter that understands Go functions by their recorded names, so that its rows may hold some. */
export function readingNames(adapter: (row: Row) => Answer): Adapter {
  return Object.assign((row: Row) => adapter(row), { readsNames: true as const });
}

/** The name of a recorded Go function without its package, or undefined. */
export function functionName(value: unknown): string | undefined {
  if (!isFields(value) || typeof value['$func'] !== 'string') return undefined;
  return value['$func'].slice(value['$func'].lastIndexOf('/') + 1).replace(/^[^.]*\./, '');
}

/** The same for what waits, such as a whole command. */
export type LateAdapter = (row: Row) => Promise<Answer>;

/** Adapters by test name. */
export type Adapters = Readonly<Record<string, Adapter>>;

export function inputOf(row: Row): Fields {
  return isFields(row.in) ? row.in : {};
}

export function outputOf(row: Row): Fields {
  return isFields(row.out) ? row.out : {};
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The words of a recorded error, or undefined for none. */
export function errorText(value: unknown): string | undefined {
  return isFields(value) && typeof value['$error'] === 'string' ? value['$error'] : undefined;
}

/** A recorded list of strings; Go's nil is an empty one. */
export function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** A recorded list of objects; Go's nil is an empty one. */
export function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? (value as readonly Fields[]) : [];
}

/** The rows of one test of a package. */
export function rowsOf(tests: Fields, name: string): readonly Row[] {
  return (Array.isArray(tests[name]) ? tests[name] : []) as readonly Row[];
}

/** Without what only Go can see: type marks, and nulls where JSON leaves the field out. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isFields(value)) return value;
  const kept = Object.entries(value).filter(([key, item]) => key !== '$type' && item !== null);
  return Object.fromEntries(kept.map(([key, item]) => [key, plain(item)]));
}

export function lineOf(row: Row): number {
  return Number(row.pos.split(':')[1] ?? 0);
}

export function hasClosure(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasClosure);
  return isFields(value) && ('$func' in value || Object.values(value).some(hasClosure));
}

export const withoutInput: Answer = { leftOut: 'the row has the results of an inner loop without its inputs' };
