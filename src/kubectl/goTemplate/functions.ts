/**
 * The functions that a template may call: Go's own, and the two that kubectl adds.
 * upstream: Go text/template/funcs.go, cli-runtime/pkg/printers/template.go (exists, base64decode)
 */
import { goPrint, goPrintf, isList, isObject, goType, truth, type Value } from './values.ts';

/** Thrown by a function; the template says where. */
export class CallError extends Error {}

export type TemplateFunction = (args: readonly Value[]) => Value;

function index(args: readonly Value[]): Value {
  return args.slice(1).reduce<Value>((item, key) => {
    if (item === undefined || item === null) throw new CallError('index of untyped nil');
    if (isList(item)) return item[position(key, item.length)];
    if (isObject(item)) {
      if (typeof key !== 'string') throw new CallError(`value has type ${goType(key)}; should be string`);
      return Object.hasOwn(item, key) ? item[key] : undefined;
    }
    if (typeof item === 'string') return BigInt(item.charCodeAt(position(key, item.length)));
    throw new CallError(`can't index item of type ${goType(item)}`);
  }, args[0]);
}

function position(key: Value, length: number): number {
  if (typeof key !== 'bigint') throw new CallError(`cannot index slice/array with type ${goType(key)}`);
  if (key < 0n || key >= BigInt(length)) throw new CallError(`index out of range: ${key}`);
  return Number(key);
}

function slice([item, from = 0n, to]: readonly Value[]): Value {
  if (typeof item !== 'string' && !isList(item)) throw new CallError(`can't slice item of type ${goType(item)}`);
  if (typeof from !== 'bigint' || (to !== undefined && typeof to !== 'bigint'))
    throw new CallError('cannot index slice/array with this type');
  const end = to === undefined ? item.length : Number(to);
  if (Number(from) > end || end > item.length || from < 0n) throw new CallError(`index out of range: ${end > item.length ? end : from}`);
  return item.slice(Number(from), end);
}

function length([item]: readonly Value[]): Value {
  if (typeof item === 'string') return BigInt(new TextEncoder().encode(item).length);
  if (isList(item)) return BigInt(item.length);
  if (isObject(item)) return BigInt(Object.keys(item).length);
  const nothing = 'reflect: call of reflect.Value.Type on zero Value';
  throw new CallError(item === undefined || item === null ? nothing : `len of type ${goType(item)}`);
}

/** Only values of one kind can be compared. */
function basic(value: Value): string {
  if (isList(value) || isObject(value)) throw new CallError('invalid type for comparison');
  return goType(value);
}

function equal([first, ...others]: readonly Value[]): boolean {
  if (others.length === 0) throw new CallError('missing argument for comparison');
  return others.some((other) => {
    if (basic(first) !== basic(other)) {
      if (first === undefined || first === null || other === undefined || other === null) return false;
      throw new CallError('incompatible types for comparison');
    }
    return first === other;
  });
}

function less([a, b]: readonly Value[]): boolean {
  if (basic(a) !== basic(b)) throw new CallError('incompatible types for comparison');
  if (typeof a === 'boolean' || a === undefined || a === null || b === undefined || b === null)
    throw new CallError('invalid type for comparison');
  return a < b;
}

function exists(args: readonly Value[]): boolean {
  try {
    return index(args) !== undefined;
  } catch (error) {
    if (error instanceof CallError) return false;
    throw error;
  }
}

function decoded([text]: readonly Value[]): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(String(text)), (char) => char.charCodeAt(0)));
  } catch {
    throw new CallError('base64 decode failed: illegal base64 data');
  }
}

const htmlNames: Readonly<Record<string, string>> = { '"': '&#34;', "'": '&#39;', '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function jsEscape(char: string): string {
  return '\\\'"'.includes(char) ? `\\${char}` : `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Blanks stand between two values when neither is a string. upstream: fmt.Sprint */
function sprint(args: readonly Value[]): string {
  return args
    .map((arg, at) => (at > 0 && typeof arg !== 'string' && typeof args[at - 1] !== 'string' ? ' ' : '') + goPrint(arg, false))
    .join('');
}

export const functions: Readonly<Record<string, TemplateFunction>> = {
  and: (args) => args.find((arg) => !truth(arg)) ?? args.at(-1),
  or: (args) => args.find(truth) ?? args.at(-1),
  not: ([arg]) => !truth(arg),
  len: length,
  index,
  slice,
  print: sprint,
  printf: ([format, ...args]) => goPrintf(String(format), args),
  println: (args) => `${args.map((arg) => goPrint(arg, false)).join(' ')}\n`,
  html: (args) => sprint(args).replace(/["'&<>]/g, (char) => htmlNames[char] ?? char),
  js: (args) => sprint(args).replace(/[\\'"<>&=\p{Cc}]/gu, jsEscape),
  urlquery: (args) => encodeURIComponent(sprint(args)).replaceAll('%20', '+'),
  eq: equal,
  ne: (args) => !equal(args),
  lt: less,
  le: (args) => less(args) || equal(args),
  gt: (args) => !less(args) && !equal(args),
  ge: (args) => !less(args),
  exists,
  base64decode: decoded,
};
