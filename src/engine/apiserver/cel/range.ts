/**
 * A least and a most, of sizes and of costs; what would not fit into 64 bits is the most there is.
 * upstream: github.com/google/cel-go/checker/cost.go (SizeEstimate, CostEstimate)
 */
export interface Range {
  readonly min: number;
  readonly max: number;
}

const MOST = 2 ** 64;

function capped(value: number): number {
  return Math.min(value, MOST);
}

export function fixed(value: number): Range {
  return { min: value, max: value };
}

export const none = fixed(0);
export const one = fixed(1);
export const unknown: Range = { min: 0, max: MOST };

export function plus(a: Range, b: Range): Range {
  return { min: capped(a.min + b.min), max: capped(a.max + b.max) };
}

export function sum(all: readonly Range[]): Range {
  return all.reduce(plus, none);
}

export function times(a: Range, b: Range): Range {
  return { min: capped(a.min * b.min), max: capped(a.max * b.max) };
}

/** Rounded up. */
export function scaled({ min, max }: Range, factor: number): Range {
  return { min: capped(Math.ceil(min * factor)), max: capped(Math.ceil(max * factor)) };
}

export function union(a: Range, b: Range): Range {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}
