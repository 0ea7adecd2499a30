/** Expressions of CEL, read. upstream: github.com/google/cel-go/common/ast */
import type { CelValue } from './values.ts';

export type Expression = Positioned &
  (
    | { readonly op: 'literal'; readonly value: CelValue }
    | { readonly op: 'name'; readonly name: string }
    | { readonly op: 'select'; readonly of: Expression; readonly field: string; readonly test: boolean }
    | { readonly op: 'call'; readonly name: string; readonly target: Expression | undefined; readonly args: readonly Expression[] }
    | { readonly op: 'list'; readonly items: readonly Expression[] }
    | { readonly op: 'record'; readonly entries: readonly (readonly [Expression, Expression])[] }
    | Comprehension
  );

export interface Positioned {
  /** Where it stands in its source. */
  readonly at: number;
}

/** A macro over the items of a list or the keys of a map. */
export interface Comprehension {
  readonly op: 'all' | 'exists' | 'exists_one' | 'map' | 'filter';
  readonly over: Expression;
  readonly variable: string;
  /** Of `map` with a filter. */
  readonly filter: Expression | undefined;
  readonly step: Expression;
}

/** What cannot be read or worked out, in the words of the real library. */
export class CelError extends Error {
  readonly at: number;
  constructor(message: string, at = -1) {
    super(message);
    this.at = at;
  }
}
