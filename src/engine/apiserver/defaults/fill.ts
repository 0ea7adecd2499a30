/** Filling in what is missing without touching what is complete: an object that lacks nothing is answered as it is. */

type Values = Readonly<Record<string, unknown>>;

/** The object with every missing entry taken from `defaults`. */
export function fill<T extends object>(object: T, defaults: Values): T {
  const have = object as Values;
  for (const key in defaults) if (isNothing(have[key])) return { ...object, ...missing(have, defaults) };
  return object;
}

/** A pointer that is always written is null where nothing was sent. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

function missing(have: Values, defaults: Values): Values {
  const result: Record<string, unknown> = {};
  for (const key in defaults) if (isNothing(have[key])) result[key] = defaults[key];
  return result;
}

/** The object with one of its parts changed, if the part is there. */
export function part<T extends object, K extends keyof T>(object: T, key: K, change: (value: NonNullable<T[K]>) => T[K]): T {
  const value = object[key];
  if (value === undefined || value === null) return object;
  const changed = change(value);
  return changed === value ? object : { ...object, [key]: changed };
}

/** The list with each item changed; the list itself when none was. */
function each<T>(list: readonly T[], change: (item: T) => T): readonly T[] {
  let result: T[] | undefined;
  for (let i = 0; i < list.length; i += 1) {
    const item = list[i] as T;
    const changed = change(item);
    if (changed === item) continue;
    result ??= [...list];
    result[i] = changed;
  }
  return result ?? list;
}

/** One of the object's lists with each item changed, if the list is there. */
export function eachIn<T extends object, K extends keyof T>(object: T, key: K, change: (item: Item<T[K]>) => Item<T[K]>): T {
  const list = object[key] as readonly Item<T[K]>[] | null | undefined;
  if (list === undefined || list === null) return object;
  const changed = each(list, change);
  return changed === list ? object : { ...object, [key]: changed };
}

type Item<L> = NonNullable<L> extends readonly (infer U)[] ? U : never;
