/**
 * Deployments, ReplicaSets, StatefulSets, DaemonSets and ReplicationControllers.
 * upstream: pkg/apis/apps/validation/validation.go, pkg/apis/core/validation/validation.go (ValidateReplicationControllerSpec)
 */
import type { DaemonSet, Deployment, LabelSelector, PodTemplateSpec, ReplicaSet, ReplicationController, StatefulSet } from '#api/kinds.ts';
import { scaledValue } from '#api/machinery/intstr.ts';
import { matchesLabels, selectorOf, selectorOfLabels } from '#api/machinery/labels.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { isValidPercent } from '#api/machinery/validation.ts';
import { forbiddenField, invalidValue, notSupported, required } from '../fieldError.ts';
import { validateAnnotations, validateLabels } from '../meta.ts';
import { isEmptySelector, notNegative, oneOf, validSelector, type Errors } from './checks.ts';
import { goIntOrString, goLabels, goSelector } from './goValues.ts';
import { validTemplate } from './podSpec.ts';

type IntOrString = number | string;

/** The selector is there, is not empty, and can be read; the template carries its labels. */
function selectorAndTemplate(
  spec: { readonly selector?: LabelSelector | null; readonly template?: PodTemplateSpec },
  noun: string,
  errors: Errors,
): void {
  const { selector } = spec;
  if (selector === undefined || selector === null) errors.push(required('spec.selector'));
  else {
    validSelector(selector, 'spec.selector', errors);
    if (isEmptySelector(selector))
      errors.push(invalidValue('spec.selector', goSelector(selector), `empty selector is invalid for ${noun}`));
  }
}

function templateMatches(template: PodTemplateSpec, selector: LabelSelector | undefined | null, errors: Errors): void {
  const labels = template.metadata?.labels;
  if (isEmptySelector(selector)) {
    if (selector !== undefined && selector !== null) return;
  } else if (matchesLabels(selectorOf(selector), labels)) return;
  errors.push(invalidValue('spec.template.metadata.labels', goLabels(template.metadata), '`selector` does not match template `labels`'));
}

/** A disk that several pods mount can only be read. */
function sharedDisks(template: PodTemplateSpec, errors: Errors): void {
  for (const [i, { gcePersistentDisk }] of (template.spec?.volumes ?? []).entries()) {
    if (gcePersistentDisk === undefined || gcePersistentDisk.readOnly === true) continue;
    const why = 'must be true for replicated pods > 1; GCE PD can only be mounted on multiple machines if it is read-only';
    errors.push(invalidValue(`spec.template.spec.volumes[${i}].gcePersistentDisk.readOnly`, false, why));
  }
}

function alwaysRestarts(template: PodTemplateSpec, errors: Errors, at = 'spec.template.spec'): void {
  const policy = template.spec?.restartPolicy ?? '';
  if (policy !== 'Always') errors.push(notSupported(`${at}.restartPolicy`, policy, ['Always']));
  if (template.spec?.activeDeadlineSeconds !== undefined)
    errors.push(forbiddenField(`${at}.activeDeadlineSeconds`, 'activeDeadlineSeconds in ReplicaSet is not Supported'));
}

/** A number or a percentage, not negative. */
export function numberOrPercent(value: IntOrString | undefined, at: string, errors: Errors): void {
  if (typeof value === 'string') {
    for (const message of isValidPercent(value)) errors.push(invalidValue(at, goIntOrString(value), message));
  } else notNegative(value, at, errors);
}

function amount(value: IntOrString | undefined): number {
  if (typeof value !== 'string') return value ?? 0;
  return /^\d+%$/.test(value) ? Number(value.slice(0, -1)) : 0;
}

export function atMostAll(value: IntOrString | undefined, at: string, errors: Errors): void {
  if (typeof value === 'string' && amount(value) > 100)
    errors.push(invalidValue(at, goIntOrString(value), 'must not be greater than 100%'));
}

export function validateDeployment({ spec }: Deployment): Errors {
  const errors: Errors = [];
  notNegative(spec.replicas, 'spec.replicas', errors);
  selectorAndTemplate(spec, 'deployment', errors);
  const readable = errors.every((error) => !error.field.startsWith('spec.selector.'));
  if (!readable) errors.push(invalidValue('spec.selector', goSelector(spec.selector), 'invalid label selector'));
  else templateOf(spec, errors);
  deploymentStrategy(spec.strategy ?? {}, errors);
  notNegative(spec.minReadySeconds, 'spec.minReadySeconds', errors);
  notNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit', errors);
  const deadline = spec.progressDeadlineSeconds;
  if (deadline !== undefined) {
    notNegative(deadline, 'spec.progressDeadlineSeconds', errors);
    if (deadline <= (spec.minReadySeconds ?? 0))
      errors.push(invalidValue('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds'));
  }
  return errors;
}

