/**
 * What a policy says of one write with one set of parameters: a decision for each validation.
 * upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/validatingadmissionpolicy/validator.go
 */
import type { ValidatingAdmissionPolicy } from '#api/kinds.ts';
import { compiled } from '../../cel/compile.ts';
import { evaluateCall, type Evaluated, type Scope } from '../../cel/evaluate.ts';
import { typeName, type CelValue } from '../../cel/values.ts';
import type { Versioned } from '../../conversion/conversion.ts';
import type { AnyObject } from '../../object.ts';
import type { Attributes } from './attributes.ts';
import { scopeOf } from './variables.ts';

/** What all expressions of a policy may cost together, and its match conditions. */
const BUDGET = 10_000_000;
const CONDITIONS_BUDGET = 2_500_000;
const MESSAGE_MAX = 10 * 1024;
const outOfBudget = 'validation failed due to running out of cost budget, no further validation rules will be run';

/** A refusal; one that comes of an error has no reason of its own. */
export interface Denial {
  readonly message: string;
  readonly reason?: string;
  /** Denies whatever the binding's actions are. */
  readonly always?: true;
}

interface Subject {
  readonly attributes: Attributes;
  readonly version: Versioned;
  readonly param: AnyObject | null;
}

type Spec = ValidatingAdmissionPolicy['spec'];
type Validation = NonNullable<Spec['validations']>[number];

export function evaluatePolicy({ spec }: ValidatingAdmissionPolicy, subject: Subject): readonly Denial[] {
  const conditions = askConditions(spec, subject);
  if (conditions !== true) return conditions === false ? [] : conditions;
  const ignores = spec.failurePolicy === 'Ignore';
  const scope = scopeOf({ ...subject, variables: spec.variables ?? [], budget: { left: BUDGET } });
  const denials: Denial[] = [];
  for (const validation of spec.validations ?? []) {
    const result = ask(validation.expression, scope);
    if (scope.budget.left < 0) return ignores ? [] : [{ message: outOfBudget }];
    if ('error' in result) {
      if (!ignores) denials.push({ message: result.error });
    } else if (result.value !== true) denials.push({ message: messageOf(validation, scope), reason: validation.reason ?? 'Invalid' });
  }
  return ignores ? denials : [...denials, ...auditErrors(spec, scope)];
}

/** Whether all conditions hold; one that fails decides before one that cannot be worked out. */
function askConditions(spec: Spec, subject: Subject): boolean | readonly Denial[] {
  const { matchConditions = [] } = spec;
  if (matchConditions.length === 0) return true;
  const scope = scopeOf({ ...subject, variables: [], budget: { left: CONDITIONS_BUDGET } });
  const errors: string[] = [];
  for (const { expression } of matchConditions) {
    const result = ask(expression, scope);
    if ('error' in result) errors.push(result.error);
    else if (result.value !== true) return false;
  }
  if (errors.length === 0) return true;
  if (spec.failurePolicy === 'Ignore') return false;
  return [{ message: errors.length === 1 ? (errors[0] ?? '') : `[${[...new Set(errors)].join(', ')}]` }];
}

function ask(source: string, scope: Scope): Evaluated {
  const program = compiled(source);
  if ('error' in program) return { error: `compilation error: compilation failed: ${program.error}` };
  const result = evaluateCall(program.expression, scope);
  return 'error' in result ? { error: `expression '${source}' resulted in error: ${result.error}` } : result;
}

/** The message of an expression, when it gives one line of text; else the fixed one, else the expression itself. */
function messageOf({ expression, message = '', messageExpression = '' }: Validation, scope: Scope): string {
  if (messageExpression !== '') {
    const result = ask(messageExpression, scope);
    const told = 'value' in result && typeof result.value === 'string' ? result.value.trim() : '';
    if (told !== '' && told.length <= MESSAGE_MAX && !told.includes('\n')) return told;
  }
  return message === '' ? `failed expression: ${expression.trim()}` : message.trim();
}

/** Nobody reads audit annotations here, but one that cannot be worked out denies. */
function auditErrors({ auditAnnotations = [] }: Spec, scope: Scope): readonly Denial[] {
  return auditAnnotations.flatMap(({ valueExpression }): readonly Denial[] => {
    const result = ask(valueExpression, scope);
    if ('error' in result) return [{ message: result.error, always: true }];
    return isTextOrNull(result.value) ? [] : [{ message: unsupported(valueExpression, result.value), always: true }];
  });
}

function isTextOrNull(value: CelValue): boolean {
  return value === null || typeof value === 'string';
}

function unsupported(source: string, value: CelValue): string {
  return `valueExpression '${source}' resulted in unsupported return type: ${typeName(value)}. Return type must be either string or null.`;
}
