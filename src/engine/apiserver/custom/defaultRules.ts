/**
 * The defaults that a schema gives: each has to fit its own schema, and to keep all of it when it is stored.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting/validation.go
 */
import { equalJson } from '#api/machinery/stableJson.ts';
import { invalidValue, type FieldError } from '../fieldError.ts';
import { isRecord } from '../object.ts';
import { fieldErrorOf } from './customStrategy.ts';
import { pruneObject } from './prune.ts';
import { goValue } from './goValue.ts';
import { additionalOf, itemsOf, type Schema } from './schema.ts';
import { validateValue } from './validateValue.ts';

export function validateDefaults(schema: Schema, at: string, errors: FieldError[]): void {
  if (schema.default !== undefined) validateDefault(schema, `${at}.default`, errors);
  const items = itemsOf(schema);
  if (items !== undefined) validateDefaults(items, `${at}.items`, errors);
  for (const [name, property] of Object.entries(schema.properties ?? {})) validateDefaults(property, `${at}.properties[${name}]`, errors);
  const additional = additionalOf(schema);
  if (additional !== undefined) validateDefaults(additional, `${at}.additionalProperties`, errors);
}

function validateDefault({ default: value, ...schema }: Schema, at: string, errors: FieldError[]): void {
  const kept = isRecord(value)
    ? pruneObject({ it: value }, { type: 'object', properties: { it: schema } }, { unknown: [], errors: [] })['it']
    : value;
  if (!equalJson(kept, value)) {
    errors.push(invalidValue(at, goValue(value), 'must not have unknown fields'));
    return;
  }
  for (const error of validateValue(value, schema).map(fieldErrorOf))
    errors.push({ ...error, field: error.field === '<nil>' ? at : `${at}.${error.field}` });
}
