/**
 * Gives every part of an expression its type, and finds what can be told of it before it is ever asked: names that nobody
 * declares, fields that a type does not have, and functions that do not take what they are given.
 * upstream: github.com/google/cel-go/checker/checker.go
 */
import { CelError, type Comprehension, type Expression } from './ast.ts';
import { problem } from './compile.ts';
import { functionText, namedType, overloadsOf, type Overload } from './declarations.ts';
import { parseCel } from './parse.ts';
import * as t from './types.ts';
import { assign, isDyn, isDynOrError, listOf, moreGeneral, substitute, typeText, type CelType } from './types.ts';

export type Names = ReadonlyMap<string, CelType>;

/** An expression whose parts have types; calls know which of their overloads they may be. */
export interface Checked {
  readonly expression: Expression;
  readonly type: CelType;
  readonly typeOf: (part: Expression) => CelType;
  readonly overloads: ReadonlyMap<Expression, readonly string[]>;
}

interface Checking {
  readonly types: Map<Expression, CelType>;
  readonly overloads: Map<Expression, readonly string[]>;
  readonly errors: CelError[];
  readonly mapping: Map<string, CelType>;
  params: number;
}

/** The checked expression, or everything that is wrong with it. */
export function checkExpression(source: string, names: Names): Checked | { readonly errors: string } {
  const checking: Checking = { types: new Map(), overloads: new Map(), errors: [], mapping: new Map(), params: 0 };
  try {
    const expression = parseCel(source);
    const type = substitute(checking.mapping, check(expression, names, checking), true);
    if (checking.errors.length === 0) {
      const { mapping, types, overloads } = checking;
      return { expression, type, typeOf: (part) => substitute(mapping, types.get(part) ?? t.dyn, true), overloads };
    }
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    checking.errors.push(error);
  }
  const inOrder = checking.errors.toSorted((a, b) => a.at - b.at);
  return { errors: inOrder.map((error) => problem(source, error)).join('\n') };
}

function check(expression: Expression, names: Names, checking: Checking): CelType {
  const type = typeOf(expression, names, checking);
  checking.types.set(expression, type);
  return type;
}

function typeOf(expression: Expression, names: Names, checking: Checking): CelType {
  switch (expression.op) {
    case 'literal':
      return literalType(expression.value);
    case 'name':
      return names.get(expression.name) ?? namedType(expression.name) ?? undeclared(expression.name, expression.at, checking);
    case 'select':
      return selectType(expression, names, checking);
    case 'list':
      return listOf(joined(expression.items, names, checking));
    case 'record': {
      const key = joined(
        expression.entries.map(([it]) => it),
        names,
        checking,
      );
      return t.mapOf(
        key,
        joined(
          expression.entries.map(([, it]) => it),
          names,
          checking,
        ),
      );
    }
    case 'call':
      return callType(expression, names, checking);
    default:
      return macroType(expression, names, checking);
  }
}

function literalType(value: unknown): CelType {
  if (value === null) return t.nothing;
  if (typeof value === 'boolean') return t.bool;
  if (typeof value === 'string') return t.text;
  if (typeof value === 'bigint') return t.int;
  if (typeof value === 'number') return t.double;
  return typeof value === 'object' && 'kind' in value && value.kind === 'bytes' ? t.bytes : t.uint;
}

function undeclared(name: string, at: number, { errors }: Checking): CelType {
  errors.push(new CelError(`undeclared reference to '${name}' (in container '')`, at));
  return t.error;
}

function newParam(checking: Checking): CelType {
  checking.params += 1;
  return { kind: 'param', name: `_var${checking.params}` };
}

/** Items of one literal have one type. */
function joined(items: readonly Expression[], names: Names, checking: Checking): CelType {
  let all: CelType | undefined;
  for (const item of items) {
    const type = check(item, names, checking);
    if (all === undefined) all = type;
    else if (accepts([all], [type], checking)) all = moreGeneral(all, type);
    else {
      const expected = typeText(substitute(checking.mapping, all, true));
      const found = typeText(substitute(checking.mapping, type, true));
      checking.errors.push(new CelError(`expected type '${expected}' but found '${found}'`, item.at));
      all = t.error;
    }
  }
  return all ?? newParam(checking);
}

function accepts(wanted: readonly CelType[], given: readonly CelType[], { mapping }: Checking): boolean {
  return assign(mapping, wanted, given);
}

/** `a.b.c` as one name. */
export function qualifiedName(expression: Expression): string | undefined {
  if (expression.op === 'name') return expression.name;
  if (expression.op !== 'select' || expression.test) return undefined;
  const before = qualifiedName(expression.of);
  return before === undefined ? undefined : `${before}.${expression.field}`;
}

