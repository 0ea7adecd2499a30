/**
 * Admission policies and their bindings; every expression is read and checked when it is written or changed.
 * upstream: pkg/apis/admissionregistration/validation/validation.go
 */
import type { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '#api/kinds.ts';
import { goStrings } from '#api/machinery/goText.ts';
import { parseTemplate } from '#api/machinery/jsonPath/parse.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { isDNS1035Label, isDNS1123Subdomain, isQualifiedName } from '#api/machinery/validation.ts';
import { policyError, variableType, type PolicyNames } from '../cel/policyNames.ts';
import { dyn, type CelType } from '../cel/types.ts';
import { duplicate, forbiddenField, invalidValue, notSupported, required, tooMany } from '../fieldError.ts';
import { isPathSegment } from './access.ts';
import { byRule, named, oneOf, validSelector, type Errors } from './checks.ts';
import { validateResourceRule } from './resourceRules.ts';
import { validConditions } from './statuses.ts';

type Spec = ValidatingAdmissionPolicy['spec'];
type BindingSpec = ValidatingAdmissionPolicyBinding['spec'];
type Matching = NonNullable<Spec['matchConstraints']>;

/** What expressions are checked with, and those that need no checking since they are stored already. */
interface Checking {
  readonly names: PolicyNames;
  readonly stored: ReadonlySet<string>;
  readonly errors: Errors;
}

const none: ReadonlySet<string> = new Set();

export function validatePolicy(policy: ValidatingAdmissionPolicy): Errors {
  return validate(policy, none);
}

export function validatePolicyUpdate(policy: ValidatingAdmissionPolicy, old: ValidatingAdmissionPolicy): Errors {
  return validate(policy, equalJson(policy.spec.paramKind, old.spec.paramKind) ? expressionsOf(old.spec) : none);
}

/** upstream: validateValidatingAdmissionPolicyStatus */
export function validatePolicyStatus({ status }: ValidatingAdmissionPolicy): Errors {
  const errors: Errors = [];
  for (const [i, { fieldRef = '', warning = '' }] of (status?.typeChecking?.expressionWarnings ?? []).entries()) {
    const at = `status.typeChecking.expressionWarnings[${i}]`;
    if (warning === '') errors.push(required(`${at}.warning`));
    const path = fieldRef.trim();
    const parsed = path === '' ? undefined : parseTemplate(`{${path}}`);
    if (parsed === undefined) errors.push(required(`${at}.fieldRef`));
    else if (!parsed.ok) errors.push(invalidValue(`${at}.fieldRef`, path, `invalid JSONPath: ${parsed.message}`));
  }
  validConditions(status?.conditions ?? [], 'status.conditions', errors);
  return errors;
}

function expressionsOf({ matchConditions = [], variables = [], validations = [], auditAnnotations = [] }: Spec): ReadonlySet<string> {
  return new Set([
    ...[...(matchConditions ?? []), ...(variables ?? []), ...(validations ?? [])].map(({ expression }) => expression),
    ...(validations ?? []).map(({ messageExpression = '' }) => messageExpression),
    ...(auditAnnotations ?? []).map(({ valueExpression }) => valueExpression),
  ]);
}

function validate({ spec, metadata }: ValidatingAdmissionPolicy, stored: ReadonlySet<string>): Errors {
  const errors: Errors = [];
  if (spec.failurePolicy === undefined) errors.push(required('spec.failurePolicy'));
  else oneOf(spec.failurePolicy, ['Fail', 'Ignore'], 'spec.failurePolicy', errors);
  if (spec.paramKind !== undefined) paramKind(spec.paramKind, errors);
  if (spec.matchConstraints === undefined) errors.push(required('spec.matchConstraints'));
  else {
    matching(spec.matchConstraints, 'spec.matchConstraints', errors);
    if ((spec.matchConstraints.resourceRules ?? []).length === 0) errors.push(required('spec.matchConstraints.resourceRules'));
  }
  const names: PolicyNames = { params: spec.paramKind !== undefined, authorizer: true };
  validateConditions(spec.matchConditions ?? [], 'spec.matchConditions', { names, stored, errors });
  const variables = variablesOf(spec, { names, stored, errors });
  const validations = spec.validations ?? [];
  const annotations = spec.auditAnnotations ?? [];
  const atLeast = 'validations or auditAnnotations must contain at least one item';
  if (validations.length + annotations.length === 0)
    errors.push(required('spec.validations', atLeast), required('spec.auditAnnotations', atLeast));
  const checking = { names: { ...names, variables }, stored, errors };
  for (const [i, it] of validations.entries()) validation(it, `spec.validations[${i}]`, checking);
  if (annotations.length > 20)
    errors.push(invalidValue('spec.auditAnnotations', annotations, 'must not have more than 20 auditAnnotations'));
  for (const [i, it] of annotations.entries()) {
    annotation(it, { at: `spec.auditAnnotations[${i}]`, policy: metadata.name }, checking);
    if (annotations.findIndex(({ key }) => key === it.key) < i) errors.push(duplicate(`spec.auditAnnotations[${i}].key`, it.key));
  }
  return errors;
}

function paramKind({ apiVersion = '', kind = '' }: NonNullable<Spec['paramKind']>, errors: Errors): void {
  if (apiVersion === '') errors.push(required('spec.paramKind.apiVersion'));
  else {
    const [version = '', group = ''] = apiVersion.split('/').toReversed();
    if (group !== '') byRule(isDNS1123Subdomain, group, 'spec.paramKind.apiVersion', errors);
    byRule(isDNS1035Label, version, 'spec.paramKind.apiVersion', errors);
  }
  if (kind === '') errors.push(required('spec.paramKind.kind'));
  else
    for (const message of isDNS1035Label(kind.toLowerCase()))
      errors.push(invalidValue('spec.paramKind.kind', kind, `may have mixed case, but should otherwise match: ${message}`));
}

function matching(it: Matching, at: string, errors: Errors): void {
  if (it.matchPolicy === undefined) errors.push(required(`${at}.matchPolicy`));
  else oneOf(it.matchPolicy, ['Equivalent', 'Exact'], `${at}.matchPolicy`, errors);
  if (it.namespaceSelector === undefined) errors.push(required(`${at}.namespaceSelector`));
  else validSelector(it.namespaceSelector, `${at}.namespaceSelector`, errors);
  if (it.objectSelector === undefined) errors.push(required(`${at}.labelSelector`));
  else validSelector(it.objectSelector, `${at}.labelSelector`, errors);
  for (const [i, rule] of (it.resourceRules ?? []).entries()) validateResourceRule(rule, `${at}.resourceRules[${i}]`, errors);
  for (const [i, rule] of (it.excludeResourceRules ?? []).entries()) validateResourceRule(rule, `${at}.excludeResourceRules[${i}]`, errors);
}

function expression(source: string, { at, wanted }: { at: string; wanted: Parameters<typeof policyError>[2] }, checking: Checking): void {
  if (checking.stored.has(source)) return;
  const error = policyError(source, checking.names, wanted);
  if (error !== undefined) checking.errors.push(invalidValue(at, source, error));
}

/** The conditions of a policy or a webhook. */
export function validateConditions(list: NonNullable<Spec['matchConditions']>, place: string, checking: Checking): void {
  const { errors } = checking;
  if (list.length > 64) errors.push(tooMany(place, list.length, 64));
  for (const [i, { name = '', expression: source = '' }] of list.entries()) {
    const at = `${place}[${i}]`;
    if (source.trim() === '') errors.push(required(`${at}.expression`));
    else expression(source.trim(), { at: `${at}.expression`, wanted: ['bool'] }, checking);
    named(isQualifiedName, name, `${at}.name`, errors);
    if (name !== '' && list.findIndex((it) => it.name === name) < i) errors.push(duplicate(`${at}.name`, name));
  }
}

/** A variable may use those before it. */
function variablesOf({ variables: list = [] }: Spec, { names, stored, errors }: Checking): ReadonlyMap<string, CelType> {
  const known = new Map<string, CelType>();
  for (const [i, { name = '', expression: source = '' }] of list.entries()) {
    const at = `spec.variables[${i}]`;
    if (name.trim() === '') errors.push(required(`${at}.name`, 'name is not specified'));
    else if (!/^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name)) errors.push(invalidValue(`${at}.name`, name, 'name is not a valid CEL identifier'));
    if (known.has(name)) errors.push(duplicate(`${at}.name`, name));
    if (source.trim() === '') {
      errors.push(required(`${at}.expression`, 'expression is not specified'));
      continue;
    }
    const checked = variableType(source, { ...names, variables: new Map(known) });
    if ('type' in checked) known.set(name, checked.type);
    else if (stored.has(source)) known.set(name, dyn);
    else errors.push(invalidValue(`${at}.expression`, source, checked.error));
  }
  return known;
}

