/** Puts the definitions together: the package's schemas in OpenAPI's form, with the facts it lacks and the defaults of Go's zero values. */
import type { Definitions, GroupVersionKind, Schema } from '#schema/schema.ts';
import { differences, metaKinds, oldVersions, untyped, withLaterTexts, type Difference } from './facts.ts';
import { defaultsOf } from './defaults.ts';
import { listFacts } from './listFacts.ts';
import type { RawDefinition, RawSchema } from './read.ts';

/** Comments by definition and field; the type's own under ''. */
type Texts = ReadonlyMap<string, ReadonlyMap<string, string>>;

export function buildDefinitions(raw: readonly RawDefinition[], later: Texts): Definitions {
  const kept = raw.filter(({ name }) => !oldVersions.test(name));
  const built: Definitions = Object.fromEntries(kept.map((definition) => [definition.name, buildDefinition(definition)]));
  const named = [...new Set([...Object.keys(built), ...Object.keys(differences)])].toSorted();
  const differing = named.map((name) => [name, differ(built[name] ?? {}, differences[name])] as const);
  const described = withLaterTexts(Object.fromEntries(differing), later);
  return Object.fromEntries(Object.entries(described).map(([name, schema]) => [name, finish(name, schema)]));
}

function buildDefinition({ name, schema, comments }: RawDefinition): Schema {
  const kinds = kindsOf(name, schema);
  const properties = Object.entries(schema.properties ?? {}).map(
    ([field, value]) => [field, { ...described(fieldComment(field, kinds, comments)), ...plain(value, kinds, field) }] as const,
  );
  return {
    ...described(comments.get('')),
    ...(untyped.has(name) ? {} : plain({ ...schema, properties: {} }, undefined, '')),
    ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
    ...requiredOf(schema, kinds),
    ...(kinds === undefined ? {} : { 'x-kubernetes-group-version-kind': kinds }),
  };
}

function described(text: string | undefined): { readonly description?: string } {
  return text === undefined ? {} : { description: text };
}

/** The package requires kind and apiVersion of every object; the API server can tell them from the path. */
function requiredOf({ required }: RawSchema, kinds: readonly GroupVersionKind[] | undefined): { readonly required?: readonly string[] } {
  const rest = (required ?? []).filter((field) => kinds === undefined || (field !== 'apiVersion' && field !== 'kind'));
  return rest.length === 0 ? {} : { required: rest };
}

const conventions = 'https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md';
const typeComments: Readonly<Record<string, string>> = {
  apiVersion: `APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: ${conventions}#resources`,
  kind: `Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: ${conventions}#types-kinds`,
};

function fieldComment(field: string, kinds: unknown, comments: ReadonlyMap<string, string>): string | undefined {
  return comments.get(field) ?? (kinds === undefined ? undefined : typeComments[field]);
}

function kindsOf(name: string, { properties }: RawSchema): readonly GroupVersionKind[] | undefined {
  const kind = properties?.['kind']?.enum?.[0];
  const apiVersion = properties?.['apiVersion']?.enum?.[0];
  if (kind === undefined || apiVersion === undefined) return metaKinds(name);
  const slash = apiVersion.indexOf('/');
  return metaKinds(name) ?? [{ group: apiVersion.slice(0, Math.max(slash, 0)), kind, version: apiVersion.slice(slash + 1) }];
}

/** A schema without what the package added for its own validator: null for every optional field, one enum a kind. */
function plain(schema: RawSchema, kinds: unknown, field: string): Schema {
  const [only, none] = schema.oneOf ?? [];
  if (only !== undefined && none?.type === 'null') return plain(only, kinds, field);
  if (schema.$ref !== undefined) return { $ref: `#/definitions/${schema.$ref.replace(/#$/, '')}` };
  const isType = kinds !== undefined && (field === 'kind' || field === 'apiVersion');
  return {
    ...(schema.type === undefined ? {} : { type: schema.type }),
    ...(schema.format === undefined ? {} : { format: schema.format }),
    ...(schema.enum === undefined || isType ? {} : { enum: schema.enum }),
    ...(schema.items === undefined ? {} : { items: plain(schema.items, undefined, '') }),
    ...(typeof schema.additionalProperties === 'object' ? { additionalProperties: plain(schema.additionalProperties, undefined, '') } : {}),
  };
}

/** A definition changed by what 1.28.4 has differently: fields added, changed, or taken away where they are null. */
function differ(schema: Schema, difference: Difference | undefined): Schema {
  if (difference === undefined) return schema;
  const { properties, ...rest } = difference;
  const fields = Object.entries({ ...schema.properties, ...properties }).flatMap(([field, value]) =>
    value === null ? [] : [[field, { ...schema.properties?.[field], ...value }] as const],
  );
  return { ...schema, ...rest, ...(fields.length === 0 ? {} : { properties: Object.fromEntries(fields) }) };
}

function finish(name: string, schema: Schema): Schema {
  const { properties } = schema;
  if (properties === undefined) return schema;
  const defaults = defaultsOf(name, schema);
  const lists = listFacts(name, schema);
  const fields = Object.keys(properties)
    .toSorted()
    .map((field) => [field, { ...withItemDefault(properties[field] ?? {}), ...defaults[field], ...lists.fields[field] }] as const);
  return { ...schema, ...lists.own, properties: Object.fromEntries(fields) };
}

const zeros: Readonly<Record<string, unknown>> = { string: '', integer: 0, boolean: false, number: 0 };

/** What a list or map holds is never a pointer, so it has its zero value as default. */
function withItemDefault(schema: Schema): Schema {
  const inner = schema.items ?? schema.additionalProperties;
  if (inner === undefined) return schema;
  const value = inner.$ref !== undefined ? {} : inner.type === 'string' && inner.format === 'byte' ? undefined : zeros[inner.type ?? ''];
  const next = withItemDefault(value === undefined ? inner : { ...inner, default: value });
  return schema.items === undefined ? { ...schema, additionalProperties: next } : { ...schema, items: next };
}
