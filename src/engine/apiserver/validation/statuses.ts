/**
 * What controllers may say of the state of things: counts that agree with each other.
 * upstream: pkg/apis/apps/validation/validation.go (Validate*Status), pkg/apis/policy/validation, pkg/apis/core/validation (ValidateReplicationControllerStatus)
 */
import type {
  DaemonSet,
  Deployment,
  HorizontalPodAutoscaler,
  Ingress,
  Namespace,
  PodDisruptionBudget,
  ReplicaSet,
  ReplicationController,
  StatefulSet,
} from '#api/kinds.ts';
import { isQualifiedName, isDNS1123Subdomain, isWildcardDNS1123Subdomain, ipFamily } from '#api/machinery/validation.ts';
import { duplicate, invalidValue, notSupported, required, tooLong } from '../fieldError.ts';
import { byRule, notNegative, type Errors } from './checks.ts';

type Counts = Readonly<Record<string, unknown>>;

/** Numbers of a status that are never below zero. */
function counts(status: object | undefined, fields: readonly string[], errors: Errors, at = 'status'): void {
  for (const field of fields) notNegative((status as Counts | undefined)?.[field] as number | undefined, `${at}.${field}`, errors);
}

/** Parts that are never more than the whole. */
function atMost(status: object | undefined, fields: readonly string[], [whole, name]: readonly [string, string], errors: Errors): void {
  const numbers = status as Readonly<Record<string, number | undefined>> | undefined;
  for (const field of fields) {
    const part = numbers?.[field] ?? 0;
    if (part > (numbers?.[whole] ?? 0)) errors.push(invalidValue(`status.${field}`, part, `cannot be greater than ${name}`));
  }
}

function neverLess(now: number | undefined, before: number | undefined, errors: Errors): void {
  if (before !== undefined && (now === undefined || now < before))
    errors.push(invalidValue('status.collisionCount', now ?? 0, 'cannot be decremented'));
}

const all = ['replicas', 'status.replicas'] as const;

export function validateReplicaSetStatus({ status }: ReplicaSet | ReplicationController): Errors {
  const errors: Errors = [];
  counts(status, ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration'], errors);
  atMost(status, ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'], all, errors);
  atMost(status, ['availableReplicas'], ['readyReplicas', 'readyReplicas'], errors);
  return errors;
}

export function validateDeploymentStatus({ status }: Deployment, old?: Deployment): Errors {
  const errors: Errors = [];
  const fields = ['observedGeneration', 'replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas', 'unavailableReplicas'];
  counts(status, [...fields, 'collisionCount'], errors);
  atMost(status, ['updatedReplicas', 'readyReplicas', 'availableReplicas'], all, errors);
  atMost(status, ['availableReplicas'], ['readyReplicas', 'readyReplicas'], errors);
  neverLess(status?.collisionCount, old?.status?.collisionCount, errors);
  return errors;
}

export function validateStatefulSetStatus({ status }: StatefulSet, old?: StatefulSet): Errors {
  const errors: Errors = [];
  const parts = ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'];
  counts(status, ['replicas', ...parts, 'observedGeneration', 'collisionCount'], errors);
  atMost(status, parts, all, errors);
  atMost(status, ['availableReplicas'], ['readyReplicas', 'status.readyReplicas'], errors);
  neverLess(status?.collisionCount, old?.status?.collisionCount, errors);
  return errors;
}

const ofDaemons = [
  'currentNumberScheduled',
  'numberMisscheduled',
  'desiredNumberScheduled',
  'numberReady',
  'observedGeneration',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
  'collisionCount',
];

export function validateDaemonSetStatus({ status }: DaemonSet, old?: DaemonSet): Errors {
  const errors: Errors = [];
  counts(status, ofDaemons, errors);
  neverLess(status?.collisionCount, old?.status?.collisionCount, errors);
  return errors;
}

export function validateAutoscalerStatus({ status }: HorizontalPodAutoscaler): Errors {
  const errors: Errors = [];
  counts(status, ['currentReplicas', 'desiredReplicas'], errors);
  return errors;
}

export function validateBudgetStatus({ status }: PodDisruptionBudget): Errors {
  const errors: Errors = [];
  validConditions(status?.conditions ?? [], 'status.conditions', errors);
  counts(status, ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'], errors);
  return errors;
}

interface Condition {
  readonly type?: string;
  readonly status?: string;
  readonly observedGeneration?: number;
  readonly lastTransitionTime?: string;
  readonly reason?: string;
  readonly message?: string;
}

const reasonForm = '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?';
const reasonMessage =
  "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_' " +
  `(e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or 'ReasonA:ReasonB', regex used for validation is '${reasonForm}')`;
const reasonWhole = new RegExp(`^${reasonForm}$`);

/** Conditions of the common form. upstream: apimachinery/pkg/apis/meta/v1/validation (ValidateConditions) */
export function validConditions(conditions: readonly Condition[], at: string, errors: Errors): void {
  for (const [i, condition] of conditions.entries()) {
    const here = `${at}[${i}]`;
    const { type = '', status = '', observedGeneration = 0, reason = '', message = '' } = condition;
    if (conditions.findIndex((other) => other.type === type) < i) errors.push(duplicate(`${here}.type`, type));
    byRule(isQualifiedName, type, `${here}.type`, errors);
    if (!['False', 'True', 'Unknown'].includes(status)) errors.push(notSupported(`${here}.status`, status, ['False', 'True', 'Unknown']));
    if (observedGeneration < 0)
      errors.push(invalidValue(`${here}.observedGeneration`, observedGeneration, 'must be greater than or equal to zero'));
    if ((condition.lastTransitionTime ?? null) === null) errors.push(required(`${here}.lastTransitionTime`, 'must be set'));
    if (reason === '') errors.push(required(`${here}.reason`, 'must be set'));
    else if (!reasonWhole.test(reason)) errors.push(invalidValue(`${here}.reason`, reason, reasonMessage));
    if (reason.length > 1024) errors.push(tooLong(`${here}.reason`, 1024));
    if (message.length > 32 * 1024) errors.push(tooLong(`${here}.message`, 32 * 1024));
  }
}

export function validateNamespaceStatus({ metadata, status }: Namespace): Errors {
  const phase = status?.phase ?? '';
  const [wanted, when] = metadata.deletionTimestamp === undefined ? ['Active', 'empty'] : ['Terminating', 'not empty'];
  return phase === wanted ? [] : [invalidValue('status.Phase', phase, `may only be '${wanted}' if \`deletionTimestamp\` is ${when}`)];
}

/** upstream: pkg/apis/networking/validation/validation.go (ValidateIngressLoadBalancerStatus) */
export function validateIngressStatus({ status }: Ingress): Errors {
  const errors: Errors = [];
  for (const [i, { ip = '', hostname = '' }] of (status?.loadBalancer?.ingress ?? []).entries()) {
    const here = `status.loadBalancer.ingress[${i}]`;
    if (ip !== '' && ipFamily(ip) === undefined) errors.push(invalidValue(`${here}.ip`, ip, 'must be a valid IP address'));
    if (hostname === '') continue;
    byRule(hostname.includes('*') ? isWildcardDNS1123Subdomain : isDNS1123Subdomain, hostname, `${here}.hostname`, errors);
    if (ipFamily(hostname) !== undefined) errors.push(invalidValue(`${here}.hostname`, hostname, 'must be a DNS name, not an IP address'));
  }
  return errors;
}
