/** Reading words: quotes, parameters, substitutions. upstream: IEEE Std 1003.1 2.2, 2.6 */
import type { Node, Part, Word } from './ast.ts';
import { createReader, peek, startsWith, wrong, type Reader } from './reader.ts';

/** Parses the commands inside `$( )` up to the closing bracket; given by the parser, which needs words itself. */
export type ParseInside = (reader: Reader, close: string) => Node;

const ends = new Set([' ', '\t', '\n', '\r', ';', '&', '|', '<', '>', '(', ')', '']);
const nameStart = /[A-Za-z_]/;
const nameLetter = /[A-Za-z0-9_]/;

export function text(s: string, quoted = false): Word {
  return { parts: [{ k: 'text', s, quoted }] };
}

/** One word; undefined when there is none here. `stop` holds more letters that end it. */
export function readWord(reader: Reader, inside: ParseInside, stop = ''): Word | undefined {
  const parts: Part[] = [];
  let plain = '';
  const flush = (): void => {
    if (plain !== '') parts.push({ k: 'text', s: plain, quoted: false });
    plain = '';
  };
  for (;;) {
    const letter = peek(reader);
    if (letter === '<' && peek(reader, 1) === '(' && parts.length === 0 && plain === '') {
      reader.at += 2;
      parts.push({ k: 'process', body: inside(reader, ')'), quoted: true });
      continue;
    }
    if (ends.has(letter) || stop.includes(letter)) break;
    if (letter === '\\') {
      if (peek(reader, 1) === '\n') {
        reader.at += 2;
        reader.line += 1;
        continue;
      }
      flush();
      parts.push({ k: 'text', s: peek(reader, 1), quoted: true });
      reader.at += 2;
    } else if (letter === "'") {
      flush();
      parts.push({ k: 'text', s: readSingle(reader), quoted: true });
    } else if (letter === '"') {
      flush();
      parts.push(...readDouble(reader, inside));
    } else if (letter === '$' && peek(reader, 1) === "'") {
      flush();
      reader.at += 1;
      parts.push({ k: 'text', s: readAnsi(reader), quoted: true });
    } else if (letter === '$' || letter === '`') {
      const part = readDollar(reader, inside, false);
      if (part === undefined) {
        plain += letter;
        reader.at += 1;
      } else {
        flush();
        parts.push(part);
      }
    } else {
      plain += letter;
      reader.at += 1;
    }
  }
  flush();
  return parts.length === 0 ? undefined : { parts };
}

function readSingle(reader: Reader): string {
  const end = reader.text.indexOf("'", reader.at + 1);
  if (end < 0) {
    reader.at = reader.text.length;
    throw wrong(reader, 'unterminated quoted string');
  }
  const s = reader.text.slice(reader.at + 1, end);
  reader.line += s.split('\n').length - 1;
  reader.at = end + 1;
  return s;
}

