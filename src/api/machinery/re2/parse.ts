/**
 * Regular expressions in the syntax of Go, read into a tree.
 * upstream: go regexp/syntax (perl flags)
 */
import { escapedSet, namedSet, readClass, type CharSet } from './charSet.ts';
import { fail, Unreadable, type Reader } from './reader.ts';

export type Node =
  | { readonly op: 'set'; readonly set: CharSet }
  | { readonly op: 'start' | 'end' | 'lineStart' | 'lineEnd' | 'edge' | 'inside' }
  | { readonly op: 'join' | 'or'; readonly of: readonly Node[] }
  | { readonly op: 'repeat'; readonly of: Node; readonly least: number; readonly most: number; readonly lazy: boolean };

const DEPTH_MAX = 200;
const REPEAT_MAX = 1000;

/** The tree of a pattern, or why it is none. */
export function parsePattern(pattern: string): { readonly node: Node } | { readonly error: string } {
  const reader: Reader = { source: [...pattern], at: 0, depth: 0, ignoreCase: false, multiLine: false, dotAll: false };
  try {
    const node = alternatives(reader);
    if (reader.at < reader.source.length) throw new Unreadable('unexpected )');
    return { node };
  } catch (error) {
    if (error instanceof Unreadable) return { error: `error parsing regexp: ${error.message}` };
    throw error;
  }
}

function alternatives(reader: Reader): Node {
  if ((reader.depth += 1) > DEPTH_MAX) fail('expression nests too deeply');
  const before = { ...reader };
  const branches = [sequence(reader)];
  while (reader.source[reader.at] === '|') {
    reader.at += 1;
    branches.push(sequence(reader));
  }
  Object.assign(reader, { ignoreCase: before.ignoreCase, multiLine: before.multiLine, dotAll: before.dotAll });
  reader.depth -= 1;
  return branches.length === 1 ? branches[0]! : { op: 'or', of: branches };
}

function sequence(reader: Reader): Node {
  const items: Node[] = [];
  for (;;) {
    const c = reader.source[reader.at];
    if (c === undefined || c === '|' || c === ')') return { op: 'join', of: items };
    items.push(repeated(reader, atom(reader)));
  }
}

function repeated(reader: Reader, of: Node): Node {
  let node = of;
  for (let times = 0; ; times += 1) {
    const bounds = repetition(reader);
    if (bounds === undefined) return node;
    if (times > 0) fail('invalid nested repetition operator');
    const lazy = reader.source[reader.at] === '?';
    if (lazy) reader.at += 1;
    node = { op: 'repeat', of: node, ...bounds, lazy };
  }
}

function repetition(reader: Reader): { least: number; most: number } | undefined {
  const c = reader.source[reader.at];
  const simple = c === '*' ? [0, Infinity] : c === '+' ? [1, Infinity] : c === '?' ? [0, 1] : undefined;
  if (simple !== undefined) {
    reader.at += 1;
    return { least: simple[0] ?? 0, most: simple[1] ?? 0 };
  }
  if (c !== '{') return undefined;
  const match = /^\{(\d+)(,(\d*))?\}/.exec(reader.source.slice(reader.at, reader.at + 16).join(''));
  if (match === null) return undefined;
  const least = Number(match[1]);
  const most = match[2] === undefined ? least : match[3] === '' ? Infinity : Number(match[3]);
  if (least > REPEAT_MAX || (most !== Infinity && (most > REPEAT_MAX || most < least))) fail(`invalid repeat count: \`${match[0]}\``);
  reader.at += match[0].length;
  return { least, most };
}

function atom(reader: Reader): Node {
  const c = reader.source[reader.at] ?? '';
  reader.at += 1;
  switch (c) {
    case '(':
      return group(reader);
    case '[':
      return { op: 'set', set: readClass(reader) };
    case '.':
      return { op: 'set', set: reader.dotAll ? namedSet('any') : namedSet('notNewline') };
    case '^':
      return { op: reader.multiLine ? 'lineStart' : 'start' };
    case '$':
      return { op: reader.multiLine ? 'lineEnd' : 'end' };
    case '\\':
      return escaped(reader);
    case '*':
    case '+':
    case '?':
      return fail(`missing argument to repetition operator: \`${c}\``);
    default:
      return letter(c, reader);
  }
}

function letter(c: string, { ignoreCase }: Reader): Node {
  const code = c.codePointAt(0) ?? 0;
  return { op: 'set', set: { ranges: [[code, code]], negated: false, ignoreCase, properties: [] } };
}

function group(reader: Reader): Node {
  if (reader.source[reader.at] === '?') {
    reader.at += 1;
    const rest = reader.source.slice(reader.at, reader.at + 80).join('');
    const name = /^P?<\w+>/.exec(rest);
    const flags = /^([imsU]*)(-[imsU]+)?([:)])/.exec(rest);
    if (name !== null) reader.at += name[0].length;
    else if (flags !== null) return flagged(reader, flags);
    else fail(`invalid or unsupported Perl syntax: \`(?${rest.slice(0, 1)}\``);
  }
  return closed(reader);
}

function closed(reader: Reader): Node {
  const node = alternatives(reader);
  if (reader.source[reader.at] !== ')') fail(`missing closing ): \`${reader.source.join('')}\``);
  reader.at += 1;
  return node;
}

/** `(?i)` holds to the end of the group around it, `(?i:...)` inside only. */
function flagged(reader: Reader, [text, on = '', off = '', end]: RegExpExecArray): Node {
  reader.at += text.length;
  const before = { ignoreCase: reader.ignoreCase, multiLine: reader.multiLine, dotAll: reader.dotAll };
  if (on.includes('i')) reader.ignoreCase = true;
  if (on.includes('m')) reader.multiLine = true;
  if (on.includes('s')) reader.dotAll = true;
  if (off.includes('i')) reader.ignoreCase = false;
  if (off.includes('m')) reader.multiLine = false;
  if (off.includes('s')) reader.dotAll = false;
  if (end === ')') return { op: 'join', of: [] };
  const node = closed(reader);
  Object.assign(reader, before);
  return node;
}

const anchors: Readonly<Record<string, 'start' | 'end' | 'edge' | 'inside'>> = { A: 'start', z: 'end', b: 'edge', B: 'inside' };

function escaped(reader: Reader): Node {
  const anchor = anchors[reader.source[reader.at] ?? ''];
  if (anchor !== undefined) {
    reader.at += 1;
    return { op: anchor };
  }
  if (reader.source[reader.at] === 'Q') return quoted(reader);
  return { op: 'set', set: { ...escapedSet(reader), ignoreCase: reader.ignoreCase } };
}

function quoted(reader: Reader): Node {
  reader.at += 1;
  const items: Node[] = [];
  for (; reader.at < reader.source.length; reader.at += 1) {
    if (reader.source[reader.at] === '\\' && reader.source[reader.at + 1] === 'E') {
      reader.at += 2;
      break;
    }
    items.push(letter(reader.source[reader.at] ?? '', reader));
  }
  return { op: 'join', of: items };
}
