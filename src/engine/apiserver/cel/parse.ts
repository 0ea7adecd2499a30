/**
 * Reads CEL into expressions; macros are opened up here.
 * upstream: github.com/google/cel-go/parser
 */
import { CelError, type Comprehension, type Expression } from './ast.ts';
import { tokensOf, type Token } from './lex.ts';

interface Reader {
  readonly tokens: readonly Token[];
  next: number;
  depth: number;
}

const DEPTH_MAX = 100;
/** How long a chain of fields, calls or operators may be: it is as deep when it is worked out. */
const CHAIN_MAX = 250;
const SIZE_MAX = 100_000;

/** Throws a CelError for what is no expression. */
export function parseCel(source: string): Expression {
  const size = [...source].length;
  if (size > SIZE_MAX) throw new CelError(`expression code point size exceeds limit: size: ${size}, limit ${SIZE_MAX}`, 0);
  const reader: Reader = { tokens: tokensOf(source), next: 0, depth: 0 };
  const expression = conditional(reader);
  const rest = peek(reader);
  if (rest.type !== 'end') throw new CelError(`Syntax error: extraneous input '${rest.text}' expecting <EOF>`, rest.at);
  return expression;
}

function peek({ tokens, next }: Reader): Token {
  return tokens[next] ?? { type: 'end', text: '<EOF>', at: 0 };
}

function take(reader: Reader): Token {
  const token = peek(reader);
  reader.next += 1;
  return token;
}

function isSign(reader: Reader, text: string): boolean {
  const token = peek(reader);
  return token.type === 'sign' && token.text === text;
}

function accept(reader: Reader, text: string): boolean {
  if (!isSign(reader, text)) return false;
  reader.next += 1;
  return true;
}

function expect(reader: Reader, text: string): void {
  const token = peek(reader);
  if (!accept(reader, text)) throw new CelError(`Syntax error: mismatched input '${token.text}' expecting '${text}'`, token.at);
}

function call(name: string, args: readonly Expression[], at: number): Expression {
  return { op: 'call', name, target: undefined, args, at };
}

function conditional(reader: Reader): Expression {
  if ((reader.depth += 1) > DEPTH_MAX) throw new CelError('expression recursion limit exceeded', peek(reader).at);
  const condition = binary(reader, 0);
  const { at } = peek(reader);
  let result = condition;
  if (accept(reader, '?')) {
    const yes = binary(reader, 0);
    expect(reader, ':');
    result = call('?:', [condition, yes, conditional(reader)], at);
  }
  reader.depth -= 1;
  return result;
}

const levels: readonly (readonly string[])[] = [['||'], ['&&'], ['<', '<=', '>', '>=', '==', '!=', 'in'], ['+', '-'], ['*', '/', '%']];

function binary(reader: Reader, level: number): Expression {
  const operators = levels[level];
  if (operators === undefined) return unary(reader);
  let left = binary(reader, level + 1);
  if (level < 2) return balanced(reader, level, left);
  for (let links = 0; ; links += 1) {
    if (links > CHAIN_MAX) throw tooDeep(reader);
    const token = peek(reader);
    if (token.type !== 'sign' || !operators.includes(token.text)) return left;
    reader.next += 1;
    left = call(token.text, [left, binary(reader, level + 1)], token.at);
  }
}

/** A long chain of one logical operator becomes a tree that is not deep. upstream: parser/helper.go (balancer) */
function balanced(reader: Reader, level: number, first: Expression): Expression {
  const [operator = ''] = levels[level] ?? [];
  const terms = [first];
  const at: number[] = [];
  for (let token = peek(reader); token.type === 'sign' && token.text === operator; token = peek(reader)) {
    reader.next += 1;
    at.push(token.at);
    terms.push(binary(reader, level + 1));
  }
  const tree = (from: number, to: number): Expression => {
    if (from === to) return terms[from] ?? first;
    const middle = Math.floor((from + to + 1) / 2);
    return call(operator, [tree(from, middle - 1), tree(middle, to)], at[middle - 1] ?? 0);
  };
  return tree(0, terms.length - 1);
}

function tooDeep(reader: Reader): CelError {
  return new CelError('expression recursion limit exceeded: 250', peek(reader).at);
}

