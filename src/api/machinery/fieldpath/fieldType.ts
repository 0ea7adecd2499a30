/**
 * What server-side apply knows of a type: which values are one piece, and how items of lists are told apart.
 * upstream: sigs.k8s.io/structured-merge-diff/v4/schema/elements.go
 */
import type { Json } from '../../immutable.ts';

export type FieldType =
  | { readonly kind: 'scalar'; readonly scalar: 'string' | 'numeric' | 'boolean' | 'untyped' }
  | ListFieldType
  | MapFieldType
  /** Not described: lists are one piece, maps are merged key by key. */
  | { readonly kind: 'deduced' };

export interface ListFieldType {
  readonly kind: 'list';
  readonly atomic: boolean;
  /** Of a list that is not atomic: the keys of its items; none means a set of scalars. */
  readonly keys: readonly string[];
  readonly of: () => FieldType;
  /** The value of a key that an item leaves out. */
  readonly keyDefault: (key: string) => Json | undefined;
}

export interface MapFieldType {
  readonly kind: 'map';
  readonly atomic: boolean;
  /** The type of a declared field. */
  readonly field: (name: string) => FieldType | undefined;
  /** The type of everything that is not declared; undefined refuses it. */
  readonly element: FieldType | undefined;
}

export const deduced: FieldType = Object.freeze({ kind: 'deduced' });

/** The type to use for a value: what is not described is judged by the value itself. */
export type Atom =
  | { readonly kind: 'scalar'; readonly scalar: 'string' | 'numeric' | 'boolean' | 'untyped' }
  | ListFieldType
  | MapFieldType;

const untyped: Atom = Object.freeze({ kind: 'scalar', scalar: 'untyped' });
const atomicList: Atom = Object.freeze({ kind: 'list', atomic: true, keys: [], of: () => deduced, keyDefault: () => undefined });
const deducedMap: Atom = Object.freeze({ kind: 'map', atomic: false, field: () => undefined, element: deduced });

export function atomOf(type: FieldType, value: Json | undefined): Atom {
  if (type.kind !== 'deduced') return type;
  if (Array.isArray(value)) return atomicList;
  return value === null || value === undefined || typeof value === 'object' ? deducedMap : untyped;
}
