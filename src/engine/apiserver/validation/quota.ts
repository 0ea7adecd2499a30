/**
 * Limits on what a namespace holds: ResourceQuotas and LimitRanges.
 * upstream: pkg/apis/core/validation/validation.go (ValidateResourceQuotaSpec, ValidateLimitRange)
 */
import type { LimitRange, ResourceQuota } from '#api/kinds.ts';
import { compareQuantities, milliValueOf, quantityOf } from '#api/machinery/quantity.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { standardResources } from '#api/machinery/resourceNames.ts';
import { isQualifiedName } from '#api/machinery/validation.ts';
import { duplicate, forbiddenField, invalidValue, required } from '../fieldError.ts';
import { goSyntax } from '../goPrint/goSyntax.ts';
import { wasSentEmpty } from '../schema/emptied.ts';
import { byRule, type Errors } from './checks.ts';
import { goList } from './goValues.ts';
import { containerResourceName, isNegative } from './resources.ts';

const immutable = 'field is immutable';

/** upstream: IsStandardQuotaResourceName */
function isCounted(name: string): boolean {
  return name !== 'storage' && standardResources.has(name);
}

const quotaScopes = new Set(['Terminating', 'NotTerminating', 'BestEffort', 'NotBestEffort', 'PriorityClass', 'CrossNamespacePodAffinity']);

export function validateQuota({ spec }: ResourceQuota): Errors {
  const errors: Errors = [];
  for (const name of Object.keys(spec.hard ?? {}).toSorted()) {
    const at = `spec.hard[${name}]`;
    const value = spec.hard?.[name] ?? '0';
    const problems = isQualifiedName(name);
    for (const message of problems) errors.push(invalidValue(at, name, message));
    if (
      !name.includes('/') &&
      problems.length === 0 &&
      !isCounted(name) &&
      !name.startsWith('hugepages-') &&
      !name.startsWith('requests.hugepages-')
    ) {
      if (name !== 'storage') errors.push(invalidValue(at, name, 'must be a standard resource type or fully qualified'));
      errors.push(invalidValue(at, name, 'must be a standard resource for quota'));
    }
    if (isNegative(value)) errors.push(invalidValue(at, String(value), 'must be greater than or equal to 0'));
    if (!/(cpu|memory|storage)$|\//.test(name) && /[m.]/.test(String(value)))
      errors.push(invalidValue(at, goSyntax('resource.Quantity', value), 'must be an integer'));
  }
  errors.push(...validateScopes(spec), ...validateScopeSelector(spec));
  return errors;
}

type QuotaSpec = ResourceQuota['spec'];

const podCompute = ['cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'];
const contrary = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const;

/** Scopes choose among pods: only what pods have can be limited by them. */
function unsuited(scope: string, { hard = {} }: QuotaSpec): readonly string[] {
  if (!quotaScopes.has(scope)) return [];
  const suited = scope === 'BestEffort' ? ['pods'] : ['pods', ...podCompute];
  return Object.keys(hard).filter((name) => (isCounted(name) || name.startsWith('requests.hugepages-')) && !suited.includes(name));
}

function validateScopes(spec: QuotaSpec): Errors {
  const { scopes = [] } = spec;
  const wrong = (detail: string) => invalidValue('spec.scopes', { printed: goList(scopes, 'core.ResourceQuotaScope') }, detail);
  return [
    ...scopes.flatMap((scope) => [
      ...(quotaScopes.has(scope) ? [] : [wrong('unsupported scope')]),
      ...unsuited(scope, spec).map(() => wrong('unsupported scope applied to resource')),
    ]),
    ...contrary.filter((pair) => pair.every((scope) => scopes.includes(scope))).map(() => wrong('conflicting scopes')),
  ];
}

const onlyExists =
  "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";

/** upstream: validateScopedResourceSelectorRequirement */
function validateScopeSelector(spec: QuotaSpec): Errors {
  const errors: Errors = [];
  const at = 'spec.scopeSelector.matchExpressions';
  const all = spec.scopeSelector?.matchExpressions ?? [];
  for (const { scopeName, operator, values = [] } of all) {
    if (!quotaScopes.has(scopeName)) errors.push(invalidValue(`${at}.scopeName`, scopeName, 'unsupported scope'));
    for (const _name of unsuited(scopeName, spec))
      errors.push(invalidValue(at, goSyntax('*core.ScopeSelector', spec.scopeSelector), 'unsupported scope applied to resource'));
    if (quotaScopes.has(scopeName) && scopeName !== 'PriorityClass' && operator !== 'Exists')
      errors.push(invalidValue(`${at}.operator`, operator, onlyExists));
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0)
        errors.push(required(`${at}.values`, "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"));
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0)
        errors.push(
          invalidValue(
            `${at}.values`,
            { printed: goList(values) },
            "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector",
          ),
        );
    } else errors.push(invalidValue(`${at}.operator`, operator ?? '', 'not a valid selector operator'));
  }
  const names = all.map(({ scopeName }) => scopeName);
  for (const pair of contrary)
    if (pair.every((scope) => names.includes(scope)))
      errors.push(invalidValue(at, { printed: goList(spec.scopes, 'core.ResourceQuotaScope') }, 'conflicting scopes'));
  return errors;
}

