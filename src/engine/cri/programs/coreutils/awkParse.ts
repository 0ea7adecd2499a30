/** awk programs to trees. upstream: IEEE Std 1003.1 awk */

export type AwkNode =
  | { readonly n: 'number'; readonly value: number }
  | { readonly n: 'text' | 'regex' | 'name'; readonly value: string }
  | { readonly n: 'field'; readonly of: AwkNode }
  | { readonly n: 'item'; readonly name: string; readonly index: readonly AwkNode[] }
  | { readonly n: 'call'; readonly name: string; readonly args: readonly AwkNode[] }
  | { readonly n: 'binary' | 'assign'; readonly op: string; readonly left: AwkNode; readonly right: AwkNode }
  | { readonly n: 'unary' | 'before' | 'after'; readonly op: string; readonly of: AwkNode }
  | { readonly n: 'choice'; readonly test: AwkNode; readonly yes: AwkNode; readonly no: AwkNode }
  | { readonly n: 'in'; readonly key: AwkNode; readonly name: string };

export type AwkStep =
  | { readonly s: 'expression'; readonly of: AwkNode }
  | { readonly s: 'print' | 'printf'; readonly args: readonly AwkNode[] }
  | { readonly s: 'if'; readonly test: AwkNode; readonly yes: AwkStep; readonly no?: AwkStep }
  | { readonly s: 'while'; readonly test: AwkNode; readonly body: AwkStep }
  | { readonly s: 'for'; readonly first?: AwkStep; readonly test?: AwkNode; readonly step?: AwkStep; readonly body: AwkStep }
  | { readonly s: 'each'; readonly key: string; readonly name: string; readonly body: AwkStep }
  | { readonly s: 'block'; readonly body: readonly AwkStep[] }
  | { readonly s: 'next' | 'break' | 'continue' }
  | { readonly s: 'exit'; readonly code?: AwkNode }
  | { readonly s: 'delete'; readonly name: string; readonly index?: readonly AwkNode[] };

export interface AwkRule {
  readonly when: 'BEGIN' | 'END' | 'line';
  readonly test?: AwkNode;
  readonly until?: AwkNode;
  readonly body?: AwkStep;
}

interface Cursor {
  readonly tokens: readonly string[];
  at: number;
  /** Above 0 inside brackets: `>` compares there. */
  nested: number;
}

class AwkError extends Error {}

/** The rules of a program; a string says what is wrong. */
export function parseAwk(source: string): AwkRule[] | string {
  try {
    const cursor: Cursor = { tokens: tokenize(source), at: 0, nested: 0 };
    const rules: AwkRule[] = [];
    skipEnds(cursor);
    while (cursor.at < cursor.tokens.length) {
      rules.push(rule(cursor));
      skipEnds(cursor);
    }
    return rules;
  } catch (error) {
    if (error instanceof AwkError) return error.message;
    throw error;
  }
}

