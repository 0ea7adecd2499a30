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
  readValue(scan, 0);
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

function readValue(scan: Scan, depth: number): void {
  skipSpace(scan);
  const char = scan.text[scan.at];
  if (depth > depthMax) fail(scan, 'exceeded max depth');
  else if (char === '{') readObject(scan, depth);
  else if (char === '[') readArray(scan, depth);
  else if (char === '"') readString(scan);
  else if (char !== undefined && /[-0-9]/.test(char)) readNumber(scan);
  else if (char === 't' || char === 'f' || char === 'n') readWord(scan, char === 't' ? 'true' : char === 'f' ? 'false' : 'null');
  else fail(scan, 'looking for beginning of value');
}

function readObject(scan: Scan, depth: number): void {
  scan.at += 1;
  skipSpace(scan);
  if (scan.text[scan.at] === '}') {
    scan.at += 1;
    return;
  }
  while (scan.fault === undefined) {
    skipSpace(scan);
    if (scan.text[scan.at] !== '"') return fail(scan, 'looking for beginning of object key string');
    readString(scan);
    skipSpace(scan);
    if (scan.text[scan.at] !== ':') return fail(scan, 'after object key');
    scan.at += 1;
    readValue(scan, depth + 1);
    if (scan.fault !== undefined || !goesOn(scan, '}', 'after object key:value pair')) return;
  }
}

function readArray(scan: Scan, depth: number): void {
  scan.at += 1;
  skipSpace(scan);
  if (scan.text[scan.at] === ']') {
    scan.at += 1;
    return;
  }
  while (scan.fault === undefined) {
    readValue(scan, depth + 1);
    if (scan.fault !== undefined || !goesOn(scan, ']', 'after array element')) return;
  }
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
