/**
 * The Job's count of its finished pods. A pod is first noted in the status by its uid, then let go by taking away its
 * finalizer, and then counted, so that no pod is counted twice or lost, whenever the controller stops.
 * upstream: pkg/controller/job/job_controller.go (trackJobStatusAndRemoveFinalizers, flushUncountedAndRemoveFinalizers)
 */
import type { Job, Pod } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import type { Reconcile } from '#engine/client/controller.ts';
import { messageOf } from '../common/claim.ts';
import { conditionOf, ensureCondition, newCondition, type Condition } from './conditions.ts';
import { judge } from './failurePolicy.ts';
import { completionIndex, formatIndexes, succeededIndexes } from './indexes.ts';
import type { Held } from './perIndex.ts';
import { hasValidIndex, isFailed, isTracked, removeFinalizer } from './pods.ts';

/** So many finished pods are noted at a time. */
const maxUncounted = 500;

type Status = Job['status'];
type Does = Pick<Reconcile, 'client' | 'wallMs'>;

export interface Tracked {
  readonly error?: string;
  /** The condition with which the Job has just ended. */
  readonly ended?: Condition;
  readonly job: Job;
}

/** What is told before the pods are let go, and what ends the Job after it. */
const interim: Readonly<Record<string, string>> = { FailureTarget: 'Failed', SuccessCriteriaMet: 'Complete' };

interface Noted {
  readonly release: readonly Pod[];
  readonly succeeded: readonly string[];
  readonly failed: readonly string[];
  readonly complete: boolean;
}

export interface Found {
  readonly pods: readonly Pod[];
  readonly finished: Condition | undefined;
  /** Failed pods that are not let go yet. */
  readonly held: Held;
  /** Where indexes can fail. */
  readonly failedIndexes: readonly number[] | undefined;
}

/** `job` already has the new counts of active pods; `stored` is what the server has. */
export function track(stored: Job, job: Job, found: Found, r: Does): Tracked {
  const { pods } = found;
  const tracked = new Set<string>(pods.filter(isTracked).map((pod) => pod.metadata.uid));
  const counted = count(job.status, tracked);
  const noted = note({ ...job, status: counted }, found);
  let next: Job = {
    ...job,
    status: withIndexes(withUncounted(counted, noted), job, { released: noted.release, failed: found.failedIndexes }),
  };
  let finished = found.finished;
  const then = finished === undefined ? undefined : interim[finished.type];
  if (finished !== undefined && then !== undefined) {
    if (conditionOf(next, finished.type) === undefined)
      next = { ...next, status: { ...next.status, conditions: [...(next.status.conditions ?? []), finished] } };
    finished = newCondition(then, { reason: finished.reason ?? '', message: finished.message ?? '' }, r.wallMs);
  }
  const flushed = flush(stored, next, r);
  if (typeof flushed === 'string') return { error: flushed, job: stored };
  let error: string | undefined;
  for (const pod of noted.release) {
    const failed = removeFinalizer(pod, r);
    if (failed === undefined) tracked.delete(pod.metadata.uid);
    error ??= failed;
  }
  const settled = { ...flushed, status: count(flushed.status, tracked) };
  const ended = noted.complete && error === undefined && isEmpty(settled.status.uncountedTerminatedPods) ? finished : undefined;
  const last = ended === undefined ? settled : end(settled, ended);
  const written = flush(flushed, last, r);
  if (typeof written === 'string') return { error: written, job: flushed };
  return { job: written, ...(error === undefined ? {} : { error }), ...(ended === undefined ? {} : { ended }) };
}

function end(job: Job, condition: Condition): Job {
  const ended = ensureCondition(job, condition);
  if (condition.type !== 'Complete') return ended;
  return { ...ended, status: { ...ended.status, completionTime: condition.lastTransitionTime as string } };
}

function isHeld(pod: Pod, held: Held): boolean {
  const index = completionIndex(pod);
  return index !== undefined && held.get(index)?.metadata.uid === pod.metadata.uid;
}

