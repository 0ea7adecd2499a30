/**
 * The cache that applies watch events: keyed by namespace and name, and by indexes of the owner's choice.
 * The informers of the engine and the mirror of the page are the same function over the same data.
 * It holds objects by reference and never copies or edits them. Order of iteration is the order of first arrival.
 * It does not know where events come from, nor who is told of a change.
 * upstream: staging/src/k8s.io/client-go/tools/cache/store.go, thread_safe_store.go
 */
import type { KubeObject, ObjectKey } from '../meta.ts';
import { keyOf } from '../meta.ts';

export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
}

export type Cache<T extends KubeObject = KubeObject> = Map<ObjectKey, T>;

/** What a change did to the cache. `previous` is what the cache held before, `current` what it holds now, `last` a deleted object's final state. */
export interface Applied<T extends KubeObject = KubeObject> {
  readonly type: 'added' | 'updated' | 'deleted' | 'unchanged';
  readonly key: ObjectKey;
  readonly previous?: T;
  readonly current?: T;
  readonly last?: T;
}

function remove<T extends KubeObject>(cache: Cache<T>, key: ObjectKey, last: T): Applied<T> {
  const known = cache.get(key);
  if (known === undefined) return { type: 'unchanged', key };
  cache.delete(key);
  return { type: 'deleted', key, previous: known, last };
}

/**
 * Takes a change into the cache and says what it meant. A MODIFIED of an unknown object counts as added, and an ADDED
 * of a known one as updated, because a watch may begin anywhere.
 */
export function applyChange<T extends KubeObject>(
  cache: Cache<T>,
  change: { readonly type: Change['type']; readonly object: T },
): Applied<T> {
  const { object } = change;
  const key = keyOf(object);
  if (change.type === 'DELETED') return remove(cache, key, object);
  const previous = cache.get(key);
  if (previous === object) return { type: 'unchanged', key, previous, current: object };
  cache.set(key, object);
  return previous === undefined ? { type: 'added', key, current: object } : { type: 'updated', key, previous, current: object };
}

/** Makes the cache hold exactly these objects, and tells every difference: what a reflector does after a fresh list. */
export function replaceAll<T extends KubeObject>(cache: Cache<T>, objects: Iterable<T>): readonly Applied<T>[] {
  const applied: Applied<T>[] = [];
  const present = new Set<ObjectKey>();
  for (const object of objects) {
    present.add(keyOf(object));
    const result = applyChange(cache, { type: 'ADDED', object });
    if (result.type !== 'unchanged') applied.push(result);
  }
  for (const [key, object] of cache) if (!present.has(key)) applied.push(remove(cache, key, object));
  return applied;
}

/** An index over a cache: from a value to the keys of the objects that have it. */
export interface Index<T extends KubeObject = KubeObject> {
  readonly valuesOf: (object: T) => readonly string[];
  readonly keys: Map<string, Set<ObjectKey>>;
}

export function makeIndex<T extends KubeObject>(valuesOf: (object: T) => readonly string[]): Index<T> {
  return { valuesOf, keys: new Map() };
}

/** Keeps an index in step with its cache: call it with every answer of applyChange. */
export function applyToIndex<T extends KubeObject>(index: Index<T>, { type, key, previous, current }: Applied<T>): void {
  if (type === 'unchanged') return;
  if (previous !== undefined) {
    for (const value of index.valuesOf(previous)) {
      const keys = index.keys.get(value);
      keys?.delete(key);
      if (keys?.size === 0) index.keys.delete(value);
    }
  }
  if (current === undefined) return;
  for (const value of index.valuesOf(current)) {
    const keys = index.keys.get(value);
    if (keys === undefined) index.keys.set(value, new Set([key]));
    else keys.add(key);
  }
}
