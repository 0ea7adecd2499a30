/**
 * Validation of CustomResourceDefinitions. What all versions have alike is told as if it stood once, beside the versions:
 * that is how the server's internal form has it.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go, v1/conversion.go
 */
import type { CustomResourceDefinition } from '#api/kinds.ts';
import { goStrings } from '#api/machinery/goText.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { isDNS1035Label, isDNS1123Subdomain } from '#api/machinery/validation.ts';
import { definitionIs } from '#api/customRows.ts';
import { forbiddenField, invalidValue, notSupported, required, type FieldError } from '../fieldError.ts';
import type { Errors } from '../validation/checks.ts';
import { validateApproval } from './apiApproval.ts';
import { printedVersions, validateColumns, validateSubresources } from './definitionParts.ts';
import { validateDefaults } from './defaultRules.ts';
import { rootPlace, totalCostErrors } from './celRules.ts';
import { validateOpenApi, type SchemaErrors } from './openApiRules.ts';
import type { Schema } from './schema.ts';
import { validateStructural } from './structural.ts';

type Definition = CustomResourceDefinition;
type Spec = Definition['spec'];
type Version = Spec['versions'][number];

function joined(rule: (text: string) => readonly string[], text: string): string {
  return rule(text).join(',');
}

function wrongLabel(at: string, text: string, errors: FieldError[], before = ''): void {
  const messages = joined(isDNS1035Label, before === '' ? text : text.toLowerCase());
  if (messages !== '') errors.push(invalidValue(at, text, `${before}${messages}`));
}

export function validateDefinition(definition: Definition): Errors {
  const { spec, status, metadata } = definition;
  const errors: Errors = [];
  if (metadata.name !== '' && metadata.name !== `${spec.names?.plural ?? ''}.${spec.group ?? ''}`)
    errors.push(invalidValue('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group'));
  validateSpec(spec, errors);
  return [...errors, ...validateStored(status.storedVersions, spec.versions), ...validateApproval(definition), ...preserves(spec)];
}

export function validateDefinitionUpdate(definition: Definition, old: Definition): Errors {
  const { spec, status } = definition;
  const errors: Errors = [];
  validateSpec(spec, errors, old.spec);
  const fixed = (at: string, a: unknown, b: unknown): void => {
    if (!equalJson(a ?? '', b ?? '')) errors.push(invalidValue(at, a ?? '', 'field is immutable'));
  };
  if (definitionIs(old, 'Established')) {
    fixed('spec.scope', spec.scope, old.spec.scope);
    fixed('spec.names.kind', spec.names?.kind, old.spec.names.kind);
  }
  fixed('spec.group', spec.group, old.spec.group);
  fixed('spec.names.plural', spec.names?.plural, old.spec.names.plural);
  return [...errors, ...validateStored(status.storedVersions, spec.versions), ...validateApproval(definition, old), ...preserves(spec)];
}

export function validateDefinitionStatus(definition: Definition): Errors {
  return validateStored(definition.status.storedVersions, definition.spec.versions);
}

function preserves({ preserveUnknownFields }: Spec): Errors {
  if (preserveUnknownFields !== true) return [];
  const message = 'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead';
  return [invalidValue('spec.preserveUnknownFields', true, message)];
}

function validateSpec(spec: Spec, errors: FieldError[], old?: Spec): void {
  const versions = spec.versions ?? [];
  validateGroup(spec.group ?? '', errors);
  if ((spec.scope ?? '') === '') errors.push(required('spec.scope'));
  else if (spec.scope !== 'Cluster' && spec.scope !== 'Namespaced')
    errors.push(notSupported('spec.scope', spec.scope, ['Cluster', 'Namespaced']));
  validateVersions(spec, versions, errors);
  validateNames(spec.names, errors);
  for (const it of hoisted(versions, old?.versions ?? [])) validateParts(it, errors);
  validateConversion(spec.conversion, errors);
}

function validateGroup(group: string, errors: FieldError[]): void {
  const messages = joined(isDNS1123Subdomain, group);
  if (group === '') errors.push(required('spec.group'));
  else if (messages !== '') errors.push(invalidValue('spec.group', group, messages));
  else if (!group.includes('.')) errors.push(invalidValue('spec.group', group, 'should be a domain with at least one dot'));
}

