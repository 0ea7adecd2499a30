/** A cursor over a script's text, and what cannot be read is thrown as ScriptError within the parser only. */

import type { Part } from './ast.ts';

export class ScriptError extends Error {
  readonly line: number;
  readonly incomplete: boolean;

  constructor(message: string, line: number, incomplete: boolean) {
    super(message);
    this.line = line;
    this.incomplete = incomplete;
  }
}

export interface HereDocument {
  readonly delimiter: string;
  readonly quoted: boolean;
  readonly stripTabs: boolean;
  /** Filled when the lines after the command are read. */
  text: string;
  /** The redirection's word, whose parts are read from the text at the end. */
  readonly target: { parts: readonly Part[] };
}

export interface Reader {
  readonly text: string;
  at: number;
  line: number;
  /** Here-documents whose text begins at the next newline. */
  pending: HereDocument[];
  documents: HereDocument[];
  depth: number;
}

export function createReader(text: string): Reader {
  return { text, at: 0, line: 1, pending: [], documents: [], depth: 0 };
}

export function peek(reader: Reader, offset = 0): string {
  return reader.text[reader.at + offset] ?? '';
}

export function startsWith(reader: Reader, text: string): boolean {
  return reader.text.startsWith(text, reader.at);
}

export function wrong(reader: Reader, message: string): ScriptError {
  return new ScriptError(message, reader.line, reader.at >= reader.text.length);
}

/** Skips blanks, joined lines and comments, but not newlines. */
export function skipBlanks(reader: Reader): void {
  for (;;) {
    const letter = peek(reader);
    if (letter === ' ' || letter === '\t' || letter === '\r') reader.at += 1;
    else if (letter === '\\' && peek(reader, 1) === '\n') {
      reader.at += 2;
      reader.line += 1;
    } else if (letter === '#') {
      while (reader.at < reader.text.length && peek(reader) !== '\n') reader.at += 1;
    } else return;
  }
}

/** Takes a newline, and the here-documents that begin after it. */
export function takeNewline(reader: Reader): void {
  reader.at += 1;
  reader.line += 1;
  for (const document of reader.pending.splice(0)) readHereDocument(reader, document);
}

function readHereDocument(reader: Reader, document: HereDocument): void {
  let text = '';
  for (;;) {
    if (reader.at >= reader.text.length) {
      document.text = text;
      return;
    }
    const end = reader.text.indexOf('\n', reader.at);
    let line = reader.text.slice(reader.at, end < 0 ? reader.text.length : end);
    reader.at = end < 0 ? reader.text.length : end + 1;
    reader.line += 1;
    if (document.stripTabs) line = line.replace(/^\t+/, '');
    if (line === document.delimiter) break;
    text += `${line}\n`;
  }
  document.text = text;
}

/** Skips blanks, comments and newlines. */
export function skipLines(reader: Reader): void {
  for (;;) {
    skipBlanks(reader);
    if (peek(reader) !== '\n') return;
    takeNewline(reader);
  }
}

/** What stands where it should not. */
export function unexpected(reader: Reader): ScriptError {
  const end = reader.at >= reader.text.length;
  const token = end
    ? 'end of file'
    : (/^(;;|&&|\|\||[;&|()<>]|\S+?(?=[\s;&|()<>]|$))/.exec(reader.text.slice(reader.at))?.[1] ?? 'newline');
  return new ScriptError(end ? `syntax error: unexpected end of file` : `syntax error: unexpected "${token}"`, reader.line, end);
}
