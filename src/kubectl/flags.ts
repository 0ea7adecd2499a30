/**
 * The command line's flags, as each verb declares them.
 * upstream: github.com/spf13/pflag
 */
import { goDurationFault, parseGoDuration } from '#api/machinery/duration.ts';

export type FlagType = 'string' | 'bool' | 'int' | 'strings' | 'array' | 'duration';

export interface FlagSpec {
  readonly name: string;
  readonly short?: string;
  /** `strings` splits at commas, `array` does not; both may be repeated. */
  readonly type: FlagType;
  readonly default?: string;
  /** The value of a flag that is given without one. */
  readonly bare?: string;
}

export interface ParsedFlags {
  readonly specs: readonly FlagSpec[];
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly args: readonly string[];
  /** How many arguments stood before `--`, or -1 when there was none. */
  readonly dashAt: number;
}

/** `flag('output,o')`; the type is string unless told. */
export function flag(names: string, type: FlagType = 'string', more: { default?: string; bare?: string } = {}): FlagSpec {
  const [name = '', short] = names.split(',');
  return { name, type, ...(short === undefined ? {} : { short }), ...(type === 'bool' ? { bare: 'true' } : {}), ...more };
}

export function bools(...names: readonly string[]): FlagSpec[] {
  return names.map((name) => flag(name, 'bool'));
}

/** Reads a command line, or tells in pflag's words what is wrong with it. */
export function parseFlags(specs: readonly FlagSpec[], words: readonly string[]): ParsedFlags | { readonly error: string } {
  const values = new Map<string, string[]>();
  const args: string[] = [];
  const reader: Reader = { specs, words, at: 0, values };
  while (reader.at < words.length) {
    const word = words[reader.at] ?? '';
    reader.at += 1;
    if (word === '--') return { specs, values, args: [...args, ...words.slice(reader.at)], dashAt: args.length };
    if (!word.startsWith('-') || word === '-') {
      args.push(word);
      continue;
    }
    const error = word.startsWith('--') ? readLong(reader, word) : readShorts(reader, word);
    if (error !== undefined) return { error };
  }
  return { specs, values, args, dashAt: -1 };
}

interface Reader {
  readonly specs: readonly FlagSpec[];
  readonly words: readonly string[];
  at: number;
  readonly values: Map<string, string[]>;
}

function readLong(reader: Reader, word: string): string | undefined {
  const equals = word.indexOf('=');
  const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
  if (name === '' || name.startsWith('-')) return `bad flag syntax: ${word}`;
  const spec = reader.specs.find((candidate) => candidate.name === name);
  if (spec === undefined) return `unknown flag: --${name}`;
  if (equals >= 0) return store(reader, spec, word.slice(equals + 1));
  if (spec.bare !== undefined) return store(reader, spec, spec.bare);
  const next = reader.words[reader.at];
  if (next === undefined) return `flag needs an argument: --${name}`;
  reader.at += 1;
  return store(reader, spec, next);
}

function readShorts(reader: Reader, word: string): string | undefined {
  for (let i = 1; i < word.length; i += 1) {
    const letter = word[i] ?? '';
    const spec = reader.specs.find((candidate) => candidate.short === letter);
    if (spec === undefined) return `unknown shorthand flag: '${letter}' in -${word.slice(i)}`;
    const rest = word.slice(i + 1);
    if (rest.startsWith('=')) return store(reader, spec, rest.slice(1));
    if (spec.bare !== undefined) {
      const error = store(reader, spec, spec.bare);
      if (error !== undefined) return error;
      continue;
    }
    if (rest !== '') return store(reader, spec, rest);
    const next = reader.words[reader.at];
    if (next === undefined) return `flag needs an argument: '${letter}' in -${word.slice(i)}`;
    reader.at += 1;
    return store(reader, spec, next);
  }
  return undefined;
}

function store(reader: Reader, spec: FlagSpec, value: string): string | undefined {
  const problem = valueProblem(spec.type, value);
  if (problem !== undefined) {
    const shown = spec.short === undefined ? `--${spec.name}` : `-${spec.short}, --${spec.name}`;
    return `invalid argument ${JSON.stringify(value)} for ${JSON.stringify(shown)} flag: ${problem}`;
  }
  const list = spec.type === 'strings' ? value.split(',') : [value];
  const before = spec.type === 'strings' || spec.type === 'array' ? (reader.values.get(spec.name) ?? []) : [];
  reader.values.set(spec.name, [...before, ...list]);
  return undefined;
}

const truths: Readonly<Record<string, boolean>> = {
  1: true,
  t: true,
  T: true,
  true: true,
  TRUE: true,
  True: true,
  0: false,
  f: false,
  F: false,
  false: false,
  FALSE: false,
  False: false,
};

function valueProblem(type: FlagType, value: string): string | undefined {
  if (type === 'bool' && truths[value] === undefined) return `strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`;
  if (type === 'int' && !/^[-+]?\d+$/.test(value)) return `strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`;
  if (type === 'duration' && parseGoDuration(value) === undefined) return goDurationFault(value);
  return undefined;
}

/** What a word says of a yes or no, as strconv.ParseBool reads it. */
export function truthOf(text: string): boolean | undefined {
  return truths[text];
}

export function isGiven(flags: ParsedFlags, name: string): boolean {
  return flags.values.has(name);
}

/** The flag's last value, else its default, else ''. */
export function textOf(flags: ParsedFlags, name: string): string {
  return flags.values.get(name)?.at(-1) ?? flags.specs.find((spec) => spec.name === name)?.default ?? '';
}

export function isOn(flags: ParsedFlags, name: string): boolean {
  return truths[textOf(flags, name)] === true;
}

export function numberOf(flags: ParsedFlags, name: string): number {
  return Number(textOf(flags, name) || 0);
}

export function listOf(flags: ParsedFlags, name: string): readonly string[] {
  return flags.values.get(name) ?? [];
}

/** Milliseconds. */
export function durationOf(flags: ParsedFlags, name: string): number {
  return parseGoDuration(textOf(flags, name) || '0') ?? 0;
}
