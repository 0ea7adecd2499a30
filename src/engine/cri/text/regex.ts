/**
 * POSIX regular expressions, basic and extended. Patterns come from outside, so matching must not blow up: every pair of
 * instruction and place is tried once, and the longest of the leftmost matches wins. upstream: IEEE Std 1003.1 9
 */
import { classes, inSet } from './characterSet.ts';

type Instruction =
  | { readonly op: 'letter'; readonly c: string }
  | { readonly op: 'any' | 'start' | 'end' | 'match' | 'word' | 'edge' | 'wordStart' | 'wordEnd' }
  | { readonly op: 'set'; readonly has: string; readonly negated: boolean }
  | { readonly op: 'split'; readonly a: number; readonly b: number }
  | { readonly op: 'jump'; readonly to: number }
  | { readonly op: 'save'; readonly slot: number };

type Tree =
  | { readonly k: 'leaf'; readonly instruction: Instruction }
  | { readonly k: 'join' | 'or'; readonly items: readonly Tree[] }
  | { readonly k: 'group'; readonly of: Tree; readonly n: number }
  | { readonly k: 'repeat'; readonly of: Tree; readonly least: number; readonly most: number };

export interface Regex {
  readonly code: readonly Instruction[];
  readonly groups: number;
  readonly ignoreCase: boolean;
}

export interface Match {
  readonly start: number;
  readonly end: number;
  /** Group 0 is the whole; undefined for a group that took no part. */
  readonly groups: readonly (string | undefined)[];
}

interface Reader {
  readonly source: string;
  readonly extended: boolean;
  at: number;
  groups: number;
  depth: number;
}

const mostCode = 5000;
const letters: Readonly<Record<string, string>> = {
  w: 'a-zA-Z0-9_',
  W: 'a-zA-Z0-9_',
  s: ' \t\n\r\f\v',
  S: ' \t\n\r\f\v',
  d: '0-9',
  D: '0-9',
};

/** A string says what is wrong with the pattern. */
export function compileRegex(source: string, options: { readonly extended: boolean; readonly ignoreCase?: boolean }): Regex | string {
  const reader: Reader = { source, extended: options.extended, at: 0, groups: 0, depth: 0 };
  const tree = readOr(reader);
  if (typeof tree === 'string') return tree;
  if (reader.at < source.length) return 'Unmatched ) or \\)';
  const code: Instruction[] = [];
  emit(code, { k: 'group', of: tree, n: 0 });
  if (code.length > mostCode) return 'Regular expression too big';
  code.push({ op: 'match' });
  return Object.freeze({ code: Object.freeze(code), groups: reader.groups + 1, ignoreCase: options.ignoreCase === true });
}

function isBar(reader: Reader): boolean {
  return reader.extended ? reader.source[reader.at] === '|' : reader.source.startsWith('\\|', reader.at);
}

function isClose(reader: Reader): boolean {
  return reader.extended ? reader.source[reader.at] === ')' && reader.depth > 0 : reader.source.startsWith('\\)', reader.at);
}

function readOr(reader: Reader): Tree | string {
  const items: Tree[] = [];
  for (;;) {
    const item = readJoin(reader);
    if (typeof item === 'string') return item;
    items.push(item);
    if (!isBar(reader)) return items.length === 1 ? items[0]! : { k: 'or', items };
    reader.at += reader.extended ? 1 : 2;
  }
}

function readJoin(reader: Reader): Tree | string {
  const items: Tree[] = [];
  while (reader.at < reader.source.length && !isBar(reader) && !isClose(reader)) {
    const atom = readAtom(reader, items.length === 0);
    if (typeof atom === 'string') return atom;
    const repeated = readRepeats(reader, atom);
    if (typeof repeated === 'string') return repeated;
    items.push(repeated);
  }
  return { k: 'join', items };
}

function leaf(instruction: Instruction): Tree {
  return { k: 'leaf', instruction };
}

