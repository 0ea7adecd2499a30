/**
 * What an expression costs at worst, told before it is ever asked: sizes come from the schema, and a loop costs what its
 * body costs times the items that there can be.
 * upstream: github.com/google/cel-go/checker/cost.go (0.16), staging/src/k8s.io/apiserver/pkg/cel/library/cost.go
 */
import type { Comprehension, Expression } from './ast.ts';
import { callCost, type Node } from './callCost.ts';
import type { Checked } from './check.ts';
import * as r from './range.ts';
import type { Range } from './range.ts';
import type { CelType } from './types.ts';

interface Costing {
  readonly checked: Checked;
  /** The type of `self`, where paths begin. */
  readonly root: CelType;
  readonly sizes: Map<Expression, Range>;
  readonly paths: Map<Expression, readonly string[]>;
  /** What the variables of the loops around run over, the innermost last. */
  readonly loops: { readonly variable: string; readonly over: Expression }[];
}

const LIST = 10;
const MAP = 30;

export function maxCost(checked: Checked, root: CelType): number {
  const costing: Costing = { checked, root, sizes: new Map(), paths: new Map(), loops: [] };
  return cost(checked.expression, costing).max;
}

function cost(expression: Expression, costing: Costing): Range {
  switch (expression.op) {
    case 'literal':
      return r.none;
    case 'name':
      costing.paths.set(expression, pathOfName(expression.name, costing));
      return r.one;
    case 'select':
      return selectCost(expression, costing);
    case 'call':
      return costOfCall(expression, costing);
    case 'list':
      return r.sum([r.fixed(LIST), ...expression.items.map((item) => cost(item, costing))]);
    case 'record':
      return r.sum([r.fixed(MAP), ...expression.entries.flat().map((item) => cost(item, costing))]);
    default:
      return macroCost(expression, costing);
  }
}

/** A variable of a loop leads on from what the loop runs over. */
function pathOfName(name: string, { loops, checked, paths }: Costing): readonly string[] {
  const loop = loops.findLast(({ variable }) => variable === name);
  if (loop === undefined) return [name];
  const { kind } = checked.typeOf(loop.over);
  const before = paths.get(loop.over) ?? [];
  if (kind === 'list') return [...before, '@items'];
  return kind === 'map' ? [...before, '@keys'] : [];
}

function selectCost(expression: Extract<Expression, { op: 'select' }>, costing: Costing): Range {
  const of = cost(expression.of, costing);
  if (expression.test) return of;
  costing.paths.set(expression, [...(costing.paths.get(expression.of) ?? []), expression.field]);
  const { kind } = costing.checked.typeOf(expression.of);
  return kind === 'map' || kind === 'object' || kind === 'param' ? r.plus(of, r.one) : of;
}

function nodeOf(expression: Expression, costing: Costing): Node {
  const path = costing.paths.get(expression) ?? [];
  const type = costing.checked.typeOf(expression);
  const known = costing.sizes.get(expression) ?? literalSize(expression);
  const declared = known ?? declaredSize(path, costing.root);
  const items = type.kind === 'list' ? itemsNode(type.of, path, costing) : undefined;
  return { expression, type, size: declared, ...(items === undefined ? {} : { items }) };
}

/** The items of a list; those of one that no schema leads to are told by their type alone. */
function itemsNode(type: CelType, path: readonly string[], { root }: Costing): Node {
  return { type, size: path.length === 0 ? undefined : declaredSize([...path, '@items'], root) };
}

function literalSize(expression: Expression): Range | undefined {
  if (expression.op === 'list') return r.fixed(expression.items.length);
  if (expression.op === 'record') return r.fixed(expression.entries.length);
  if (expression.op !== 'literal') return undefined;
  const { value } = expression;
  if (typeof value === 'string') return r.fixed([...value].length);
  return r.fixed(typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'bytes' ? value.value.length : 1);
}

/** How big the value at a path can be, as the schema says. */
function declaredSize(path: readonly string[], root: CelType): Range | undefined {
  if (path.length === 0) return undefined;
  let type: CelType | undefined = root;
  for (const step of path.slice(1)) {
    if (step === '@items' || step === '@values') type = type.kind === 'list' || type.kind === 'map' ? type.of : undefined;
    else if (step === '@keys') type = type.kind === 'map' ? type.key : undefined;
    else type = type.kind === 'object' ? type.fields.get(step) : undefined;
    if (type === undefined) return undefined;
  }
  return { min: 0, max: type.max ?? 0 };
}

function costOfCall(call: Extract<Expression, { op: 'call' }>, costing: Costing): Range {
  const argCosts = call.args.map((arg) => cost(arg, costing));
  const args = call.args.map((arg) => nodeOf(arg, costing));
  const overloads = costing.checked.overloads.get(call) ?? [];
  if (overloads.length === 0) return r.none;
  const targetCost = call.target === undefined ? r.none : cost(call.target, costing);
  const target = call.target === undefined ? undefined : nodeOf(call.target, costing);
  let total: Range | undefined;
  let size: Range | undefined;
  for (const overload of overloads) {
    const one = callCost({ name: call.name, overload, target, args, argCosts });
    total = total === undefined ? one.cost : r.union(total, one.cost);
    if (one.size !== undefined) size = size === undefined ? one.size : r.union(size, one.size);
    const [of] = call.args;
    if (of !== undefined && (overload === 'index_list' || overload === 'index_map'))
      costing.paths.set(call, [...(costing.paths.get(of) ?? []), overload === 'index_list' ? '@items' : '@values']);
  }
  if (size !== undefined) costing.sizes.set(call, size);
  return r.plus(targetCost, total ?? r.none);
}

/** What the loop that a macro stands for adds to the cost of its steps: for each turn, and once at its end. */
function macroCost(macro: Comprehension & Expression, costing: Costing): Range {
  const over = cost(macro.over, costing);
  costing.loops.push({ variable: macro.variable, over: macro.over });
  const filter = macro.filter === undefined ? undefined : cost(macro.filter, costing);
  const step = cost(macro.step, costing);
  costing.loops.pop();
  const count = nodeOf(macro.over, costing).size ?? r.unknown;
  costing.sizes.set(macro, count);
  return r.sum([over, startAndEnd(macro), r.times(count, turn(macro, filter, step))]);
}

function startAndEnd({ op }: Comprehension): Range {
  if (op === 'map' || op === 'filter') return r.fixed(LIST + 1);
  return r.fixed(op === 'exists_one' ? 2 : 1);
}

function turn({ op }: Comprehension, filter: Range | undefined, step: Range): Range {
  switch (op) {
    case 'all':
      return { min: 3, max: 3 + step.max };
    case 'exists':
      return { min: 4, max: 4 + step.max };
    case 'exists_one':
      return r.plus(step, { min: 1, max: 2 });
    case 'filter':
      return r.plus(step, { min: 1, max: LIST + 3 });
    default: {
      const longer = r.plus(r.fixed(LIST + 2), step);
      return filter === undefined ? longer : r.plus(filter, r.union(longer, r.one));
    }
  }
}