/** Which pods may go now and which of them are to be noted. */
function note(job: Job, { pods, finished, held }: Found): Noted {
  const { succeeded = [], failed = [] } = job.status.uncountedTerminatedPods ?? {};
  const indexed = job.spec.completionMode === 'Indexed';
  const fails = finished !== undefined && finished.type !== 'SuccessCriteriaMet';
  const letsAllGo = finished !== undefined || job.metadata.deletionTimestamp !== undefined;
  let indexes = 0;
  const noted = { release: [] as Pod[], succeeded: [...succeeded], failed: [...failed] };
  for (const pod of pods) {
    if (!isTracked(pod)) continue;
    const { uid } = pod.metadata;
    const isOver = isFailed(pod, job) || pod.status.phase === 'Succeeded';
    if (!letsAllGo && (!isOver || isHeld(pod, held))) continue;
    noted.release.push(pod);
    if (pod.status.phase === 'Succeeded' && !noted.failed.includes(uid)) {
      if (indexed) indexes += 1;
      else if (!noted.succeeded.includes(uid)) noted.succeeded.push(uid);
    } else if ((isFailed(pod, job) || fails) && !noted.failed.includes(uid) && hasValidIndex(pod, job)) {
      if (job.spec.podFailurePolicy === undefined || judge(job.spec.podFailurePolicy, pod).counts) noted.failed.push(uid);
    }
    if (indexes + noted.succeeded.length + noted.failed.length >= maxUncounted) return { ...noted, complete: false };
  }
  return { ...noted, complete: true };
}

/** Noted pods that no longer hold the finalizer become numbers. */
function count(status: Status, tracked: ReadonlySet<string>): Status {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {};
  const gone = (uids: readonly string[]) => uids.filter((uid) => !tracked.has(uid)).length;
  const left = (uids: readonly string[]) => uids.filter((uid) => tracked.has(uid));
  const moved = [gone(succeeded), gone(failed)] as const;
  if (moved[0] === 0 && moved[1] === 0) return status;
  const sums = { succeeded: (status.succeeded ?? 0) + moved[0], failed: (status.failed ?? 0) + moved[1] };
  return withUncounted(withCounts(status, sums), { succeeded: left(succeeded), failed: left(failed) });
}

function withCounts(status: Status, { succeeded, failed }: { readonly succeeded: number; readonly failed: number }): Status {
  const { succeeded: _succeeded, failed: _failed, ...rest } = status;
  return { ...rest, ...(succeeded === 0 ? {} : { succeeded }), ...(failed === 0 ? {} : { failed }) };
}

function withUncounted(status: Status, { succeeded, failed }: Pick<Noted, 'succeeded' | 'failed'>): Status {
  const uncountedTerminatedPods = { ...(succeeded.length === 0 ? {} : { succeeded }), ...(failed.length === 0 ? {} : { failed }) };
  return { ...status, uncountedTerminatedPods };
}

interface Indexes {
  readonly released: readonly Pod[];
  readonly failed: readonly number[] | undefined;
}

/** Indexes need no uids: an index is succeeded once, however often it is counted. */
function withIndexes(status: Status, job: Job, { released, failed }: Indexes): Status {
  if (job.spec.completionMode !== 'Indexed') return status;
  const indexes = succeededIndexes(job, released, isTracked);
  const {
    completedIndexes: _before,
    failedIndexes: _too,
    ...bare
  } = withCounts(status, { succeeded: indexes.length, failed: status.failed ?? 0 });
  const rest = failed === undefined ? bare : { ...bare, failedIndexes: formatIndexes(failed) };
  return indexes.length === 0 ? rest : { ...rest, completedIndexes: formatIndexes(indexes) };
}

function isEmpty(uncounted: Status['uncountedTerminatedPods']): boolean {
  return (uncounted?.succeeded ?? []).length === 0 && (uncounted?.failed ?? []).length === 0;
}

function flush(stored: Job, job: Job, r: Does): Job | string {
  if (equalJson(stored.status, job.status)) return { ...job, metadata: stored.metadata };
  const written = r.client.updateStatus('Job', { ...job, metadata: stored.metadata });
  return written.ok ? written.value : messageOf(written.status);
}