const tokenPattern =
  /\s*(?:#[^\n]*)?(?:\\\n)?[ \t]*(\n|"(?:[^"\\]|\\.)*"|\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+|[A-Za-z_]\w*|\+\+|--|\+=|-=|\*=|\/=|%=|\^=|==|!=|<=|>=|&&|\|\||!~|[-+*/%^=<>!~?:,;(){}[\]$|])/y;

function tokenize(source: string): string[] {
  const tokens: string[] = [];
  let at = 0;
  while (at < source.length) {
    const blank = /^(?:[ \t\r]|\\\n|#[^\n]*)+/.exec(source.slice(at));
    if (blank !== null) {
      at += blank[0].length;
      continue;
    }
    const before = tokens.at(-1);
    const isRegex = source[at] === '/' && (before === undefined || /^[({,~!&|;\n}]$|^(&&|\|\||!~|==|!=)$/.test(before));
    if (isRegex) {
      const match = /^\/((?:[^/\\\n]|\\.)*)\//.exec(source.slice(at));
      if (match === null) throw new AwkError('unterminated regex');
      tokens.push(match[0]);
      at += match[0].length;
      continue;
    }
    tokenPattern.lastIndex = at;
    const match = source[at] === '\n' ? ['\n', '\n'] : tokenPattern.exec(source);
    if (match === null) throw new AwkError(`syntax error at \`${source.slice(at, at + 10)}'`);
    tokens.push(match[1]!);
    at = source[at] === '\n' ? at + 1 : tokenPattern.lastIndex;
  }
  return tokens;
}

function peek(cursor: Cursor): string {
  return cursor.tokens[cursor.at] ?? '';
}

function take(cursor: Cursor, token: string): void {
  if (peek(cursor) !== token) throw new AwkError(`Unexpected token`);
  cursor.at += 1;
}

function skipEnds(cursor: Cursor): void {
  while (peek(cursor) === '\n' || peek(cursor) === ';') cursor.at += 1;
}

function skipLines(cursor: Cursor): void {
  while (peek(cursor) === '\n') cursor.at += 1;
}

function rule(cursor: Cursor): AwkRule {
  const word = peek(cursor);
  if (word === 'BEGIN' || word === 'END') {
    cursor.at += 1;
    return { when: word, body: block(cursor) };
  }
  if (word === '{') return { when: 'line', body: block(cursor) };
  const test = expression(cursor);
  let until: AwkNode | undefined;
  if (peek(cursor) === ',') {
    cursor.at += 1;
    until = expression(cursor);
  }
  return { when: 'line', test, ...(until === undefined ? {} : { until }), ...(peek(cursor) === '{' ? { body: block(cursor) } : {}) };
}

function block(cursor: Cursor): AwkStep {
  take(cursor, '{');
  const body: AwkStep[] = [];
  skipEnds(cursor);
  while (peek(cursor) !== '}') {
    if (cursor.at >= cursor.tokens.length) throw new AwkError('Unexpected end of string');
    body.push(statement(cursor));
    skipEnds(cursor);
  }
  cursor.at += 1;
  return { s: 'block', body };
}

function body(cursor: Cursor): AwkStep {
  skipLines(cursor);
  return statement(cursor);
}

function bracketed(cursor: Cursor): AwkNode {
  take(cursor, '(');
  cursor.nested += 1;
  const test = expression(cursor);
  cursor.nested -= 1;
  take(cursor, ')');
  return test;
}

function statement(cursor: Cursor): AwkStep {
  const word = peek(cursor);
  switch (word) {
    case '{':
      return block(cursor);
    case 'print':
    case 'printf':
      cursor.at += 1;
      return { s: word, args: printed(cursor) };
    case 'if': {
      cursor.at += 1;
      const test = bracketed(cursor);
      const yes = body(cursor);
      const mark = cursor.at;
      skipEnds(cursor);
      if (peek(cursor) === 'else') {
        cursor.at += 1;
        return { s: 'if', test, yes, no: body(cursor) };
      }
      cursor.at = mark;
      return { s: 'if', test, yes };
    }
    case 'while':
      cursor.at += 1;
      return { s: 'while', test: bracketed(cursor), body: body(cursor) };
    case 'for':
      return forStatement(cursor);
    case 'next':
    case 'break':
    case 'continue':
      cursor.at += 1;
      return { s: word };
    case 'exit':
      cursor.at += 1;
      return isEnd(cursor) ? { s: 'exit' } : { s: 'exit', code: expression(cursor) };
    case 'delete': {
      const target = cursor.tokens[cursor.at + 1] ?? '';
      cursor.at += 2;
      return peek(cursor) === '[' ? { s: 'delete', name: target, index: index(cursor) } : { s: 'delete', name: target };
    }
    default:
      return { s: 'expression', of: expression(cursor) };
  }
}

function isEnd(cursor: Cursor): boolean {
  return [';', '\n', '}', ''].includes(peek(cursor));
}

function printed(cursor: Cursor): AwkNode[] {
  const wrapped = peek(cursor) === '(' && closesPrint(cursor);
  if (wrapped) cursor.at += 1;
  cursor.nested += wrapped ? 1 : 0;
  const args: AwkNode[] = [];
  while (!isEnd(cursor) && peek(cursor) !== '>' && peek(cursor) !== '|' && peek(cursor) !== ')') {
    args.push(expression(cursor));
    if (peek(cursor) !== ',') break;
    cursor.at += 1;
    skipLines(cursor);
  }
  cursor.nested -= wrapped ? 1 : 0;
  if (wrapped) take(cursor, ')');
  return args;
}

/** Whether the bracket that begins here ends with the statement. */
function closesPrint(cursor: Cursor): boolean {
  let depth = 0;
  for (let i = cursor.at; i < cursor.tokens.length; i += 1) {
    if (cursor.tokens[i] === '(') depth += 1;
    if (cursor.tokens[i] === ')' && (depth -= 1) === 0) return [';', '\n', '}', undefined].includes(cursor.tokens[i + 1]);
  }
  return false;
}

function forStatement(cursor: Cursor): AwkStep {
  cursor.at += 1;
  take(cursor, '(');
  if (cursor.tokens[cursor.at + 1] === 'in') {
    const [key, , name] = cursor.tokens.slice(cursor.at, cursor.at + 3);
    cursor.at += 3;
    take(cursor, ')');
    return { s: 'each', key: key!, name: name!, body: body(cursor) };
  }
  const first = peek(cursor) === ';' ? undefined : statement(cursor);
  take(cursor, ';');
  const test = peek(cursor) === ';' ? undefined : expression(cursor);
  take(cursor, ';');
  const step = peek(cursor) === ')' ? undefined : statement(cursor);
  take(cursor, ')');
  return {
    s: 'for',
    ...(first === undefined ? {} : { first }),
    ...(test === undefined ? {} : { test }),
    ...(step === undefined ? {} : { step }),
    body: body(cursor),
  };
}

function expression(cursor: Cursor): AwkNode {
  const left = choice(cursor);
  const op = peek(cursor);
  if (!['=', '+=', '-=', '*=', '/=', '%=', '^='].includes(op)) return left;
  cursor.at += 1;
  return { n: 'assign', op: op.slice(0, -1), left, right: expression(cursor) };
}

function choice(cursor: Cursor): AwkNode {
  const test = binary(cursor, 0);
  if (peek(cursor) !== '?') return test;
  cursor.at += 1;
  const yes = expression(cursor);
  take(cursor, ':');
  return { n: 'choice', test, yes, no: expression(cursor) };
}

const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['in'],
  ['~', '!~'],
  ['<', '<=', '==', '!=', '>', '>='],
  ['join'],
  ['+', '-'],
  ['*', '/', '%'],
];

function binary(cursor: Cursor, level: number): AwkNode {
  const operators = levels[level];
  if (operators === undefined) return unary(cursor);
  let left = binary(cursor, level + 1);
  for (;;) {
    const op = peek(cursor);
    if (operators[0] === 'join') {
      if (!/^["\d.$(!A-Za-z_-]/.test(op) || op === 'in' || op === '-' || op.startsWith('!') || op.startsWith('-')) return left;
      left = { n: 'binary', op: 'join', left, right: binary(cursor, level + 1) };
      continue;
    }
    if (!operators.includes(op) || (op === '>' && cursor.nested === 0)) return left;
    cursor.at += 1;
    if (op === 'in') {
      left = { n: 'in', key: left, name: peek(cursor) };
      cursor.at += 1;
      continue;
    }
    skipLines(cursor);
    left = { n: 'binary', op, left, right: binary(cursor, level + 1) };
  }
}

function unary(cursor: Cursor): AwkNode {
  const op = peek(cursor);
  if (op === '!' || op === '-' || op === '+') {
    cursor.at += 1;
    return { n: 'unary', op, of: unary(cursor) };
  }
  if (op === '++' || op === '--') {
    cursor.at += 1;
    return { n: 'before', op, of: unary(cursor) };
  }
  const base = postfix(cursor);
  if (peek(cursor) !== '^') return base;
  cursor.at += 1;
  return { n: 'binary', op: '^', left: base, right: unary(cursor) };
}

function postfix(cursor: Cursor): AwkNode {
  const of = primary(cursor);
  const op = peek(cursor);
  if (op !== '++' && op !== '--') return of;
  cursor.at += 1;
  return { n: 'after', op, of };
}

function index(cursor: Cursor): AwkNode[] {
  take(cursor, '[');
  cursor.nested += 1;
  const items = [expression(cursor)];
  while (peek(cursor) === ',') {
    cursor.at += 1;
    items.push(expression(cursor));
  }
  cursor.nested -= 1;
  take(cursor, ']');
  return items;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', '/': '/' };

function primary(cursor: Cursor): AwkNode {
  const token = peek(cursor);
  cursor.at += 1;
  if (token === '$') return { n: 'field', of: peek(cursor) === '++' || peek(cursor) === '--' ? unary(cursor) : primary(cursor) };
  if (token === '(') {
    cursor.at -= 1;
    return bracketed(cursor);
  }
  if (token.startsWith('"'))
    return { n: 'text', value: token.slice(1, -1).replace(/\\(.)/gs, (whole, letter: string) => escapes[letter] ?? whole) };
  if (token.startsWith('/') && token.length > 1) return { n: 'regex', value: token.slice(1, -1).replaceAll('\\/', '/') };
  if (/^[\d.]/.test(token)) return { n: 'number', value: Number(token) };
  if (!/^[A-Za-z_]/.test(token)) throw new AwkError('Unexpected token');
  if (peek(cursor) === '[') return { n: 'item', name: token, index: index(cursor) };
  if (peek(cursor) !== '(' && token !== 'length') return { n: 'name', value: token };
  const args: AwkNode[] = [];
  if (peek(cursor) === '(') {
    cursor.at += 1;
    cursor.nested += 1;
    while (peek(cursor) !== ')') {
      args.push(expression(cursor));
      if (peek(cursor) === ',') cursor.at += 1;
      else if (peek(cursor) !== ')') throw new AwkError('Unexpected token');
    }
    cursor.nested -= 1;
    cursor.at += 1;
  }
  return { n: 'call', name: token, args };
}