function schemaOf(version: Version): Schema | undefined {
  return version.schema?.openAPIV3Schema as Schema | undefined;
}

/** One thing that a version or all of them have, and where it is told to be. */
interface Parts {
  readonly schema: Schema | undefined;
  readonly subresources: Version['subresources'] | undefined;
  readonly columns: Version['additionalPrinterColumns'] | undefined;
  readonly schemaAt: string;
  readonly at: string;
  readonly hasStatus: boolean;
  /** The schema is what it was before the update. */
  readonly isStored: boolean;
}

/** What is alike in all versions, once at the spec; and what is not, at each version. */
function hoisted(versions: readonly Version[], old: readonly Version[]): readonly Parts[] {
  const [first] = versions;
  if (first === undefined) return [];
  const alike = (part: (version: Version) => unknown): boolean => versions.every((it) => equalJson(part(it) ?? null, part(first) ?? null));
  const schemas = alike((it) => it.schema);
  const subs = alike((it) => it.subresources);
  const columns = alike((it) => it.additionalPrinterColumns);
  const hasStatus = (version: Version): boolean => version.subresources?.status !== undefined;
  const isStored = (version: Version): boolean => {
    const before = old.find(({ name }) => name === version.name);
    return before !== undefined && equalJson(before.schema ?? null, version.schema ?? null);
  };
  const perVersion = versions.map((version, i) => ({
    schema: schemas ? undefined : schemaOf(version),
    subresources: subs ? undefined : version.subresources,
    columns: columns ? undefined : version.additionalPrinterColumns,
    at: `spec.versions[${i}]`,
    schemaAt: `spec.versions[${i}].schema`,
    hasStatus: hasStatus(version),
    isStored: isStored(version),
  }));
  const common = {
    schema: schemas ? schemaOf(first) : undefined,
    subresources: subs ? first.subresources : undefined,
    columns: columns ? first.additionalPrinterColumns : undefined,
    at: 'spec',
    schemaAt: 'spec.validation',
    hasStatus: versions.some(hasStatus),
    isStored: versions.every(isStored),
  };
  return [...perVersion, common];
}

function validateParts(parts: Parts, errors: FieldError[]): void {
  const { schema, subresources, columns, at } = parts;
  if (schema !== undefined) validateSchema(schema, parts, errors);
  validateSubresources(subresources, `${at}.subresources`, errors);
  validateColumns(columns, `${at}.additionalPrinterColumns`, errors);
}

