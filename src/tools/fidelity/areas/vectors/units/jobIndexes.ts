/** upstream: pkg/controller/job: back-off for each index in indexed_job_utils.go, backoff_utils.go and job_controller.go */
import type { Job, Pod } from '#api/kinds.ts';
import { parseTime } from '#api/machinery/time.ts';
import { isPodActive } from '#engine/controllers/common/pods.ts';
import { afterFinished, noFailures } from '#engine/controllers/job/backOff.ts';
import { succeededIndexes } from '#engine/controllers/job/indexes.ts';
import { countIn, failedIndexes, failsIndex, failureCountKey, heldPods, indexWaitMs } from '#engine/controllers/job/perIndex.ts';
import { isTracked } from '#engine/controllers/job/pods.ts';
import { inputOf, isFields, type Adapter, type Adapters } from '../row.ts';
import { millis } from './jobParts.ts';
import { rowAs } from './objects.ts';

interface Input {
  readonly enableJobPodFailurePolicy?: boolean;
  readonly job: Job;
  readonly pods?: readonly Pod[];
}

/** The Job of a row; a failure policy whose gate is off is not there. */
function jobOf({ job, enableJobPodFailurePolicy }: Input): Job {
  const { podFailurePolicy, ...spec } = job.spec;
  return { ...job, spec: enableJobPodFailurePolicy === true && podFailurePolicy !== undefined ? { ...spec, podFailurePolicy } : spec };
}

const failed: Adapter = (row) => {
  const it = rowAs<Input & { readonly wantFailedIndexes?: readonly { First: number; Last: number }[] }>(row);
  const wanted = (it.wantFailedIndexes ?? []).flatMap(({ First, Last }) => Array.from({ length: Last - First + 1 }, (_, i) => First + i));
  return { expected: wanted, got: failedIndexes(jobOf(it), it.pods ?? []) };
};

const isFailed: Adapter = (row) => {
  const it = rowAs<Input & { readonly pod: Pod; readonly wantResult: boolean }>(row);
  return { expected: it.wantResult, got: failsIndex(jobOf(it), it.pod) };
};

const held: Adapter = (row) => {
  if (inputOf(row)['expectedRmFinalizers'] !== null) return { leftOut: 'there are no expectations here' };
  const it = rowAs<Input & { readonly wantPodsWithDelayedDeletionPerIndex?: readonly string[] }>(row);
  const [job, pods] = [jobOf(it), it.pods ?? []];
  const settled = { active: pods.filter(isPodActive), succeeded: succeededIndexes(job, pods, isTracked), failed: failedIndexes(job, pods) };
  const uids = [...heldPods(job, pods, settled).values()].map(({ metadata }) => metadata.uid);
  return { expected: (it.wantPodsWithDelayedDeletionPerIndex ?? []).toSorted(), got: uids.toSorted() };
};

const counted: Adapter = (row) => {
  const { pod, wantResult } = rowAs<{ readonly pod: Pod; readonly wantResult: number }>(row);
  return { expected: wantResult, got: countIn(pod, failureCountKey) };
};

const wait: Adapter = (row) => {
  const it = rowAs<{ lastFailedPod?: Pod; currentTime: string; defaultBackoff: string; maxBackoff: string; wantDuration: string }>(row);
  const limits = { firstMs: millis(it.defaultBackoff), longestMs: millis(it.maxBackoff) };
  return { expected: millis(it.wantDuration), got: indexWaitMs(it.lastFailedPod, parseTime(it.currentTime) ?? 0, limits) };
};

interface Record {
  readonly failuresAfterLastSuccess: number;
  readonly lastFailureTime?: string;
}

const recorded: Adapter = (row) => {
  const initializer = inputOf(row)['storeInitializer'];
  if (!isFields(initializer) || !String(initializer['$func']).endsWith('.func1')) return { leftOut: 'the row holds a Go closure' };
  const it = rowAs<{ newFailedPods?: readonly string[]; newSucceededPods?: readonly string[]; wantBackoffRecord: Record }>(row);
  const podsOf = (times: readonly string[] = []) => times.map((finishedAt) => ended(finishedAt));
  const got = afterFinished(noFailures, { succeeded: podsOf(it.newSucceededPods), failed: podsOf(it.newFailedPods) });
  const { failuresAfterLastSuccess, lastFailureTime } = it.wantBackoffRecord;
  return {
    expected: [failuresAfterLastSuccess, lastFailureTime === undefined ? undefined : parseTime(lastFailureTime)],
    got: [got.failures, got.lastFailureMs],
  };
};

function ended(finishedAt: string): Pod {
  return { metadata: {}, status: { containerStatuses: [{ state: { terminated: { finishedAt } } }] } } as unknown as Pod;
}

export const jobIndexes: Adapters = {
  TestCalculateFailedIndexes: failed,
  TestIsIndexFailed: isFailed,
  TestGetPodsWithDelayedDeletionPerIndex: held,
  TestGetIndexFailureCount: counted,
  TestGetRemainingBackoffTimePerIndex: wait,
  TestNewBackoffRecord: recorded,
};
