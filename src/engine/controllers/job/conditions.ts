/** upstream: pkg/controller/job/job_controller.go (newCondition, ensureJobConditionStatus), utils.go (IsJobFinished) */
import type { Job } from '#api/kinds.ts';
import { formatTime } from '#api/machinery/time.ts';

export type Condition = NonNullable<Job['status']['conditions']>[number];

export const backOffLimitExceeded = { reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };
export const deadlineExceeded = { reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' };
export const failurePolicyReason = 'PodFailurePolicy';

export function conditionOf({ status }: Job, type: string): Condition | undefined {
  return status.conditions?.find((condition) => condition.type === type);
}

/** The condition that ends a Job, if it has one. */
export function finishedOf(job: Job): Condition | undefined {
  return job.status?.conditions?.find(({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True');
}

export interface Why {
  readonly reason: string;
  readonly message: string;
}

export function newCondition(type: string, why: Why | undefined, wallMs: number, status: 'True' | 'False' = 'True'): Condition {
  const at = formatTime(wallMs);
  return { type, status, lastProbeTime: at, lastTransitionTime: at, ...why };
}

/** The job with the condition in its status; the very job when it says nothing new. A False condition that was never there is not begun. */
export function ensureCondition(job: Job, condition: Condition): Job {
  const before = job.status.conditions ?? [];
  const known = before.find(({ type }) => type === condition.type);
  if (known === undefined && condition.status === 'False') return job;
  if (known !== undefined && known.status === condition.status && known.reason === condition.reason && known.message === condition.message)
    return job;
  const conditions = known === undefined ? [...before, condition] : before.map((it) => (it === known ? condition : it));
  return { ...job, status: { ...job.status, conditions } };
}