interface Replicated {
  readonly replicas?: number;
  readonly selector?: LabelSelector | null;
  readonly template: PodTemplateSpec;
}

function templateOf(spec: Replicated, errors: Errors): void {
  templateMatches(spec.template, spec.selector, errors);
  validTemplate(spec.template, 'spec.template', errors);
  if ((spec.replicas ?? 1) > 1) sharedDisks(spec.template, errors);
  alwaysRestarts(spec.template, errors);
}

function deploymentStrategy(strategy: NonNullable<Deployment['spec']['strategy']>, errors: Errors): void {
  const at = 'spec.strategy.rollingUpdate';
  const { type, rollingUpdate } = strategy;
  if (type === 'Recreate') {
    if (rollingUpdate !== undefined) errors.push(forbiddenField(at, "may not be specified when strategy `type` is 'Recreate'"));
  } else if (type === 'RollingUpdate') {
    if (rollingUpdate === undefined) return void errors.push(required(at, 'this should be defaulted and never be nil'));
    const { maxUnavailable, maxSurge } = rollingUpdate;
    numberOrPercent(maxUnavailable, `${at}.maxUnavailable`, errors);
    numberOrPercent(maxSurge, `${at}.maxSurge`, errors);
    if (amount(maxUnavailable) === 0 && amount(maxSurge) === 0 && isPlain(maxUnavailable) && isPlain(maxSurge))
      errors.push(invalidValue(`${at}.maxUnavailable`, goIntOrString(maxUnavailable ?? 0), 'may not be 0 when `maxSurge` is 0'));
    atMostAll(maxUnavailable, `${at}.maxUnavailable`, errors);
  } else
    errors.push(
      notSupported(
        'spec.strategy',
        {
          printed: `apps.DeploymentStrategy{Type:${JSON.stringify(type ?? '')}, RollingUpdate:${rollingUpdate === undefined ? '(*apps.RollingUpdateDeployment)(nil)' : '(*apps.RollingUpdateDeployment)(0xc000000000)'}}`,
        },
        ['Recreate', 'RollingUpdate'],
      ),
    );
}

function isPlain(value: IntOrString | undefined): boolean {
  return typeof value !== 'string' || isValidPercent(value).length === 0;
}

export function validateReplicaSet({ spec }: ReplicaSet): Errors {
  const errors: Errors = [];
  notNegative(spec.replicas, 'spec.replicas', errors);
  notNegative(spec.minReadySeconds, 'spec.minReadySeconds', errors);
  selectorAndTemplate(spec, 'deployment', errors);
  const broken = errors.some((error) => error.field.startsWith('spec.selector.'));
  if (broken) errors.push(invalidValue('spec.selector', goSelector(spec.selector), 'invalid label selector'));
  else templateOf(spec as Replicated, errors);
  return errors;
}

export function validateReplicationController({ spec }: ReplicationController): Errors {
  const errors: Errors = [];
  notNegative(spec.minReadySeconds, 'spec.minReadySeconds', errors);
  const { selector = {}, template } = spec;
  const empty = Object.keys(selector).length === 0;
  if (empty) errors.push(required('spec.selector'));
  notNegative(spec.replicas, 'spec.replicas', errors);
  if (template === undefined) errors.push(required('spec.template'));
  else {
    const labels = template.metadata?.labels;
    if (!empty && !matchesLabels(selectorOfLabels(selector), labels))
      errors.push(
        invalidValue('spec.template.metadata.labels', goLabels(template.metadata), '`selector` does not match template `labels`'),
      );
    validTemplate(template, 'spec.template', errors);
    if ((spec.replicas ?? 1) > 1) sharedDisks(template, errors);
    alwaysRestarts(template, errors);
  }
  return errors;
}

