/** Values of CEL. Integers are bigints, doubles are numbers. upstream: github.com/google/cel-go/common/types */

export interface Uint {
  readonly kind: 'uint';
  readonly value: bigint;
}
export interface Bytes {
  readonly kind: 'bytes';
  readonly value: string;
}
/** Nanoseconds, of a span or since the Unix epoch. */
export interface Nanos {
  readonly kind: 'duration' | 'timestamp';
  readonly value: bigint;
}
export interface TypeValue {
  readonly kind: 'type';
  readonly value: string;
}
/** Opaque values of libraries: a URL. */
export interface UrlValue {
  readonly kind: 'url';
  readonly value: string;
}
/** What is asked of the authorizers, word by word. */
export interface AuthorizerAsked {
  readonly path?: string;
  readonly group?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly verb?: string;
  /** Absent: whoever makes the request. */
  readonly serviceAccount?: { readonly namespace: string; readonly name: string };
}
interface AuthorizerDecision {
  readonly allowed: boolean;
  readonly reason: string;
}
export type AuthorizerStep = 'authorizer' | 'path' | 'group' | 'resource' | 'decision';
/** The opaque values of the authorization library: how far the question has come, and its answer. */
export interface AuthorizerValue {
  readonly kind: 'authorizer';
  readonly step: AuthorizerStep;
  readonly value: string;
  readonly asked: AuthorizerAsked;
  readonly decision?: AuthorizerDecision;
  readonly decide: (asked: AuthorizerAsked) => AuthorizerDecision;
}
export type CelMap = ReadonlyMap<CelValue, CelValue>;
export type CelList = readonly CelValue[];
export type CelValue =
  | null
  | boolean
  | string
  | bigint
  | number
  | Uint
  | Bytes
  | Nanos
  | TypeValue
  | UrlValue
  | AuthorizerValue
  | CelMap
  | CelList;

export function isMapValue(value: CelValue): value is CelMap {
  return value instanceof Map;
}

export function isListValue(value: CelValue): value is CelList {
  return Array.isArray(value);
}

export function typeName(value: CelValue): string {
  if (value === null) return 'null_type';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return 'double';
  if (isListValue(value)) return 'list';
  if (isMapValue(value)) return 'map';
  const tagged = value as Exclude<typeof value, CelMap | CelList>;
  if (tagged.kind === 'duration') return 'google.protobuf.Duration';
  return tagged.kind === 'timestamp' ? 'google.protobuf.Timestamp' : tagged.kind;
}

/** A number of any of the three kinds, or undefined. */
export function numberOf(value: CelValue): number | bigint | undefined {
  if (typeof value === 'bigint' || typeof value === 'number') return value;
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'uint' ? value.value : undefined;
}

export function equal(a: CelValue, b: CelValue): boolean {
  const x = numberOf(a);
  const y = numberOf(b);
  if (x !== undefined && y !== undefined) return isNumericallyEqual(x, y);
  if (isListValue(a) && isListValue(b)) return a.length === b.length && a.every((item, i) => equal(item, b[i] ?? null));
  if (isMapValue(a) && isMapValue(b)) {
    if (a.size !== b.size) return false;
    return [...a].every(([key, item]) => {
      const other = lookUp(b, key);
      return other !== undefined && equal(item, other);
    });
  }
  if (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null && 'kind' in a && 'kind' in b)
    return a.kind === b.kind && a.value === b.value;
  return a === b;
}

/** The value at a key; numbers of all kinds find each other. */
export function lookUp(map: CelMap, key: CelValue): CelValue | undefined {
  const direct = map.get(key);
  if (direct !== undefined || map.has(key)) return direct;
  if (numberOf(key) === undefined) return undefined;
  for (const [own, value] of map) if (equal(own, key)) return value;
  return undefined;
}

/** Less, equal, greater; undefined for what has no order between them. */
export function compare(a: CelValue, b: CelValue): number | undefined {
  const x = numberOf(a) ?? orderOf(a);
  const y = numberOf(b) ?? orderOf(b);
  if (x === undefined || y === undefined || (typeof x === 'string') !== (typeof y === 'string')) return undefined;
  if (typeof x !== 'string' || typeof a !== 'string') return x < y ? -1 : x > y ? 1 : 0;
  return byCodePoint(x, y as string);
}

function orderOf(value: CelValue): string | bigint | number | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  return value.kind === 'type' || value.kind === 'url' || value.kind === 'authorizer' ? undefined : value.value;
}

function byCodePoint(a: string, b: string): number {
  const x = [...a];
  const y = [...b];
  for (let i = 0; i < Math.min(x.length, y.length); i += 1) {
    const d = (x[i]?.codePointAt(0) ?? 0) - (y[i]?.codePointAt(0) ?? 0);
    if (d !== 0) return d;
  }
  return x.length - y.length;
}

/** A whole double and an integer may be the same number. */
function isNumericallyEqual(x: number | bigint, y: number | bigint): boolean {
  if (typeof x === typeof y) return x === y;
  const [whole, double] = typeof x === 'bigint' ? [x, Number(y)] : [y as bigint, x as number];
  return Number.isInteger(double) && BigInt(double) === whole;
}
