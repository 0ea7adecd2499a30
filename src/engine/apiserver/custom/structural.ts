/**
 * What makes a schema structural: every field has one type, said in one place.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema (validation.go, complete.go)
 */
import { patternError } from '#api/machinery/re2/re2.ts';
import { forbiddenField, invalidValue, required, type FieldError } from '../fieldError.ts';
import { additionalOf, itemsOf, type Schema } from './schema.ts';

type Level = 'root' | 'item' | 'field';

/** Everything that keeps a schema from being structural, in the order of its text. */
export function validateStructural(schema: Schema, at: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  invariants(schema, 'root', at, errors);
  completeness(schema, at, errors);
  return errors.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1));
}

function textOf({ field, type, detail }: FieldError): string {
  return `${field}: ${type} ${detail}`;
}

const missingType: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};

function invariants(schema: Schema, level: Level, at: string, errors: FieldError[]): void {
  const items = itemsOf(schema);
  if (items !== undefined) invariants(items, 'item', `${at}.items`, errors);
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    invariants(property, 'field', `${at}.properties[${name}]`, errors);
  if (schema.additionalProperties !== undefined && level === 'root')
    errors.push(forbiddenField(`${at}.additionalProperties`, 'must not be used at the root'));
  const additional = additionalOf(schema);
  if (additional !== undefined) invariants(additional, 'field', `${at}.additionalProperties`, errors);
  extensions(schema, at, errors);
  validPattern(schema, at, errors);
  nestedOf(schema, at, errors);
  typeRules(schema, level, at, errors);
  if (level === 'root' || schema['x-kubernetes-embedded-resource'] === true) typeMetaRules(schema, at, errors);
}

function extensions(schema: Schema, at: string, errors: FieldError[]): void {
  if (schema['x-kubernetes-int-or-string'] !== true) return;
  const message = 'must be false if x-kubernetes-int-or-string is true';
  for (const other of ['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource'] as const)
    if (schema[other] === true) errors.push(invalidValue(`${at}.${other}`, true, message));
}

function typeRules(schema: Schema, level: Level, at: string, errors: FieldError[]): void {
  const { type = '' } = schema;
  const embedded = schema['x-kubernetes-embedded-resource'] === true;
  const preserves = schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (embedded && type !== 'object') {
    const message = 'must be object if x-kubernetes-embedded-resource is true';
    errors.push(type === '' ? required(`${at}.type`, message) : invalidValue(`${at}.type`, type, message));
  } else if (type === '' && schema['x-kubernetes-int-or-string'] !== true && !preserves) {
    errors.push(required(`${at}.type`, missingType[level]));
  }
  if (embedded && schema.additionalProperties !== undefined)
    errors.push(forbiddenField(`${at}.additionalProperties`, 'must not be used if x-kubernetes-embedded-resource is set'));
  if (level === 'root' && type !== '' && type !== 'object') errors.push(invalidValue(`${at}.type`, type, 'must be object at the root'));
  if (embedded && !preserves && Object.keys(schema.properties ?? {}).length === 0) {
    const message = 'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
    errors.push(required(`${at}.properties`, message));
  }
}

function typeMetaRules({ properties = {} }: Schema, at: string, errors: FieldError[]): void {
  const types = { kind: 'string', apiVersion: 'string', metadata: 'object' };
  for (const [name, type] of Object.entries(types)) {
    const own = properties[name];
    if (own !== undefined && own.type !== type)
      errors.push(invalidValue(`${at}.properties[${name}].type`, own.type ?? '', `must be ${type}`));
  }
}

/** The two forms in which an int-or-string says again what it is. */
function isIntOrStringAnyOf(anyOf: readonly Schema[] | undefined): boolean {
  const [first, second] = anyOf ?? [];
  return anyOf?.length === 2 && first?.type === 'integer' && second?.type === 'string';
}

type Nested = readonly [path: string, schema: Schema];