const rootFields = ['description', 'type', 'format', 'title', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum'];
const moreRootFields = ['maxLength', 'minLength', 'pattern', 'maxItems', 'minItems', 'uniqueItems', 'multipleOf', 'required', 'enum'];
const lastRootFields = ['items', 'properties', 'externalDocs', 'example', '$schema'];
const allowedAtRoot = new Set([...rootFields, ...moreRootFields, ...lastRootFields]);

function validateSchema(schema: Schema, { schemaAt, hasStatus, isStored }: Parts, errors: FieldError[]): void {
  const at = `${schemaAt}.openAPIV3Schema`;
  if (hasStatus) validateRoot(schema, at, errors);
  if (schema.nullable === true) errors.push(forbiddenField(`${at}.nullable`, 'nullable cannot be true at the root'));
  const structural = validateStructural(schema, at);
  errors.push(...structural);
  const before = errors.length;
  if (structural.length === 0) validateDefaults(schema, at, errors);
  const place = structural.length === 0 && errors.length === before ? rootPlace(isStored) : undefined;
  const found: SchemaErrors = { schema: [], rules: [] };
  validateOpenApi(schema, at, found, place);
  errors.push(...found.schema, ...found.rules);
  if (place !== undefined) errors.push(...totalCostErrors(place.total, at));
}

/** With a status of its own, a root may only use what can be split into a part for the status and a part for the rest. */
function validateRoot(schema: Schema, at: string, errors: FieldError[]): void {
  const { type = '' } = schema;
  if (type !== '' && type !== 'object') {
    const message = 'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';
    errors.push(invalidValue(`${at}.type`, type, message));
    return;
  }
  const odd = Object.keys(schema).find((key) => !allowedAtRoot.has(key) && !key.startsWith('x-kubernetes-'));
  if (odd === undefined) return;
  const allowed = [...allowedAtRoot].map((key) => key.slice(0, 1).toUpperCase() + key.slice(1)).join(' ');
  errors.push(
    invalidValue(at, schema, `only [${allowed}] fields are allowed at the root of the schema if the status subresource is enabled`),
  );
}

function validateVersions(spec: Spec, versions: readonly Version[], errors: FieldError[]): void {
  for (const [i, version] of versions.entries())
    if (schemaOf(version) === undefined) errors.push(required(`spec.versions[${i}].schema.openAPIV3Schema`, 'schemas are required'));
  for (const [i, { name = '' }] of versions.entries()) wrongLabel(`spec.versions[${i}].name`, name, errors);
  const names = new Set(versions.map((version) => version.name));
  const printed = printedVersions(spec.versions, hoisted(versions, []));
  if (names.size < versions.length) errors.push(invalidValue('spec.versions', printed, 'must contain unique version names'));
  if (versions.filter((version) => version.storage).length !== 1)
    errors.push(invalidValue('spec.versions', printed, 'must have exactly one version marked as storage version'));
  const first = versions[0]?.name ?? '';
  if (first !== '') wrongLabel('spec.version', first, errors);
}

function validateNames(given: Spec['names'] | undefined, errors: FieldError[]): void {
  const names = given ?? { plural: '', kind: '' };
  const { plural = '', singular = '', kind = '', listKind = '', shortNames = [], categories = [] } = names;
  const at = 'spec.names';
  for (const [name, value] of Object.entries({ plural, singular, kind, listKind }))
    if (value === '') errors.push(required(`${at}.${name}`));
  const mixed = 'may have mixed case, but should otherwise match: ';
  if (plural !== '') wrongLabel(`${at}.plural`, plural, errors);
  if (singular !== '') wrongLabel(`${at}.singular`, singular, errors);
  if (kind !== '') wrongLabel(`${at}.kind`, kind, errors, mixed);
  if (listKind !== '') wrongLabel(`${at}.listKind`, listKind, errors, mixed);
  for (const [i, name] of shortNames.entries()) wrongLabel(`${at}.shortNames[${i}]`, name, errors);
  if (kind !== '' && kind === listKind) errors.push(invalidValue(`${at}.listKind`, listKind, 'kind and listKind may not be the same'));
  for (const [i, name] of categories.entries()) wrongLabel(`${at}.categories[${i}]`, name, errors);
}

function validateConversion(conversion: Spec['conversion'] | undefined, errors: FieldError[]): void {
  if (conversion === undefined) return;
  const { strategy = '', webhook } = conversion;
  const at = 'spec.conversion';
  if (strategy === '') errors.push(required(`${at}.strategy`));
  else if (strategy !== 'None' && strategy !== 'Webhook') errors.push(notSupported(`${at}.strategy`, strategy, ['None', 'Webhook']));
  if (strategy === 'Webhook' && webhook?.clientConfig === undefined)
    errors.push(required(`${at}.webhookClientConfig`, 'required when strategy is set to Webhook'));
  if (strategy !== 'Webhook' && webhook?.clientConfig !== undefined)
    errors.push(forbiddenField(`${at}.webhookClientConfig`, 'should not be set when strategy is not set to Webhook'));
}

function validateStored(given: readonly string[] | null | undefined, versions: readonly Version[] | undefined): Errors {
  const stored = given ?? [];
  const at = 'status.storedVersions';
  if (stored.length === 0) return [invalidValue(at, { printed: '[]string(nil)' }, 'must have at least one stored version')];
  const errors: Errors = [];
  const left = new Set(stored);
  for (const { name, storage } of versions ?? []) {
    if (storage && !left.has(name)) errors.push(invalidValue(at, { printed: goStrings(stored) }, `must have the storage version ${name}`));
    left.delete(name);
  }
  for (const name of left) errors.push(invalidValue(`${at}[${stored.indexOf(name)}]`, name, 'must appear in spec.versions'));
  return errors;
}
