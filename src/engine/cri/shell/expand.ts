/**
 * Expansion of words: parameters, arithmetic, field splitting, paths, quote removal. Command substitutions take time, so
 * expansion is a function that is run again: it is given the results so far, and stops at the first it does not have.
 * What it would assign is kept apart until it has come through. upstream: IEEE Std 1003.1 2.6
 */
import type { Fs } from '../fs/fs.ts';
import { listNames } from '../fs/fs.ts';
import { exists, isDirectory, writeFile } from '../fs/ops.ts';
import { absolute, join } from '../fs/path.ts';
import { evaluate } from './arithmetic.ts';
import type { Node, Part, Word } from './ast.ts';
import { expandParameter } from './parameter.ts';
import { compilePattern, isPattern, matchTokens } from './pattern.ts';
import type { ShellState } from './state.ts';

interface Inner {
  readonly calculate: (x: Expansion, expression: string) => number;
  readonly masked: (x: Expansion, word: Word) => Field;
  readonly text: (x: Expansion, word: Word) => string;
}

export interface Expansion {
  readonly shell: ShellState;
  readonly fs: Fs;
  /** How words inside parameters are expanded. */
  readonly inner: Inner;
  readonly cwd: string;
  /** Results of command substitutions, in order. */
  readonly memo: readonly string[];
  used: number;
  /** The command substitution whose result is missing. */
  need: Node | undefined;
  error: string | undefined;
  /** Assignments made on the way. */
  readonly sets: Map<string, string>;
  randomState: number;
}

/** Text whose letters are marked `q` (stands for itself) or `u`. */
export interface Field {
  s: string;
  mask: string;
}

const mostText = 1_000_000;

const inner: Inner = { calculate, masked: expandMasked, text: expandText };

export function startExpansion(shell: ShellState, fs: Fs, cwd: string, memo: readonly string[]): Expansion {
  return { shell, fs, inner, cwd, memo, used: 0, need: undefined, error: undefined, sets: new Map(), randomState: shell.randomState };
}

/** The result of the next command substitution. */
function commandText(x: Expansion, body: Node): string {
  const known = x.memo[x.used];
  x.used += 1;
  if (known === undefined) x.need ??= body;
  return known ?? '';
}

/** Words to fields, with splitting and paths. */
export function expandWords(x: Expansion, words: readonly Word[]): string[] {
  return words.flatMap((word) => expandWord(x, word));
}

function expandWord(x: Expansion, word: Word): string[] {
  const result: string[] = [];
  for (const braced of bracesOf(x, word)) {
    for (const field of splitWord(x, braced)) {
      const paths = isPattern(field.s, field.mask) && x.shell.options['f'] !== true ? expandPath(x, field) : [];
      if (paths.length > 0) result.push(...paths);
      else result.push(field.s);
    }
  }
  return result;
}

/** `{a,b}` and `{1..3}` of bash: one word for each. */
function bracesOf(x: Expansion, word: Word): readonly Word[] {
  if (x.shell.flavour !== 'bash') return [word];
  const at = word.parts.findIndex((part) => part.k === 'text' && !part.quoted && /\{[^{}]*(,|\.\.)[^{}]*\}/.test(part.s));
  const part = word.parts[at];
  if (part?.k !== 'text') return [word];
  const match = /\{([^{}]*(?:,|\.\.)[^{}]*)\}/.exec(part.s)!;
  const values = braceValues(match[1]!);
  if (values === undefined) return [word];
  const [before, after] = [part.s.slice(0, match.index), part.s.slice(match.index + match[0].length)];
  return values.flatMap((value) =>
    bracesOf(x, { parts: [...word.parts.slice(0, at), { ...part, s: before + value + after }, ...word.parts.slice(at + 1)] }),
  );
}

function braceValues(inside: string): string[] | undefined {
  const range = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/.exec(inside);
  const letters = /^([a-zA-Z])\.\.([a-zA-Z])$/.exec(inside);
  if (range === null && letters === null) return inside.includes(',') ? inside.split(',') : undefined;
  const [from, to] = range !== null ? [Number(range[1]), Number(range[2])] : [letters![1]!.charCodeAt(0), letters![2]!.charCodeAt(0)];
  const step = Math.max(1, Math.abs(Number(range?.[3] ?? 1)));
  const width = range !== null && /^-?0\d/.test(range[1]!) ? range[1]!.length : 0;
  const values: string[] = [];
  for (let n = from; from <= to ? n <= to : n >= to; n += from <= to ? step : -step) {
    values.push(range !== null ? String(n).padStart(width, '0') : String.fromCharCode(n));
    if (values.length > 10_000) break;
  }
  return values;
}

/** One word to fields with masks, before paths are looked for. */
function splitWord(x: Expansion, word: Word): Field[] {
  const fields: Field[] = [];
  let open: Field | undefined;
  const add = (s: string, mark: 'q' | 'u'): void => {
    open ??= { s: '', mask: '' };
    if (open.s.length + s.length > mostText) x.error ??= 'word too long';
    else {
      open.s += s;
      open.mask += mark.repeat(s.length);
    }
  };
  const end = (): void => {
    if (open !== undefined) fields.push(open);
    open = undefined;
  };
  const builder: Builder = { add, end, isOpen: () => open !== undefined };
  const ifs = x.sets.get('IFS') ?? x.shell.vars.get('IFS')?.value ?? ' \t\n';
  word.parts.forEach((part, i) => {
    if (part.k === 'text') {
      add(i === 0 && !part.quoted ? tilde(x, part.s, word.parts.length === 1) : part.s, part.quoted ? 'q' : 'u');
      return;
    }
    const value = partValue(x, part);
    if (typeof value === 'string') {
      if (part.quoted) add(value, 'q');
      else splitInto(value, ifs, builder);
      return;
    }
    value.forEach((item, n) => {
      if (n > 0) end();
      if (part.quoted) add(item, 'q');
      else splitInto(item, ifs, builder);
    });
  });
  end();
  return fields;
}