/** An even number of signs says nothing. upstream: parser/parser.go (VisitLogicalNot, VisitNegate) */
function unary(reader: Reader): Expression {
  const { at } = peek(reader);
  if (isSign(reader, '!')) return signs(reader, '!') ? call('!', [member(reader)], at) : member(reader);
  if (!signs(reader, '-')) return member(reader);
  const of = member(reader);
  if (of.op === 'literal' && typeof of.value === 'bigint') return { ...of, value: -of.value };
  if (of.op === 'literal' && typeof of.value === 'number') return { ...of, value: -of.value };
  return call('-_', [of], at);
}

/** Whether an odd number of a sign stands here. */
function signs(reader: Reader, sign: string): boolean {
  let count = 0;
  while (accept(reader, sign)) count += 1;
  return count % 2 === 1;
}

function member(reader: Reader): Expression {
  let of = primary(reader);
  for (let links = 0; ; links += 1) {
    if (links > CHAIN_MAX) throw tooDeep(reader);
    const { at } = peek(reader);
    if (accept(reader, '.')) of = selected(reader, of, at);
    else if (accept(reader, '[')) {
      const index = conditional(reader);
      expect(reader, ']');
      of = call('[]', [of, index], at);
    } else return of;
  }
}

function selected(reader: Reader, of: Expression, at: number): Expression {
  const name = take(reader);
  if (name.type !== 'name' && name.type !== 'literal')
    throw new CelError(`Syntax error: no viable alternative at input '.${name.text}'`, name.at);
  // A call stands where its bracket opens.
  const open = peek(reader).at;
  if (!accept(reader, '(')) return { op: 'select', of, field: name.text, test: false, at };
  const args = list(reader, ')');
  return comprehension(name.text, of, args, open) ?? { op: 'call', name: name.text, target: of, args, at: open };
}

function list(reader: Reader, end: string): readonly Expression[] {
  const items: Expression[] = [];
  if (accept(reader, end)) return items;
  do {
    if (isSign(reader, end)) break;
    if (items.length > 0 && peek(reader).type === 'end') throw new CelError(`Syntax error: missing '${end}' at '<EOF>'`, peek(reader).at);
    items.push(conditional(reader));
  } while (accept(reader, ','));
  expect(reader, end);
  return items;
}

const macros = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

function comprehension(name: string, over: Expression, args: readonly Expression[], at: number): Expression | undefined {
  if (!macros.has(name) || args.length < 2 || args.length > (name === 'map' ? 3 : 2)) return undefined;
  const [variable, first, second] = args;
  if (variable?.op !== 'name' || first === undefined) throw new CelError('argument must be a simple name', variable?.at ?? at);
  const op = name as Comprehension['op'];
  return second === undefined
    ? { op, over, variable: variable.name, filter: undefined, step: first, at }
    : { op, over, variable: variable.name, filter: first, step: second, at };
}

function primary(reader: Reader): Expression {
  const token = take(reader);
  const { at } = token;
  if (token.type === 'literal') return { op: 'literal', value: token.value ?? null, at };
  if (token.type === 'name') return named(reader, token.text, at);
  if (token.text === '(') {
    const inner = conditional(reader);
    expect(reader, ')');
    return inner;
  }
  if (token.text === '[') return { op: 'list', items: list(reader, ']'), at };
  if (token.text === '{') return { op: 'record', entries: entries(reader), at };
  if (token.text === '.' && peek(reader).type === 'name') return named(reader, take(reader).text, at);
  throw new CelError(
    `Syntax error: mismatched input '${token.text}' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}`,
    at,
  );
}

function named(reader: Reader, name: string, start: number): Expression {
  const { at } = peek(reader);
  if (!accept(reader, '(')) return { op: 'name', name, at: start };
  const args = list(reader, ')');
  if (name !== 'has') return call(name, args, at);
  const [field] = args;
  if (field?.op !== 'select' || args.length !== 1) throw new CelError('invalid argument to has() macro', at);
  return { ...field, test: true };
}

function entries(reader: Reader): readonly (readonly [Expression, Expression])[] {
  const found: (readonly [Expression, Expression])[] = [];
  while (!accept(reader, '}')) {
    const key = conditional(reader);
    expect(reader, ':');
    found.push([key, conditional(reader)]);
    if (!accept(reader, ',') && !isSign(reader, '}')) expect(reader, '}');
  }
  return found;
}
