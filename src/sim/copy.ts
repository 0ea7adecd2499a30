/**
 * A copy of a component's private state for a checkpoint. Containers (Map, Set, array, plain record) are copied,
 * frozen objects are shared: API objects and messages are immutable, so sharing them is safe and nearly free.
 */
export function copyState<T>(value: T, cost: CopyCost = { items: 0 }): T {
  return copy(value, cost) as T;
}

/** How much a copy had to touch: every entry of a container that could not be shared. */
export interface CopyCost {
  items: number;
}

function copy(value: unknown, cost: CopyCost): unknown {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map) return copyMap(value, cost);
  if (value instanceof Set) {
    cost.items += value.size;
    return new Set(value);
  }
  if (Array.isArray(value)) {
    cost.items += value.length;
    return value.map((item) => copy(item, cost));
  }
  return copyRecord(value as Record<string, unknown>, cost);
}

function copyMap(map: ReadonlyMap<unknown, unknown>, cost: CopyCost): Map<unknown, unknown> {
  const result = new Map<unknown, unknown>();
  map.forEach((item, key) => result.set(key, copy(item, cost)));
  cost.items += map.size;
  return result;
}

/** A spread first, because it makes the record with all its keys at once; then only what must not be shared is replaced. */
function copyRecord(record: Readonly<Record<string, unknown>>, cost: CopyCost): Record<string, unknown> {
  const result = { ...record };
  for (const key in result) {
    const item = result[key];
    if (typeof item === 'object' && item !== null) result[key] = copy(item, cost);
    cost.items += 1;
  }
  return result;
}
