/**
 * JSON as values: equality that the API server would call semantic, and one canonical text for a value.
 * A property that is undefined counts as missing; an empty list or map differs from a missing one.
 * upstream: staging/src/k8s.io/apimachinery/pkg/api/equality/semantic.go
 */
import { digitsOf, isExactInteger } from './exactInteger.ts';

type Dictionary = Readonly<Record<string, unknown>>;

function equalLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (!equalJson(a[i], b[i])) return false;
  return true;
}

function equalMaps(a: Dictionary, b: Dictionary): boolean {
  let present = 0;
  for (const key in a) {
    const value = a[key];
    if (value === undefined) continue;
    const other = b[key];
    if (value !== other && (other === undefined || !equalJson(value, other))) return false;
    present += 1;
  }
  for (const key in b) if (b[key] !== undefined) present -= 1;
  return present === 0;
}

/** Whether two JSON values mean the same. Shared parts cost nothing, which makes it cheap for objects built by spread. */
export function equalJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && equalLists(a, b);
  return !Array.isArray(b) && equalMaps(a as Dictionary, b as Dictionary);
}

/** Go's order of map keys: by bytes of UTF-8, which for surrogate pairs is not the order of JavaScript's code units. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const bothSides = x >= 0xd800 && y >= 0xd800 && (x < 0xe000 || y < 0xe000);
    if (!bothSides) return x - y;
    return (x < 0xe000 ? x + 0x2000 : x - 0x800) - (y < 0xe000 ? y + 0x2000 : y - 0x800);
  }
  return a.length - b.length;
}

/** JSON text with sorted keys and without spaces; the same for all values that equalJson calls equal. */
export function stableJson(value: unknown): string {
  if (typeof value !== 'object' || value === null)
    return value === undefined ? 'null' : isExactInteger(value) ? digitsOf(value) : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(stableJson).join(',')}]`;
  const map = value as Dictionary;
  const keys = Object.keys(map).filter((key) => map[key] !== undefined);
  return `{${keys
    .toSorted(compareKeys)
    .map((key) => `${JSON.stringify(key)}:${stableJson(map[key])}`)
    .join(',')}}`;
}

/** The same value with the keys of every map in Go's order, as a map comes out of Go's encoder. */
export function sortedKeys<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sortedKeys) as unknown as T;
  const entries = Object.entries(value).toSorted(([a], [b]) => compareKeys(a, b));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortedKeys(inner as unknown)])) as T;
}
