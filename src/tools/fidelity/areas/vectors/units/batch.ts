/** upstream: pkg/controller/daemon/util, job, cronjob, nodelifecycle/scheduler; robfig/cron (cron_next) */
import type { Job, Pod } from '#api/kinds.ts';
import { nextCron, parseCron } from '#api/machinery/cron.ts';
import { formatTime, parseTime } from '#api/machinery/time.ts';
import { isUpdated, withNode } from '#engine/controllers/daemonset/template.ts';
import { judge } from '#engine/controllers/job/failurePolicy.ts';
import { firstPending } from '#engine/controllers/job/indexes.ts';
import { indexedPrefix } from '#engine/controllers/job/manage.ts';
import { shortestMs } from '#engine/controllers/nodelifecycle/taintEviction.ts';
import type { Answer } from '../../verdicts.ts';
import { inputOf, plain, type Adapters, type Fields } from '../row.ts';
import { jobIndexes } from './jobIndexes.ts';
import { jobParts } from './jobParts.ts';
import { jobTrack } from './jobTrack.ts';
import { jobSyncs } from './jobSync.ts';
import { rowAs } from './objects.ts';

const never = '0001-01-01T00:00:00Z';

/** One schedule: why it cannot be read, or what comes after some moments. */
export function cronAnswer({ schedule, err, next }: Fields): Answer {
  const parsed = parseCron(String(schedule));
  if (!parsed.ok) return { expected: err, got: parsed.message };
  const runs = (next ?? []) as readonly { readonly after: string; readonly next: readonly string[] }[];
  const got = runs.map(({ after, next: times }) => {
    let at = parseTime(after);
    const found = times.map(() => {
      at = at === undefined ? undefined : nextCron(parsed.value, at);
      return at === undefined ? never : formatTime(at);
    });
    return { after, next: found };
  });
  return { expected: next, got };
}

export const daemonUtils: Adapters = {
  TestIsPodUpdated: (row) => {
    const {
      pod,
      hash,
      templateGeneration,
      isUpdated: expected,
    } = rowAs<{ pod: Pod; hash?: string; templateGeneration?: number; isUpdated: boolean }>(row);
    return { expected, got: isUpdated(pod, hash ?? '', templateGeneration === undefined ? undefined : String(templateGeneration)) };
  },
  TestReplaceDaemonSetPodNodeNameNodeAffinity: (row) => {
    const { affinity, expected, hostname } = rowAs<{ affinity?: Pod['spec']['affinity']; expected: unknown; hostname: string }>(row);
    return { expected: plain(expected), got: withNode(affinity, hostname) };
  },
};

export const jobs: Adapters = {
  ...jobSyncs,
  ...jobParts,
  ...jobIndexes,
  ...jobTrack,
  TestFirstPendingIndexes: (row) => {
    interface Input {
      readonly activePods?: readonly { readonly Index: string }[];
      readonly succeededIndexes?: readonly { readonly First: number; readonly Last: number }[];
      readonly failedIndexes?: readonly { readonly First: number; readonly Last: number }[];
      readonly cnt?: number;
      readonly completions?: number;
      readonly want?: readonly number[];
    }
    const { activePods = [], succeededIndexes = [], failedIndexes = [], cnt = 0, completions = 0, want = [] } = rowAs<Input>(row);
    const taken = new Set<number | undefined>(activePods.map(({ Index }) => Number(Index)));
    for (const { First, Last } of [...succeededIndexes, ...failedIndexes])
      for (let index = First; index <= Last; index += 1) taken.add(index);
    return { expected: want, got: firstPending(cnt, completions, taken) };
  },
  TestMatchPodFailurePolicy: (row) => {
    interface Input {
      readonly failedPod: Pod;
      readonly podFailurePolicy?: Job['spec']['podFailurePolicy'];
      readonly wantAction?: string;
      readonly wantCountFailed: boolean;
      readonly wantJobFailureMessage?: string;
      readonly enableJobBackoffLimitPerIndex?: boolean;
    }
    const input = rowAs<Input>(row);
    // The server drops rules that fail an index while the gate is off.
    const kept = (input.podFailurePolicy?.rules ?? []).filter(
      (rule) => input.enableJobBackoffLimitPerIndex === true || rule.action !== 'FailIndex',
    );
    const { action, counts, failJob } = judge({ rules: kept }, input.failedPod);
    const expected = [input.wantAction, input.wantCountFailed, input.wantJobFailureMessage];
    return { expected, got: [action, counts, failJob] };
  },
  TestPodGenerateNameWithIndex: (row) => {
    const { jobname, index, wantPodGenerateName } = inputOf(row);
    return { expected: wantPodGenerateName, got: indexedPrefix(String(jobname), Number(index)) };
  },
};

export const taintManager: Adapters = {
  TestGetMinTolerationTime: (row) => {
    const { tolerations = [], expected } = rowAs<{ tolerations?: Parameters<typeof shortestMs>[0]; expected: string }>(row);
    if (tolerations.length === 0) return { leftOut: 'nobody asks here about no tolerations' };
    const shortest = shortestMs(tolerations);
    return { expected, got: shortest === undefined ? '-1ns' : `${shortest / 1000}s` };
  },
};
