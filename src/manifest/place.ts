/**
 * Where in an object a place of the text is, by indentation and open brackets alone, so that it can be told while the text is half
 * written. Owns nothing: text and offset in, path out.
 */
import { flowAt } from './flow.ts';

export interface Place {
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
  /** The fields and lists that lead to the line; `[]` stands for an item of a list. */
  readonly path: readonly string[];
  /** The key of the line, when it has one. */
  readonly key: string | undefined;
  /** Whether the place is behind the key's colon. */
  readonly inValue: boolean;
  /** What stands of the word before the place. */
  readonly word: string;
  /** Other keys of the same object. */
  readonly siblings: readonly string[];
  /** The column at which keys of this object begin, from 0. */
  readonly indent: number;
  /** The innermost bracket, when the place is in `{a: b}` or `[a, b]`. */
  readonly flow?: 'map' | 'list';
}

interface Line {
  readonly indent: number;
  /** The columns of the dashes before the key. */
  readonly dashes: readonly number[];
  readonly key: string | undefined;
  readonly value: string;
}

const linePattern = /^( *)((?:- +)*)(?:(-)\s*$|("[^"]*"|'[^']*'|[^\s#:'"[{][^#:]*?):(?:\s+(.*))?$|(.*)$)/;

function readLine(text: string): Line | undefined {
  if (/^\s*(#|$)/.test(text)) return undefined;
  const [, space = '', marks = '', lone, key, value = ''] = linePattern.exec(text.trimEnd()) ?? [];
  const dashes = [...marks.matchAll(/-/g)].map((match) => space.length + match.index);
  if (lone !== undefined) dashes.push(space.length + marks.length);
  return { indent: space.length + marks.length + (lone === undefined ? 0 : 2), dashes, key: key?.replace(/^['"]|['"]$/g, ''), value };
}

/** The lines of the document that an offset stands in, and which of them it is. */
function documentAt(text: string, offset: number): { readonly lines: readonly string[]; readonly at: number; readonly column: number } {
  const before = text.slice(0, offset);
  const all = text.split('\n');
  const number = before.split('\n').length - 1;
  let first = number;
  while (first > 0 && !/^---(\s|$)/.test(all[first] ?? '')) first -= 1;
  if (all[first]?.startsWith('---') === true) first += 1;
  let end = number + 1;
  while (end < all.length && !/^---(\s|$)/.test(all[end] ?? '')) end += 1;
  return { lines: all.slice(first, end), at: number - first, column: offset - (before.lastIndexOf('\n') + 1) };
}

export function placeAt(text: string, offset: number): Place {
  const { lines, at, column } = documentAt(text, offset);
  const flow = flowAt(lines, at, column);
  if (flow === undefined) return blockPlace(lines, at, column);
  const { path, key, inValue, siblings, inside } = flow;
  const base = blockPlace(lines, flow.line, flow.column);
  const lead = base.inValue && base.key !== undefined ? [...base.path, base.key] : base.path;
  const word = wordBefore((lines[at] ?? '').slice(0, column));
  return { ...base, path: [...lead, ...path], key, inValue, siblings, word, flow: inside };
}

function wordBefore(head: string): string {
  return /[\w./-]*$/.exec(head)?.[0] ?? '';
}

function blockPlace(lines: readonly string[], at: number, column: number): Place {
  const head = (lines[at] ?? '').slice(0, column);
  const line = readLine(lines[at] ?? '');
  const typed = readLine(head) ?? { indent: head.length, dashes: [], key: undefined, value: '' };
  const indent = line === undefined ? head.length : typed.indent;
  const inValue = typed.key !== undefined;
  const { path, siblings } = parentsOf(lines, at, { indent, dashes: typed.dashes });
  const top = lines.map(readLine).filter((it) => it?.indent === 0 && it.dashes.length === 0);
  const topValue = (key: string): string | undefined => plain(top.find((it) => it?.key === key)?.value);
  return {
    apiVersion: topValue('apiVersion'),
    kind: topValue('kind'),
    path,
    key: typed.key ?? line?.key,
    inValue,
    word: wordBefore(head),
    siblings,
    indent,
  };
}

function plain(value: string | undefined): string | undefined {
  const text = value?.replace(/\s+#.*$/, '').trim();
  return text === undefined || text === '' ? undefined : text.replace(/^(['"])(.*)\1$/, '$2');
}

interface Start {
  readonly indent: number;
  readonly dashes: readonly number[];
}

/** Walks up: what is less indented leads to the line, what is as far in and belongs to the same item stands beside it. */
function parentsOf(lines: readonly string[], at: number, start: Start): { readonly path: string[]; readonly siblings: string[] } {
  const path: string[] = [];
  const siblings = below(lines, at, start.indent);
  let limit = start.indent;
  let inItem = true;
  let isFlush = false;
  const enter = (dashes: readonly number[]): void => {
    for (const dash of dashes.toReversed()) {
      path.unshift('[]');
      limit = dash;
      inItem = false;
      isFlush = true;
    }
  };
  enter(start.dashes);
  for (let i = at - 1; i >= 0; i -= 1) {
    const line = readLine(lines[i] ?? '');
    if (line === undefined) continue;
    const isBeside = line.indent === limit && inItem && line.key !== undefined;
    if (isBeside) {
      if (path.length === 0) siblings.push(line.key ?? '');
      enter(line.dashes);
      continue;
    }
    const leads = line.key !== undefined && (line.indent < limit || (isFlush && line.indent === limit && line.dashes.length === 0));
    if (!leads) continue;
    path.unshift(line.key ?? '');
    limit = line.indent;
    inItem = true;
    isFlush = false;
    enter(line.dashes);
  }
  return { path, siblings };
}

function below(lines: readonly string[], at: number, indent: number): string[] {
  const found: string[] = [];
  for (const text of lines.slice(at + 1)) {
    const line = readLine(text);
    if (line === undefined) continue;
    if (line.indent < indent || line.dashes.length > 0) break;
    if (line.indent === indent && line.key !== undefined) found.push(line.key);
  }
  return found;
}