interface Builder {
  readonly add: (s: string, mark: 'q' | 'u') => void;
  readonly end: () => void;
  readonly isOpen: () => boolean;
}

function splitInto(value: string, ifs: string, { add, end, isOpen }: Builder): void {
  if (ifs === '') {
    if (value !== '') add(value, 'u');
    return;
  }
  let text = '';
  const flush = (): void => {
    if (text !== '') add(text, 'u');
    text = '';
  };
  for (let i = 0; i < value.length; i += 1) {
    const letter = value[i]!;
    if (!ifs.includes(letter)) {
      text += letter;
      continue;
    }
    flush();
    if (/\s/.test(letter)) {
      if (isOpen()) end();
      // Blanks around another separator belong to it.
      let next = i + 1;
      while (next < value.length && /\s/.test(value[next]!) && ifs.includes(value[next]!)) next += 1;
      if (next < value.length && ifs.includes(value[next]!)) i = next;
      else i = next - 1;
    } else {
      if (!isOpen()) add('', 'u');
      end();
    }
  }
  flush();
}

function tilde(x: Expansion, s: string, whole: boolean): string {
  if (s !== '~' && !s.startsWith('~/')) return s;
  return whole || s.startsWith('~/') ? (x.shell.vars.get('HOME')?.value ?? '/root') + s.slice(1) : s;
}

/** A part's value: text, or the separate items of `$@` and arrays. */
function partValue(x: Expansion, part: Exclude<Part, { k: 'text' }>): string | readonly string[] {
  if (part.k === 'command') return commandText(x, part.body);
  if (part.k === 'process') return processPath(x, part.body);
  if (part.k === 'arithmetic') return String(calculate(x, expandText(x, part.body)));
  return expandParameter(x, part);
}

/** The commands have run before the file is read: what they print is short, and nothing is lost by it. */
function processPath(x: Expansion, body: Node): string {
  const text = commandText(x, body);
  const path = `/tmp/.sh-${x.shell.shellPid}-${x.used}`;
  if (x.need === undefined) writeFile(x.fs, path, text === '' ? '' : `${text}\n`);
  return path;
}

/** Evaluates arithmetic with the shell's variables. */
export function calculate(x: Expansion, expression: string): number {
  const result = evaluate(expression, {
    get: (name) =>
      x.sets.get(name) ??
      (name === 'RANDOM' || name === 'SECONDS' || /^[\d#?$]/.test(name)
        ? joined(expandParameter(x, { k: 'param', name, quoted: true }))
        : elementOrValue(x, name)),
    set: (name, value) => x.sets.set(name, String(value)),
  });
  if (typeof result === 'string') {
    x.error ??= result;
    return 0;
  }
  return result;
}

function elementOrValue(x: Expansion, name: string): string {
  const bracket = name.indexOf('[');
  if (bracket < 0) return x.shell.vars.get(name)?.value ?? '';
  const variable = x.shell.vars.get(name.slice(0, bracket));
  const index = name.slice(bracket + 1, -1);
  return variable?.fields?.get(index) ?? variable?.items?.[calculate(x, index)] ?? '';
}

function joined(value: string | readonly string[]): string {
  return typeof value === 'string' ? value : value.join(' ');
}

/** A word as one text: no splitting, no paths. For assignments, redirections, `case`, here-documents. */
export function expandText(x: Expansion, word: Word): string {
  return expandMasked(x, word).s;
}

/** A word as one text with its mask, for patterns. */
export function expandMasked(x: Expansion, word: Word): Field {
  let s = '';
  let mask = '';
  word.parts.forEach((part, i) => {
    const value = part.k === 'text' ? (i === 0 && !part.quoted ? tilde(x, part.s, true) : part.s) : joined(partValue(x, part));
    s += value;
    mask += (part.quoted ? 'q' : 'u').repeat(value.length);
  });
  return { s, mask };
}

/** The paths that match, sorted; none when nothing does. */
function expandPath(x: Expansion, field: Field): string[] {
  const isAbsolute = field.s.startsWith('/');
  let found = [isAbsolute ? '/' : ''];
  const pieces: Field[] = [{ s: '', mask: '' }];
  for (let i = 0; i < field.s.length; i += 1) {
    if (field.s[i] === '/') pieces.push({ s: '', mask: '' });
    else {
      pieces.at(-1)!.s += field.s[i]!;
      pieces.at(-1)!.mask += field.mask[i]!;
    }
  }
  for (const [i, piece] of pieces.entries()) {
    if (piece.s === '') {
      if (i === pieces.length - 1 && i > 0)
        found = found.filter((path) => isDirectory(x.fs, absolute(x.cwd, path))).map((path) => `${path}/`);
      continue;
    }
    found = found.flatMap((folder) => step(x, folder, piece));
  }
  return found;
}

function step(x: Expansion, folder: string, piece: Field): string[] {
  const path = (name: string): string => (folder === '' ? name : join(folder, name));
  if (!isPattern(piece.s, piece.mask)) return exists(x.fs, absolute(x.cwd, path(piece.s))) ? [path(piece.s)] : [];
  const tokens = compilePattern(piece.s, piece.mask);
  return listNames(x.fs, absolute(x.cwd, folder))
    .filter((name) => (!name.startsWith('.') || piece.s.startsWith('.')) && matchTokens(tokens, name))
    .map(path);
}
