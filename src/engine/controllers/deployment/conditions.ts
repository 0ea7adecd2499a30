/**
 * Conditions of a Deployment and the rules by which they replace each other.
 * upstream: pkg/controller/deployment/util/deployment_util.go
 */
import type { Deployment } from '#api/kinds.ts';
import { formatTime } from '#api/machinery/time.ts';

export type DeploymentStatus = Deployment['status'];
export type DeploymentCondition = NonNullable<DeploymentStatus['conditions']>[number];
export type ConditionType = 'Available' | 'Progressing' | 'ReplicaFailure';

export const reasons = {
  created: 'NewReplicaSetCreated',
  found: 'FoundNewReplicaSet',
  updated: 'ReplicaSetUpdated',
  available: 'NewReplicaSetAvailable',
  createFailed: 'ReplicaSetCreateError',
  timedOut: 'ProgressDeadlineExceeded',
  paused: 'DeploymentPaused',
  resumed: 'DeploymentResumed',
} as const;

export interface Verdict {
  readonly type: ConditionType;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

export function newCondition(verdict: Verdict, wallMs: number): DeploymentCondition {
  const now = formatTime(wallMs);
  const { type, status, reason, message } = verdict;
  return { type, status, lastUpdateTime: now, lastTransitionTime: now, reason, message };
}

export function conditionOf(status: DeploymentStatus | undefined, type: ConditionType): DeploymentCondition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}

/** Sets a condition unless status and reason stay the same; the time of transition moves only with the status. */
export function withCondition(status: DeploymentStatus, condition: DeploymentCondition): DeploymentStatus {
  const current = conditionOf(status, condition.type as ConditionType);
  if (current !== undefined && current.status === condition.status && current.reason === condition.reason) return status;
  const kept = current !== undefined && current.status === condition.status ? { lastTransitionTime: current.lastTransitionTime } : {};
  const others = (status.conditions ?? []).filter(({ type }) => type !== condition.type);
  return { ...status, conditions: [...others, { ...condition, ...kept } as DeploymentCondition] };
}

export function withoutCondition(status: DeploymentStatus, type: ConditionType): DeploymentStatus {
  if (conditionOf(status, type) === undefined) return status;
  const { conditions = [], ...rest } = status;
  const others = conditions.filter((condition) => condition.type !== type);
  return others.length === 0 ? rest : { ...rest, conditions: others };
}
