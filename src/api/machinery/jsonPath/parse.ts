/**
 * The text of kubectl's JSONPath templates, `hello {.metadata.name}`, as nodes.
 * upstream: staging/src/k8s.io/client-go/util/jsonpath/parser.go
 */
import type { Outcome } from '../outcome.ts';
import { failure, success } from '../outcome.ts';

/** One end of a slice. `derived`: it was not written, but follows from the start. */
export interface Bound {
  readonly value: number;
  readonly derived: boolean;
}

export type Node =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'value'; readonly value: number | boolean }
  | { readonly type: 'field' | 'identifier'; readonly name: string }
  | { readonly type: 'array'; readonly start: number; readonly end: Bound | undefined; readonly step: number | undefined }
  | { readonly type: 'filter'; readonly left: Path; readonly right: Path; readonly operator: string }
  | { readonly type: 'union'; readonly paths: readonly Path[] }
  | { readonly type: 'wildcard' }
  | { readonly type: 'recursive' };

export type Path = readonly Node[];

/** Plain text, or what stood in one pair of braces. */
export type Part = { readonly text: string } | { readonly path: Path };

/** Thrown inside this file only; parseTemplate turns it into a value. */
class Malformed extends Error {}

function malformed(message: string): never {
  throw new Malformed(message);
}

interface Reader {
  readonly text: string;
  position: number;
}

function isTerminator(character: string): boolean {
  return character === '' || '., []$@{}\t\r\n'.includes(character);
}

function takeWhile(reader: Reader, wanted: (character: string) => boolean): string {
  const start = reader.position;
  while (reader.position < reader.text.length && wanted(reader.text.charAt(reader.position))) reader.position += 1;
  return reader.text.slice(start, reader.position);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\u0007', b: '\b', f: '\f', v: '\v' };

function unquote(quoted: string): string {
  return quoted
    .slice(1, -1)
    .replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([^]))/g, (_all, byte?: string, unit?: string, plain = '') => {
      const code = byte ?? unit;
      return code === undefined ? (escapes[plain] ?? plain) : String.fromCharCode(Number.parseInt(code, 16));
    });
}

function readQuote(reader: Reader, quote: string): Node {
  const start = reader.position;
  for (let i = start + 1; i < reader.text.length && reader.text[i] !== '\n'; i += 1) {
    if (reader.text[i] !== quote || reader.text[i - 1] === '\\') continue;
    reader.position = i + 1;
    return { type: 'text', text: unquote(reader.text.slice(start, i + 1)) };
  }
  return malformed('unterminated quoted string');
}

function readField(reader: Reader): Node {
  const start = reader.position;
  while (!isTerminator(reader.text.charAt(reader.position))) reader.position += reader.text[reader.position] === '\\' ? 2 : 1;
  const name = reader.text.slice(start, reader.position);
  return name === '*' ? { type: 'wildcard' } : { type: 'field', name: name.replaceAll('\\', '') };
}

function readNumber(reader: Reader): Node {
  const sign = takeWhile(
    { ...reader, text: reader.text.slice(0, reader.position + 1) },
    (character) => character === '+' || character === '-',
  );
  reader.position += sign.length;
  const digits = sign + takeWhile(reader, (character) => /[.\d]/.test(character));
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(digits) ? { type: 'value', value: Number(digits) } : malformed(`cannot parse number ${digits}`);
}

function readIdentifier(reader: Reader): Node {
  const name = takeWhile(reader, (character) => !isTerminator(character));
  return name === 'true' || name === 'false' ? { type: 'value', value: name === 'true' } : { type: 'identifier', name };
}

function slice(text: string): Node {
  const match = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text === '*' ? ':' : text);
  if (match === null) return malformed(`invalid array index ${text}`);
  const [start = '', end, step] = match.slice(1);
  const number = (digits: string): number => (/\d/.test(digits) ? Number(digits) : malformed(`array index ${digits} is not a number`));
  const optional = (part: string | undefined): number | undefined =>
    part === undefined || part === ':' ? undefined : number(part.slice(1));
  const from = start === '' ? 0 : number(start);
  const to = optional(end);
  if (end === undefined) return { type: 'array', start: from, end: { value: from + 1, derived: true }, step: optional(step) };
  return { type: 'array', start: from, end: to === undefined ? undefined : { value: to, derived: false }, step: optional(step) };
}

