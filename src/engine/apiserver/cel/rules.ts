/**
 * The rules of a custom kind's schema (x-kubernetes-validations), asked of an object and of what it was before.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go
 */
import { stableJson } from '#api/machinery/stableJson.ts';
import { duplicate, forbiddenField, invalidValue, required, type FieldError } from '../fieldError.ts';
import { isRecord } from '../object.ts';
import { additionalOf, itemsOf, propertyOf, type Schema, type ValidationRule } from '../custom/schema.ts';
import { celValue } from './celValue.ts';
import { evaluateCall, type Scope } from './evaluate.ts';
import { compiled } from './compile.ts';

/** What all rules of one request may cost together. */
const BUDGET = 10_000_000;
const outOfBudget = 'validation failed due to running out of cost budget, no further validation rules will be run';

export interface Ruled {
  readonly value: unknown;
  /** Absent when there was nothing before, or when it cannot be told which thing it was. */
  readonly old: unknown;
}

export function validateRules(object: Ruled, schema: Schema): FieldError[] {
  const errors: FieldError[] = [];
  walk(object, schema, '', { errors, budget: { left: BUDGET } });
  return errors;
}

interface Walk {
  readonly errors: FieldError[];
  readonly budget: { left: number };
}

const hasRules = new WeakMap<Schema, boolean>();

/** Whether a schema or anything in it has rules. */
export function isRuled(schema: Schema | undefined): boolean {
  if (schema === undefined) return false;
  let ruled = hasRules.get(schema);
  if (ruled === undefined) {
    const inner = [itemsOf(schema), additionalOf(schema), ...Object.values(schema.properties ?? {})];
    ruled = (schema['x-kubernetes-validations'] ?? []).length > 0 || inner.some(isRuled);
    hasRules.set(schema, ruled);
  }
  return ruled;
}

function walk({ value, old }: Ruled, schema: Schema | undefined, at: string, walking: Walk): void {
  if (schema === undefined || value === null || value === undefined || !isRuled(schema)) return;
  for (const rule of schema['x-kubernetes-validations'] ?? []) ask(rule, { value, old }, { schema, at, walking });
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    for (const [i, item] of value.entries()) walk({ value: item, old: oldItem(item, old, schema) }, items, `${at}[${i}]`, walking);
    return;
  }
  if (!isRecord(value)) return;
  const before = isRecord(old) ? old : {};
  const additional = additionalOf(schema);
  for (const [key, item] of Object.entries(value)) {
    const own = propertyOf(schema, key);
    const ruled = { value: item, old: Object.hasOwn(before, key) ? before[key] : undefined };
    if (own !== undefined) walk(ruled, own, at === '' ? key : `${at}.${key}`, walking);
    else walk(ruled, additional, `${at}[${key}]`, walking);
  }
}

/** Only the items of a list that is a map can be told to be the same as before. */
function oldItem(item: unknown, old: unknown, schema: Schema): unknown {
  if (schema['x-kubernetes-list-type'] !== 'map' || !Array.isArray(old) || !isRecord(item)) return undefined;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const keyOf = (it: unknown): string => stableJson(keys.map((key) => (isRecord(it) ? (it[key] ?? null) : null)));
  const key = keyOf(item);
  return old.find((it) => keyOf(it) === key);
}

interface Place {
  readonly schema: Schema;
  readonly at: string;
  readonly walking: Walk;
}

function typeOf(schema: Schema): string {
  return schema['x-kubernetes-int-or-string'] === true ? 'int-or-string' : (schema.type ?? '');
}

function ask(rule: ValidationRule, { value, old }: Ruled, { schema, at, walking }: Place): void {
  const program = compiled(rule.rule ?? '');
  if ('error' in program || (program.usesOld && old === undefined) || walking.budget.left < 0) return;
  const variables = new Map([['self', celValue(value, schema)]]);
  if (old !== undefined) variables.set('oldSelf', celValue(old, schema));
  const scope = { variables, budget: walking.budget };
  const result = evaluateCall(program.expression, scope);
  const field = at === '' ? '<nil>' : at;
  if (walking.budget.left < 0) walking.errors.push(invalidValue(field, typeOf(schema), outOfBudget));
  else if ('error' in result) {
    walking.errors.push(invalidValue(field, typeOf(schema), errorText(result.error, rule)));
    if (result.error.startsWith('operation cancelled')) walking.budget.left = -1;
  } else if (result.value !== true) walking.errors.push(refusal(rule, { schema, field, scope }));
}

function errorText(error: string, rule: ValidationRule): string {
  const told = (rule.message ?? '') === '' ? (rule.rule ?? '').trim() : (rule.message ?? '').trim();
  if (error.startsWith('no such overload'))
    return `'${error}': call arguments did not match a supported operator, function or macro signature for rule: ${told}`;
  if (error.startsWith('operation cancelled'))
    return `'${error}': no further validation rules will be run due to call cost exceeds limit for rule: ${told}`;
  return `${error} evaluating rule: ${told}`;
}

interface Refused {
  readonly schema: Schema;
  readonly field: string;
  readonly scope: Scope;
}

function refusal(rule: ValidationRule, { schema, field, scope }: Refused): FieldError {
  const path = (rule.fieldPath ?? '').replace(/^\./, '');
  const at = path === '' ? field : field === '<nil>' ? path : `${field}.${path}`;
  const detail = detailOf(rule, scope);
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return forbiddenField(at, detail);
    case 'FieldValueRequired':
      return required(at, detail);
    case 'FieldValueDuplicate':
      return duplicate(at, typeOf(schema));
    default:
      return invalidValue(at, typeOf(schema), detail);
  }
}

/** The message of an expression, when it gives one line of text; else the fixed one, else the rule itself. */
function detailOf({ rule = '', message = '', messageExpression = '' }: ValidationRule, scope: Scope): string {
  const program = messageExpression === '' ? undefined : compiled(messageExpression);
  if (program !== undefined && !('error' in program)) {
    const result = evaluateCall(program.expression, scope);
    if ('value' in result && typeof result.value === 'string' && result.value.trim() !== '' && !result.value.includes('\n'))
      return result.value.trim();
  }
  return message === '' ? `failed rule: ${rule.trim()}` : message.trim();
}
