/**
 * The small kinds of the core group, and those that resemble them.
 * upstream: pkg/apis/core/validation/validation.go, pkg/apis/scheduling/validation, pkg/apis/coordination/validation
 */
import type { ConfigMap, Event, Lease, LimitRange, Namespace, Node, PriorityClass, ResourceQuota, Secret } from '#api/kinds.ts';
import { compareQuantities, milliValueOf, quantityOf } from '#api/machinery/quantity.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { isConfigMapKey, isQualifiedName, isValidLabelValue } from '#api/machinery/validation.ts';
import { duplicate, forbiddenField, invalidValue, required, tooLong } from '../fieldError.ts';
import { goSyntax } from '../goPrint/goSyntax.ts';
import { wasSentEmpty } from '../schema/emptied.ts';
import { byRule, notNegative, oneOf, type Errors } from './checks.ts';
import { goList } from './goValues.ts';
import { containerResourceName, isNegative } from './resources.ts';

const DATA_MAX = 1024 * 1024;
const immutable = 'field is immutable';
const lockedMessage = 'field is immutable when `immutable` is set';

export function validateConfigMap({ data = {}, binaryData = {} }: ConfigMap): Errors {
  const errors: Errors = [];
  let size = 0;
  for (const key of Object.keys(data).toSorted()) {
    byRule(isConfigMapKey, key, `data[${key}]`, errors);
    if (key in binaryData) errors.push(invalidValue(`data[${key}]`, key, 'duplicate of key present in binaryData'));
    size += (data[key] ?? '').length;
  }
  for (const key of Object.keys(binaryData).toSorted()) {
    byRule(isConfigMapKey, key, `binaryData[${key}]`, errors);
    size += String(binaryData[key] ?? '').length * 0.75;
  }
  if (size > DATA_MAX) errors.push(tooLong('', DATA_MAX));
  return errors;
}

export function validateConfigMapUpdate(it: ConfigMap, old: ConfigMap): Errors {
  const errors: Errors = [];
  if (old.immutable === true) {
    if (it.immutable !== true) errors.push(forbiddenField('immutable', lockedMessage));
    if (!equalJson(it.data ?? {}, old.data ?? {})) errors.push(forbiddenField('data', lockedMessage));
    if (!equalJson(it.binaryData ?? {}, old.binaryData ?? {})) errors.push(forbiddenField('binaryData', lockedMessage));
  }
  return [...errors, ...validateConfigMap(it)];
}

const keysByType: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

export function validateSecret({ data = {}, type = '', metadata }: Secret): Errors {
  const errors: Errors = [];
  let size = 0;
  for (const key of Object.keys(data).toSorted()) {
    byRule(isConfigMapKey, key, `data[${key}]`, errors);
    size += String(data[key] ?? '').length * 0.75;
  }
  if (size > DATA_MAX) errors.push(tooLong('data', DATA_MAX));
  for (const key of keysByType[type] ?? []) if (data[key] === undefined) errors.push(required(`data[${key}]`));
  if (type === 'kubernetes.io/service-account-token' && (metadata.annotations?.['kubernetes.io/service-account.name'] ?? '') === '')
    errors.push(required('metadata.annotations[kubernetes.io/service-account.name]'));
  if (type === 'kubernetes.io/basic-auth' && data['username'] === undefined && data['password'] === undefined)
    errors.push(required('data[username]'), required('data[password]'));
  return errors;
}

export function validateSecretUpdate(it: Secret, old: Secret): Errors {
  const errors: Errors = [];
  if (it.type !== old.type) errors.push(invalidValue('type', it.type ?? '', immutable));
  if (old.immutable === true) {
    if (it.immutable !== true) errors.push(forbiddenField('immutable', lockedMessage));
    if (!equalJson(it.data ?? {}, old.data ?? {})) errors.push(forbiddenField('data', lockedMessage));
  }
  return [...errors, ...validateSecret(it)];
}

export function validateNamespace({ spec }: Namespace): Errors {
  const errors: Errors = [];
  for (const finalizer of spec.finalizers ?? []) {
    byRule(isQualifiedName, finalizer, 'spec.finalizers', errors);
    if (!finalizer.includes('/') && finalizer !== 'kubernetes')
      errors.push(invalidValue('spec.finalizers', finalizer, 'name is neither a standard finalizer name nor is it fully qualified'));
  }
  return errors;
}

export function validateNode({ spec }: Node): Errors {
  return [...validateTaints(spec.taints ?? []), ...validateRanges(rangesOf(spec))];
}

function validateTaints(taints: NonNullable<Node['spec']['taints']>): Errors {
  const errors: Errors = [];
  const seen = new Set<string>();
  for (const [i, taint] of taints.entries()) {
    const here = `metadata.taints[${i}]`;
    byRule(isQualifiedName, taint.key, `${here}.key`, errors);
    byRule(isValidLabelValue, taint.value ?? '', `${here}.value`, errors);
    if ((taint.effect as string) === '') errors.push(required(`${here}.effect`));
    else oneOf(taint.effect, ['NoSchedule', 'PreferNoSchedule', 'NoExecute'], `${here}.effect`, errors);
    const key = `${taint.key}:${taint.effect}`;
    if (seen.has(key))
      errors.push({
        ...duplicate(here, {
          printed: `core.Taint{Key:${JSON.stringify(taint.key)}, Value:${JSON.stringify(taint.value ?? '')}, Effect:${JSON.stringify(taint.effect)}, TimeAdded:<nil>}`,
        }),
        detail: 'taints must be unique by key and effect pair',
      });
    seen.add(key);
  }
  return errors;
}