/** The pods' own spec is not looked at: it lacks the volumes that claims will give it. */
export function validateStatefulSet({ spec }: StatefulSet): Errors {
  const errors: Errors = [];
  const { podManagementPolicy = '', updateStrategy = {} } = spec;
  if (podManagementPolicy === ('' as string)) errors.push(required('spec.podManagementPolicy'));
  else if (podManagementPolicy !== 'OrderedReady' && podManagementPolicy !== 'Parallel')
    errors.push(invalidValue('spec.podManagementPolicy', podManagementPolicy, "must be 'OrderedReady' or 'Parallel'"));
  statefulStrategy(updateStrategy, errors);
  const policy = spec.persistentVolumeClaimRetentionPolicy;
  if (policy !== undefined) {
    oneOf(policy.whenDeleted, ['Retain', 'Delete'], 'spec.persistentVolumeClaimRetentionPolicy.whenDeleted', errors);
    oneOf(policy.whenScaled, ['Retain', 'Delete'], 'spec.persistentVolumeClaimRetentionPolicy.whenScaled', errors);
  }
  notNegative(spec.replicas, 'spec.replicas', errors);
  notNegative(spec.minReadySeconds, 'spec.minReadySeconds', errors);
  if (spec.ordinals !== undefined) notNegative(spec.ordinals.start, 'spec.ordinals.start', errors);
  selectorAndTemplate(spec, 'statefulset', errors);
  const broken = errors.some((error) => error.field.startsWith('spec.selector.'));
  if (broken) errors.push(invalidValue('spec.selector', goSelector(spec.selector), ''));
  else {
    templateMatches(spec.template, spec.selector, errors);
    const { labels, annotations } = spec.template.metadata ?? {};
    errors.push(...validateLabels(labels, 'spec.template.labels'), ...validateAnnotations(annotations, 'spec.template.annotations'));
  }
  const restart = spec.template.spec?.restartPolicy ?? '';
  if (restart !== 'Always') errors.push(notSupported('spec.template.spec.restartPolicy', restart, ['Always']));
  if (spec.template.spec?.activeDeadlineSeconds !== undefined)
    errors.push(forbiddenField('spec.template.spec.activeDeadlineSeconds', 'activeDeadlineSeconds in StatefulSet is not Supported'));
  return errors;
}

function statefulStrategy(strategy: NonNullable<StatefulSet['spec']['updateStrategy']>, errors: Errors): void {
  const { type = '', rollingUpdate } = strategy;
  const printed = (): { printed: string } => ({
    printed: `apps.StatefulSetUpdateStrategy{Type:${JSON.stringify(type)}, RollingUpdate:(*apps.RollingUpdateStatefulSetStrategy)(${rollingUpdate === undefined ? 'nil' : '0xc000000000'})}`,
  });
  if (type === '') errors.push(required('spec.updateStrategy'));
  else if (type === 'OnDelete') {
    if (rollingUpdate !== undefined)
      errors.push(invalidValue('spec.updateStrategy.rollingUpdate', printed(), "only allowed for updateStrategy 'RollingUpdate'"));
  } else if (type === 'RollingUpdate') {
    if (rollingUpdate !== undefined) statefulRollingUpdate(rollingUpdate, 'spec.updateStrategy.rollingUpdate', errors);
  } else errors.push(invalidValue('spec.updateStrategy', printed(), "must be 'RollingUpdate' or 'OnDelete'"));
}

type StatefulRollingUpdate = NonNullable<NonNullable<StatefulSet['spec']['updateStrategy']>['rollingUpdate']>;

function statefulRollingUpdate({ partition, maxUnavailable }: StatefulRollingUpdate, at: string, errors: Errors): void {
  notNegative(partition, `${at}.partition`, errors);
  if (maxUnavailable === undefined) return;
  numberOrPercent(maxUnavailable, `${at}.maxUnavailable`, errors);
  if (amount(maxUnavailable) === 0) errors.push(invalidValue(`${at}.maxUnavailable`, goIntOrString(maxUnavailable), 'cannot be 0'));
  atMostAll(maxUnavailable, `${at}.maxUnavailable`, errors);
}

export function validateDaemonSet({ spec }: DaemonSet): Errors {
  const errors: Errors = [];
  const { selector } = spec;
  validSelector(selector, 'spec.selector', errors);
  const readable = errors.length === 0;
  const labels = spec.template.metadata?.labels;
  const matches = isEmptySelector(selector) || !readable || matchesLabels(selectorOf(selector), labels);
  if (selector === undefined || selector === null || !matches) {
    errors.push(
      invalidValue('spec.template.metadata.labels', goLabels(spec.template.metadata), '`selector` does not match template `labels`'),
    );
  }
  if (selector !== undefined && selector !== null && isEmptySelector(selector))
    errors.push(invalidValue('spec.selector', goSelector(selector), 'empty selector is invalid for daemonset'));
  validTemplate(spec.template, 'spec.template', errors);
  sharedDisks(spec.template, errors);
  const restart = spec.template.spec?.restartPolicy ?? '';
  if (restart !== 'Always') errors.push(notSupported('spec.template.spec.restartPolicy', restart, ['Always']));
  if (spec.template.spec?.activeDeadlineSeconds !== undefined)
    errors.push(forbiddenField('spec.template.spec.activeDeadlineSeconds', 'activeDeadlineSeconds in DaemonSet is not Supported'));
  notNegative(spec.minReadySeconds, 'spec.minReadySeconds', errors);
  daemonStrategy(spec.updateStrategy ?? {}, errors);
  notNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit', errors);
  return errors;
}

