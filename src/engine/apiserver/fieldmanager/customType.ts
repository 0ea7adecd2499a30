/**
 * The types of server-side apply of a custom kind, from its schema.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/controller/openapi/builder, kube-openapi/pkg/schemaconv
 */
import { isMap, type JsonMap } from '#api/machinery/patch/refusal.ts';
import type { Json } from '#api/immutable.ts';
import { deduced, type FieldType, type MapFieldType } from '#api/machinery/fieldpath/fieldType.ts';
import { additionalOf, itemsOf, propertyOf, type Schema } from '../custom/schema.ts';
import { structOfMeta } from '../schema/types.ts';
import { structType } from './typeFor.ts';

const types = new WeakMap<Schema, FieldType>();

/** The type of whole objects: their metadata is that of all kinds. */
export function customType(schema: Schema): FieldType {
  let type = types.get(schema);
  if (type === undefined) types.set(schema, (type = rootType(schema)));
  return type;
}

function rootType(schema: Schema): FieldType {
  const meta = structType(structOfMeta()) as MapFieldType;
  const own = fieldType(schema) as MapFieldType;
  return { ...own, kind: 'map', field: (name) => meta.field(name) ?? own.field(name) };
}

const scalars: Readonly<Record<string, FieldType>> = {
  string: { kind: 'scalar', scalar: 'string' },
  boolean: { kind: 'scalar', scalar: 'boolean' },
  integer: { kind: 'scalar', scalar: 'numeric' },
  number: { kind: 'scalar', scalar: 'numeric' },
};
/** What every object has, one inside another too. */
const typeMeta: ReadonlyMap<string, () => FieldType | undefined> = new Map([
  ['apiVersion', () => scalars['string']],
  ['kind', () => scalars['string']],
  ['metadata', () => (structType(structOfMeta()) as MapFieldType).field('metadata')],
]);
const untyped: FieldType = { kind: 'scalar', scalar: 'untyped' };

function fieldType(schema: Schema): FieldType {
  if (schema['x-kubernetes-int-or-string'] === true) return untyped;
  if (schema.type === 'array') return listType(schema);
  if (schema.type === 'object') return mapType(schema);
  return scalars[schema.type ?? ''] ?? deduced;
}

function mapType(schema: Schema): FieldType {
  const preserves = schema['x-kubernetes-preserve-unknown-fields'] === true;
  const additional = additionalOf(schema);
  const element =
    additional === undefined ? (preserves || schema.additionalProperties === true ? deduced : undefined) : fieldType(additional);
  const atomic = schema['x-kubernetes-map-type'] === 'atomic';
  const embedded = schema['x-kubernetes-embedded-resource'] === true;
  return {
    kind: 'map',
    atomic,
    field(name) {
      const ofType = embedded ? typeMeta.get(name) : undefined;
      if (ofType !== undefined) return ofType();
      const property = propertyOf(schema, name);
      return property === undefined ? undefined : fieldType(property);
    },
    element,
  };
}

function listType(schema: Schema): FieldType {
  const items = itemsOf(schema);
  const type = schema['x-kubernetes-list-type'] ?? 'atomic';
  const keys = type === 'map' ? (schema['x-kubernetes-list-map-keys'] ?? []) : [];
  return {
    kind: 'list',
    atomic: type === 'atomic',
    keys,
    of: () => (items === undefined ? deduced : fieldType(items)),
    keyDefault: (key) => propertyOf(items, key)?.default as Json | undefined,
  };
}

/** An object of another version of the same kind: versions of custom kinds differ in name only. */
export function atVersion(object: Json, apiVersion: string): Json {
  return isMap(object) ? ({ ...(object as JsonMap), apiVersion } as Json) : object;
}
