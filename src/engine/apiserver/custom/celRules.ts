/**
 * The rules in a definition's schema (x-kubernetes-validations): how they are written, whether they can be read, and whether
 * they cannot cost more than they may, each by itself and all together.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation (validation.go, cel_validation.go),
 * pkg/apiserver/schema/cel/compilation.go
 */
import { goQuote } from '#api/machinery/goText.ts';
import { checkExpression, type Checked } from '../cel/check.ts';
import { names as namesIn } from '../cel/compile.ts';
import { maxCost } from '../cel/cost.ts';
import { cardinality, schemaType } from '../cel/schemaType.ts';
import type { CelType } from '../cel/types.ts';
import { forbiddenField, invalidValue, notSupported, required, type FieldError, type Printed } from '../fieldError.ts';
import { additionalOf, propertyOf, type Schema, type ValidationRule } from './schema.ts';

const RULE_COST_MAX = 10_000_000;
const TOTAL_COST_MAX = 100_000_000;
const COST_MAX = 2 ** 64;

/** What all rules of a schema cost together, and the most expensive of them. */
export interface TotalCost {
  total: number;
  expensive: { readonly at: string; readonly cost: number }[];
}

/** What is known of a place in the schema from the places above it. */
export interface RulePlace {
  readonly isRoot: boolean;
  /** How often the value can be in one object; absent without a limit. */
  readonly times: number | undefined;
  /** A list or map above, of which nobody can tell which item was which before. */
  readonly uncorrelated: string | undefined;
  /** The schema is stored already: what one rule costs is not looked at again. */
  readonly isStored: boolean;
  readonly total: TotalCost;
}

export function rootPlace(isStored: boolean): RulePlace {
  return { isRoot: true, times: 1, uncorrelated: undefined, isStored, total: { total: 0, expensive: [] } };
}

/** The place of the values inside of a value. */
export function innerPlace(place: RulePlace, schema: Schema, at: string): RulePlace {
  const most = mostInside(schema);
  const isMixed = schema.type === 'array' ? schema['x-kubernetes-list-type'] !== 'map' : schema['x-kubernetes-map-type'] === 'atomic';
  return {
    ...place,
    isRoot: false,
    times: place.times === undefined || most === undefined ? undefined : Math.min(place.times * most, COST_MAX),
    uncorrelated: place.uncorrelated ?? (isMixed ? at : undefined),
  };
}

/** How many values there can be inside of one; undefined without a limit. */
function mostInside(schema: Schema): number | undefined {
  if (schema.type === 'array') return atLeastZero(schema.maxItems);
  return schema.type === 'object' && schema.additionalProperties !== undefined ? atLeastZero(schema.maxProperties) : 1;
}

function atLeastZero(limit: number | undefined): number | undefined {
  return limit === undefined ? undefined : Math.max(0, limit);
}

/** How the rules are written. */
export function ruleForms(schema: Schema, at: string, errors: FieldError[]): void {
  for (const [i, rule] of (schema['x-kubernetes-validations'] ?? []).entries())
    ruleForm(rule, schema, `${at}.x-kubernetes-validations[${i}]`, errors);
}

const reasons = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];

function hasBreaks(text: string): boolean {
  return /[\n\r]/.test(text);
}

function ruleForm(it: ValidationRule, schema: Schema, at: string, errors: FieldError[]): void {
  const { rule = '', message = '', messageExpression = '', reason, fieldPath = '' } = it;
  if (rule.trim() === '') errors.push(required(`${at}.rule`, 'rule is not specified'));
  else if (message !== '' && message.trim() === '')
    errors.push(invalidValue(`${at}.message`, message, 'message must be non-empty if specified'));
  else if (hasBreaks(message.trim())) errors.push(invalidValue(`${at}.message`, message, 'message must not contain line breaks'));
  else if (hasBreaks(rule.trim()) && message.trim() === '')
    errors.push(required(`${at}.message`, 'message must be specified if rule contains line breaks'));
  if (messageExpression !== '' && messageExpression.trim() === '')
    errors.push(required(`${at}.messageExpression`, 'messageExpression must be non-empty if specified'));
  if (reason !== undefined && !reasons.includes(reason)) errors.push(notSupported(`${at}.reason`, reason, reasons));
  if (fieldPath === '') return;
  const wrong = (why: string): number => errors.push(invalidValue(`${at}.fieldPath`, fieldPath, why));
  if (fieldPath.trim() === '') wrong('fieldPath must be non-empty if specified');
  if (hasBreaks(fieldPath)) wrong('fieldPath must not contain line breaks');
  if (!leadsSomewhere(fieldPath, schema)) wrong('fieldPath must be a valid path');
}