const reasons = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];

function validation(it: NonNullable<Spec['validations']>[number], at: string, checking: Checking): void {
  const { errors, names } = checking;
  const { expression: source = '', message = '', messageExpression = '', reason } = it;
  if (source.trim() === '') errors.push(required(`${at}.expression`, 'expression is not specified'));
  else expression(source, { at: `${at}.expression`, wanted: ['bool'] }, checking);
  if (messageExpression !== '' && messageExpression.trim() === '')
    errors.push(invalidValue(`${at}.messageExpression`, messageExpression, 'must be non-empty if specified'));
  else if (messageExpression !== '') {
    const without = { ...checking, names: { ...names, authorizer: false } };
    expression(messageExpression, { at: `${at}.messageExpression`, wanted: ['string'] }, without);
  }
  const trimmed = message.trim();
  if (message !== '' && trimmed === '') errors.push(invalidValue(`${at}.message`, message, 'message must be non-empty if specified'));
  else if (trimmed.includes('\n')) errors.push(invalidValue(`${at}.message`, message, 'message must not contain line breaks'));
  else if (trimmed === '' && source.trim().includes('\n'))
    errors.push(required(`${at}.message`, 'message must be specified if expression contains line breaks'));
  if (reason !== undefined && !reasons.includes(reason)) errors.push(notSupported(`${at}.reason`, reason, reasons));
}

