/**
 * What Go's JSON scanner says about a text that is not JSON: kubectl shows these words.
 * upstream: encoding/json scanner.go
 */

export interface JsonFault {
  readonly message: string;
  /** How many bytes were read when the fault was met, the faulty one included. */
  readonly offset: number;
}

/** The first fault of a JSON text, or undefined when it is one whole JSON value. */
export function goJsonFault(text: string): JsonFault | undefined {
  const scan: Scan = { text, at: 0, fault: undefined };
  readValue(scan);
  if (scan.fault !== undefined) return scan.fault;
  skipSpace(scan);
  if (scan.at < text.length) fail(scan, 'after top-level value');
  return scan.fault;
}

interface Scan {
  readonly text: string;
  at: number;
  fault: JsonFault | undefined;
}

const depthMax = 10_000;

function fail(scan: Scan, where: string): void {
  if (scan.fault !== undefined) return;
  const char = scan.text[scan.at];
  if (char === undefined) scan.fault = { message: 'unexpected end of JSON input', offset: scan.at };
  else scan.fault = { message: `invalid character ${quoted(char)} ${where}`, offset: scan.at + 1 };
}

function quoted(char: string): string {
  if (char === "'") return `'\\''`;
  if (char === '"') return `'"'`;
  const json = JSON.stringify(char);
  return `'${json.slice(1, -1)}'`;
}

function skipSpace(scan: Scan): void {
  while (/[ \t\r\n]/.test(scan.text[scan.at] ?? '')) scan.at += 1;
}

/** Not by recursion: what is nested is as deep as somebody wishes. */
function readValue(scan: Scan): void {
  const open: string[] = [];
  do {
    skipSpace(scan);
    const char = scan.text[scan.at];
    if (char === '{' || char === '[') {
      if (open.length >= depthMax) return fail(scan, 'exceeded max depth');
      open.push(char);
      scan.at += 1;
      skipSpace(scan);
      if (scan.text[scan.at] !== closing(char)) {
        if (char === '{') readKey(scan);
        continue;
      }
    } else readScalar(scan, char);
    closeAll(scan, open);
  } while (scan.fault === undefined && open.length > 0);
}

function closing(char: string | undefined): string {
  return char === '{' ? '}' : ']';
}

function readScalar(scan: Scan, char: string | undefined): void {
  if (char === '"') readString(scan);
  else if (char !== undefined && /[-0-9]/.test(char)) readNumber(scan);
  else if (char === 't' || char === 'f' || char === 'n') readWord(scan, char === 't' ? 'true' : char === 'f' ? 'false' : 'null');
  else fail(scan, 'looking for beginning of value');
}

/** Behind a value: what ends there is taken from `open`, and the key of the next value is read. */
function closeAll(scan: Scan, open: string[]): void {
  while (scan.fault === undefined && open.length > 0) {
    const inner = open.at(-1);
    const more = goesOn(scan, closing(inner), inner === '{' ? 'after object key:value pair' : 'after array element');
    if (more && inner === '{') readKey(scan);
    if (more) return;
    open.pop();
  }
}

function readKey(scan: Scan): void {
  skipSpace(scan);
  if (scan.text[scan.at] !== '"') return fail(scan, 'looking for beginning of object key string');
  readString(scan);
  if (scan.fault !== undefined) return;
  skipSpace(scan);
  if (scan.text[scan.at] !== ':') return fail(scan, 'after object key');
  scan.at += 1;
}

/** Reads what follows an element: true after a comma, false after the closing bracket or a fault. */
function goesOn(scan: Scan, close: string, where: string): boolean {
  skipSpace(scan);
  const char = scan.text[scan.at];
  if (char !== ',' && char !== close) {
    fail(scan, where);
    return false;
  }
  scan.at += 1;
  return char === ',';
}

function readString(scan: Scan): void {
  scan.at += 1;
  for (;;) {
    const char = scan.text[scan.at];
    if (char === undefined || char < ' ') return fail(scan, 'in string literal');
    scan.at += 1;
    if (char === '"') return;
    if (char !== '\\') continue;
    const code = scan.text[scan.at] ?? '';
    if (!/["\\/bfnrtu]/.test(code)) return fail(scan, 'in string escape code');
    scan.at += 1;
    for (let i = 0; code === 'u' && i < 4; i += 1, scan.at += 1) {
      if (!/[0-9a-fA-F]/.test(scan.text[scan.at] ?? '')) return fail(scan, 'in \\u hexadecimal character escape');
    }
  }
}

function readNumber(scan: Scan): void {
  if (scan.text[scan.at] === '-') scan.at += 1;
  if (scan.text[scan.at] === '0') scan.at += 1;
  else if (!digits(scan)) return fail(scan, 'in numeric literal');
  if (scan.text[scan.at] === '.') {
    scan.at += 1;
    if (!digits(scan)) return fail(scan, 'after decimal point in numeric literal');
  }
  if (!/[eE]/.test(scan.text[scan.at] ?? '')) return;
  scan.at += 1;
  if (/[-+]/.test(scan.text[scan.at] ?? '')) scan.at += 1;
  if (!digits(scan)) fail(scan, 'in exponent of numeric literal');
}

function digits(scan: Scan): boolean {
  const from = scan.at;
  while (/[0-9]/.test(scan.text[scan.at] ?? '')) scan.at += 1;
  return scan.at > from;
}

function readWord(scan: Scan, word: string): void {
  for (const expected of word) {
    if (scan.text[scan.at] !== expected) return fail(scan, `in literal ${word} (expecting '${expected}')`);
    scan.at += 1;
  }
}
