/**
 * The small kinds of the core group, and those that resemble them.
 * upstream: pkg/apis/core/validation/validation.go, pkg/apis/scheduling/validation, pkg/apis/coordination/validation
 */
import type { ConfigMap, Event, Lease, Namespace, Node, PriorityClass, Secret } from '#api/kinds.ts';
import { decodeText } from '#api/machinery/base64.ts';
import { goJsonFault } from '#api/machinery/goJson.ts';
import { goQuote } from '#api/machinery/goText.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { isConfigMapKey, isDNS1123Subdomain, isQualifiedName, isValidLabelValue } from '#api/machinery/validation.ts';
import { duplicate, forbiddenField, invalidValue, required, tooLong } from '../fieldError.ts';
import { byRule, notNegative, oneOf, type Errors } from './checks.ts';
import { goList } from './goValues.ts';

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
  const wanted = Object.hasOwn(keysByType, type) ? (keysByType[type] ?? []) : [];
  for (const key of wanted) if (data[key] === undefined) errors.push(required(`data[${key}]`));
  if (type.startsWith('kubernetes.io/dockerc'))
    for (const key of wanted) {
      const problem = data[key] === undefined ? undefined : goJsonFault(decodeText(String(data[key])))?.message;
      if (problem !== undefined) errors.push(invalidValue(`data[${key}]`, '<secret contents redacted>', problem));
    }
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
  return [...validateTaints(spec.taints ?? []), ...validateRanges(spec.podCIDRs ?? [])];
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
  const addresses = (it.status?.addresses ?? []).map(
    ({ type, address }) => `core.NodeAddress{Type:${goQuote(type)}, Address:${goQuote(address)}}`,
  );
  for (const [i, printed] of addresses.entries())
    if (addresses.indexOf(printed) < i) errors.push(duplicate(`status.addresses[${i}]`, { printed }));
  const [ranges, before] = [it.spec.podCIDRs ?? [], old.spec.podCIDRs ?? []];
  const moved = ranges.length === before.length ? before.filter((range, i) => range !== ranges[i]).length : 1;
  if (before.length > 0)
    for (let i = 0; i < moved; i += 1)
      errors.push(forbiddenField('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
  if ((old.spec.providerID ?? '') !== '' && it.spec.providerID !== old.spec.providerID)
    errors.push(forbiddenField('spec.providerID', 'node updates may not change providerID except from "" to valid'));
  return errors;
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
  else if (it.preemptionPolicy !== undefined) oneOf(it.preemptionPolicy, ['PreemptLowerPriority', 'Never'], 'preemptionPolicy', errors);
  return errors;
}

export function validatePriorityClassUpdate(it: PriorityClass, old: PriorityClass): Errors {
  const errors: Errors = [];
  if (it.value !== old.value) errors.push(forbiddenField('value', 'may not be changed in an update.'));
  if (it.preemptionPolicy !== old.preemptionPolicy) errors.push(invalidValue('preemptionPolicy', it.preemptionPolicy ?? 'null', immutable));
  return errors;
}

const WORD_MAX = 128;
const MESSAGE_MAX = 1024;
const elsewhere = 'does not match event.namespace';

/** Events as the core group takes them; those with a time of their own say who tells them and what was done. upstream: legacyValidateEvent */
export function validateEvent(it: Event): Errors {
  const errors: Errors = [];
  const own = it.metadata.namespace ?? '';
  const about = it.involvedObject.namespace ?? '';
  const at = 'involvedObject.namespace';
  if ((it.eventTime ?? null) === null) {
    if (about === '' ? own !== 'default' && own !== '' : own !== about) errors.push(invalidValue(at, about, elsewhere));
  } else {
    if (about === '' && own !== 'default' && own !== 'kube-system') errors.push(invalidValue(at, about, elsewhere));
    tellers(it, errors);
  }
  byRule(isDNS1123Subdomain, own, 'namespace', errors);
  return errors;
}

function tellers({ reportingComponent = '', reportingInstance = '', action = '', reason = '', message = '' }: Event, errors: Errors): void {
  if (reportingComponent === '') errors.push(required('reportingComponent'));
  byRule(isQualifiedName, reportingComponent, 'reportingComponent', errors);
  for (const [field, value] of Object.entries({ reportingInstance, action, reason })) {
    if (value === '') errors.push(required(field));
    if (value.length > WORD_MAX) errors.push(invalidValue(field, '', `can have at most ${WORD_MAX} characters`));
  }
  if (message.length > MESSAGE_MAX) errors.push(invalidValue('message', '', `can have at most ${MESSAGE_MAX} characters`));
}

export function validateLease({ spec }: Lease): Errors {
  const errors: Errors = [];
  if (spec.leaseDurationSeconds !== undefined && spec.leaseDurationSeconds <= 0)
    errors.push(invalidValue('spec.leaseDurationSeconds', spec.leaseDurationSeconds, 'must be greater than 0'));
  notNegative(spec.leaseTransitions, 'spec.leaseTransitions', errors);
  return errors;
}
