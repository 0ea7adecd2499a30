/**
 * Lists that are sets or maps hold no two equal items.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype/validation.go
 */
import { stableJson } from '#api/machinery/stableJson.ts';
import { duplicate, type FieldError } from '../fieldError.ts';
import { isRecord, type Fields } from '../object.ts';
import { additionalOf, itemsOf, propertyOf, type Schema } from './schema.ts';

export function validateListTypes(value: unknown, schema: Schema | undefined, at: string, errors: FieldError[]): void {
  if (schema === undefined) return;
  if (Array.isArray(value)) {
    validateList(value, schema, at, errors);
    const items = itemsOf(schema);
    for (const [i, item] of value.entries()) validateListTypes(item, items, `${at}[${i}]`, errors);
    return;
  }
  if (!isRecord(value)) return;
  const additional = additionalOf(schema);
  for (const [key, item] of Object.entries(value)) {
    const own = propertyOf(schema, key);
    if (own !== undefined) validateListTypes(item, own, at === '' ? key : `${at}.${key}`, errors);
    else if (additional !== undefined) validateListTypes(item, additional, `${at}[${key}]`, errors);
  }
}

function validateList(list: readonly unknown[], schema: Schema, at: string, errors: FieldError[]): void {
  const type = schema['x-kubernetes-list-type'];
  if (type === 'set') return told(list, (item) => item, at, errors);
  if (type !== 'map') return;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  told(list, (item) => keyFields(item, keys), at, errors);
}

function keyFields(item: unknown, keys: readonly string[]): Fields {
  const fields = isRecord(item) ? item : {};
  return Object.fromEntries(keys.filter((key) => fields[key] !== undefined).map((key) => [key, fields[key]]));
}

function told(list: readonly unknown[], keyOf: (item: unknown) => unknown, at: string, errors: FieldError[]): void {
  const seen = new Map<string, number>();
  for (const [i, item] of list.entries()) {
    const key = keyOf(item);
    const text = stableJson(key);
    const times = (seen.get(text) ?? 0) + 1;
    seen.set(text, times);
    if (times === 2) errors.push(duplicate(`${at}[${i}]`, key));
  }
}
