/**
 * One string as yaml.v2 writes it: plain, quoted, or a literal block, folded at column 80.
 * upstream: gopkg.in/yaml.v2 emitterc.go
 */
import { looksLikeNonString } from './resolve.ts';

const foldAfterColumn = 80;

export interface ScalarPlace {
  /** The column at which the text begins. */
  readonly column: number;
  /** Where continued lines begin. */
  readonly indent: number;
  /** A key must stay on one line. */
  readonly isKey: boolean;
}

interface Allowed {
  readonly plain: boolean;
  readonly single: boolean;
  readonly block: boolean;
}

/** The text of a string scalar, continuation lines included. */
export function scalarText(value: string, place: ScalarPlace): string {
  const allowed = analyze(value);
  const wantsBlock = value.includes('\n');
  if (wantsBlock) return allowed.block && !place.isKey ? literal(value, place) : doubleQuoted(value, place);
  if (looksLikeNonString(value)) return doubleQuoted(value, place);
  if (allowed.plain) return folded(value, place);
  return allowed.single ? singleQuoted(value, place) : doubleQuoted(value, place);
}

/** Whether a key can stand before its colon, or needs the `? ` form. */
export function isSimpleKey(key: string): boolean {
  return key.length <= 128;
}

function analyze(value: string): Allowed {
  if (value === '') return { plain: true, single: true, block: false };
  const leading = /^[ \n\r]/.test(value);
  const trailing = /[ \n\r]$/.test(value);
  const special = Array.from(value).some((char) => !isPrintable(char)) || /[ ][\n\r\u2028\u2029]/.test(value);
  const breakSpace = /[\n\r\u2028\u2029][ ]/.test(value);
  const breaks = /[\n\r\u2028\u2029]/.test(value);
  return {
    plain: !leading && !trailing && !special && !breaks && !hasIndicator(value),
    single: !special && !breakSpace,
    block: !special && !value.endsWith(' '),
  };
}

/** Characters that would end or change a plain scalar in block context. */
function hasIndicator(value: string): boolean {
  if (value.startsWith('---') || value.startsWith('...')) return true;
  if (/^[#,[\]{}&*!|>'"%@`]/.test(value)) return true;
  if (/^[-?](\s|$)/.test(value)) return true;
  return /:(\s|$)/.test(value) || /\s#/.test(value);
}

function isPrintable(char: string): boolean {
  const code = char.codePointAt(0) ?? 0;
  if (code === 0x0a) return true;
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return false;
  if (code > 0xffff) return false;
  return code !== 0xfeff && code !== 0xfffe && code !== 0xffff && !(code >= 0xd800 && code <= 0xdfff);
}

function literal(value: string, place: ScalarPlace): string {
  const hint = /^[ \n]/.test(value) ? '2' : '';
  const chomp = value.endsWith('\n') ? (value === '\n' || value.endsWith('\n\n') ? '+' : '') : '-';
  const body = value.endsWith('\n') ? value.slice(0, -1) : value;
  const pad = ' '.repeat(place.indent);
  const lines = body.split('\n').map((line) => (line === '' ? '' : pad + line));
  return `|${hint}${chomp}\n${lines.join('\n')}`;
}

/** Breaks a line at single spaces past the limit; `breakable` says whether the space at an index may become a line end. */
function fold(
  chars: readonly string[],
  start: number,
  indent: number,
  options: { breakable: (index: number) => boolean; escapeNextSpace: boolean },
): string {
  let text = '';
  let column = start;
  let spaces = false;
  chars.forEach((char, index) => {
    if (char !== ' ') {
      text += char;
      column += char.length > 1 ? Array.from(char).length : 1;
      spaces = false;
      return;
    }
    if (!spaces && column > foldAfterColumn && options.breakable(index)) {
      text += `\n${' '.repeat(indent)}`;
      column = indent;
      if (options.escapeNextSpace && chars[index + 1] === ' ') {
        text += '\\';
        column += 1;
      }
    } else {
      text += ' ';
      column += 1;
    }
    spaces = true;
  });
  return text;
}

function folded(value: string, place: ScalarPlace): string {
  const chars = Array.from(value);
  const breakable = (index: number): boolean => !place.isKey && chars[index + 1] !== ' ';
  return fold(chars, place.column, place.indent, { breakable, escapeNextSpace: false });
}

function singleQuoted(value: string, place: ScalarPlace): string {
  const chars = Array.from(value).map((char) => (char === "'" ? "''" : char));
  const last = chars.length - 1;
  const breakable = (index: number): boolean => !place.isKey && index > 0 && index < last && chars[index + 1] !== ' ';
  return `'${fold(chars, place.column + 1, place.indent, { breakable, escapeNextSpace: false })}'`;
}

function doubleQuoted(value: string, place: ScalarPlace): string {
  const chars = Array.from(value).map(escaped);
  const last = chars.length - 1;
  const breakable = (index: number): boolean => !place.isKey && index > 0 && index < last;
  return `"${fold(chars, place.column + 1, place.indent, { breakable, escapeNextSpace: true })}"`;
}

const shortEscapes: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\u0007': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\u001b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\u0085': '\\N',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function escaped(char: string): string {
  const short = shortEscapes[char];
  if (short !== undefined) return short;
  if (isPrintable(char)) return char;
  const code = char.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
