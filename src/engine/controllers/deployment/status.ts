/**
 * The status of a Deployment, and whether its rollout is done, goes on, or is stuck.
 * upstream: pkg/controller/deployment/progress.go, sync.go (calculateStatus), util/deployment_util.go
 */
import type { Deployment, ReplicaSet } from '#api/kinds.ts';
import { parseTime } from '#api/machinery/time.ts';
import {
  conditionOf,
  newCondition,
  reasons,
  withCondition,
  withoutCondition,
  type DeploymentCondition,
  type DeploymentStatus,
  type Verdict,
} from './conditions.ts';
import { maxUnavailable, wanted } from './fenceposts.ts';
import { totalSize, totalStatus } from './replicaSets.ts';

const noDeadline = 2_147_483_647;

export interface Rollout {
  readonly newSet: ReplicaSet | undefined;
  readonly oldSets: readonly ReplicaSet[];
}

export function allSets({ newSet, oldSets }: Rollout): readonly ReplicaSet[] {
  return newSet === undefined ? oldSets : [...oldSets, newSet];
}

export function hasDeadline(d: Deployment): boolean {
  return d.spec.progressDeadlineSeconds !== undefined && d.spec.progressDeadlineSeconds !== noDeadline;
}

/** Counts, and whether enough pods are available. Counts of zero are left out, as in JSON of the server. */
export function countedStatus(d: Deployment, rollout: Rollout, wallMs: number): DeploymentStatus {
  const all = allSets(rollout);
  const available = totalStatus(all, 'availableReplicas');
  const { collisionCount, conditions } = d.status;
  const status: DeploymentStatus = {
    observedGeneration: d.metadata.generation ?? 0,
    ...positive('replicas', totalStatus(all, 'replicas')),
    ...positive('updatedReplicas', rollout.newSet?.status.replicas ?? 0),
    ...positive('readyReplicas', totalStatus(all, 'readyReplicas')),
    ...positive('availableReplicas', available),
    ...positive('unavailableReplicas', totalSize(all) - available),
    ...(conditions === undefined ? {} : { conditions }),
    ...(collisionCount === undefined ? {} : { collisionCount }),
  };
  const enough = available >= wanted(d) - maxUnavailable(d);
  return withCondition(status, newCondition(enough ? isAvailable : isUnavailable, wallMs));
}

const isAvailable: Verdict = {
  type: 'Available',
  status: 'True',
  reason: 'MinimumReplicasAvailable',
  message: 'Deployment has minimum availability.',
};
const isUnavailable: Verdict = {
  type: 'Available',
  status: 'False',
  reason: 'MinimumReplicasUnavailable',
  message: 'Deployment does not have minimum availability.',
};

function positive<Name extends string>(name: Name, count: number): { readonly [key in Name]?: number } {
  return (count > 0 ? { [name]: count } : {}) as { readonly [key in Name]?: number };
}

/** All pods wanted are of the new template and available, and no others are left. */
export function isComplete(d: Deployment, status: DeploymentStatus): boolean {
  return (
    (status.updatedReplicas ?? 0) === wanted(d) &&
    (status.replicas ?? 0) === wanted(d) &&
    (status.availableReplicas ?? 0) === wanted(d) &&
    (status.observedGeneration ?? 0) >= (d.metadata.generation ?? 0)
  );
}

/** More new pods, fewer old ones, or more that are ready or available than when the status was last written. */
export function isProgressing(old: DeploymentStatus, status: DeploymentStatus): boolean {
  const oldOnes = ({ replicas = 0, updatedReplicas = 0 }: DeploymentStatus) => replicas - updatedReplicas;
  return (
    (status.updatedReplicas ?? 0) > (old.updatedReplicas ?? 0) ||
    oldOnes(status) < oldOnes(old) ||
    (status.readyReplicas ?? 0) > (old.readyReplicas ?? 0) ||
    (status.availableReplicas ?? 0) > (old.availableReplicas ?? 0)
  );
}

/** Whether the last sign of progress is longer ago than the deadline allows. */
function isTimedOut(d: Deployment, status: DeploymentStatus, wallMs: number): boolean {
  const condition = conditionOf(status, 'Progressing');
  if (!hasDeadline(d) || condition === undefined || condition.reason === reasons.available) return false;
  if (condition.reason === reasons.timedOut) return true;
  return deadlineMs(d, condition) < wallMs;
}

function deadlineMs(d: Deployment, condition: DeploymentCondition): number {
  return (parseTime(condition.lastUpdateTime ?? '') ?? 0) + (d.spec.progressDeadlineSeconds ?? 0) * 1000;
}

/** The status of a rollout that goes on: counts, progress, and failures of the ReplicaSets. */
export function rolloutStatus(d: Deployment, rollout: Rollout, wallMs: number): DeploymentStatus {
  const counted = countedStatus(d, rollout, wallMs);
  const status = hasDeadline(d) ? withProgress(d, counted, { rollout, wallMs }) : withoutCondition(counted, 'Progressing');
  const failure = failureOf(rollout);
  return failure === undefined ? withoutCondition(status, 'ReplicaFailure') : withCondition(status, failure);
}

function withProgress(
  d: Deployment,
  status: DeploymentStatus,
  { rollout, wallMs }: { rollout: Rollout; wallMs: number },
): DeploymentStatus {
  const current = conditionOf(d.status, 'Progressing');
  const settled = (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === reasons.available;
  if (settled) return status;
  const subject = rollout.newSet === undefined ? `Deployment "${d.metadata.name}"` : `ReplicaSet "${rollout.newSet.metadata.name}"`;
  const say = (state: Verdict['status'], reason: string, message: string) =>
    newCondition({ type: 'Progressing', status: state, reason, message: `${subject} ${message}` }, wallMs);
  if (isComplete(d, status)) return withCondition(status, say('True', reasons.available, 'has successfully progressed.'));
  if (isProgressing(d.status, status)) {
    const fresh = say('True', reasons.updated, 'is progressing.');
    const kept = current?.status === 'True' ? { lastTransitionTime: current.lastTransitionTime } : {};
    // The time of the update moves with every sign of progress, although status and reason stay.
    return withCondition(withoutCondition(status, 'Progressing'), { ...fresh, ...kept } as DeploymentCondition);
  }
  return isTimedOut(d, status, wallMs) ? withCondition(status, say('False', reasons.timedOut, 'has timed out progressing.')) : status;
}

/** The failure of the new ReplicaSet, or else of any. */
function failureOf(rollout: Rollout): DeploymentCondition | undefined {
  const candidates = rollout.newSet === undefined ? rollout.oldSets : [rollout.newSet, ...rollout.oldSets];
  for (const rs of candidates) {
    const failure = rs.status.conditions?.find(({ type }) => type === 'ReplicaFailure');
    if (failure === undefined) continue;
    const { status, reason, message, lastTransitionTime } = failure;
    return {
      type: 'ReplicaFailure',
      status,
      lastUpdateTime: lastTransitionTime,
      lastTransitionTime,
      reason,
      message,
    } as DeploymentCondition;
  }
  return undefined;
}

/** When to look again at a rollout that shows no progress: just after its deadline. Undefined when nothing is to be waited for. */
export function stuckCheckMs(d: Deployment, status: DeploymentStatus, wallMs: number): number | undefined {
  const current = conditionOf(d.status, 'Progressing');
  if (!hasDeadline(d) || current === undefined || isComplete(d, status) || current.reason === reasons.timedOut) return undefined;
  const after = deadlineMs(d, current) - wallMs;
  return after < 1000 ? Math.max(after + 1, 5) : after + 1000;
}
