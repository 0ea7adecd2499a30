/**
 * What a Job asks about its pods: are they counted, have they finished, and when.
 * upstream: pkg/controller/job/job_controller.go (isPodFailed, getNewFinishedPods), backoff_utils.go (getFinishedTime)
 */
import type { Job, Pod } from '#api/kinds.ts';
import { parseTime } from '#api/machinery/time.ts';
import type { Reconcile } from '#engine/client/controller.ts';
import { isNotFound } from '#engine/client/client.ts';
import { messageOf } from '../common/claim.ts';
import { completionIndex } from './indexes.ts';

export const trackingFinalizer = 'batch.kubernetes.io/job-tracking';

/** A pod keeps this finalizer until the Job's status counts it. */
export function isTracked(pod: Pod): boolean {
  return pod.metadata.finalizers?.includes(trackingFinalizer) ?? false;
}

/** A pod is replaced only when it has ended: a failure policy wants to see how. */
export function waitsForEnd({ spec }: Job): boolean {
  return spec.podReplacementPolicy === 'Failed' || spec.podFailurePolicy !== undefined;
}

/** A deleted pod counts as failed at once, unless its end is waited for. */
export function isFailed(pod: Pod, job: Job): boolean {
  if (pod.status.phase === 'Failed') return true;
  if (waitsForEnd(job)) return false;
  return pod.metadata.deletionTimestamp !== undefined && pod.status.phase !== 'Succeeded';
}

export interface NewlyFinished {
  readonly succeeded: readonly Pod[];
  readonly failed: readonly Pod[];
}

/** Finished pods that the status does not know of yet. */
export function newlyFinished(job: Job, pods: readonly Pod[]): NewlyFinished {
  const { succeeded = [], failed = [] } = job.status.uncountedTerminatedPods ?? {};
  const countable = (pod: Pod, known: readonly string[]) => isTracked(pod) && !known.includes(pod.metadata.uid) && hasValidIndex(pod, job);
  return {
    succeeded: pods.filter((pod) => pod.status.phase === 'Succeeded' && countable(pod, succeeded)),
    failed: pods.filter((pod) => isFailed(pod, job) && countable(pod, failed)),
  };
}

/** Pods of an indexed Job count only with an index in range. */
export function hasValidIndex(pod: Pod, job: Job): boolean {
  if (job.spec.completionMode !== 'Indexed') return true;
  const index = completionIndex(pod);
  return index !== undefined && index < (job.spec.completions ?? 0);
}

/** When the pod finished, in milliseconds of the Unix epoch, as well as it can be known. */
export function finishedMs(pod: Pod): number {
  const statuses = pod.status.containerStatuses ?? [];
  const ends = statuses.map((status) => timeOf(status.state?.terminated?.finishedAt));
  if (ends.length > 0 && ends.every((end) => end !== undefined)) return Math.max(...ends);
  const unready = pod.status.conditions?.find((condition) => condition.type === 'Ready' && condition.status === 'False');
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, creationTimestamp } = pod.metadata;
  const deleted = timeOf(deletionTimestamp);
  return (
    timeOf(unready?.lastTransitionTime) ??
    (deleted === undefined ? undefined : deleted - deletionGracePeriodSeconds * 1000) ??
    timeOf(creationTimestamp) ??
    0
  );
}

function timeOf(text: string | null | undefined): number | undefined {
  return text === undefined || text === null ? undefined : parseTime(text);
}

/** Lets a pod go; a pod that is gone needs no more. A refusal of any other kind means that it may still be counted later. */
export function removeFinalizer(pod: Pod, r: Pick<Reconcile, 'client'>): string | undefined {
  if (!isTracked(pod)) return undefined;
  const { namespace, name, uid } = pod.metadata;
  const body = { metadata: { uid, '$deleteFromPrimitiveList/finalizers': [trackingFinalizer] } };
  const patched = r.client.patch('Pod', { namespace, name }, { type: 'strategic', body });
  return patched.ok || isNotFound(patched.status) ? undefined : messageOf(patched.status);
}