/** Fields and keys of maps, `.a.b['c-d']`; no items of lists. upstream: pkg/apiserver/schema/cel/validation.go (ValidFieldPath) */
function leadsSomewhere(path: string, schema: Schema): boolean {
  let rest = path;
  let here: Schema | undefined = schema;
  while (rest !== '' && here !== undefined) {
    const [step, name, key] = /^(?:\.([^.['\]]+)|\['((?:[^'\\]|\\.)*)'\])/.exec(rest) ?? [];
    if (step === undefined) return false;
    const field = name ?? (key ?? '').replaceAll(/\\(.)/g, '$1');
    here = propertyOf(here, field) ?? additionalOf(here);
    rest = rest.slice(step.length);
  }
  return here !== undefined;
}

/** What the rules say, and what they cost. */
export function ruleExpressions(schema: Schema, at: string, place: RulePlace, errors: FieldError[]): void {
  const list = schema['x-kubernetes-validations'] ?? [];
  if (list.length === 0) return;
  const self = schemaType(schema, place.isRoot || schema['x-kubernetes-embedded-resource'] === true, 'selfType');
  if (self === undefined) {
    const why =
      'failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations';
    errors.push({ type: 'Internal', field: `${at}.x-kubernetes-validations`, detail: `internal error: ${why}` });
    return;
  }
  for (const [i, rule] of list.entries()) checkRule(rule, { self, place, at: `${at}.x-kubernetes-validations[${i}]`, errors });
}

interface RuleCheck {
  readonly self: CelType;
  readonly place: RulePlace;
  readonly at: string;
  readonly errors: FieldError[];
}

function checkRule(it: ValidationRule, check: RuleCheck): void {
  const { self, place, at, errors } = check;
  const { rule = '', messageExpression = '' } = it;
  if (rule.trim() === '') return;
  const checked = checkedRule(rule, self);
  if ('errors' in checked) {
    errors.push(invalidValue(`${at}.rule`, printedRule(it), `compilation failed: ${checked.errors}`));
    return;
  }
  if (checked.type.kind !== 'bool') {
    errors.push(invalidValue(`${at}.rule`, printedRule(it), 'cel expression must evaluate to a bool'));
    return;
  }
  const cost = maxCost(checked, self);
  observe('estimated rule cost', Math.min(cost === 0 ? 0 : cost * (place.times ?? cardinality(self)), COST_MAX), `${at}.rule`, check);
  if (messageExpression !== '') checkMessage(it, messageExpression, check);
  if (place.uncorrelated !== undefined && namesIn(checked.expression).has('oldSelf'))
    errors.push(
      invalidValue(`${at}.rule`, rule, `oldSelf cannot be used on the uncorrelatable portion of the schema within ${place.uncorrelated}`),
    );
}

function checkMessage(it: ValidationRule, source: string, check: RuleCheck): void {
  const { self, at, errors } = check;
  const checked = checkedRule(source, self);
  const wrong =
    'errors' in checked ? `compilation failed: ${checked.errors}` : checked.type.kind === 'string' ? '' : 'must evaluate to a string';
  if (wrong !== '') errors.push(invalidValue(`${at}.messageExpression`, printedRule(it), `messageExpression ${wrong}`));
  else if (!('errors' in checked)) observe('estimated messageExpression cost', maxCost(checked, self), `${at}.messageExpression`, check);
}

function checkedRule(source: string, self: CelType): Checked | { readonly errors: string } {
  return checkExpression(
    source,
    new Map([
      ['self', self],
      ['oldSelf', self],
    ]),
  );
}

function observe(what: string, cost: number, at: string, { place: { isStored, total }, errors }: RuleCheck): void {
  if (!isStored && cost > RULE_COST_MAX) errors.push(forbiddenField(at, tooExpensive(what, cost, RULE_COST_MAX)));
  total.total = Math.min(total.total + cost, COST_MAX);
  if (cost < TOTAL_COST_MAX / 100) return;
  total.expensive = [...total.expensive, { at, cost }].toSorted((a, b) => b.cost - a.cost).slice(0, 4);
}

function tooExpensive(what: string, cost: number, limit: number): string {
  const factor = cost / limit;
  const told = factor > 100 ? 'more than 100x' : `${factor.toFixed(factor < 1.5 ? 6 : 1)}x`;
  const hint = 'try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared';
  return `${what} exceeds budget by factor of ${told} (${hint})`;
}

/** What is wrong with the rules of a schema taken together. */
export function totalCostErrors({ total, expensive }: TotalCost, at: string): readonly FieldError[] {
  if (total <= TOTAL_COST_MAX) return [];
  const contributed = 'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema';
  const whole = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema';
  return [...expensive.map((it) => forbiddenField(it.at, contributed)), forbiddenField(at, tooExpensive(whole, total, TOTAL_COST_MAX))];
}

function printedRule({ rule = '', message = '', messageExpression = '', reason, fieldPath = '' }: ValidationRule): Printed {
  const pointer =
    reason === undefined ? '(*apiextensions.FieldValueErrorReason)(nil)' : '(*apiextensions.FieldValueErrorReason)(0xc000000000)';
  const texts = `Rule:${goQuote(rule)}, Message:${goQuote(message)}, MessageExpression:${goQuote(messageExpression)}`;
  return { printed: `apiextensions.ValidationRule{${texts}, Reason:${pointer}, FieldPath:${goQuote(fieldPath)}}` };
}
