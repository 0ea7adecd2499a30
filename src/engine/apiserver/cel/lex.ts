/** Tokens of CEL. upstream: github.com/google/cel-spec/doc/langdef.md (Syntax) */
import { CelError } from './ast.ts';
import type { CelValue } from './values.ts';

export interface Token {
  readonly type: 'name' | 'literal' | 'sign' | 'end';
  readonly text: string;
  readonly value?: CelValue;
  readonly at: number;
}

const signs = [
  '&&',
  '||',
  '<=',
  '>=',
  '==',
  '!=',
  '<',
  '>',
  '+',
  '-',
  '*',
  '/',
  '%',
  '!',
  '?',
  ':',
  '.',
  ',',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
];
const number = /^(0x[0-9a-fA-F]+u?|\d+\.\d+([eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+([eE][+-]?\d+)?|\d+[uU]?)/;

export function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const rest = source.slice(at);
    const space = /^(\s+|\/\/[^\n]*)/.exec(rest);
    if (space !== null) {
      at += space[0].length;
      continue;
    }
    const token = nextToken(rest, at);
    tokens.push(token.token);
    at += token.length;
  }
  return [...tokens, { type: 'end', text: '<EOF>', at }];
}

interface Read {
  readonly token: Token;
  readonly length: number;
}

function nextToken(rest: string, at: number): Read {
  const text = /^([rR][bB]?|[bB][rR]?)?("""|'''|"|')/.exec(rest);
  if (text !== null) return readString(rest, text, at);
  const digits = number.exec(rest);
  if (digits !== null) return { token: { type: 'literal', text: digits[0], value: numberValue(digits[0]), at }, length: digits[0].length };
  const name = /^[A-Za-z_]\w*/.exec(rest);
  if (name !== null) return { token: nameToken(name[0], at), length: name[0].length };
  const sign = signs.find((it) => rest.startsWith(it));
  if (sign === undefined) throw new CelError(`Syntax error: token recognition error at: '${rest.slice(0, 1)}'`, at);
  return { token: { type: 'sign', text: sign, at }, length: sign.length };
}

const constants = new Map<string, CelValue>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

function nameToken(text: string, at: number): Token {
  const value = constants.get(text);
  if (value !== undefined) return { type: 'literal', text, value, at };
  return text === 'in' ? { type: 'sign', text, at } : { type: 'name', text, at };
}

function numberValue(text: string): CelValue {
  const unsigned = /u$/i.test(text);
  const digits = unsigned ? text.slice(0, -1) : text;
  if (unsigned) return { kind: 'uint', value: BigInt(digits) };
  return /[.eE]/.test(digits) && !digits.startsWith('0x') ? Number(digits) : BigInt(digits);
}

const escapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
  '`': '`',
  '?': '?',
};

function readString(rest: string, [opening, prefix = '', quote = '']: RegExpExecArray, at: number): Read {
  const raw = /r/i.test(prefix);
  let text = '';
  let i = opening.length;
  while (!rest.startsWith(quote, i)) {
    const c = rest[i];
    if (c === undefined || (quote.length === 1 && c === '\n'))
      throw new CelError(`Syntax error: token recognition error at: '${rest.slice(0, i)}'`, at);
    if (c !== '\\' || raw) {
      text += c;
      i += 1;
      continue;
    }
    const escape = readEscape(rest.slice(i + 1, i + 11), at);
    text += escape.text;
    i += 1 + escape.length;
  }
  const value: CelValue = /b/i.test(prefix) ? { kind: 'bytes', value: text } : text;
  return { token: { type: 'literal', text: rest.slice(0, i + quote.length), value, at }, length: i + quote.length };
}

function readEscape(rest: string, at: number): { readonly text: string; readonly length: number } {
  const code = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(rest);
  if (code !== null)
    return { text: String.fromCodePoint(Number.parseInt(code[1] ?? code[2] ?? code[3] ?? '0', 16)), length: code[0].length };
  const octal = /^[0-3][0-7]{2}/.exec(rest);
  if (octal !== null) return { text: String.fromCodePoint(Number.parseInt(octal[0], 8)), length: 3 };
  const simple = escapes[rest.slice(0, 1)];
  if (simple === undefined) throw new CelError(`Syntax error: token recognition error at: '\\${rest.slice(0, 1)}'`, at);
  return { text: simple, length: 1 };
}