/** The ranges the server goes by: the first one alone where the two fields disagree. upstream: Convert_v1_NodeSpec_To_core_NodeSpec */
function rangesOf({ podCIDR = '', podCIDRs = [] }: Node['spec']): readonly string[] {
  return podCIDR === '' || podCIDRs[0] === podCIDR ? podCIDRs : [podCIDR];
}

function validateRanges(ranges: readonly string[]): Errors {
  const errors: Errors = [];
  const families = new Set(ranges.map((range) => range.includes(':')));
  if (ranges.length > families.size)
    errors.push(invalidValue('spec.podCIDRs', { printed: goList(ranges) }, 'may specify no more than one CIDR for each IP family'));
  for (const [i, range] of ranges.entries()) {
    if (!/^[0-9a-fA-F.:]+\/\d+$/.test(range))
      errors.push(invalidValue(`spec.podCIDRs[${i}]`, { printed: goList(ranges) }, 'must be valid CIDR'));
    if (ranges.indexOf(range) < i) errors.push(duplicate(`spec.podCIDRs[${i}]`, range));
  }
  return errors;
}

export function validateNodeUpdate(it: Node, old: Node): Errors {
  const errors = [...validateNode(it), ...validateTaints(it.spec.taints ?? [])];
  if (rangesOf(old.spec).length > 0 && !equalJson(rangesOf(it.spec), rangesOf(old.spec)))
    errors.push(forbiddenField('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
  if ((old.spec.providerID ?? '') !== '' && it.spec.providerID !== old.spec.providerID)
    errors.push(forbiddenField('spec.providerID', 'node updates may not change providerID except from "" to valid'));
  return errors;
}

const quotaStandard = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.storage',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'persistentvolumeclaims',
  'configmaps',
  'services.nodeports',
  'services.loadbalancers',
]);
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
      !quotaStandard.has(name) &&
      !name.startsWith('hugepages-') &&
      !name.startsWith('requests.hugepages-')
    ) {
      errors.push(
        invalidValue(at, name, 'must be a standard resource type or fully qualified'),
        invalidValue(at, name, 'must be a standard resource for quota'),
      );
    }
    if (isNegative(value)) errors.push(invalidValue(at, String(value), 'must be greater than or equal to 0'));
    if (!/(cpu|memory|storage)$|\//.test(name) && /[m.]/.test(String(value)))
      errors.push(invalidValue(at, String(value), 'must be an integer'));
  }
  const scopes = spec.scopes ?? [];
  const printed = `[]core.ResourceQuotaScope{${scopes.map((scope) => JSON.stringify(scope)).join(', ')}}`;
  for (const scope of scopes) if (!quotaScopes.has(scope)) errors.push(invalidValue('spec.scopes', { printed }, 'unsupported scope'));
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
      ['defaultRequest', defaultRequest[name], 'default request', usual[name], 'default'],
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

export function validatePriorityClass(it: PriorityClass): Errors {
  const errors: Errors = [];
  const { name } = it.metadata;
  if ((name ?? '').startsWith('system-')) {
    const known: Readonly<Record<string, number>> = { 'system-cluster-critical': 2_000_000_000, 'system-node-critical': 2_000_001_000 };
    if (known[name] !== it.value)
      errors.push(
        forbiddenField(
          'metadata.name',
          `priority class names with 'system-' prefix are reserved for system use only. error: priority class ${name} is not a known system priority class`,
        ),
      );
  } else if ((it.value ?? 0) > 1_000_000_000)
    errors.push(forbiddenField('value', 'maximum allowed value of a user defined priority is 1000000000'));
  if ((it.preemptionPolicy as string) === '') errors.push(required('preemptionPolicy'));
  else oneOf(it.preemptionPolicy, ['PreemptLowerPriority', 'Never'], 'preemptionPolicy', errors);
  return errors;
}

export function validatePriorityClassUpdate(it: PriorityClass, old: PriorityClass): Errors {
  const errors: Errors = [];
  if (it.value !== old.value) errors.push(forbiddenField('value', 'may not be changed in an update.'));
  if (it.preemptionPolicy !== old.preemptionPolicy) errors.push(invalidValue('preemptionPolicy', it.preemptionPolicy ?? 'null', immutable));
  return errors;
}

export function validateEvent(it: Event): Errors {
  const errors: Errors = [];
  const own = it.metadata.namespace ?? '';
  const about = it.involvedObject.namespace ?? '';
  if (about === '' ? own !== 'default' && own !== '' && own !== 'kube-system' : own !== about)
    errors.push(invalidValue('involvedObject.namespace', about, 'does not match event.namespace'));
  return errors;
}

export function validateLease({ spec }: Lease): Errors {
  const errors: Errors = [];
  if (spec.leaseDurationSeconds !== undefined && spec.leaseDurationSeconds <= 0)
    errors.push(invalidValue('spec.leaseDurationSeconds', spec.leaseDurationSeconds, 'must be greater than 0'));
  notNegative(spec.leaseTransitions, 'spec.leaseTransitions', errors);
  return errors;
}