function readAtom(reader: Reader, isFirst: boolean): Tree | string {
  const c = reader.source[reader.at]!;
  const isGroup = reader.extended ? c === '(' : reader.source.startsWith('\\(', reader.at);
  if (isGroup) {
    reader.at += reader.extended ? 1 : 2;
    const n = (reader.groups += 1);
    reader.depth += 1;
    const of = reader.depth > 100 ? 'Regular expression too big' : readOr(reader);
    if (typeof of === 'string') return of;
    if (!isClose(reader)) return 'Unmatched ( or \\(';
    reader.depth -= 1;
    reader.at += reader.extended ? 1 : 2;
    return { k: 'group', of, n };
  }
  reader.at += 1;
  if (c === '.') return leaf({ op: 'any' });
  if (c === '[') return readBracket(reader);
  if (c === '^' && (reader.extended || isFirst)) return leaf({ op: 'start' });
  if (c === '$' && (reader.extended || isAtEnd(reader))) return leaf({ op: 'end' });
  if (c === '\\') return readEscape(reader);
  return leaf({ op: 'letter', c });
}

function isAtEnd(reader: Reader): boolean {
  return reader.at >= reader.source.length || isBar(reader) || isClose(reader);
}

function readEscape(reader: Reader): Tree | string {
  const c = reader.source[reader.at];
  reader.at += 1;
  if (c === undefined) return 'Trailing backslash';
  const set = letters[c];
  if (set !== undefined) return leaf({ op: 'set', has: set, negated: c < 'a' });
  if (c === 'b') return leaf({ op: 'edge' });
  if (c === '<') return leaf({ op: 'wordStart' });
  if (c === '>') return leaf({ op: 'wordEnd' });
  return leaf({ op: 'letter', c: c === 'n' ? '\n' : c === 't' ? '\t' : c });
}

function readBracket(reader: Reader): Tree | string {
  const { source } = reader;
  const negated = source[reader.at] === '^';
  if (negated) reader.at += 1;
  let has = '';
  for (let first = true; ; first = false) {
    const c = source[reader.at];
    if (c === undefined) return 'Unmatched [, [^, [:, [., or [=';
    if (c === ']' && !first) break;
    const named = source.startsWith('[:', reader.at) ? /^\[:(\w+):\]/.exec(source.slice(reader.at, reader.at + 12)) : null;
    has += named === null ? c : (classes[named[1]!] ?? '');
    reader.at += named === null ? 1 : named[0].length;
  }
  reader.at += 1;
  return leaf({ op: 'set', has: has.replaceAll('\\n', '\n').replaceAll('\\t', '\t'), negated });
}

function readRepeats(reader: Reader, atom: Tree): Tree | string {
  let tree = atom;
  for (;;) {
    const { source, extended } = reader;
    const c = source[reader.at];
    const isStart = tree.k === 'leaf' && tree.instruction.op === 'start';
    if (c === '*' && !isStart) tree = { k: 'repeat', of: tree, least: 0, most: Infinity };
    else if (extended ? c === '+' : source.startsWith('\\+', reader.at)) tree = { k: 'repeat', of: tree, least: 1, most: Infinity };
    else if (extended ? c === '?' : source.startsWith('\\?', reader.at)) tree = { k: 'repeat', of: tree, least: 0, most: 1 };
    else {
      const match = (extended ? /^\{(\d*)(,?)(\d*)\}/ : /^\\\{(\d*)(,?)(\d*)\\\}/).exec(source.slice(reader.at, reader.at + 16));
      if (match === null || (match[1] === '' && match[2] === '')) return tree;
      const least = Number(match[1]);
      const most = match[2] === '' ? least : match[3] === '' ? Infinity : Number(match[3]);
      if (least > 255 || (most !== Infinity && (most > 255 || most < least))) return 'Invalid content of \\{\\}';
      tree = { k: 'repeat', of: tree, least, most };
      reader.at += match[0].length;
      continue;
    }
    reader.at += !extended && c === '\\' ? 2 : 1;
  }
}

function emit(code: Instruction[], tree: Tree): void {
  if (code.length > mostCode) return;
  switch (tree.k) {
    case 'leaf':
      code.push(tree.instruction);
      return;
    case 'join':
      for (const item of tree.items) emit(code, item);
      return;
    case 'group':
      code.push({ op: 'save', slot: tree.n * 2 });
      emit(code, tree.of);
      code.push({ op: 'save', slot: tree.n * 2 + 1 });
      return;
    case 'or':
      emitOr(code, tree.items);
      return;
    case 'repeat':
      emitRepeat(code, tree);
  }
}

