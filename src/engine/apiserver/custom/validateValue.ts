/**
 * Values against a schema, with the messages of the real validator and in its order. Where that one walks a map of Go, and
 * its order is chance, the order here is the document's.
 * upstream: k8s.io/kube-openapi/pkg/validation/validate (schema.go, type.go, schema_props.go, values.go), validation/errors
 */
import { asDouble, digitsOf, isExactInteger, jsonOf, type ExactInteger } from '#api/machinery/exactInteger.ts';
import { matchesPattern } from '#api/machinery/re2/re2.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { isRecord, type Fields } from '../object.ts';
import { hasFormat } from './formats.ts';
import { goFloat } from './goValue.ts';
import { itemsOf, type Schema } from './schema.ts';

export interface Failure {
  readonly type: 'required' | 'enum' | 'tooLong' | 'tooMany' | 'type' | 'invalid' | 'composite';
  readonly path: string;
  readonly message: string;
  readonly value?: unknown;
  readonly limit?: number;
  readonly values?: readonly unknown[];
}

/** What was wrong, and how many checks went well: of alternatives that all fail, the closest one is told. */
interface Outcome {
  readonly failures: Failure[];
  passed: number;
}

export function validateValue(value: unknown, schema: Schema, path = ''): readonly Failure[] {
  return check(value, schema, path).failures;
}

function fresh(): Outcome {
  return { failures: [], passed: 0 };
}

function merge(into: Outcome, { failures, passed }: Outcome): void {
  for (const failure of failures) add(into, failure);
  into.passed += passed;
}

function add({ failures }: Outcome, failure: Failure): void {
  if (!failures.some((it) => it.message === failure.message)) failures.push(failure);
}

function check(value: unknown, schema: Schema, path: string): Outcome {
  const outcome = fresh();
  checkType(value, schema, path, outcome);
  if (value === null || value === undefined) {
    checkEnum(value, schema, path, outcome);
    return outcome;
  }
  outcome.passed += 1;
  checkComposites(value, schema, path, outcome);
  if (isExactInteger(value) || typeof value === 'number') checkNumber(value, schema, path, outcome);
  else if (typeof value === 'string') checkString(value, schema, path, outcome);
  if (Array.isArray(value)) checkList(value, schema, path, outcome);
  checkEnum(value, schema, path, outcome);
  if (isRecord(value)) checkRecord(value, schema, path, outcome);
  outcome.passed += 2;
  return outcome;
}

function typesOf(schema: Schema): readonly string[] {
  if (schema['x-kubernetes-int-or-string'] === true) return ['integer', 'string'];
  return schema.type === undefined || schema.type === '' ? [] : [schema.type];
}