function readAnsi(reader: Reader): string {
  let s = '';
  reader.at += 1;
  for (;;) {
    const letter = peek(reader);
    if (letter === '') throw wrong(reader, 'unterminated quoted string');
    reader.at += 1;
    if (letter === "'") return unescapeAnsi(s);
    s += letter;
    if (letter === '\\') {
      s += peek(reader);
      reader.at += 1;
    }
  }
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  b: '\b',
  e: '\u001b',
  E: '\u001b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

function unescapeAnsi(s: string): string {
  return s.replace(/\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|u[0-9a-fA-F]{1,4}|.)/gs, (whole, code: string) => {
    if (/^[xu]./.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
    return escapes[code] ?? whole;
  });
}

function readDouble(reader: Reader, inside: ParseInside): Part[] {
  reader.at += 1;
  const parts = readQuoted(reader, inside, '"');
  if (peek(reader) !== '"') throw wrong(reader, 'unterminated quoted string');
  reader.at += 1;
  return parts.length === 0 ? [{ k: 'text', s: '', quoted: true }] : parts;
}

/** Text in which only `$`, backquote and some backslashes mean something, up to a letter or the end. */
export function readQuoted(reader: Reader, inside: ParseInside, end: string, escapable = '$`"\\'): Part[] {
  const parts: Part[] = [];
  let plain = '';
  const flush = (): void => {
    if (plain !== '') parts.push({ k: 'text', s: plain, quoted: true });
    plain = '';
  };
  while (reader.at < reader.text.length && peek(reader) !== end) {
    const letter = peek(reader);
    if (letter === '\n') reader.line += 1;
    if (letter === '\\' && peek(reader, 1) === '\n') reader.at += 2;
    else if (letter === '\\' && escapable.includes(peek(reader, 1)) && peek(reader, 1) !== '') {
      plain += peek(reader, 1);
      reader.at += 2;
    } else {
      const part = letter === '$' || letter === '`' ? readDollar(reader, inside, true) : undefined;
      if (part === undefined) {
        plain += letter;
        reader.at += 1;
      } else {
        flush();
        parts.push(part);
      }
    }
  }
  flush();
  return parts;
}

/** A here-document's text as a word. */
export function hereWord(content: string, quoted: boolean, inside: ParseInside): Word {
  if (quoted) return text(content, true);
  return { parts: readQuoted(createReader(content), inside, '\0', '$`\\') };
}

/** What a dollar or a backquote begins; undefined when it stands for itself. */
function readDollar(reader: Reader, inside: ParseInside, quoted: boolean): Part | undefined {
  if (peek(reader) === '`') return readBackquote(reader, inside, quoted);
  const next = peek(reader, 1);
  if (startsWith(reader, '$((')) {
    const part = readArithmetic(reader, inside, quoted);
    if (part !== undefined) return part;
  }
  if (next === '(') {
    reader.at += 2;
    const body = inside(reader, ')');
    return { k: 'command', body, quoted };
  }
  if (next === '{') return readBraced(reader, inside, quoted);
  if (nameStart.test(next)) {
    let name = '';
    reader.at += 1;
    while (nameLetter.test(peek(reader))) {
      name += peek(reader);
      reader.at += 1;
    }
    return { k: 'param', name, quoted };
  }
  if (next !== '' && '0123456789@*#?-$!'.includes(next)) {
    reader.at += 2;
    return { k: 'param', name: next, quoted };
  }
  return undefined;
}

function readBackquote(reader: Reader, inside: ParseInside, quoted: boolean): Part {
  let body = '';
  reader.at += 1;
  while (peek(reader) !== '`') {
    if (peek(reader) === '') throw wrong(reader, 'unterminated backquote');
    if (peek(reader) === '\\' && '$`\\'.includes(peek(reader, 1))) reader.at += 1;
    body += peek(reader);
    reader.at += 1;
  }
  reader.at += 1;
  return { k: 'command', body: inside(createReader(body), ''), quoted };
}

/** `$(( ))`; undefined when it is a command in brackets after all. */
function readArithmetic(reader: Reader, inside: ParseInside, quoted: boolean): Part | undefined {
  const body = bracketed(reader, reader.at + 3);
  if (body === undefined) return undefined;
  reader.at += 3 + body.length + 2;
  return { k: 'arithmetic', body: { parts: readQuoted(createReader(body), inside, '\0', '$`"\\') }, quoted };
}

/** The text up to the `))` that closes what begins at a place. */
export function bracketed(reader: Reader, from: number): string | undefined {
  let depth = 0;
  for (let i = from; i < reader.text.length; i += 1) {
    const letter = reader.text[i];
    if (letter === '(') depth += 1;
    else if (letter === ')') {
      if (depth === 0) return reader.text[i + 1] === ')' ? reader.text.slice(from, i) : undefined;
      depth -= 1;
    }
  }
  return undefined;
}

const operators = [':-', ':=', ':?', ':+', '-', '=', '?', '+', '##', '#', '%%', '%', '//', '/#', '/%', '/', '^^', '^', ',,', ',', ':', '@'];

function readBraced(reader: Reader, inside: ParseInside, quoted: boolean): Part {
  reader.at += 2;
  const isLength = peek(reader) === '#' && /[A-Za-z0-9_@*]/.test(peek(reader, 1));
  const isIndirect = peek(reader) === '!' && nameStart.test(peek(reader, 1));
  if (isLength || isIndirect) reader.at += 1;
  const name = readName(reader);
  if (name === '') throw wrong(reader, 'bad substitution');
  const index = peek(reader) === '[' ? readIndex(reader, inside) : undefined;
  const base = {
    k: 'param',
    name,
    quoted,
    ...(isLength ? { length: true } : {}),
    ...(isIndirect ? { indirect: true } : {}),
    ...(index === undefined ? {} : { index }),
  } as const;
  if (peek(reader) === '}') {
    reader.at += 1;
    return base;
  }
  const op = operators.find((one) => startsWith(reader, one));
  if (op === undefined) throw wrong(reader, 'bad substitution');
  reader.at += op.length;
  const arg = { parts: readArgument(reader, inside, quoted) };
  if (peek(reader) !== '}') throw wrong(reader, 'missing }');
  reader.at += 1;
  return { ...base, op, arg };
}

function readName(reader: Reader): string {
  const first = peek(reader);
  if (!nameStart.test(first)) {
    if (first !== '' && /[0-9]/.test(first)) {
      let digits = '';
      while (/[0-9]/.test(peek(reader))) {
        digits += peek(reader);
        reader.at += 1;
      }
      return digits;
    }
    if (first !== '' && '@*#?-$!'.includes(first)) {
      reader.at += 1;
      return first;
    }
    return '';
  }
  let name = '';
  while (nameLetter.test(peek(reader))) {
    name += peek(reader);
    reader.at += 1;
  }
  return name;
}

export function readIndex(reader: Reader, inside: ParseInside): Word {
  reader.at += 1;
  const parts = readQuoted(reader, inside, ']');
  reader.at += 1;
  return { parts };
}

/** The word after an operator in braces: quotes count, blanks do not end it. */
function readArgument(reader: Reader, inside: ParseInside, quoted: boolean): Part[] {
  const parts: Part[] = [];
  while (peek(reader) !== '}') {
    if (peek(reader) === '') throw wrong(reader, 'missing }');
    if (peek(reader) === '"') parts.push(...readDouble(reader, inside));
    else if (peek(reader) === "'" && !quoted) parts.push({ k: 'text', s: readSingle(reader), quoted: true });
    else if (peek(reader) === '\\') {
      parts.push({ k: 'text', s: peek(reader, 1), quoted: true });
      reader.at += 2;
    } else {
      const part = peek(reader) === '$' || peek(reader) === '`' ? readDollar(reader, inside, quoted) : undefined;
      if (part !== undefined) parts.push(part);
      else {
        parts.push({ k: 'text', s: peek(reader), quoted });
        reader.at += 1;
      }
    }
  }
  return parts;
}
