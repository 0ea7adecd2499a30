/** upstream: pkg/controller/job: indexed_job_utils.go, backoff_utils.go, utils.go, the counting of pods in job_controller.go */
import type { Job, Pod } from '#api/kinds.ts';
import { formatTime, parseTime } from '#api/machinery/time.ts';
import { remainingMs } from '#engine/controllers/job/backOff.ts';
import { ensureCondition, finishedOf, newCondition, type Condition } from '#engine/controllers/job/conditions.ts';
import { duplicates, indexKey, parseIndexes, succeededIndexes } from '#engine/controllers/job/indexes.ts';
import { finishedMs, isTracked, newlyFinished, trackingFinalizer } from '#engine/controllers/job/pods.ts';
import { inputOf, isFields, type Adapter, type Adapters } from '../row.ts';
import { rowAs, timesIn } from './objects.ts';

interface Indexed {
  readonly Index: string;
  readonly Phase: string;
}

interface Interval {
  readonly First: number;
  readonly Last: number;
}

/** The tests' word for a pod without an index. */
const noIndex = 'noIndex';

function podOf({ Index, Phase }: Indexed, i: number): Pod {
  const annotations = Index === noIndex ? {} : { [indexKey]: Index };
  const metadata = { name: `p${i}`, uid: `u${i}`, creationTimestamp: '2026-01-01T00:00:00Z', annotations, finalizers: [trackingFinalizer] };
  return { metadata, spec: { containers: [] }, status: { phase: Phase } } as unknown as Pod;
}

function briefly(pods: readonly Pod[]): readonly string[] {
  return pods.map(({ metadata, status }) => `${metadata.annotations?.[indexKey] ?? noIndex} ${status.phase}`).toSorted();
}

const surplus: Adapter = (row) => {
  const {
    completions,
    pods = [],
    wantRm = [],
    wantLeft = [],
  } = rowAs<{ completions: number; pods?: Indexed[]; wantRm?: Indexed[]; wantLeft?: Indexed[] }>(row);
  const got = duplicates(pods.map(podOf), completions, parseTime('2026-01-02T00:00:00Z') ?? 0);
  return { expected: [briefly(wantRm.map(podOf)), briefly(wantLeft.map(podOf))], got: [briefly(got.surplus), briefly(got.left)] };
};

function numbersIn(intervals: readonly Interval[] = []): readonly number[] {
  return intervals.flatMap(({ First, Last }) => Array.from({ length: Last - First + 1 }, (_, i) => First + i));
}

const succeeded: Adapter = (row) => {
  const it = rowAs<{
    completions: number;
    pods?: Indexed[];
    prevSucceeded: string;
    wantStatusIntervals?: Interval[];
    wantIntervals?: Interval[];
  }>(row);
  const job = { spec: { completions: it.completions }, status: { completedIndexes: it.prevSucceeded } } as unknown as Job;
  const now = succeededIndexes(job, (it.pods ?? []).map(podOf), isTracked);
  return {
    expected: [numbersIn(it.wantStatusIntervals), numbersIn(it.wantIntervals)],
    got: [parseIndexes(it.prevSucceeded, it.completions), now.toSorted((a, b) => a - b)],
  };
};

const finishTime: Adapter = (row) => {
  const { pod, wantFinishTime } = rowAs<{ pod: Pod; wantFinishTime: string }>(row);
  return { expected: wantFinishTime, got: formatTime(finishedMs(pod)) };
};

const newlyEnded: Adapter = (row) => {
  const it = rowAs<{ job: Job; pods?: Pod[]; wantSucceeded?: number; wantFailed?: number }>(row);
  if ((inputOf(row)['expectedRmFinalizers'] ?? null) !== null) return { leftOut: 'there are no expectations here' };
  const raw = inputOf(row)['pods'];
  const pods = (it.pods ?? []).map((pod, i) => (isBeingDeleted(Array.isArray(raw) ? raw[i] : undefined) ? deleted(pod) : pod));
  const got = newlyFinished(it.job, pods);
  const { succeeded: known = 0, failed = 0, uncountedTerminatedPods = {} } = it.job.status;
  return {
    expected: [it.wantSucceeded ?? 0, it.wantFailed ?? 0],
    got: [
      known + (uncountedTerminatedPods.succeeded?.length ?? 0) + got.succeeded.length,
      failed + (uncountedTerminatedPods.failed?.length ?? 0) + got.failed.length,
    ],
  };
};

/** Go's zero time reads as null, but it is there. */
export function isBeingDeleted(pod: unknown): boolean {
  return isFields(pod) && isFields(pod['metadata']) && 'deletionTimestamp' in pod['metadata'];
}

function deleted(pod: Pod): Pod {
  return { ...pod, metadata: { ...pod.metadata, deletionTimestamp: '0001-01-01T00:00:00Z' } };
}

const remaining: Adapter = (row) => {
  interface Input {
    readonly backoffRecord: { readonly failuresAfterLastSuccess: number; readonly lastFailureTime?: string };
    readonly currentTime: string;
    readonly defaultBackoff: string;
    readonly maxBackoff: string;
    readonly wantDuration: string;
  }
  const it = rowAs<Input>(row);
  const { failuresAfterLastSuccess: failures, lastFailureTime } = it.backoffRecord;
  const record = { failures, ...(lastFailureTime === undefined ? {} : { lastFailureMs: parseTime(lastFailureTime) ?? 0 }) };
  const got = remainingMs(record, parseTime(it.currentTime) ?? 0, { firstMs: millis(it.defaultBackoff), longestMs: millis(it.maxBackoff) });
  return { expected: millis(it.wantDuration), got };
};

const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** `11m40s`. */
export function millis(text: string): number {
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(ms|h|m|s)/g)) sum += Number(amount) * (units[unit ?? ''] ?? 0);
  return sum;
}

const finished: Adapter = (row) => {
  const { conditionType, conditionStatus, expectJobNotFinished } = inputOf(row);
  const job = { status: { conditions: [{ type: conditionType, status: conditionStatus }] } } as unknown as Job;
  return { expected: expectJobNotFinished, got: finishedOf(job) === undefined };
};

const ensured: Adapter = (row) => {
  interface Input {
    readonly haveList?: Condition[];
    readonly expectList?: Condition[];
    readonly expectUpdate: boolean;
    readonly wantType: string;
    readonly wantStatus: 'True' | 'False';
    readonly wantReason: string;
  }
  const it = rowAs<Input>(row);
  const job = { status: { conditions: it.haveList ?? [] } } as unknown as Job;
  const wallMs = parseTime(timesIn(row.in)[0] ?? '') ?? 0;
  const next = ensureCondition(
    job,
    newCondition(it.wantType, { reason: it.wantReason } as Parameters<typeof newCondition>[1], wallMs, it.wantStatus),
  );
  const brief = (list: readonly Condition[] = []) => list.map(({ type, status, reason }) => [type, status, reason]);
  return { expected: [it.expectUpdate, brief(it.expectList)], got: [next !== job, brief(next.status.conditions)] };
};

export const jobParts: Adapters = {
  TestAppendDuplicatedIndexPodsForRemoval: surplus,
  TestCalculateSucceededIndexes: succeeded,
  TestGetFinishedTime: finishTime,
  TestGetNewFinshedPods: newlyEnded,
  TestGetRemainingBackoffTime: remaining,
  TestIsJobFinished: finished,
  TestEnsureJobConditions: ensured,
};
