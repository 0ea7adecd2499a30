/** One fact about an object, and short ways to read them. Names are the API's own words, in every language. */
import type { KubeObject } from '#api/meta.ts';
import { listAt, recordAt, textAt } from '#scene/fields.ts';
import type { Ref } from '#scene/model.ts';

export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly ref?: Ref;
}

export type Reader<T = KubeObject> = (object: T) => readonly Fact[];

/** A fact for each path, under the last name of it. */
export function factsAt(object: unknown, ...paths: readonly string[]): readonly Fact[] {
  return paths.map((path) => ({ name: lastName(path), value: textAt(object, path) }));
}

export function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

export function fact(name: string, value: string | number | undefined): Fact {
  return { name, value: value === undefined ? '' : String(value) };
}

/** A fact that is another object's name, and leads to it. */
export function named(name: string, kind: string, value: string | undefined, namespace?: string): Fact {
  return { name, value: value ?? '', ref: { kind, ...(namespace === undefined ? {} : { namespace }), name: value ?? '' } };
}

export function counts(wanted: number | undefined, ready: number | undefined): string {
  return `${ready ?? 0}/${wanted ?? 1}`;
}

export function pairs(record: Readonly<Record<string, unknown>> | undefined): string {
  return Object.entries(record ?? {})
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(', ');
}

export function words(value: unknown, path: string): string {
  return listAt(value, path).map(String).join(', ');
}

/** Each image of a pod template once. */
export function images(object: unknown, path: string): readonly Fact[] {
  const all = listAt(object, `${path}.containers`).map((container) => textAt(container, 'image'));
  return [...new Set(all)].map((image) => fact('image', image));
}

/** A fact for each entry, such as the keys of a ConfigMap. */
export function entries(object: unknown, path: string, tell: (value: unknown, key: string) => string): readonly Fact[] {
  return Object.entries(recordAt(object, path)).map(([key, value]) => fact(key, tell(value, key)));
}
