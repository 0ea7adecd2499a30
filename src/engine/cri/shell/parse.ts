/** Scripts to trees. upstream: IEEE Std 1003.1 2.10 Shell Grammar */
import type { CaseArm, Node, Redirect, SyntaxError_, Word } from './ast.ts';
import { frozen } from './ast.ts';
import { readCondition } from './condition.ts';
import {
  createReader,
  peek,
  ScriptError,
  skipBlanks,
  skipLines,
  startsWith,
  takeNewline,
  unexpected,
  wrong,
  type Reader,
} from './reader.ts';
import { readRedirect, readSimple } from './simpleCommand.ts';
import { bracketed, hereWord, readQuoted, readWord, text } from './words.ts';

const mostDepth = 100;
const mostCached = 300;
const cache = new Map<string, Node | SyntaxError_>();

/** The tree of a script, or why it is none. The same text gives the same tree. */
export function parseScript(script: string): Node | SyntaxError_ {
  const before = cache.get(script);
  if (before !== undefined) return before;
  const parsed = parseFresh(script);
  if (cache.size >= mostCached) cache.clear();
  cache.set(script, parsed);
  return parsed;
}

function parseFresh(script: string): Node | SyntaxError_ {
  const reader = createReader(script);
  try {
    const tree = inside(reader, '');
    return frozen(tree);
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    return { message: error.message, line: error.line, incomplete: error.incomplete };
  }
}

/** A list of commands up to a closing text, which is taken. */
function inside(reader: Reader, close: string): Node {
  const node = readList(reader, close === '' ? [] : [close]);
  if (close === '') {
    if (reader.at < reader.text.length) throw unexpected(reader);
    resolveHere(reader);
    return node;
  }
  if (!startsWith(reader, close)) throw unexpected(reader);
  reader.at += close.length;
  return node;
}

/** Here-documents at the end of a text without a last newline. */
function resolveHere(reader: Reader): void {
  if (reader.pending.length > 0) takeNewline(reader);
  for (const document of reader.documents) document.target.parts = hereWord(document.text, document.quoted, inside).parts;
}

const reserved = new Set(['then', 'else', 'elif', 'fi', 'do', 'done', 'esac', '}', ';;', ')']);

function readList(reader: Reader, stops: readonly string[]): Node {
  if ((reader.depth += 1) > mostDepth) throw wrong(reader, 'syntax error: nested too deeply');
  const items: { node: Node; background: boolean }[] = [];
  for (;;) {
    skipLines(reader);
    if (reader.at >= reader.text.length || atStop(reader, stops)) break;
    const node = readAndOr(reader);
    skipBlanks(reader);
    let background = false;
    if (startsWith(reader, ';&')) {
      items.push({ node, background });
      break;
    }
    if (peek(reader) === '&' && peek(reader, 1) !== '&') {
      background = true;
      reader.at += 1;
    } else if (peek(reader) === ';' && peek(reader, 1) !== ';') reader.at += 1;
    else if (peek(reader) !== '\n' && reader.at < reader.text.length && !atStop(reader, stops)) throw unexpected(reader);
    items.push({ node, background });
  }
  reader.depth -= 1;
  return items.length === 1 && !items[0]!.background ? items[0]!.node : { t: 'list', items };
}

function atStop(reader: Reader, stops: readonly string[]): boolean {
  if (stops.some((stop) => (/^\w/.test(stop) || stop === '}' ? peekWord(reader) === stop : startsWith(reader, stop)))) return true;
  const word = peekWord(reader);
  if (reserved.has(word) && (stops.length > 0 || word !== '}')) throw unexpected(reader);
  return startsWith(reader, ';;') || peek(reader) === ')' ? fails(reader) : false;
}

function fails(reader: Reader): never {
  throw unexpected(reader);
}