function jsonType(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  if (isExactInteger(value)) return 'integer';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function checkType(value: unknown, schema: Schema, path: string, outcome: Outcome): void {
  const types = typesOf(schema);
  if (types.length === 0) return;
  const actual = jsonType(value);
  if (actual === 'null' ? schema.nullable === true : types.includes(actual)) return;
  if (actual === 'integer' && types.includes('number')) return;
  const message = `${path} in body must be of type ${types.join(',')}: "${actual}"`;
  add(outcome, { type: 'type', path, message, value: actual });
}

function checkEnum(value: unknown, { enum: allowed }: Schema, path: string, outcome: Outcome): void {
  if (allowed === undefined || allowed.length === 0 || allowed.some((it) => equalJson(it, value))) return;
  add(outcome, { type: 'enum', path, message: `${path} in body should be one of ${jsonOf(allowed)}`, value, values: allowed });
}

function checkString(text: string, schema: Schema, path: string, outcome: Outcome): void {
  const length = [...text].length;
  const { maxLength, minLength, pattern, format } = schema;
  if (maxLength !== undefined && length > maxLength)
    add(outcome, {
      type: 'tooLong',
      path,
      message: `${path} in body should be at most ${maxLength} chars long`,
      value: text,
      limit: maxLength,
    });
  else if (minLength !== undefined && length < minLength) invalid(outcome, path, `should be at least ${minLength} chars long`, text);
  else if (pattern !== undefined && pattern !== '' && !matchesPattern(pattern, text))
    invalid(outcome, path, `should match '${pattern}'`, text);
  else outcome.passed += 1;
  if (format === undefined || format === '' || schema.type !== 'string' || hasFormat(text, format)) return;
  add(outcome, { type: 'type', path, message: `${path} in body must be of type ${format}: ${JSON.stringify(text)}`, value: text });
}

function invalid(outcome: Outcome, path: string, what: string, value: unknown): void {
  add(outcome, { type: 'invalid', path, message: `${path} in body ${what}`, value });
}

function checkNumber(value: number | ExactInteger, schema: Schema, path: string, outcome: Outcome): void {
  const { multipleOf, maximum, minimum, exclusiveMaximum, exclusiveMinimum } = schema;
  const near = Number(asDouble(value));
  if (multipleOf !== undefined && multipleOf !== 0 && !isMultiple(value, near, multipleOf))
    invalid(outcome, path, `should be a multiple of ${goFloat(multipleOf)}`, value);
  if (maximum !== undefined && (exclusiveMaximum === true ? near >= maximum : near > maximum))
    invalid(outcome, path, `should be less than ${exclusiveMaximum === true ? '' : 'or equal to '}${goFloat(maximum)}`, value);
  if (minimum !== undefined && (exclusiveMinimum === true ? near <= minimum : near < minimum))
    invalid(outcome, path, `should be greater than ${exclusiveMinimum === true ? '' : 'or equal to '}${goFloat(minimum)}`, value);
  outcome.passed += 1;
}

function isMultiple(value: number | ExactInteger, near: number, of: number): boolean {
  if (!isExactInteger(value) || !Number.isSafeInteger(of)) return Number.isInteger(near / of);
  return BigInt(digitsOf(value)) % BigInt(of) === 0n;
}

function checkList(list: readonly unknown[], schema: Schema, path: string, outcome: Outcome): void {
  const items = itemsOf(schema);
  if (items !== undefined) for (const [i, item] of list.entries()) merge(outcome, check(item, items, `${path}[${i}]`));
  const { minItems, maxItems } = schema;
  if (minItems !== undefined && list.length < minItems) invalid(outcome, path, `should have at least ${minItems} items`, list.length);
  if (maxItems !== undefined && list.length > maxItems)
    tooMany(outcome, path, `should have at most ${maxItems} items`, { value: list.length, limit: maxItems });
  outcome.passed += 1;
}

function tooMany(outcome: Outcome, path: string, what: string, { value, limit }: { readonly value: number; readonly limit: number }): void {
  add(outcome, { type: 'tooMany', path, message: `${path} in body ${what}`, value, limit });
}

function checkRecord(fields: Fields, schema: Schema, path: string, outcome: Outcome): void {
  const count = Object.keys(fields).length;
  const { minProperties, maxProperties, properties = {}, additionalProperties, required = [] } = schema;
  if (minProperties !== undefined && count < minProperties)
    return invalid(outcome, path, `should have at least ${minProperties} properties`, count);
  if (maxProperties !== undefined && count > maxProperties)
    return tooMany(outcome, path, `should have at most ${maxProperties} properties`, { value: count, limit: maxProperties });
  const own: [string, unknown, Schema][] = [];
  for (const [key, value] of Object.entries(fields)) {
    if (Object.hasOwn(properties, key)) own.push([key, value, properties[key] ?? {}]);
    else if (additionalProperties === false) invalid(outcome, path, `is a forbidden property`, key);
    else if (isRecord(additionalProperties)) merge(outcome, check(value, additionalProperties, `${path}.${key}`));
  }
  for (const [key, value, property] of own) merge(outcome, check(value, property, path === '' ? key : `${path}.${key}`));
  for (const key of required) {
    if (Object.hasOwn(fields, key)) continue;
    add(outcome, { type: 'required', path: `${path}.${key}`, message: `${path}.${key} in body is required` });
  }
}

function composite(outcome: Outcome, message: string): void {
  add(outcome, { type: 'composite', path: '', message });
}

/** The failing alternative that came closest; the first among equals. */
function closest(outcomes: readonly Outcome[]): Outcome | undefined {
  return outcomes.reduce<Outcome | undefined>((best, it) => (best === undefined || it.passed > best.passed ? it : best), undefined);
}

function checkComposites(value: unknown, schema: Schema, path: string, outcome: Outcome): void {
  const { anyOf = [], oneOf = [], allOf = [], not } = schema;
  if (anyOf.length > 0)
    checkAnyOf(
      anyOf.map((it) => check(value, it, path)),
      path,
      outcome,
    );
  if (oneOf.length > 0)
    checkOneOf(
      oneOf.map((it) => check(value, it, path)),
      path,
      outcome,
    );
  if (allOf.length > 0) {
    const outcomes = allOf.map((it) => check(value, it, path));
    for (const it of outcomes) merge(outcome, it);
    const valid = outcomes.filter((it) => it.failures.length === 0).length;
    if (valid !== outcomes.length)
      composite(outcome, `"${path}" must validate all the schemas (allOf)${valid === 0 ? '. None validated' : ''}`);
  }
  if (not !== undefined && check(value, not, path).failures.length === 0)
    composite(outcome, `"${path}" must not validate the schema (not)`);
  outcome.passed += 1;
}

function checkAnyOf(outcomes: readonly Outcome[], path: string, outcome: Outcome): void {
  const success = outcomes.find((it) => it.failures.length === 0);
  if (success !== undefined) return merge(outcome, success);
  composite(outcome, `"${path}" must validate at least one schema (anyOf)`);
  merge(outcome, closest(outcomes) ?? fresh());
}

function checkOneOf(outcomes: readonly Outcome[], path: string, outcome: Outcome): void {
  const [first, ...others] = outcomes.filter((it) => it.failures.length === 0);
  if (first !== undefined && others.length === 0) return merge(outcome, first);
  const found = first === undefined ? 'Found none valid' : `Found ${others.length + 1} valid alternatives`;
  composite(outcome, `"${path}" must validate one and only one schema (oneOf). ${found}`);
  if (first === undefined) merge(outcome, closest(outcomes) ?? fresh());
}
