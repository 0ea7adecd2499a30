/**
 * One step of a path: a field of a struct or map (`f:name`), an item of a list by its keys (`k:{"name":"a"}`), by its value
 * (`v:"a"`) or by its index (`i:0`).
 * upstream: sigs.k8s.io/structured-merge-diff/v4/fieldpath (element.go, serialize-pe.go)
 */
import { asDouble, isExactInteger, parseJson } from '../exactInteger.ts';
import type { Json } from '../../immutable.ts';
import { goQuote } from '../goText.ts';
import { isMap, type JsonMap } from '../patch/refusal.ts';
import { compareKeys, stableJson } from '../stableJson.ts';
import type { FieldSet, Path } from './fieldSet.ts';

export function fieldElement(name: string): string {
  return `f:${name}`;
}

export function keyElement(keys: JsonMap): string {
  return `k:${stableJson(keys)}`;
}

export function valueElement(value: Json): string {
  return `v:${stableJson(value)}`;
}

/** The element in its normal form, or what is wrong with its text. */
export function parseElement(text: string): { readonly element: string } | { readonly error: string } {
  const kind = text[0];
  if (text.length < 2 || text[1] !== ':') return { error: `missing colon: ${text}` };
  const rest = text.slice(2);
  if (kind === 'f') return { element: text };
  if (kind === 'i') return /^[+-]?\d+$/.test(rest) ? { element: `i:${Number(rest)}` } : { error: badInteger(rest) };
  if (kind !== 'k' && kind !== 'v') return { error: 'unsupported key type' };
  const value = readJson(rest);
  if (value === undefined) return { error: `parsing ${kind === 'k' ? 'key' : 'value'} as path element: invalid JSON: ${rest}` };
  if (kind === 'v') return { element: valueElement(value) };
  return isMap(value) ? { element: keyElement(value) } : { error: 'incomplete JSON keys' };
}

function badInteger(text: string): string {
  return `strconv.Atoi: parsing ${goQuote(text)}: invalid syntax`;
}

function readJson(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function valueText(value: Json): string {
  return typeof value === 'string' && !isExactInteger(value) ? goQuote(value) : stableJson(value);
}

/** `.name`, `[name="a"]`, `[="a"]`, `[0]`: how messages write an element. */
export function elementText(element: string): string {
  const rest = element.slice(2);
  if (element.startsWith('f:')) return `.${rest}`;
  if (element.startsWith('i:')) return `[${rest}]`;
  const value = readJson(rest) ?? null;
  if (element.startsWith('v:')) return `[=${valueText(value)}]`;
  const keys = isMap(value) ? value : {};
  return `[${Object.keys(keys)
    .map((key) => `${key}=${valueText(keys[key] ?? null)}`)
    .join(',')}]`;
}

export function pathText(path: Path): string {
  return path.map(elementText).join('');
}

const rank: Readonly<Record<string, number>> = { f: 0, k: 1, v: 2, i: 3 };

/** The order in which sets are written. */
export function compareElements(a: string, b: string): number {
  const kinds = (rank[a[0] ?? ''] ?? 4) - (rank[b[0] ?? ''] ?? 4);
  if (kinds !== 0) return kinds;
  if (a.startsWith('f:')) return compareKeys(a, b);
  const x = readJson(a.slice(2)) ?? null;
  const y = readJson(b.slice(2)) ?? null;
  return isMap(x) && isMap(y) ? compareKeyValues(x, y) : compareScalars(x, y);
}

function compareKeyValues(a: JsonMap, b: JsonMap): number {
  const left = Object.keys(a).toSorted(compareKeys);
  const right = Object.keys(b).toSorted(compareKeys);
  for (const [i, name] of left.entries()) {
    const other = right[i];
    if (other === undefined) return 1;
    const order = compareKeys(name, other) || compareScalars(a[name] ?? null, b[other] ?? null);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Numbers, strings, booleans, null, in this order of kinds. */
function compareScalars(a: Json, b: Json): number {
  const [x, y] = [asDouble(a), asDouble(b)];
  // Of two that are the same double, the digits decide: both are of one sign and length.
  if (typeof x === 'number' && typeof y === 'number') return x - y || compareExact(a, b, x < 0);
  if (typeof a === 'string' && typeof b === 'string') return compareKeys(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  return scalarRank(x) - scalarRank(y);
}

function compareExact(a: Json, b: Json, isNegative: boolean): number {
  const order = compareKeys(stableJson(a), stableJson(b));
  return isNegative ? -order : order;
}

function scalarRank(value: Json): number {
  return ['number', 'string', 'boolean'].indexOf(typeof value) >>> 0;
}

/** The members in the order in which messages list them: those of a level first, then what lies behind. */
export function eachPath(set: FieldSet, visit: (path: Path) => void, at: Path = []): void {
  const elements = [...set.children.keys()].toSorted(compareElements);
  for (const element of elements) if (set.children.get(element)?.member === true) visit([...at, element]);
  for (const element of elements) {
    const child = set.children.get(element);
    if (child !== undefined && child.children.size > 0) eachPath(child, visit, [...at, element]);
  }
}
