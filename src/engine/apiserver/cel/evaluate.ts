/**
 * Works out expressions of CEL. Each step is paid for from the budget, so that no rule can hold the server up.
 * upstream: github.com/google/cel-go/interpreter
 */
import { CelError, type Comprehension, type Expression } from './ast.ts';
import { convert } from './convert.ts';
import { functions } from './functions.ts';
import { noOverload, operate } from './operators.ts';
import { runCost } from './runCost.ts';
import { isListValue, isMapValue, lookUp, type CelValue } from './values.ts';

export interface Scope {
  readonly variables: ReadonlyMap<string, CelValue>;
  readonly budget: { left: number };
}

export type Evaluated = { readonly value: CelValue } | { readonly error: string };

/** The value, or why there is none. */
export function evaluate(expression: Expression, scope: Scope): Evaluated {
  try {
    return { value: valueOf(expression, scope) };
  } catch (error) {
    if (error instanceof CelError) return { error: error.message };
    throw error;
  }
}

/** What one expression may cost. upstream: staging/src/k8s.io/apiserver/pkg/apis/cel/config.go */
const CALL_BUDGET = 1_000_000;

/** The value of an expression that may use what is left of a budget, but not all of a big one. */
export function evaluateCall(expression: Expression, scope: Scope): Evaluated {
  const budget = { left: CALL_BUDGET };
  const result = evaluate(expression, { ...scope, budget });
  scope.budget.left -= CALL_BUDGET - budget.left;
  return result;
}

const typeNames = new Set(['bool', 'bytes', 'double', 'int', 'list', 'map', 'null_type', 'string', 'type', 'uint']);
const LIST_COST = 10;
const MAP_COST = 30;

function pay({ budget }: Scope, cost: number): void {
  if ((budget.left -= cost) < 0) throw new CelError('operation cancelled: actual cost limit exceeded');
}

function valueOf(expression: Expression, scope: Scope): CelValue {
  switch (expression.op) {
    case 'literal':
      return expression.value;
    case 'name':
      pay(scope, 1);
      return nameValue(expression.name, scope);
    case 'select':
      return selectValue(expression, scope);
    case 'list':
      pay(scope, LIST_COST);
      return expression.items.map((item) => valueOf(item, scope));
    case 'record':
      pay(scope, MAP_COST);
      return new Map(expression.entries.map(([key, value]) => [valueOf(key, scope), valueOf(value, scope)]));
    case 'call':
      return callValue(expression, scope);
    default:
      return comprehensionValue(expression, scope);
  }
}

function nameValue(name: string, { variables }: Scope): CelValue {
  const value = variables.get(name);
  if (value !== undefined) return value;
  if (typeNames.has(name)) return { kind: 'type', value: name };
  throw new CelError(`no such attribute(s): ${name}`);
}

/** Names that are no identifiers are written with escapes. upstream: apiserver/pkg/cel/escaping.go */
export function unescaped(field: string): string {
  const named: Readonly<Record<string, string>> = { dot: '.', dash: '-', slash: '/', underscores: '__' };
  return field.replace(/__(dot|dash|slash|underscores)__/g, (_, name: string) => named[name] ?? '').replace(/^__([a-z]+)__$/, '$1');
}

function selectValue({ of, field, test }: Extract<Expression, { op: 'select' }>, scope: Scope): CelValue {
  // A name may have a dot in it: `authorizer.requestResource`.
  const qualified = qualifiedValue({ of, field }, scope);
  if (qualified !== undefined) return test || qualified;
  if (!test) pay(scope, 1);
  const value = valueOf(of, scope);
  if (!isMapValue(value)) throw new CelError(test ? `no such overload` : `no such key: ${field}`);
  const found = lookUp(value, field) ?? lookUp(value, unescaped(field));
  if (test) return found !== undefined;
  if (found === undefined) throw new CelError(`no such key: ${field}`);
  return found;
}

