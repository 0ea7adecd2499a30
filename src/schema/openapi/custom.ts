/**
 * The definitions of custom resources: their schema, with kind, version and metadata as every object has them.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/controller/openapi (builder, v2)
 */
import { servedByDefinition } from '#api/customRows.ts';
import type { CustomResourceDefinition } from '#api/kinds.ts';
import type { SchemeRow } from '#api/scheme.ts';
import type { Definitions, Schema } from '../schema.ts';
import type { Resource } from './operations.ts';

/** A version of a custom resource that is served. */
export interface CustomResource extends Resource {
  readonly listKind?: string;
  /** spec.versions[].schema.openAPIV3Schema, when it is structural. */
  readonly schema: JsonSchema | undefined;
  /** spec.preserveUnknownFields */
  readonly preserveUnknownFields?: boolean;
}

export interface JsonSchema {
  readonly type?: string;
  readonly nullable?: boolean;
  readonly description?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly [other: string]: unknown;
}

/** The versions of a definition that are served, as rows with their schemas. */
export function customsOfDefinition(definition: CustomResourceDefinition): readonly (CustomResource & SchemeRow)[] {
  const { versions, names } = definition.spec;
  return servedByDefinition(definition).map(({ row }) => ({
    ...row,
    listKind: names.listKind ?? `${names.kind}List`,
    schema: versions.find(({ name }) => name === row.version)?.schema?.openAPIV3Schema as JsonSchema | undefined,
  }));
}

/** `com.example.stable.v1.CronTab` */
export function customName({ group, version, kind }: { readonly group: string; readonly version: string; readonly kind: string }): string {
  return [...group.split('.').toReversed(), version, kind].join('.');
}

export function customDefinitions(custom: CustomResource, builtIn: Definitions, version: 2 | 3): Definitions {
  const name = customName(custom);
  const { group, kind } = custom;
  const listKind = custom.listKind ?? `${kind}List`;
  const gvk = (of: string): Schema => ({ 'x-kubernetes-group-version-kind': [{ group, kind: of, version: custom.version }] });
  return {
    [name]: { ...objectSchema(custom, builtIn, version), ...gvk(kind) },
    [customName({ ...custom, kind: listKind })]: { ...listSchema(custom, name, builtIn), ...gvk(listKind) },
  };
}

function objectSchema({ schema, preserveUnknownFields }: CustomResource, builtIn: Definitions, version: 2 | 3): Schema {
  if (schema === undefined) return { type: 'object' };
  // Version 2 cannot say that more is allowed: clients would refuse what the schema does not name.
  if (version === 2 && (schema['x-kubernetes-preserve-unknown-fields'] === true || preserveUnknownFields === true))
    return { type: 'object' };
  const told = version === 2 ? toVersion2(schema) : toVersion3(schema);
  return embed(told, schema, builtIn);
}

function embed(told: Schema, schema: JsonSchema, builtIn: Definitions): Schema {
  const own = typeFields(builtIn);
  const inner = Object.entries(schema.properties ?? {}).flatMap(([field, value]) => {
    const place = told.properties?.[field];
    return place === undefined || place === null ? [] : [[field, embedInside(place, value, builtIn)] as const];
  });
  return { ...told, properties: sorted({ ...told.properties, ...Object.fromEntries(inner), ...own }) };
}

/** Embedded resources have the fields of every object too. */
function embedInside(told: Schema, schema: JsonSchema, builtIn: Definitions): Schema {
  if (schema['x-kubernetes-embedded-resource'] === true && told.properties !== undefined) return embed(told, schema, builtIn);
  const inner = Object.entries(schema.properties ?? {}).flatMap(([field, value]) => {
    const place = told.properties?.[field];
    return place === undefined ? [] : [[field, embedInside(place, value, builtIn)] as const];
  });
  return {
    ...told,
    ...(told.properties === undefined ? {} : { properties: { ...told.properties, ...Object.fromEntries(inner) } }),
    ...(told.items === undefined || schema.items === undefined ? {} : { items: embedInside(told.items, schema.items, builtIn) }),
  };
}

function typeFields(builtIn: Definitions): Readonly<Record<string, Schema>> {
  const pod = builtIn['io.k8s.api.core.v1.Pod']?.properties ?? {};
  const { apiVersion = {}, kind = {}, metadata = {} } = pod;
  const { default: _none, ...plainMetadata } = metadata;
  return { apiVersion, kind, metadata: plainMetadata };
}

function listSchema({ plural, kind, listKind = `${kind}List` }: CustomResource, name: string, builtIn: Definitions): Schema {
  const { apiVersion = {}, kind: kindField = {}, metadata = {} } = builtIn['io.k8s.api.core.v1.PodList']?.properties ?? {};
  const { default: _none, ...plainMetadata } = metadata;
  const more = 'More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md';
  return {
    description: `${listKind} is a list of ${kind}`,
    type: 'object',
    required: ['items'],
    properties: {
      apiVersion,
      items: { description: `List of ${plural}. ${more}`, type: 'array', items: { $ref: `#/definitions/${name}` } },
      kind: kindField,
      metadata: plainMetadata,
    },
  };
}

function sorted<T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function mapValues(record: Readonly<Record<string, JsonSchema>>, change: (schema: JsonSchema) => Schema): Readonly<Record<string, Schema>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function children(schema: JsonSchema, change: (schema: JsonSchema) => Schema): Schema {
  const { properties, items, additionalProperties, ...rest } = schema;
  return {
    ...(rest as Schema),
    ...(properties === undefined ? {} : { properties: mapValues(properties, change) }),
    ...(items === undefined ? {} : { items: change(items) }),
    ...(additionalProperties === undefined
      ? {}
      : {
          additionalProperties:
            typeof additionalProperties === 'object' ? change(additionalProperties) : (additionalProperties as unknown as Schema),
        }),
  };
}

function toVersion3(schema: JsonSchema): Schema {
  return children(schema, toVersion3);
}

/** Version 2 has no unions and no null, and clients break on fields beside unknown ones. */
function toVersion2(schema: JsonSchema): Schema {
  const { allOf: _a, anyOf: _b, oneOf: _c, not: _d, nullable, ...kept } = schema;
  const bare: JsonSchema = kept;
  const { properties, items, type, ...rest } = bare;
  const open = nullable === true || schema['x-kubernetes-preserve-unknown-fields'] === true;
  const required = schema.required?.filter((field) => schema.properties?.[field]?.nullable !== true);
  const { required: _all, ...others } = rest;
  const told: JsonSchema = {
    ...others,
    ...(type === undefined || nullable === true ? {} : { type }),
    ...(open || properties === undefined ? {} : { properties }),
    ...(open || items === undefined ? {} : { items }),
    ...(required === undefined || required.length === 0 ? {} : { required }),
  };
  return children(told, toVersion2);
}