type Annotation = NonNullable<Spec['auditAnnotations']>[number];

function annotation(
  { key = '', valueExpression: source = '' }: Annotation,
  { at, policy }: { readonly at: string; readonly policy: string },
  checking: Checking,
): void {
  const { errors } = checking;
  if (policy !== '') byRule(isQualifiedName, `${policy}/${key}`, `${at}.key`, errors);
  else named(isQualifiedName, key, `${at}.key`, errors);
  const trimmed = source.trim();
  if (trimmed === '') errors.push(required(`${at}.valueExpression`, 'valueExpression is not specified'));
  else if (trimmed.length > 5 * 1024) errors.push(required(`${at}.valueExpression`, 'must not exceed 5120 bytes in length'));
  else expression(source, { at: `${at}.valueExpression`, wanted: ['string', 'null_type'] }, checking);
}

export function validatePolicyBinding({ spec }: ValidatingAdmissionPolicyBinding): Errors {
  const errors: Errors = [];
  const { policyName = '', paramRef: ref, matchResources } = spec;
  named(isDNS1123Subdomain, policyName, 'spec.policyName', errors);
  if (ref !== undefined) paramRef(ref, errors);
  // The field's name is misspelt upstream.
  if (matchResources !== undefined) matching(matchResources, 'spec.matchResouces', errors);
  validationActions(spec.validationActions ?? [], errors);
  return errors;
}

function paramRef({ name = '', selector, parameterNotFoundAction }: NonNullable<BindingSpec['paramRef']>, errors: Errors): void {
  const at = 'spec.paramRef';
  if (name !== '') byRule(isPathSegment, name, `${at}.name`, errors);
  if (name !== '' && selector !== undefined) {
    const exclusive = 'name and selector are mutually exclusive';
    errors.push(forbiddenField(`${at}.name`, exclusive), forbiddenField(`${at}.selector`, exclusive));
  }
  validSelector(selector, `${at}.selector`, errors);
  if (name === '' && selector === undefined) errors.push(required(at, 'one of name or selector must be specified'));
  if (parameterNotFoundAction === undefined) errors.push(required(`${at}.parameterNotFoundAction`));
  else oneOf(parameterNotFoundAction, ['Deny', 'Allow'], `${at}.parameterNotFoundAction`, errors);
}

function validationActions(actions: readonly string[], errors: Errors): void {
  const at = 'spec.validationActions';
  for (const [i, action] of actions.entries()) {
    oneOf(action, ['Audit', 'Deny', 'Warn'], `${at}[${i}]`, errors);
    if (actions.indexOf(action) < i) errors.push(duplicate(`${at}[${i}]`, action));
  }
  if (actions.includes('Deny') && actions.includes('Warn')) {
    const why = 'repeating the same validation failure information in the API response and headers serves no purpose';
    const printed = goStrings(actions).replace('[]string', '[]admissionregistration.ValidationAction');
    errors.push(invalidValue(at, { printed }, `must not contain both Deny and Warn (${why})`));
  }
  if (actions.length === 0) errors.push(required(at, 'at least one validation action is required'));
}
