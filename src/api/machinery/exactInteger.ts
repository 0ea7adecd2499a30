/**
 * Integers of 64 bits that a double does not hold. Go keeps them in objects of custom kinds; here such a number stands as its digits
 * behind a lone surrogate. No text from outside begins so: whoever reads JSON makes lone surrogates U+FFFD, as Go does. Being text, it
 * goes wherever JSON goes (checkpoints, tapes, frames); who asks for a value's type, or prints it, asks here.
 * upstream: staging/src/k8s.io/apimachinery/pkg/util/json (Unmarshal), sigs.k8s.io/json
 */
import type { Json } from '../immutable.ts';

const mark = '\ud9ff';
const markCode = mark.charCodeAt(0);
const int64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n };

export type ExactInteger = string & { readonly isExactInteger: true };

export function isExactInteger(value: unknown): value is ExactInteger {
  return typeof value === 'string' && value.charCodeAt(0) === markCode && value.charCodeAt(1) < 0x3a;
}

/** A whole number that is written so; what 64 bits do not hold is a double, as in Go. */
export function integerOf(digits: string): number | ExactInteger {
  const double = Number(digits);
  if (digits.length < 16 || String(double) === digits) return double;
  const value = BigInt(digits);
  return value < int64.least || value > int64.most ? double : (`${mark}${value}` as ExactInteger);
}

/** A text as it is, a number by its digits. */
export function digitsOf(value: string): string {
  return isExactInteger(value) ? value.slice(1) : value;
}

/** The double that is nearest; whatever is no exact integer stays. */
export function asDouble<T>(value: T): T | number {
  return isExactInteger(value) ? Number(digitsOf(value)) : value;
}

/** What `JSON.parse` gives, but for integers that it would not keep. Throws where that one does. */
export function parseJson(text: string): Json {
  const value = JSON.parse(text) as Json;
  return special.test(text) ? (JSON.parse(text.replace(token, exactToken)) as Json) : value;
}

/** A number that may be long, or an escape that may be half a character. */
const special = /\d{16}|\\u[dD][89a-fA-F]/;
const token = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

function exactToken(found: string): string {
  if (found.startsWith('"')) return found.includes('\\u') ? JSON.stringify((JSON.parse(found) as string).toWellFormed()) : found;
  return /^-?\d+$/.test(found) ? JSON.stringify(integerOf(found)) : found;
}

/** What `JSON.stringify` gives, with exact integers as the numbers that they are. */
export function jsonOf(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, undefined, indent);
  return text?.includes('"\\ud9ff') ? text.replace(marked, '$1') : text;
}

/** An exact integer in JSON text. */
export const marked = /"\\ud9ff(-?\d+)"/g;