export function daemonStrategy(strategy: NonNullable<DaemonSet['spec']['updateStrategy']>, errors: Errors): void {
  const at = 'spec.updateStrategy.rollingUpdate';
  const { type, rollingUpdate } = strategy;
  if (type === 'OnDelete') return;
  if (type !== 'RollingUpdate') {
    const printed = `apps.DaemonSetUpdateStrategy{Type:${JSON.stringify(type ?? '')}, RollingUpdate:(*apps.RollingUpdateDaemonSet)(${rollingUpdate === undefined ? 'nil' : '0xc000000000'})}`;
    return void errors.push(notSupported('spec.updateStrategy', { printed }, ['RollingUpdate', 'OnDelete']));
  }
  if (rollingUpdate === undefined) return void errors.push(required(at));
  const { maxUnavailable, maxSurge } = rollingUpdate;
  numberOrPercent(maxUnavailable, `${at}.maxUnavailable`, errors);
  numberOrPercent(maxSurge, `${at}.maxSurge`, errors);
  atMostAll(maxUnavailable, `${at}.maxUnavailable`, errors);
  atMostAll(maxSurge, `${at}.maxSurge`, errors);
  const unavailable = scaledValue(maxUnavailable ?? 0, 100, true);
  const surge = scaledValue(maxSurge ?? 0, 100, true);
  const hasUnavailable = unavailable.ok && unavailable.value !== 0;
  const hasSurge = surge.ok && surge.value !== 0;
  if (hasUnavailable && hasSurge)
    errors.push(invalidValue(`${at}.maxSurge`, goIntOrString(maxSurge ?? 0), 'may not be set when maxUnavailable is non-zero'));
  if (!hasUnavailable && !hasSurge) errors.push(required(`${at}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'));
}

const immutable = 'field is immutable';

function selectorKept(selector: LabelSelector, old: LabelSelector, errors: Errors): Errors {
  if (!equalJson(selector, old)) errors.push(invalidValue('spec.selector', goSelector(selector), immutable));
  return errors;
}

export function validateDeploymentUpdate(it: Deployment, old: Deployment): Errors {
  return selectorKept(it.spec.selector, old.spec.selector, validateDeployment(it));
}
export function validateReplicaSetUpdate(it: ReplicaSet, old: ReplicaSet): Errors {
  const errors = validateReplicaSet(it);
  return selectorKept(it.spec.selector, old.spec.selector, [...errors, ...errors]);
}
export function validateDaemonSetUpdate(it: DaemonSet, old: DaemonSet): Errors {
  const errors = validateDaemonSet(it);
  return selectorKept(it.spec.selector, old.spec.selector, [...errors, ...errors]);
}

/** Kind and version of claim templates are not the client's to say. */
function asTyped(it: StatefulSet, old: StatefulSet): StatefulSet['spec']['volumeClaimTemplates'] {
  return it.spec.volumeClaimTemplates?.map((template, i) => {
    const { kind, apiVersion } = old.spec.volumeClaimTemplates?.[i] ?? template;
    return { ...template, ...(kind === undefined ? {} : { kind }), ...(apiVersion === undefined ? {} : { apiVersion }) };
  });
}

export function validateStatefulSetUpdate(it: StatefulSet, old: StatefulSet): Errors {
  const errors = validateStatefulSet(it);
  const { replicas, ordinals, template, updateStrategy, persistentVolumeClaimRetentionPolicy, minReadySeconds } = old.spec;
  const volumeClaimTemplates = asTyped(it, old);
  const allowed: Record<string, unknown> = {
    ...it.spec,
    volumeClaimTemplates,
    replicas,
    ordinals,
    template,
    updateStrategy,
    persistentVolumeClaimRetentionPolicy,
    minReadySeconds,
  };
  if (!equalJson(allowed, old.spec)) {
    errors.push(
      forbiddenField(
        'spec',
        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
      ),
    );
  }
  return errors;
}