function qualifiedValue({ of, field }: { readonly of: Expression; readonly field: string }, scope: Scope): CelValue | undefined {
  if (of.op !== 'name') {
    const isTime = field === 'Timestamp' || field === 'Duration';
    const isKnown = isTime && of.op === 'select' && of.field === 'protobuf' && of.of.op === 'name' && of.of.name === 'google';
    return isKnown ? { kind: 'type', value: `google.protobuf.${field}` } : undefined;
  }
  const named = scope.variables.get(`${of.name}.${field}`);
  if (named !== undefined) pay(scope, 1);
  return named;
}

function callValue(expression: Extract<Expression, { op: 'call' }>, scope: Scope): CelValue {
  const { name, target, args } = expression;
  if (name === '&&' || name === '||') return logical(name === '||', args, scope);
  if (name === '?:') return conditionalValue(args, scope);
  const values = (target === undefined ? args : [target, ...args]).map((arg) => valueOf(arg, scope));
  const result = calledValue(expression, values);
  pay(scope, runCost(name, values, result));
  return result;
}

function calledValue({ name, target }: Extract<Expression, { op: 'call' }>, values: readonly CelValue[]): CelValue {
  const operated = target === undefined ? operate(name, values) : undefined;
  if (operated !== undefined) return operated;
  const converted = target === undefined && values.length === 1 ? convert(name, values[0] ?? null) : undefined;
  if (converted !== undefined) return converted;
  const fn = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (fn === undefined) throw noOverload(name, values);
  return fn(values);
}

/** One side that decides is enough, whatever is wrong with the other. */
function logical(decisive: boolean, args: readonly Expression[], scope: Scope): CelValue {
  let failed: CelError | undefined;
  for (const arg of args) {
    try {
      const value = valueOf(arg, scope);
      if (value === decisive) return decisive;
      if (typeof value !== 'boolean') throw noOverload(decisive ? '_||_' : '_&&_', [value]);
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      failed ??= error;
    }
  }
  if (failed !== undefined) throw failed;
  return !decisive;
}

function conditionalValue([condition, yes, no]: readonly Expression[], scope: Scope): CelValue {
  const value = condition === undefined ? null : valueOf(condition, scope);
  if (typeof value !== 'boolean') throw noOverload('_?_:_', [value]);
  const chosen = value ? yes : no;
  return chosen === undefined ? null : valueOf(chosen, scope);
}

/** What the loop that a macro stands for adds to each of its turns. */
const turnCost: Readonly<Record<Comprehension['op'], number>> = {
  all: 3,
  exists: 4,
  exists_one: 2,
  map: LIST_COST + 2,
  filter: LIST_COST + 3,
};

function comprehensionValue(expression: Comprehension & Expression, scope: Scope): CelValue {
  const { op, over, variable, filter, step } = expression;
  const items = itemsOf(valueOf(over, scope));
  const run = (of: Expression, item: CelValue): CelValue => {
    pay(scope, turnCost[op]);
    return valueOf(of, { ...scope, variables: new Map(scope.variables).set(variable, item) });
  };
  pay(scope, op === 'map' || op === 'filter' ? LIST_COST + 1 : 1);
  switch (op) {
    case 'map':
      return items.filter((item) => filter === undefined || run(filter, item) === true).map((item) => run(step, item));
    case 'filter':
      return items.filter((item) => run(step, item) === true);
    case 'exists_one':
      return items.filter((item) => run(step, item) === true).length === 1;
    default:
      return quantified(op === 'exists', items, (item) => run(step, item));
  }
}

function itemsOf(value: CelValue): readonly CelValue[] {
  if (isListValue(value)) return value;
  if (isMapValue(value)) return [...value.keys()];
  throw noOverload('@iter', [value]);
}

function quantified(decisive: boolean, items: readonly CelValue[], run: (item: CelValue) => CelValue): CelValue {
  let failed: CelError | undefined;
  for (const item of items) {
    try {
      if (run(item) === decisive) return decisive;
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      failed ??= error;
    }
  }
  if (failed !== undefined) throw failed;
  return !decisive;
}
