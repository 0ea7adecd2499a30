/**
 * Objects inside objects: they say of what kind they are, and their metadata is as that of all objects.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta/validation.go
 */
import { isDNS1035Label } from '#api/machinery/validation.ts';
import type { ObjectMeta } from '#api/meta.ts';
import { invalidValue, required, type FieldError } from '../fieldError.ts';
import { validateMeta } from '../meta.ts';
import { isRecord, type Fields } from '../object.ts';
import { isPathSegment } from '../validation/access.ts';
import { goValue } from './goValue.ts';
import { additionalOf, itemsOf, propertyOf, type Schema } from './schema.ts';

export function validateEmbedded(value: unknown, schema: Schema | undefined, at: string, errors: FieldError[]): void {
  if (schema === undefined) return;
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    for (const [i, item] of value.entries()) validateEmbedded(item, items, `${at}[${i}]`, errors);
    return;
  }
  if (!isRecord(value)) return;
  if (schema['x-kubernetes-embedded-resource'] === true) validateObject(value, at, errors);
  const additional = additionalOf(schema);
  for (const [key, item] of Object.entries(value)) {
    const own = propertyOf(schema, key);
    if (own !== undefined) validateEmbedded(item, own, at === '' ? key : `${at}.${key}`, errors);
    else if (additional !== undefined) validateEmbedded(item, additional, `${at}[${key}]`, errors);
  }
}

function validateObject(object: Fields, at: string, errors: FieldError[]): void {
  validateText(object['apiVersion'], `${at}.apiVersion`, errors, (text) =>
    text.split('/').length > 2 ? [`unexpected GroupVersion string: ${text}`] : [],
  );
  validateText(object['kind'], `${at}.kind`, errors, (text) => {
    const faults = isDNS1035Label(text.toLowerCase());
    return faults.length === 0 ? [] : [`may have mixed case, but should otherwise match: ${faults.join(',')}`];
  });
  const { metadata } = object;
  if (!isRecord(metadata)) return;
  // It may do without a name.
  const { name, namespace = '' } = metadata as Partial<ObjectMeta>;
  const named = { ...metadata, name: name || 'fakename' } as ObjectMeta;
  const rules = { validateName: isPathSegment, bareFinalizers: true };
  for (const error of validateMeta(named, namespace !== '', rules)) errors.push({ ...error, field: `${at}.${error.field}` });
}

function validateText(value: unknown, at: string, errors: FieldError[], rule: (text: string) => readonly string[]): void {
  const empty = 'must not be empty';
  if (value === undefined) errors.push(required(at, empty));
  else if (typeof value !== 'string') errors.push(invalidValue(at, goValue(value), 'must be a string'));
  else for (const fault of value === '' ? [empty] : rule(value)) errors.push(invalidValue(at, value, fault));
}