export function validateQuotaUpdate(it: ResourceQuota, old: ResourceQuota): Errors {
  const errors = validateQuota(it);
  if (equalJson([...(it.spec.scopes ?? [])].toSorted(), [...(old.spec.scopes ?? [])].toSorted())) return errors;
  const { scopes } = it.spec;
  return [
    ...errors,
    invalidValue(
      'spec.scopes',
      {
        printed: goList(wasSentEmpty(it.spec, 'scopes') ? [] : scopes, 'core.ResourceQuotaScope'),
      },
      immutable,
    ),
  ];
}

type Limit = NonNullable<LimitRange['spec']>['limits'][number];

export function validateLimitRange({ spec }: LimitRange): Errors {
  const errors: Errors = [];
  const types = new Set<string>();
  for (const [i, limit] of (spec?.limits ?? []).entries()) {
    const here = `spec.limits[${i}]`;
    byRule(limitType, limit.type, `${here}.type`, errors);
    if (types.has(limit.type)) errors.push(duplicate(`${here}.type`, limit.type));
    types.add(limit.type);
    validLimit(limit, here, errors);
  }
  return errors;
}

function limitType(type: string): readonly string[] {
  const problems = isQualifiedName(type);
  if (problems.length > 0 || type.includes('/')) return problems;
  return ['Pod', 'Container', 'PersistentVolumeClaim'].includes(type) ? [] : ['must be a standard limit type or fully qualified'];
}

function validLimit(limit: Limit, here: string, errors: Errors): void {
  const { type, max = {}, min = {}, default: usual = {}, defaultRequest = {}, maxLimitRequestRatio: ratio = {} } = limit;
  limitNames(limit, here, errors);
  if (type === 'Pod') {
    if (Object.keys(usual).length > 0) errors.push(forbiddenField(`${here}.default`, "may not be specified when `type` is 'Pod'"));
    if (Object.keys(defaultRequest).length > 0)
      errors.push(forbiddenField(`${here}.defaultRequest`, "may not be specified when `type` is 'Pod'"));
  }
  if (type === 'PersistentVolumeClaim' && min['storage'] === undefined && max['storage'] === undefined)
    errors.push(required(`${here}.limits`, 'either minimum or maximum storage value is required, but neither was provided'));
  const names = new Set([
    ...Object.keys(max),
    ...Object.keys(min),
    ...Object.keys(usual),
    ...Object.keys(defaultRequest),
    ...Object.keys(ratio),
  ]);
  for (const name of [...names].toSorted()) {
    const pairs: readonly (readonly [string, string | number | undefined, string, string | number | undefined, string])[] = [
      ['min', min[name], 'min', max[name], 'max'],
      ['defaultRequest', defaultRequest[name], 'min', min[name], 'default request'],
      ['defaultRequest', defaultRequest[name], 'default request', max[name], 'max'],
      ['defaultRequest', defaultRequest[name], 'default request', usual[name], 'default limit'],
      ['default', usual[name], 'min', min[name], 'default'],
      ['default', usual[name], 'default', max[name], 'max'],
    ];
    for (const pair of pairs) inOrder(pair, { here, name }, errors);
    if (ratio[name] !== undefined) validRatio([ratio[name], min[name], max[name]], `${here}.maxLimitRequestRatio[${name}]`, errors);
  }
}

/** Of containers and pods only what the kubelet gives out can be limited. */
function limitNames(limit: Limit, here: string, errors: Errors): void {
  const fields = ['max', 'min', ...(limit.type === 'Pod' ? [] : (['default', 'defaultRequest'] as const)), 'maxLimitRequestRatio'] as const;
  for (const field of fields) {
    for (const name of Object.keys(limit[field] ?? {}).toSorted()) {
      const at = `${here}.${field}[${name}]`;
      if (limit.type === 'Container' || limit.type === 'Pod') containerResourceName(name, at, errors);
      else byRule(isQualifiedName, name, at, errors);
    }
  }
}

/** How far a limit may be above its request, which cannot be more than the bounds allow. */
function validRatio(
  [ratio, min, max]: readonly [string | number, string | number | undefined, string | number | undefined],
  at: string,
  errors: Errors,
): void {
  const printed = goSyntax('resource.Quantity', ratio);
  if (compareQuantities(quantityOf(ratio), quantityOf('1')) < 0) errors.push(invalidValue(at, printed, `ratio ${ratio} is less than 1`));
  if (min === undefined || max === undefined) return;
  const most = milliValueOf(quantityOf(max)) / milliValueOf(quantityOf(min));
  if (milliValueOf(quantityOf(ratio)) / 1000 > most)
    errors.push(invalidValue(at, printed, `ratio ${ratio} is greater than max/min = ${most.toFixed(6)}`));
}

/** One bound against another: `defaultRequest` and `default` are compared with min below and max above them. */
function inOrder(
  [field, own, lowWord, other, highWord]: readonly [string, string | number | undefined, string, string | number | undefined, string],
  { here, name }: { here: string; name: string },
  errors: Errors,
): void {
  if (own === undefined || other === undefined) return;
  const lowIsOther = lowWord === 'min' && field !== 'min';
  const [low, high] = lowIsOther ? [other, own] : [own, other];
  if (compareQuantities(quantityOf(low), quantityOf(high)) <= 0) return;
  errors.push(
    invalidValue(
      `${here}.${field}[${name}]`,
      goSyntax('resource.Quantity', field === 'default' ? other : own),
      `${lowWord} value ${low} is greater than ${highWord} value ${high}`,
    ),
  );
}