function alternativesOf(schema: Schema, at: string): readonly Nested[] {
  const intOrString = schema['x-kubernetes-int-or-string'] === true;
  const skipAnyOf = intOrString && isIntOrStringAnyOf(schema.anyOf);
  const skipAllOf = intOrString && isIntOrStringAnyOf(schema.allOf?.[0]?.anyOf);
  const nested: Nested[] = [];
  for (const [i, it] of (schema.allOf ?? []).entries()) if (!(skipAllOf && i === 0)) nested.push([`${at}.allOf[${i}]`, it]);
  if (!skipAnyOf) for (const [i, it] of (schema.anyOf ?? []).entries()) nested.push([`${at}.anyOf[${i}]`, it]);
  for (const [i, it] of (schema.oneOf ?? []).entries()) nested.push([`${at}.oneOf[${i}]`, it]);
  if (schema.not !== undefined) nested.push([`${at}.not`, schema.not]);
  return nested;
}

function nestedOf(schema: Schema, at: string, errors: FieldError[]): void {
  for (const [path, it] of alternativesOf(schema, at)) valueValidation(it, path, errors);
}

const emptyTexts = ['type', 'title', 'description'] as const;
const falses = [
  'nullable',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-embedded-resource',
  'x-kubernetes-int-or-string',
] as const;
const undefineds = ['additionalProperties', 'default', 'x-kubernetes-list-type', 'x-kubernetes-map-type'] as const;
const emptyLists = ['x-kubernetes-list-map-keys', 'x-kubernetes-validations'] as const;

/** Inside of allOf and its kin a schema only checks; it must not say what a thing is. */
function valueValidation(schema: Schema, at: string, errors: FieldError[]): void {
  const items = itemsOf(schema);
  if (items !== undefined) valueValidation(items, `${at}.items`, errors);
  for (const [name, property] of Object.entries(schema.properties ?? {})) valueValidation(property, `${at}.properties[${name}]`, errors);
  nestedOf(schema, at, errors);
  validPattern(schema, at, errors);
  for (const key of emptyTexts)
    if ((schema[key] ?? '') !== '') errors.push(forbiddenField(`${at}.${key}`, 'must be empty to be structural'));
  for (const key of falses) if (schema[key] === true) errors.push(forbiddenField(`${at}.${key}`, 'must be false to be structural'));
  for (const key of undefineds)
    if (schema[key] !== undefined) errors.push(forbiddenField(`${at}.${key}`, 'must be undefined to be structural'));
  for (const key of emptyLists)
    if ((schema[key] ?? []).length > 0) errors.push(forbiddenField(`${at}.${key}`, 'must be empty to be structural'));
  if (schema.properties?.['metadata'] !== undefined)
    errors.push(forbiddenField(`${at}.properties[metadata]`, 'must not be specified in a nested context'));
}

function validPattern({ pattern = '' }: Schema, at: string, errors: FieldError[]): void {
  const wrong = pattern === '' ? undefined : patternError(pattern);
  if (wrong !== undefined) errors.push(invalidValue(`${at}.pattern`, pattern, `must be a valid regular expression, but isn't: ${wrong}`));
}

/** Whatever an alternative speaks of stands in the structure too. */
function completeness(schema: Schema, at: string, errors: FieldError[]): void {
  for (const [path, it] of alternativesOf(schema, at)) covered(it, schema, { path, structure: at }, errors);
  const items = itemsOf(schema);
  if (items !== undefined) completeness(items, `${at}.items`, errors);
  for (const [name, property] of Object.entries(schema.properties ?? {})) completeness(property, `${at}.properties[${name}]`, errors);
  const additional = additionalOf(schema);
  if (additional !== undefined) completeness(additional, `${at}.additionalProperties`, errors);
}

interface Places {
  readonly path: string;
  readonly structure: string;
}

function covered(nested: Schema, schema: Schema, { path, structure }: Places, errors: FieldError[]): void {
  for (const [name, it] of Object.entries(nested.properties ?? {})) {
    const own = schema.properties?.[name] ?? additionalOf(schema);
    const here = `${path}.properties[${name}]`;
    const there =
      schema.properties?.[name] === undefined && own !== undefined
        ? `${structure}.additionalProperties`
        : `${structure}.properties[${name}]`;
    if (own === undefined) errors.push(required(there, `because it is defined in ${here}`));
    else covered(it, own, { path: here, structure: there }, errors);
  }
  const items = itemsOf(nested);
  if (items !== undefined) {
    const own = itemsOf(schema);
    if (own === undefined) errors.push(required(`${structure}.items`, `because it is defined in ${path}.items`));
    else covered(items, own, { path: `${path}.items`, structure: `${structure}.items` }, errors);
  }
  for (const [inner, it] of alternativesOf(nested, path)) covered(it, schema, { path: inner, structure }, errors);
}