function selectType(expression: Extract<Expression, { op: 'select' }>, names: Names, checking: Checking): CelType {
  const name = qualifiedName(expression) ?? '';
  const known = names.get(name) ?? namedType(name);
  if (known !== undefined) return known;
  const field = fieldType(expression, substitute(checking.mapping, check(expression.of, names, checking)), checking);
  return expression.test ? t.bool : field;
}

function fieldType({ field, at }: Extract<Expression, { op: 'select' }>, owner: CelType, checking: Checking): CelType {
  if (owner.kind === 'map') return owner.of;
  if (owner.kind === 'object') {
    const found = owner.fields.get(field);
    if (found === undefined) checking.errors.push(new CelError(`undefined field '${field}'`, at));
    return found ?? t.error;
  }
  if (owner.kind === 'param') accepts([t.dyn], [owner], checking);
  else if (!isDynOrError(owner)) checking.errors.push(new CelError(`type '${typeText(owner)}' does not support field selection`, at));
  return t.dyn;
}

function callType(call: Extract<Expression, { op: 'call' }>, names: Names, checking: Checking): CelType {
  const args = call.args.map((arg) => check(arg, names, checking));
  const target = call.target === undefined ? [] : [check(call.target, names, checking)];
  const known = overloadsOf(call.name);
  if (known === undefined) return undeclared(call.name, call.at, checking);
  const found = resolve({ name: call.name, at: call.at, method: call.target !== undefined }, [...target, ...args], checking);
  checking.overloads.set(call, found.ids);
  return found.type;
}

interface Asked {
  readonly name: string;
  readonly at: number;
  readonly method: boolean;
}

interface Resolved {
  readonly ids: readonly string[];
  readonly type: CelType;
}

/** Each overload that takes the arguments may be the one; where they give different things, nobody knows what comes. */
function resolve({ name, at, method }: Asked, args: readonly CelType[], checking: Checking): Resolved {
  const ids: string[] = [];
  let result: CelType | undefined;
  for (const overload of overloadsOf(name) ?? []) {
    if (overload.method !== method) continue;
    const fresh = instantiated(overload, checking);
    if (!accepts(fresh.args, args, checking)) continue;
    ids.push(overload.id);
    const gives = substitute(checking.mapping, fresh.result);
    if (result === undefined) result = gives;
    else if (!isDyn(result) && typeText(result) !== typeText(gives)) result = t.dyn;
  }
  if (result !== undefined) return { ids, type: result };
  const texts = args.map((arg) => typeText(substitute(checking.mapping, arg, true)));
  const [first = '', ...rest] = texts;
  const told = method ? `${first}.(${rest.join(', ')})` : `(${texts.join(', ')})`;
  checking.errors.push(new CelError(`found no matching overload for '${functionText(name)}' applied to '${told}'`, at));
  return { ids, type: t.error };
}

function instantiated(overload: Overload, checking: Checking): { readonly args: readonly CelType[]; readonly result: CelType } {
  if (!overload.generic) return overload;
  const own = new Map([
    ['A', newParam(checking)],
    ['B', newParam(checking)],
  ]);
  return { args: overload.args.map((arg) => substitute(own, arg)), result: substitute(own, overload.result) };
}

function itemType(over: Expression, range: CelType, checking: Checking): CelType {
  if (range.kind === 'list') return range.of;
  if (range.kind === 'map') return range.key;
  if (range.kind === 'param') {
    accepts([t.dyn], [range], checking);
    return t.dyn;
  }
  if (isDynOrError(range)) return t.dyn;
  const message = `expression of type '${typeText(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`;
  checking.errors.push(new CelError(message, over.at));
  return t.error;
}

/** Macros are checked as what they stand for: a loop that joins each step to what there was before. */
function macroType(macro: Comprehension & Expression, names: Names, checking: Checking): CelType {
  const range = substitute(checking.mapping, check(macro.over, names, checking));
  const item = itemType(macro.over, range, checking);
  const inner = new Map(names).set(macro.variable, item);
  const whole = listOf(newParam(checking));
  const filter = macro.filter === undefined ? undefined : check(macro.filter, inner, checking);
  const step = check(macro.step, inner, checking);
  const call = (name: string, args: readonly CelType[]): CelType => resolve({ name, at: macro.at, method: false }, args, checking).type;
  switch (macro.op) {
    case 'all':
      call('&&', [t.bool, step]);
      return t.bool;
    case 'exists':
      call('||', [t.bool, step]);
      return t.bool;
    case 'exists_one':
      call('?:', [step, t.int, t.int]);
      return t.bool;
    case 'filter':
      call('?:', [step, call('+', [whole, listOf(item)]), whole]);
      return whole;
    default: {
      const longer = call('+', [whole, listOf(step)]);
      if (filter !== undefined) call('?:', [filter, longer, whole]);
      return whole;
    }
  }
}
