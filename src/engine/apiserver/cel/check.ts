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
import { noOverloadText, resultOf, typeWord } from './overloads.ts';
import { parseCel } from './parse.ts';

/** A schema where a type is known, 'dyn' where it is not. */
export type Known = Schema | 'dyn';

const bool: Schema = { type: 'boolean' };
const text: Schema = { type: 'string' };
const whole: Schema = { type: 'integer' };
const fraction: Schema = { type: 'number' };
const typeNames = new Set(['bool', 'bytes', 'double', 'int', 'list', 'map', 'null_type', 'string', 'type', 'uint', 'dyn']);
/** The authorization library's answers. */
const answers: Readonly<Record<string, Schema>> = { allowed: bool, errored: bool, reason: text, error: text };

interface Checking {
  readonly errors: CelError[];
}

export type Names = ReadonlyMap<string, Known>;

/** The type of an expression's values, or everything that is wrong with it. */
export type Checked = { readonly type: Known } | { readonly errors: readonly string[] };

export function checkExpression(source: string, names: Names): Checked {
  const checking: Checking = { errors: [] };
  try {
    const type = check(parseCel(source), names, checking);
    if (checking.errors.length === 0) return { type };
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    checking.errors.push(error);
  }
  return { errors: checking.errors.map((error) => problem(source, error)) };
}

/** What is wrong with a rule about values of a schema; undefined for a good one. */
export function ruleError(source: string, schema: Schema, result: 'bool' | 'string'): string | undefined {
  const names = new Map<string, Known>([
    ['self', schema],
    ['oldSelf', schema],
  ]);
  const checked = checkExpression(source, names);
  if ('errors' in checked) return `compilation failed: ${checked.errors.join('\n')}`;
  const { type } = checked;
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
      const [first, ...rest] = expression.items.map((item) => check(item, names, checking));
      const same = first !== undefined && first !== 'dyn' && rest.every((it) => typeWord(it) === typeWord(first));
      return same ? { type: 'array', items: first } : { type: 'array' };
    }
    case 'record': {
      for (const item of expression.entries.flat()) check(item, names, checking);
      return { type: 'object', additionalProperties: true };
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
  if (value === null) return { type: 'null' };
  if (typeof value === 'number') return fraction;
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
  const [first = 'dyn', second = 'dyn', third = 'dyn'] = types;
  if (name === '[]') return first === 'dyn' ? 'dyn' : (itemsOf(first) ?? additionalOf(first) ?? 'dyn');
  if (name === '?:') return typeWord(second) === typeWord(third) ? second : 'dyn';
  if (Object.hasOwn(answers, name)) return answers[name] ?? 'dyn';
  const result = resultOf(name, types);
  if (result === undefined) checking.errors.push(new CelError(noOverloadText(name, types, target !== undefined), at));
  return result ?? 'dyn';
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
