/**
 * What differs between two values of plain data, and the one made from the other. What is alike is neither sent nor copied:
 * pods of one ReplicaSet differ in a few names, and a new status leaves the spec as it is.
 */
import type { Json } from '#api/immutable.ts';

/** Lists of pairs and no records: a key may be any text, `__proto__` too. */
export interface Delta {
  readonly set?: readonly (readonly [string, Json])[];
  readonly inner?: readonly (readonly [string, Delta])[];
  readonly cut?: readonly string[];
}

type Container = Readonly<Record<string, Json | undefined>>;

/** Deeper down, values are sent whole. */
const depthMax = 12;

/** Undefined when both say the same. */
export function deltaOf(before: Json, after: Json, depth = depthMax): Delta | undefined {
  if (before === after) return undefined;
  const set: (readonly [string, Json])[] = [];
  const inner: (readonly [string, Delta])[] = [];
  const cut: string[] = [];
  const from = before as Container;
  const to = after as Container;
  for (const key of Object.keys(to)) {
    const value = to[key];
    if (value === undefined) continue;
    const old = Object.hasOwn(from, key) ? from[key] : undefined;
    if (old === value) continue;
    if (old === undefined || depth === 0 || !areAlike(old, value)) set.push([key, value]);
    else {
      const delta = deltaOf(old, value, depth - 1);
      if (delta !== undefined) inner.push([key, delta]);
    }
  }
  for (const key of Object.keys(from)) if (from[key] !== undefined && (!Object.hasOwn(to, key) || to[key] === undefined)) cut.push(key);
  if (set.length + inner.length + cut.length === 0) return undefined;
  return { ...(set.length > 0 ? { set } : {}), ...(inner.length > 0 ? { inner } : {}), ...(cut.length > 0 ? { cut } : {}) };
}

/** Whether two values can be told apart by their parts: two records, or two lists of one length. */
function areAlike(a: Json, b: Json): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  return Array.isArray(a) ? Array.isArray(b) && a.length === b.length : !Array.isArray(b);
}

export function withDelta(before: Json, { set = [], inner = [], cut = [] }: Delta): Json {
  const after: Record<string, Json> = Array.isArray(before) ? (before.slice() as never) : { ...(before as Record<string, Json>) };
  for (const [key, value] of set) put(after, key, value);
  for (const [key, delta] of inner) put(after, key, withDelta(after[key]!, delta));
  for (const key of cut) delete after[key];
  return after as Json;
}

function put(into: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__') Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
  else into[key] = value;
}