function emitOr(code: Instruction[], items: readonly Tree[]): void {
  const jumps: number[] = [];
  items.forEach((item, i) => {
    const split = code.length;
    if (i < items.length - 1) code.push({ op: 'match' });
    emit(code, item);
    if (i === items.length - 1) return;
    jumps.push(code.length);
    code.push({ op: 'match' });
    code[split] = { op: 'split', a: split + 1, b: code.length };
  });
  for (const jump of jumps) code[jump] = { op: 'jump', to: code.length };
}

function emitRepeat(code: Instruction[], tree: Tree & { k: 'repeat' }): void {
  for (let i = 0; i < tree.least; i += 1) emit(code, tree.of);
  if (tree.most === Infinity) {
    const split = code.length;
    code.push({ op: 'match' });
    emit(code, tree.of);
    code.push({ op: 'jump', to: split });
    code[split] = { op: 'split', a: split + 1, b: code.length };
    return;
  }
  const splits: number[] = [];
  for (let i = tree.least; i < tree.most; i += 1) {
    splits.push(code.length);
    code.push({ op: 'match' });
    emit(code, tree.of);
  }
  for (const split of splits) code[split] = { op: 'split', a: split + 1, b: code.length };
}

function isWordLetter(letter: string | undefined): boolean {
  return letter !== undefined && inSet('a-zA-Z0-9_', letter);
}

/** The leftmost longest match at or after a place. */
export function execRegex(regex: Regex, text: string, from = 0): Match | undefined {
  const visited = new Set<number>();
  for (let start = from; start <= text.length; start += 1) {
    const slots = longestFrom(regex, text, start, visited);
    if (slots === undefined) continue;
    const groups = Array.from({ length: regex.groups }, (_, n) => {
      const [a, b] = [slots[n * 2], slots[n * 2 + 1]];
      return a === undefined || b === undefined ? undefined : text.slice(a, b);
    });
    return { start: slots[0]!, end: slots[1]!, groups };
  }
  return undefined;
}

type Slots = readonly (number | undefined)[];

function longestFrom(regex: Regex, text: string, start: number, visited: Set<number>): Slots | undefined {
  const { code, ignoreCase } = regex;
  const stack: { pc: number; at: number; slots: Slots }[] = [{ pc: 0, at: start, slots: [] }];
  let best: Slots | undefined;
  while (stack.length > 0) {
    let { pc, at, slots } = stack.pop()!;
    for (;;) {
      const key = at * code.length + pc;
      if (visited.has(key)) break;
      visited.add(key);
      const instruction = code[pc]!;
      if (instruction.op === 'match') {
        if (best === undefined || at > best[1]!) best = slots;
        break;
      }
      if (instruction.op === 'split') {
        stack.push({ pc: instruction.b, at, slots });
        pc = instruction.a;
      } else if (instruction.op === 'jump') pc = instruction.to;
      else if (instruction.op === 'save') {
        slots = Object.assign(slots.slice(), { [instruction.slot]: at });
        pc += 1;
      } else {
        const step = fits(instruction, text, at, ignoreCase);
        if (step < 0) break;
        at += step;
        pc += 1;
      }
    }
  }
  return best;
}

/** How many letters an instruction takes; -1 when it does not fit. */
function fits(instruction: Instruction, text: string, at: number, ignoreCase: boolean): number {
  const letter = text[at];
  switch (instruction.op) {
    case 'letter':
      return letter !== undefined && (letter === instruction.c || (ignoreCase && letter.toLowerCase() === instruction.c.toLowerCase()))
        ? 1
        : -1;
    case 'any':
      return letter !== undefined ? 1 : -1;
    case 'set': {
      if (letter === undefined) return -1;
      const hit =
        inSet(instruction.has, letter) ||
        (ignoreCase && (inSet(instruction.has, letter.toLowerCase()) || inSet(instruction.has, letter.toUpperCase())));
      return hit !== instruction.negated ? 1 : -1;
    }
    case 'start':
      return at === 0 ? 0 : -1;
    case 'end':
      return at === text.length ? 0 : -1;
    default: {
      const [before, after] = [isWordLetter(text[at - 1]), isWordLetter(letter)];
      const isEdge = instruction.op === 'wordStart' ? !before && after : instruction.op === 'wordEnd' ? before && !after : before !== after;
      return isEdge ? 0 : -1;
    }
  }
}
