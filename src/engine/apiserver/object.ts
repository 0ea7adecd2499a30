/** How generic code sees an object whose kind it does not know: metadata, and spec and status as open records. */
import type { KubeObject, ObjectMeta } from '#api/meta.ts';

export type Fields = { readonly [key: string]: unknown };

export interface AnyObject extends KubeObject {
  readonly spec?: Fields;
  readonly status?: Fields;
}

/** A field of an object whose kind is not known here. */
export function fieldOf(object: KubeObject, key: string): unknown {
  return (object as unknown as Fields)[key];
}

/** What refusals before storing call an object: its name, or the beginning of the name it would be given. */
export function nameToBe({ name, generateName }: { readonly name?: string; readonly generateName?: string }): string {
  return (name ?? '') === '' ? (generateName ?? '') : (name ?? '');
}

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same object with some metadata changed; a value of undefined takes the entry away. */
export function withMeta(object: AnyObject, changes: { readonly [K in keyof ObjectMeta]?: ObjectMeta[K] | undefined }): AnyObject {
  return { ...object, metadata: clean({ ...object.metadata, ...changes }) as unknown as ObjectMeta };
}

/** Without the entries that are undefined. Answers the same record when there are none. */
function clean(fields: Fields): Fields {
  for (const key in fields) if (fields[key] === undefined) return dropUndefined(fields);
  return fields;
}

function dropUndefined(fields: Fields): Fields {
  const result: Record<string, unknown> = {};
  for (const key in fields) if (fields[key] !== undefined) result[key] = fields[key];
  return result;
}

/** The record with `key` set, or taken away when the value is undefined. */
export function withField<T extends object>(fields: T, key: string, value: unknown): T {
  if (value === undefined) {
    const { [key]: gone, ...rest } = fields as Record<string, unknown>;
    return (gone === undefined ? fields : rest) as T;
  }
  return { ...fields, [key]: value };
}
