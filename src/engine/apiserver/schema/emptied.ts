/**
 * Lists and maps that were sent empty: they are not stored, but refusals print them as empty rather than as nil.
 * The note travels with the object, through every copy by spread, and is no part of it as JSON.
 */
const emptied = Symbol('emptied');

interface Noted {
  [emptied]?: ReadonlySet<string>;
}

/** Notes on a fresh object that a field of it was sent empty. */
export function noteEmpty(object: object, field: string): void {
  const noted = object as Noted;
  noted[emptied] = new Set([...(noted[emptied] ?? []), field]);
}

export function wasSentEmpty(object: unknown, field: string): boolean {
  return typeof object === 'object' && object !== null && ((object as Noted)[emptied]?.has(field) ?? false);
}
