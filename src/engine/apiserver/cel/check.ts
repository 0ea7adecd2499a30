/**
 * What can be told of a rule before it is ever asked: names that nobody declares, fields that its schema does not have, and
 * a result that is no truth value.
 * upstream: github.com/google/cel-go/checker/checker.go
 */
import { additionalOf, itemsOf, propertyOf, type Schema } from '../custom/schema.ts';
import { CelError, type Expression } from './ast.ts';
import { problem } from './compile.ts';
import { convertNames } from './convert.ts';
import { unescaped } from './evaluate.ts';
import { functions } from './functions.ts';
import { parseCel } from './parse.ts';

/** A schema where a type is known, 'dyn' where it is not. */
type Known = Schema | 'dyn';

const bool: Schema = { type: 'boolean' };
const text: Schema = { type: 'string' };
const whole: Schema = { type: 'integer' };
const typeNames = new Set(['bool', 'bytes', 'double', 'int', 'list', 'map', 'null_type', 'string', 'type', 'uint', 'dyn']);
const truths = new Set([
  '&&',
  '||',
  '!',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'in',
  'startsWith',
  'endsWith',
  'contains',
  'matches',
  'isSorted',
  'isURL',
  'bool',
]);

interface Checking {
  readonly errors: CelError[];
}

type Names = ReadonlyMap<string, Known>;

/** What is wrong with a rule about values of a schema; undefined for a good one. */
export function ruleError(source: string, schema: Schema, result: 'bool' | 'string'): string | undefined {
  let expression: Expression;
  try {
    expression = parseCel(source);
  } catch (error) {
    if (error instanceof CelError) return `compilation failed: ${problem(source, error)}`;
    throw error;
  }
  const checking: Checking = { errors: [] };
  const type = check(
    expression,
    new Map<string, Known>([
      ['self', schema],
      ['oldSelf', schema],
    ]),
    checking,
  );
  if (checking.errors.length > 0) return `compilation failed: ${checking.errors.map((error) => problem(source, error)).join('\n')}`;
  if (type === 'dyn' || type.type === (result === 'bool' ? 'boolean' : 'string')) return undefined;
  return result === 'bool' ? 'cel expression must evaluate to a bool' : 'messageExpression must evaluate to a string';
}

function check(expression: Expression, names: Names, checking: Checking): Known {
  switch (expression.op) {
    case 'literal':
      return literalType(expression.value);
    case 'name':
      return nameType(expression.name, expression.at, names, checking);
    case 'select':
      return selectType(expression, names, checking);
    case 'list': {
      for (const item of expression.items) check(item, names, checking);
      return 'dyn';
    }
    case 'record': {
      for (const item of expression.entries.flat()) check(item, names, checking);
      return 'dyn';
    }
    case 'call':
      return callType(expression, names, checking);
    default:
      return macroType(expression, names, checking);
  }
}

function literalType(value: unknown): Known {
  if (typeof value === 'boolean') return bool;
  if (typeof value === 'string') return text;
  return typeof value === 'bigint' ? whole : 'dyn';
}

function nameType(name: string, at: number, names: Names, { errors }: Checking): Known {
  const known = names.get(name);
  if (known !== undefined) return known;
  if (!typeNames.has(name)) errors.push(new CelError(`undeclared reference to '${name}' (in container '')`, at));
  return 'dyn';
}

function isDynamic(schema: Schema): boolean {
  return schema.type === undefined || schema.type === '' || schema['x-kubernetes-int-or-string'] === true;
}

function selectType({ of, field, test, at }: Extract<Expression, { op: 'select' }>, names: Names, checking: Checking): Known {
  const owner = check(of, names, checking);
  if (owner === 'dyn' || isDynamic(owner)) return test ? bool : 'dyn';
  const own = propertyOf(owner, field) ?? propertyOf(owner, unescaped(field)) ?? additionalOf(owner);
  if (own === undefined && owner.additionalProperties !== true) {
    const message = owner.type === 'object' ? `undefined field '${field}'` : `type '${owner.type ?? ''}' does not support field selection`;
    checking.errors.push(new CelError(message, at));
  }
  return test ? bool : (own ?? 'dyn');
}

function callType({ name, target, args, at }: Extract<Expression, { op: 'call' }>, names: Names, checking: Checking): Known {
  const types = [target, ...args].flatMap((arg) => (arg === undefined ? [] : [check(arg, names, checking)]));
  if (/^\w+$/.test(name) && name !== 'in' && !Object.hasOwn(functions, name) && !convertNames.has(name))
    checking.errors.push(new CelError(`undeclared reference to '${name}' (in container '')`, at));
  if (truths.has(name)) return bool;
  const [first = 'dyn', second = 'dyn', third = 'dyn'] = types;
  if (name === '[]' && first !== 'dyn') return itemsOf(first) ?? additionalOf(first) ?? 'dyn';
  if (name === '?:') return second === third ? second : 'dyn';
  if (name === 'size' || name === 'int' || name === 'indexOf') return whole;
  return name === 'string' ? text : 'dyn';
}

function macroType(
  expression: Extract<Expression, { op: 'all' | 'exists' | 'exists_one' | 'map' | 'filter' }>,
  names: Names,
  checking: Checking,
): Known {
  const over = check(expression.over, names, checking);
  const item = over === 'dyn' ? 'dyn' : (itemsOf(over) ?? (over.type === 'object' ? text : 'dyn'));
  const inner = new Map(names).set(expression.variable, item);
  if (expression.filter !== undefined) check(expression.filter, inner, checking);
  check(expression.step, inner, checking);
  if (expression.op === 'filter') return over;
  return expression.op === 'map' ? 'dyn' : bool;
}
