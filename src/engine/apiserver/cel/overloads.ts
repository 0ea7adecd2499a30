/**
 * Which types operators and functions take, and what they give for them. What is not known fits everywhere.
 * upstream: github.com/google/cel-go/common/stdlib, ext/strings.go, staging/src/k8s.io/apiserver/pkg/cel/library
 */
import { additionalOf, itemsOf, type Schema } from '../custom/schema.ts';
import type { Known } from './check.ts';

interface Overload {
  readonly args: readonly string[];
  readonly result: string;
}

const numbers = ['int', 'uint', 'double'];
const ordered = ['bool', ...numbers, 'string', 'bytes', 'timestamp', 'duration'];

/** `string int? -> string`: a question mark ends what may be left out. */
function read(text: string): readonly Overload[] {
  return text.split(';').flatMap((line) => {
    const [left = '', result = ''] = line.split('->').map((part) => part.trim());
    const words = left.split(' ').filter((word) => word !== '');
    const args = words.map((word) => word.replace('?', ''));
    const least = words.filter((word) => !word.endsWith('?')).length;
    return Array.from({ length: args.length - least + 1 }, (_, i) => ({ args: args.slice(0, least + i), result }));
  });
}

function ofTwo(types: readonly string[], result?: string): string {
  return types.map((type) => `${type} ${type} -> ${result ?? type}`).join(';');
}

const order = ofTwo(ordered, 'bool');
const times = 'timestamp duration -> timestamp;duration duration -> duration';
const both = 'string string -> bool';
const moment = 'timestamp string? -> int;duration -> int';

const texts: Readonly<Record<string, string>> = {
  '+': `${ofTwo([...numbers, 'string', 'bytes', 'list'])};duration timestamp -> timestamp;${times}`,
  '-': `${ofTwo(numbers)};timestamp timestamp -> duration;${times}`,
  '*': ofTwo(numbers),
  '/': ofTwo(numbers),
  '%': ofTwo(['int', 'uint']),
  '<': order,
  '<=': order,
  '>': order,
  '>=': order,
  '&&': 'bool bool -> bool',
  '||': 'bool bool -> bool',
  '!': 'bool -> bool',
  '-_': 'int -> int;double -> double',
  startsWith: both,
  endsWith: both,
  contains: both,
  matches: both,
  isURL: 'string -> bool',
  charAt: 'string int -> string',
  indexOf: 'string string int? -> int;list dyn -> int',
  lastIndexOf: 'string string int? -> int;list dyn -> int',
  substring: 'string int int? -> string',
  replace: 'string string string int? -> string',
  split: 'string string int? -> list',
  join: 'list string? -> string',
  lowerAscii: 'string -> string',
  upperAscii: 'string -> string',
  trim: 'string -> string',
  find: 'string string -> string',
  findAll: 'string string int? -> list',
  isSorted: 'list -> bool',
  size: 'string -> int;bytes -> int;list -> int;map -> int',
  int: 'int -> int;uint -> int;double -> int;string -> int;timestamp -> int',
  uint: 'int -> uint;uint -> uint;double -> uint;string -> uint',
  double: 'int -> double;uint -> double;double -> double;string -> double',
  string: `${['bool', ...numbers, 'string', 'bytes', 'timestamp', 'duration'].map((it) => `${it} -> string`).join(';')}`,
  bytes: 'string -> bytes;bytes -> bytes',
  duration: 'string -> duration;duration -> duration',
  timestamp: 'string -> timestamp;timestamp -> timestamp;int -> timestamp',
  getHours: moment,
  getMinutes: moment,
  getSeconds: moment,
  getMilliseconds: moment,
};

const overloads = new Map(Object.entries(texts).map(([name, text]) => [name, read(text)]));

const jsonTypes: Readonly<Record<string, string>> = { boolean: 'bool', integer: 'int', number: 'double', array: 'list', object: 'map' };

/** The type in one word, `dyn` for what is not known. A text with a format may be a time. */
export function typeWord(type: Known): string {
  if (type === 'dyn' || type['x-kubernetes-int-or-string'] === true || ((type.format ?? '') !== '' && type.type === 'string')) return 'dyn';
  return jsonTypes[type.type ?? ''] ?? ((type.type ?? '') === '' ? 'dyn' : (type.type ?? ''));
}

/** The type as messages write it. */
function typeText(type: Known): string {
  const word = typeWord(type);
  if (word === 'dyn' || type === 'dyn') return 'dyn';
  if (word === 'list') return `list(${typeText(itemsOf(type) ?? 'dyn')})`;
  if (word !== 'map') return word === 'null' ? 'null' : word;
  return type.properties === undefined ? `map(string, ${typeText(additionalOf(type) ?? 'dyn')})` : 'object';
}

const results: Readonly<Record<string, Schema>> = {
  bool: { type: 'boolean' },
  int: { type: 'integer' },
  double: { type: 'number' },
  list: { type: 'array' },
};

function schemaOf(word: string): Schema {
  return results[word] ?? { type: word };
}

/** What a call gives; undefined where nothing takes these types. */
export function resultOf(name: string, args: readonly Known[]): Known | undefined {
  if (name === '==' || name === '!=') return isComparable(args) ? schemaOf('bool') : undefined;
  if (name === 'in') return isContainer(typeWord(args[1] ?? 'dyn')) ? schemaOf('bool') : undefined;
  const known = overloads.get(name);
  if (known === undefined) return 'dyn';
  const words = args.map(typeWord);
  const fitting = known.filter((it) => it.args.length === words.length && it.args.every((arg, i) => fits(arg, words[i] ?? 'dyn')));
  const [first] = fitting;
  if (first === undefined) return undefined;
  return fitting.every(({ result }) => result === first.result) ? schemaOf(first.result) : 'dyn';
}

function fits(wanted: string, have: string): boolean {
  return wanted === 'dyn' || have === 'dyn' || wanted === have;
}

function isContainer(word: string): boolean {
  return word === 'dyn' || word === 'list' || word === 'map';
}

/** Only scalars are told apart: a container may be null, or of another shape. */
function isComparable(args: readonly Known[]): boolean {
  const [a = 'dyn', b = 'dyn'] = args.map(typeWord);
  const scalars = ordered.includes(a) && ordered.includes(b);
  return !scalars || a === b;
}

const shown: Readonly<Record<string, string>> = { '!': '!_', '-_': '-_', in: '@in' };

/** upstream: github.com/google/cel-go/checker/errors.go (noMatchingOverload) */
export function noOverloadText(name: string, args: readonly Known[], isMethod: boolean): string {
  const [first = '', ...rest] = args.map(typeText);
  const told = shown[name] ?? (/^\w/.test(name) ? name : `_${name}_`);
  const types = isMethod ? `${first}.(${rest.join(', ')})` : `(${[first, ...rest].join(', ')})`;
  return `found no matching overload for '${told}' applied to '${types}'`;
}
