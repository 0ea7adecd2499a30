/** Changing fields deep in an object, without editing it. */

export type Fields = { readonly [key: string]: unknown };

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The object with `change` applied at a path; `*` stands for every item of a list.
 * Where the path ends early nothing changes, unless the missing records are to be created.
 */
export function changedAt(value: Fields, path: readonly string[], change: (old: unknown) => unknown, create: boolean): Fields {
  const [step = '', ...rest] = path;
  const old = value[step];
  if (rest.length === 0) return old === undefined && !create ? value : { ...value, [step]: change(old) };
  if (rest[0] === '*') {
    if (!Array.isArray(old)) return value;
    return { ...value, [step]: old.map((item: unknown) => (isFields(item) ? changedAt(item, rest.slice(1), change, create) : item)) };
  }
  if (old !== undefined && !isFields(old)) return value;
  if (old === undefined && !create) return value;
  return { ...value, [step]: changedAt(old ?? {}, rest, change, create) };
}

export function fieldsAt(value: Fields, key: string): Fields {
  const found = value[key];
  return isFields(found) ? found : {};
}

export function listAt(value: Fields, key: string): readonly unknown[] {
  const found = value[key];
  return Array.isArray(found) ? (found as readonly unknown[]) : [];
}

export function textAt(value: Fields, key: string): string {
  const found = value[key];
  return typeof found === 'string' ? found : '';
}

export function nameOf(object: Fields): string {
  return textAt(fieldsAt(object, 'metadata'), 'name');
}
