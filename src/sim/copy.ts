/**
 * A copy of a component's private state for a checkpoint. Containers (Map, Set, array, plain record) are copied,
 * frozen objects are shared: API objects and messages are immutable, so sharing them is safe and nearly free.
 */
export function copyState<T>(value: T): T {
  return copy(value) as T;
}

function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) return value.map(copy);
  if (value instanceof Map) return new Map(Array.from(value, ([key, item]) => [key, copy(item)]));
  if (value instanceof Set) return new Set(value);
  const result: Record<string, unknown> = {};
  for (const key in value) result[key] = copy((value as Record<string, unknown>)[key]);
  return result;
}
