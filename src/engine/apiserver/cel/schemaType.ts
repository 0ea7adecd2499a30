/**
 * The type of values of a schema, with their greatest sizes: those the schema sets, or what fits into one request.
 * A value of which a schema does not say what it is cannot be seen by expressions.
 * upstream: staging/src/k8s.io/apiserver/pkg/cel/common/schemas.go, limits.go, escaping.go
 */
import { utf8Bytes } from '#api/machinery/hash.ts';
import { additionalOf, itemsOf, type Schema } from '../custom/schema.ts';
import * as t from './types.ts';
import { listOf, mapOf, type CelType } from './types.ts';

const REQUEST_MAX = 3 * 1024 * 1024;

const name: Schema = { type: 'string' };
const typeMeta: Schema['properties'] = {
  kind: name,
  apiVersion: name,
  metadata: { type: 'object', properties: { name, generateName: name } },
};

/** How often a thing of this type can be in one request. */
export function cardinality(type: CelType): number {
  return Math.floor(REQUEST_MAX / ((type.least ?? 0) + 1));
}

/** At the root of an object its kind and its name are seen, whatever the schema says of them. */
export function schemaType(schema: Schema, isRoot: boolean, at: string): CelType | undefined {
  if (schema['x-kubernetes-int-or-string'] === true || schema.format === 'int-or-string')
    return { ...t.dyn, least: 1, max: schema.maxLength === undefined ? REQUEST_MAX - 2 : Math.max(0, schema.maxLength) * 4 };
  switch (schema.type) {
    case 'array':
      return listType(schema, at);
    case 'object':
      return additionalOf(schema) === undefined ? objectType(isRoot ? withTypeMeta(schema) : schema, at) : mapType(schema, at);
    case 'string':
      return textType(schema);
    case 'boolean':
      return t.bool;
    case 'number':
      return t.double;
    case 'integer':
      return t.int;
    default:
      return undefined;
  }
}

function withTypeMeta(schema: Schema): Schema {
  const { kind, apiVersion, metadata } = schema.properties ?? {};
  const hasNames = metadata?.properties?.['name']?.type === 'string' && metadata.properties['generateName']?.type === 'string';
  return kind?.type === 'string' && apiVersion?.type === 'string' && hasNames
    ? schema
    : { ...schema, properties: { ...schema.properties, ...typeMeta } };
}

function innerType(schema: Schema, at: string): CelType | undefined {
  return schemaType(schema, schema['x-kubernetes-embedded-resource'] === true, at);
}

function listType(schema: Schema, at: string): CelType | undefined {
  const items = itemsOf(schema);
  const of = items === undefined ? undefined : innerType(items, `${at}.@idx`);
  if (of === undefined) return undefined;
  return listOf(of, schema.maxItems === undefined ? Math.floor((REQUEST_MAX - 2) / ((of.least ?? 0) + 1)) : Math.max(0, schema.maxItems));
}

function mapType(schema: Schema, at: string): CelType | undefined {
  const of = innerType(additionalOf(schema) ?? {}, `${at}.@elem`);
  if (of === undefined) return undefined;
  const fitting = Math.floor((REQUEST_MAX - 2) / ((of.least ?? 0) + 6));
  return mapOf(t.text, of, schema.maxProperties === undefined ? fitting : Math.max(0, schema.maxProperties));
}

function objectType(schema: Schema, at: string): CelType {
  const fields = new Map<string, CelType>();
  let least = 2;
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const escaped = escape(key);
    const type = innerType(property, `${at}.${escaped ?? key}`);
    if (type === undefined) continue;
    if (escaped !== undefined) fields.set(escaped, type);
    if ((schema.required ?? []).includes(key) && property.default === undefined) least += key.length + (type.least ?? 0) + 4;
  }
  return { kind: 'object', name: at, fields, least };
}

function textType(schema: Schema): CelType {
  switch (schema.format) {
    case 'byte':
      return { ...t.bytes, max: schema.maxLength === undefined ? REQUEST_MAX - 2 : Math.max(0, schema.maxLength) };
    case 'duration':
      return { ...t.duration, max: 32 };
    case 'date':
      return { ...t.timestamp, least: 12, max: 12 };
    case 'date-time':
      return { ...t.timestamp, max: 32 };
    default:
      return { ...t.text, max: textMax(schema) };
  }
}

/** A character can be four bytes long. */
function textMax({ maxLength, enum: allowed = [] }: Schema): number {
  if (maxLength !== undefined) return Math.max(0, maxLength) * 4;
  if (allowed.length === 0) return REQUEST_MAX - 2;
  return Math.max(0, ...allowed.map((it) => (typeof it === 'string' ? utf8Bytes(it).length : 0)));
}

const reserved = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(' '),
);
const escapes: Readonly<Record<string, string>> = { __: '__underscores__', '.': '__dot__', '-': '__dash__', '/': '__slash__' };

/** A property's name as expressions have to write it; undefined for one that they cannot. */
export function escape(key: string): string | undefined {
  if (reserved.has(key)) return `__${key}__`;
  const escaped = key.replaceAll(/__|[./-]/g, (found) => escapes[found] ?? found);
  return /^[A-Za-z_]\w*$/.test(escaped) && !/^\d/.test(key) ? escaped : undefined;
}