function readArray(reader: Reader): readonly Node[] {
  const close = reader.text.indexOf(']', reader.position);
  const inner = reader.text.slice(reader.position + 1, close);
  if (close < 0 || inner.includes('\n')) return malformed('unterminated array');
  reader.position = close + 1;
  const members = inner.split(',');
  if (members.length > 1) return [{ type: 'union', paths: members.map((member) => readPath(`[${member.trim()}]`)) }];
  const key = /^'([^']*)'$/.exec(inner);
  return key === null ? [slice(inner)] : readPath(`.${key[1]}`);
}

/** The end of a filter: the first closing parenthesis outside of its one quoted string. */
function filterEnd(reader: Reader): number {
  let quote = '';
  let closed = false;
  for (let i = reader.position; i < reader.text.length; i += 1) {
    const character = reader.text.charAt(i);
    if (character === '\n') break;
    if (character === '"' || character === "'") {
      if (quote === '') quote = character;
      else if (character === quote && reader.text[i - 1] !== '\\') closed = true;
    } else if (character === ')' && (quote === '' || closed)) return i;
  }
  return malformed('unterminated filter');
}

function readFilter(reader: Reader): Node {
  reader.position += '[?('.length;
  const end = filterEnd(reader);
  if (reader.text[end + 1] !== ']') return malformed('unclosed array expect ]');
  const text = reader.text.slice(reader.position, end);
  reader.position = end + 2;
  const match = /^([^!<>=]+)([!<>=]+)(.+)$/.exec(text);
  if (match === null) return { type: 'filter', left: readPath(text), right: [], operator: 'exists' };
  const [, left = '', operator = '', right = ''] = match;
  return { type: 'filter', left: readPath(left), right: readPath(right), operator };
}

function readRecursive(reader: Reader, before: Path): readonly Node[] {
  if (before.at(-1)?.type === 'recursive') return malformed('invalid multiple recursive descent');
  reader.position += 2;
  const named = /[\p{L}\p{N}_]/u.test(reader.text.charAt(reader.position));
  return named ? [{ type: 'recursive' }, readField(reader)] : [{ type: 'recursive' }];
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')} '${character}'`;
}

/** The nodes of the next step inside braces; what only points at the present object has none. */
function readStep(reader: Reader, before: Path): readonly Node[] {
  if (reader.text.startsWith('[?(', reader.position)) return [readFilter(reader)];
  if (reader.text.startsWith('..', reader.position)) return readRecursive(reader, before);
  const character = reader.text.charAt(reader.position);
  if (character === '[') return readArray(reader);
  if (character === '"' || character === "'") return [readQuote(reader, character)];
  if (/[+\-\d]/.test(character)) return [readNumber(reader)];
  if (/[\p{L}_]/u.test(character)) return [readIdentifier(reader)];
  reader.position += 1;
  if (character === '.') return [readField(reader)];
  return ' @$'.includes(character) ? [] : malformed(`unrecognized character in action: ${codePoint(character)}`);
}

/** Reads up to the closing brace, and past it. */
function readAction(reader: Reader): Path {
  const nodes: Node[] = [];
  for (;;) {
    const character = reader.text.charAt(reader.position);
    if (character === '}') {
      reader.position += 1;
      return nodes;
    }
    if (character === '' || character === '\n' || character === '\r') return malformed('unclosed action');
    nodes.push(...readStep(reader, nodes));
  }
}

function readPath(text: string): Path {
  return readAction({ text: `${text}}`, position: 0 });
}

function readTemplate(text: string): readonly Part[] {
  const reader: Reader = { text, position: 0 };
  const parts: Part[] = [];
  while (reader.position < text.length) {
    const plain = takeWhile(reader, (character) => character !== '{');
    if (plain !== '') parts.push({ text: plain });
    if (reader.position >= text.length) break;
    reader.position += 1;
    parts.push({ path: readAction(reader) });
  }
  return parts;
}

/** Reads a template; refuses with the words kubectl puts after "error parsing jsonpath". */
export function parseTemplate(text: string): Outcome<readonly Part[]> {
  try {
    return success(readTemplate(text));
  } catch (error) {
    if (error instanceof Malformed) return failure(error.message);
    throw error;
  }
}
