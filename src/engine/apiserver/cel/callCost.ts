/**
 * What one call costs at worst, and how big its result can be.
 * upstream: github.com/google/cel-go/checker/cost.go (functionCost), staging/src/k8s.io/apiserver/pkg/cel/library/cost.go
 */
import type { Expression } from './ast.ts';
import * as r from './range.ts';
import type { Range } from './range.ts';
import type { CelType } from './types.ts';

/** A value that is not there yet, and what is known of it. */
export interface Node {
  readonly expression?: Expression;
  readonly type: CelType;
  /** Absent where neither the expression nor the schema tells it. */
  readonly size: Range | undefined;
  /** Of a list. */
  readonly items?: Node;
}

export interface Called {
  readonly name: string;
  readonly overload: string;
  readonly target: Node | undefined;
  readonly args: readonly Node[];
  readonly argCosts: readonly Range[];
}

export interface CallCost {
  readonly cost: Range;
  /** Of a result that has one. */
  readonly size?: Range;
}

const TRAVERSAL = 0.1;
const REGEX = 0.25;

export function callCost(called: Called): CallCost {
  const own = libraryCost(called) ?? standardCost(called);
  return own.whole === true ? own : { ...own, cost: r.plus(own.cost, r.sum(called.argCosts)) };
}

/** `whole`: the costs of the arguments are in it already. */
type Own = CallCost & { readonly whole?: true };

const scalars: ReadonlySet<string> = new Set(['bool', 'double', 'duration', 'int', 'timestamp', 'uint']);

function sizeOf(node: Node | undefined): Range {
  return node?.size ?? (node !== undefined && scalars.has(node.type.kind) ? r.one : r.unknown);
}

/** The libraries of Kubernetes take what is not known to be of any size, even a number. */
function librarySizeOf(node: Node | undefined): Range {
  return node?.size ?? r.unknown;
}

const steps = new Set([
  'serviceAccount',
  'path',
  'group',
  'resource',
  'subresource',
  'namespace',
  'name',
  'allowed',
  'reason',
  'error',
  'errored',
]);

function libraryCost({ name, target, args }: Called): Own | undefined {
  if (name === 'check') return { cost: r.fixed(350_000) };
  if (steps.has(name)) return { cost: r.one };
  const [first, second] = args;
  if (name === 'url') return { cost: r.scaled(librarySizeOf(first), TRAVERSAL) };
  if (target === undefined) return undefined;
  const size = librarySizeOf(target);
  switch (name) {
    case 'isSorted':
    case 'sum':
    case 'max':
    case 'min':
    case 'indexOf':
    case 'lastIndexOf':
      return { cost: walkCost(target, size) };
    case 'lowerAscii':
    case 'upperAscii':
    case 'substring':
    case 'trim':
      return { cost: r.scaled(size, TRAVERSAL), size };
    case 'replace':
      return { cost: r.scaled(size, 2 * TRAVERSAL), size: replacedSize(size, librarySizeOf(first), librarySizeOf(second)) };
    case 'split':
      return { cost: r.scaled(size, 2 * TRAVERSAL), size: { min: 0, max: limitOf(second) ?? size.max } };
    case 'join':
      return joinCost(target, size, first);
    case 'find':
    case 'findAll':
      return { cost: patternCost(size, librarySizeOf(first)), size: { min: 0, max: size.max } };
    default:
      return undefined;
  }
}

/** One step an item, and each of them read through if it is a text. */
function walkCost({ items }: Node, size: Range): Range {
  if (items === undefined) return r.scaled(size, TRAVERSAL);
  const isRead = items.type.kind === 'string' || items.type.kind === 'bytes';
  return r.times(size, isRead ? r.plus(r.one, r.scaled(librarySizeOf(items), TRAVERSAL)) : r.one);
}

function limitOf(node: Node | undefined): number | undefined {
  const expression = node?.expression;
  return expression?.op === 'literal' && typeof expression.value === 'bigint' ? Number(expression.value) : undefined;
}

function replacedSize(size: Range, old: Range, fresh: Range): Range {
  const longest = bound(size.max, old.min, fresh.max > old.min);
  const shortest = bound(size.min, old.max, old.max > fresh.min);
  return { min: shortest.count * fresh.min + shortest.kept, max: Math.min(longest.count * fresh.max + longest.kept, r.unknown.max) };
}

/** How often a text of some length is replaced, and how much of it stays. An empty one is found between all characters. */
function bound(length: number, old: number, changes: boolean): { readonly count: number; readonly kept: number } {
  if (old === 0) return { count: length + 1, kept: length };
  return changes ? { count: Math.ceil(length / old), kept: 0 } : { count: 0, kept: length };
}

function joinCost({ items }: Node, size: Range, separator: Node | undefined): Own {
  const texts = items === undefined ? r.none : r.times(size, librarySizeOf(items));
  const between = { min: Math.max(0, size.min - 1), max: Math.max(0, size.max - 1) };
  const whole = separator === undefined ? texts : r.plus(texts, r.times(librarySizeOf(separator), between));
  return { cost: r.scaled(whole, TRAVERSAL), size: whole };
}

function patternCost(text: Range, pattern: Range): Range {
  return r.times(r.scaled(r.plus(text, r.one), TRAVERSAL), r.scaled(pattern, REGEX));
}

function standardCost({ overload, target, args, argCosts }: Called): Own {
  const [a, b, c] = args;
  switch (overload) {
    case 'starts_with_string':
    case 'ends_with_string':
      return { cost: r.scaled(sizeOf(a), TRAVERSAL) };
    case 'string_to_bytes': {
      const size = sizeOf(a);
      return { cost: r.scaled(size, TRAVERSAL), size: { min: size.min, max: size.max * 4 } };
    }
    case 'bytes_to_string': {
      const size = sizeOf(a);
      return { cost: r.scaled(size, TRAVERSAL), size: { min: Math.floor(size.min / 4), max: size.max } };
    }
    case 'in_list':
      return { cost: sizeOf(b) };
    case 'matches_string':
      return { cost: patternCost(sizeOf(target), sizeOf(a)) };
    case 'contains_string':
      return { cost: r.times(r.scaled(sizeOf(target), TRAVERSAL), r.scaled(sizeOf(a), TRAVERSAL)) };
    case 'logical_and':
    case 'logical_or': {
      const [left = r.none, right = r.none] = argCosts;
      return { cost: { min: left.min, max: r.plus(left, right).max }, whole: true };
    }
    case 'conditional': {
      const [condition = r.none, yes = r.none, no = r.none] = argCosts;
      return { cost: r.plus(condition, r.union(yes, no)), size: r.union(sizeOf(b), sizeOf(c)), whole: true };
    }
    case 'add_list':
      return { cost: r.one, size: r.plus(sizeOf(a), sizeOf(b)) };
    case 'add_string':
    case 'add_bytes': {
      const size = r.plus(sizeOf(a), sizeOf(b));
      return { cost: r.scaled(size, TRAVERSAL), size };
    }
    default:
      return {
        cost: /^((not_)?equals|(less|greater)(_equals)?_(string|bytes))$/.test(overload) ? compareCost(sizeOf(a), sizeOf(b)) : r.one,
      };
  }
}

function compareCost(a: Range, b: Range): Range {
  const max = Math.min(a.max, b.max);
  return r.scaled({ min: max > 0 ? 1 : 0, max }, TRAVERSAL);
}