/** The bare word at the cursor, for reserved words. */
function peekWord(reader: Reader): string {
  return /^(?:[a-z]+|[{}!]|\[\[)(?=[\s;&|()<>]|$)/.exec(reader.text.slice(reader.at, reader.at + 12))?.[0] ?? '';
}

function readAndOr(reader: Reader): Node {
  let left = readPipeline(reader);
  for (;;) {
    skipBlanks(reader);
    const op = startsWith(reader, '&&') ? 'and' : startsWith(reader, '||') ? 'or' : undefined;
    if (op === undefined) return left;
    reader.at += 2;
    skipLines(reader);
    left = { t: op, left, right: readPipeline(reader) };
  }
}

function readPipeline(reader: Reader): Node {
  skipBlanks(reader);
  let negated = false;
  while (peekWord(reader) === '!') {
    negated = !negated;
    reader.at += 1;
    skipBlanks(reader);
  }
  if (peekWord(reader) === 'time') {
    reader.at += 4;
    skipBlanks(reader);
  }
  const stages = [readCommand(reader)];
  for (;;) {
    skipBlanks(reader);
    if (peek(reader) !== '|' || peek(reader, 1) === '|') break;
    reader.at += 1;
    if (peek(reader) === '&') {
      reader.at += 1;
      stages.push({ t: 'redirected', body: stages.pop()!, redirects: [{ fd: 2, op: '>&', target: text('1') }] });
    }
    skipLines(reader);
    stages.push(readCommand(reader));
  }
  return stages.length === 1 && !negated ? stages[0]! : { t: 'pipe', stages, negated };
}

function readCommand(reader: Reader): Node {
  skipBlanks(reader);
  const compound = readCompound(reader);
  if (compound === undefined) return readSimple(reader, inside);
  const redirects: Redirect[] = [];
  for (let one = readRedirect(reader, inside); one !== undefined; one = readRedirect(reader, inside)) redirects.push(one);
  return redirects.length === 0 ? compound : { t: 'redirected', body: compound, redirects };
}

function readCompound(reader: Reader): Node | undefined {
  if (startsWith(reader, '((')) {
    const body = bracketed(reader, reader.at + 2);
    if (body !== undefined) {
      reader.at += body.length + 4;
      return { t: 'arithmetic', body: { parts: readQuoted(createReader(body), inside, '\0') } };
    }
  }
  if (peek(reader) === '(') {
    reader.at += 1;
    return { t: 'subshell', body: inside(reader, ')') };
  }
  switch (peekWord(reader)) {
    case '{':
      reader.at += 1;
      return { t: 'group', body: bodyUntil(reader, '}') };
    case 'if':
      return readIf(reader);
    case 'while':
    case 'until':
      return readWhile(reader);
    case 'for':
      return readFor(reader);
    case 'case':
      return readCase(reader);
    case 'function':
      return readFunction(reader);
    case '[[':
      reader.at += 2;
      return { t: 'condition', of: readCondition(reader, inside) };
    default: {
      const match = /^([A-Za-z_][\w.-]*)[ \t]*\([ \t]*\)/.exec(reader.text.slice(reader.at, reader.at + 80));
      if (match === null) {
        if (reserved.has(peekWord(reader))) throw unexpected(reader);
        return undefined;
      }
      reader.at += match[0].length;
      skipLines(reader);
      return { t: 'function', name: match[1]!, body: readCommand(reader) };
    }
  }
}

function bodyUntil(reader: Reader, ...stops: string[]): Node {
  const node = readList(reader, stops);
  const stop = stops.find((one) => (one.length > 1 || one === '}' ? peekWord(reader) === one : startsWith(reader, one)));
  if (stop === undefined) throw unexpected(reader);
  if (stops.length === 1) reader.at += stop.length;
  return node;
}

function takeWord(reader: Reader, word: string): void {
  skipLines(reader);
  if (peekWord(reader) !== word) throw unexpected(reader);
  reader.at += word.length;
}

function readIf(reader: Reader): Node {
  const clauses: { test: Node; body: Node }[] = [];
  for (;;) {
    reader.at += peekWord(reader).length;
    const test = bodyUntil(reader, 'then');
    const body = bodyUntil(reader, 'elif', 'else', 'fi');
    clauses.push({ test, body });
    const word = peekWord(reader);
    if (word === 'elif') continue;
    reader.at += word.length;
    if (word === 'fi') return { t: 'if', clauses };
    return { t: 'if', clauses, otherwise: bodyUntil(reader, 'fi') };
  }
}

function readWhile(reader: Reader): Node {
  const until = peekWord(reader) === 'until';
  reader.at += 5;
  const test = bodyUntil(reader, 'do');
  return { t: 'while', until, test, body: bodyUntil(reader, 'done') };
}

function readFor(reader: Reader): Node {
  reader.at += 3;
  skipBlanks(reader);
  if (startsWith(reader, '((')) return readArithmeticFor(reader);
  const name = /^[A-Za-z_]\w*/.exec(reader.text.slice(reader.at, reader.at + 60))?.[0];
  if (name === undefined) throw unexpected(reader);
  reader.at += name.length;
  skipLines(reader);
  let words: Word[] | undefined;
  if (peekWord(reader) === 'in') {
    reader.at += 2;
    words = [];
    for (;;) {
      skipBlanks(reader);
      const word = readWord(reader, inside);
      if (word === undefined) break;
      words.push(word);
    }
  }
  skipBlanks(reader);
  if (peek(reader) === ';') reader.at += 1;
  takeWord(reader, 'do');
  const body = bodyUntil(reader, 'done');
  return words === undefined ? { t: 'for', name, body } : { t: 'for', name, words, body };
}

function readArithmeticFor(reader: Reader): Node {
  const all = bracketed(reader, reader.at + 2);
  if (all === undefined) throw unexpected(reader);
  reader.at += all.length + 4;
  const parts = all.split(';').map((part): Word => ({ parts: readQuoted(createReader(part), inside, '\0') }));
  skipBlanks(reader);
  if (peek(reader) === ';') reader.at += 1;
  takeWord(reader, 'do');
  return { t: 'cfor', parts, body: bodyUntil(reader, 'done') };
}

function readCase(reader: Reader): Node {
  reader.at += 4;
  skipBlanks(reader);
  const word = readWord(reader, inside) ?? text('', true);
  takeWord(reader, 'in');
  const arms: CaseArm[] = [];
  for (;;) {
    skipLines(reader);
    if (peekWord(reader) === 'esac') break;
    arms.push(readArm(reader));
  }
  reader.at += 4;
  return { t: 'case', word, arms };
}

function readArm(reader: Reader): CaseArm {
  if (peek(reader) === '(') reader.at += 1;
  const patterns: Word[] = [];
  for (;;) {
    skipBlanks(reader);
    const pattern = readWord(reader, inside);
    if (pattern === undefined) throw unexpected(reader);
    patterns.push(pattern);
    skipBlanks(reader);
    if (peek(reader) !== '|') break;
    reader.at += 1;
  }
  if (peek(reader) !== ')') throw unexpected(reader);
  reader.at += 1;
  const body = readList(reader, [';;', ';&', 'esac']);
  const falls = startsWith(reader, ';&');
  if (startsWith(reader, ';;') || falls) reader.at += startsWith(reader, ';;&') ? 3 : 2;
  return { patterns, body, falls };
}

function readFunction(reader: Reader): Node {
  const match = /^function\s+([A-Za-z_][\w.-]*)[ \t]*(?:\([ \t]*\))?/.exec(reader.text.slice(reader.at, reader.at + 100));
  if (match === null) throw unexpected(reader);
  reader.at += match[0].length;
  skipLines(reader);
  return { t: 'function', name: match[1]!, body: readCommand(reader) };
}
