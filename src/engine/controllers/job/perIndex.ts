/**
 * Back-off for each index: which indexes have failed, how often, and how long each waits for its next pod. The last failed pod of
 * an index keeps its finalizer until the next one is there, because the count is only told by annotations of pods.
 * upstream: pkg/controller/job/indexed_job_utils.go, backoff_utils.go (getRemainingTimePerIndex)
 */
import type { Job, Pod } from '#api/kinds.ts';
import { remainingMs, type Limits } from './backOff.ts';
import { newCondition, type Condition } from './conditions.ts';
import { judge } from './failurePolicy.ts';
import { completionIndex, parseIndexes } from './indexes.ts';
import { finishedMs, isFailed, isTracked } from './pods.ts';

export const failureCountKey = 'batch.kubernetes.io/job-index-failure-count';
export const ignoredCountKey = 'batch.kubernetes.io/job-index-ignored-failure-count';

/** An index and the failed pod that is held for it. */
export type Held = ReadonlyMap<number, Pod>;
export const noneHeld: Held = new Map();

export function isPerIndex({ spec }: Job): boolean {
  return spec.completionMode === 'Indexed' && spec.backoffLimitPerIndex !== undefined;
}

/** All indexes that have failed for good: those the status knows, and those of pods it does not know yet. */
export function failedIndexes(job: Job, pods: readonly Pod[]): readonly number[] {
  const { completions = 0 } = job.spec;
  const indexes = new Set(parseIndexes(job.status?.failedIndexes, completions));
  for (const pod of pods) {
    const index = completionIndex(pod);
    if (index !== undefined && index < completions && isTracked(pod) && failsIndex(job, pod)) indexes.add(index);
  }
  return [...indexes].toSorted((a, b) => a - b);
}

export function failsIndex(job: Job, pod: Pod): boolean {
  if (!isFailed(pod, job)) return false;
  const { action, counts } = judge(job.spec.podFailurePolicy, pod);
  return action === 'FailIndex' || (counts && countIn(pod, failureCountKey) >= (job.spec.backoffLimitPerIndex ?? 0));
}

export interface Settled {
  readonly active: readonly Pod[];
  readonly succeeded: readonly number[];
  readonly failed: readonly number[];
}

/** Of each index that is neither settled nor active the pod that failed last. */
export function heldPods(job: Job, pods: readonly Pod[], { active, succeeded, failed }: Settled): Held {
  const settled = new Set([...active.map(completionIndex), ...succeeded, ...failed]);
  const uncounted = job.status?.uncountedTerminatedPods?.failed ?? [];
  const held = new Map<number, Pod>();
  for (const pod of pods) {
    const index = completionIndex(pod);
    if (index === undefined || index >= (job.spec.completions ?? 0) || settled.has(index)) continue;
    if (!isTracked(pod) || uncounted.includes(pod.metadata.uid) || !isFailed(pod, job)) continue;
    const known = held.get(index);
    if (known === undefined || (allFailures(known) <= allFailures(pod) && finishedMs(pod) >= finishedMs(known))) held.set(index, pod);
  }
  return held;
}

/** Why the Job has failed by its indexes, if it has. */
export function indexFailure(job: Job, { succeeded, failed }: Omit<Settled, 'active'>, wallMs: number): Condition | undefined {
  const { maxFailedIndexes, completions = 0 } = job.spec;
  if (maxFailedIndexes !== undefined && failed.length > maxFailedIndexes) {
    const message = 'Job has exceeded the specified maximal number of failed indexes';
    return newCondition('Failed', { reason: 'MaxFailedIndexesExceeded', message }, wallMs);
  }
  if (failed.length === 0 || failed.length + succeeded.length < completions) return undefined;
  return newCondition('Failed', { reason: 'FailedIndexes', message: 'Job has failed indexes' }, wallMs);
}

/** How long the index of a failed pod still waits. */
export function indexWaitMs(failed: Pod | undefined, wallMs: number, limits?: Limits): number {
  if (failed === undefined) return 0;
  return remainingMs({ failures: allFailures(failed) + 1, lastFailureMs: finishedMs(failed) }, wallMs, limits);
}

export interface Ready {
  readonly now: readonly number[];
  /** Where nothing can be made now: the shortest wait. */
  readonly waitMs: number;
}

export function readyIndexes(indexes: readonly number[], held: Held, wallMs: number): Ready {
  const waits = indexes.map((index) => indexWaitMs(held.get(index), wallMs));
  const now = indexes.filter((_, i) => waits[i] === 0);
  return { now, waitMs: now.length > 0 || indexes.length === 0 ? 0 : Math.min(...waits) };
}

/** What the pod that replaces a failed one says of the failures before it. */
export function failureCounts(job: Job, replaced: Pod | undefined): Readonly<Record<string, string>> {
  if (replaced === undefined) return { [failureCountKey]: '0' };
  const { counts } = judge(job.spec.podFailurePolicy, replaced);
  const failures = countIn(replaced, failureCountKey) + (counts ? 1 : 0);
  const ignored = countIn(replaced, ignoredCountKey) + (counts ? 0 : 1);
  return { [failureCountKey]: String(failures), ...(ignored > 0 ? { [ignoredCountKey]: String(ignored) } : {}) };
}

function allFailures(pod: Pod): number {
  return countIn(pod, failureCountKey) + countIn(pod, ignoredCountKey);
}

/** What is no count counts as none: anybody may write annotations. */
export function countIn({ metadata }: Pod, key: string): number {
  const text = metadata.annotations?.[key] ?? '';
  const count = /^[+-]?\d+$/.test(text) ? Number(text) : 0;
  return count < 0 || count > 2_147_483_647 ? 0 : count;
}
