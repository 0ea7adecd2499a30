/** hexdump and od: files byte by byte. upstream: busybox util-linux/hexdump.c, coreutils/od.c */
import { rawBytes } from '#api/machinery/rawText.ts';
import { write } from '../../process/files.ts';
import type { Task } from '../../process/task.ts';
import { fail, given, parseOptions } from '../command.ts';
import { fromFilter } from './filter.ts';

interface State {
  text: string;
  readonly kind: Kind;
  /** Base of the offsets; 0 shows none. */
  readonly base: number;
  readonly offsetDigits: number;
  readonly most: number;
}

type Kind = 'canonical' | 'words' | 'octal' | 'x1' | 'u1' | 'o1' | 'x2' | 'chars';

const perLine = 16;
const named: Readonly<Record<number, string>> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' };

export const hexdump = fromFilter<State>({
  open(_, args) {
    const options = parseOptions(args, ['n', 's', 'e']);
    const kind = given(options, 'C') ? 'canonical' : 'words';
    const most = Number(options.flags.get('n') ?? Infinity);
    return { state: { text: '', kind, base: 16, offsetDigits: kind === 'canonical' ? 8 : 7, most }, files: options.operands };
  },
  line: keep,
  end: (task, state) => print(task, state),
});

const types: Readonly<Record<string, Kind>> = { x1: 'x1', x2: 'x2', u1: 'u1', o1: 'o1', o2: 'octal', c: 'chars', a: 'chars' };

export const od = fromFilter<State>({
  open(task, args) {
    const options = parseOptions(args, ['A', 't', 'N', 'j', 'w']);
    const type = given(options, 'c') ? 'c' : given(options, 'b') ? 'o1' : given(options, 'x') ? 'x2' : (options.flags.get('t') ?? 'o2');
    const kind = types[type];
    if (kind === undefined) return fail(task, `invalid character '${type}' in type string '${type}'`);
    const base = { n: 0, d: 10, x: 16 }[options.flags.get('A') ?? 'o'] ?? 8;
    return {
      state: { text: '', kind, base, offsetDigits: base === 16 ? 6 : 7, most: Number(options.flags.get('N') ?? Infinity) },
      files: options.operands,
    };
  },
  line: keep,
  end: (task, state) => print(task, state),
});

function keep(_: Task, state: State, line: string, source: { readonly newline: boolean }): void {
  state.text += source.newline ? `${line}\n` : line;
}

function print(task: Task, { text, kind, base, offsetDigits, most }: State): void {
  const bytes = rawBytes(text).slice(0, most);
  const offset = (at: number): string => (base === 0 ? '' : at.toString(base).padStart(offsetDigits, '0'));
  let printed = '';
  let before = '';
  let skipping = false;
  for (let at = 0; at < bytes.length; at += perLine) {
    const line = bodyOf(kind, bytes.slice(at, at + perLine));
    const isRepeat = line === before && at + perLine < bytes.length;
    if (isRepeat && !skipping) printed += '*\n';
    skipping = isRepeat;
    before = line;
    if (!isRepeat) printed += `${offset(at)}${line}\n`;
  }
  write(task, 1, bytes.length === 0 && base === 16 ? '' : `${printed}${base === 0 ? '' : `${offset(bytes.length)}\n`}`);
}

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
const octal = (byte: number): string => byte.toString(8).padStart(3, '0');
const isPrintable = (byte: number): boolean => byte >= 0x20 && byte < 0x7f;

function bodyOf(kind: Kind, bytes: readonly number[]): string {
  const join = (form: (byte: number) => string): string => bytes.map((byte) => ` ${form(byte)}`).join('');
  switch (kind) {
    case 'canonical': {
      const cells = Array.from(
        { length: perLine },
        (_, i) => `${i === 8 ? ' ' : ''}${bytes[i] === undefined ? '  ' : hex(bytes[i])} `,
      ).join('');
      return `  ${cells} |${bytes.map((byte) => (isPrintable(byte) ? String.fromCharCode(byte) : '.')).join('')}|`;
    }
    case 'words':
    case 'x2':
      return pairs(bytes, (value) => value.toString(16).padStart(4, '0'));
    case 'octal':
      return pairs(bytes, (value) => value.toString(8).padStart(6, '0'));
    case 'x1':
      return join(hex);
    case 'o1':
      return join(octal);
    case 'u1':
      return join((byte) => String(byte).padStart(3));
    case 'chars':
      return join((byte) => (named[byte] ?? (isPrintable(byte) ? String.fromCharCode(byte) : octal(byte))).padStart(3));
  }
}

/** Two bytes are a number, the lower first. */
function pairs(bytes: readonly number[], form: (value: number) => string): string {
  const words = Array.from({ length: Math.ceil(bytes.length / 2) }, (_, i) => bytes[2 * i]! | ((bytes[2 * i + 1] ?? 0) << 8));
  return words.map((word) => ` ${form(word)}`).join('');
}
