import { describe, expect, it } from 'vitest';
import type { Job, Pod } from '#api/kinds.ts';
import { formatTime } from '#api/machinery/time.ts';
import { testCluster, type TestCluster } from '../common/testing.ts';
import { job as jobController } from './job.ts';
import { successOf } from './successPolicy.ts';

type Spec = Partial<Job['spec']>;

function start(spec: Spec): TestCluster {
  const cluster = testCluster(jobController);
  const labels = { app: 'j' };
  const template = { metadata: { labels }, spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } };
  const whole = {
    completionMode: 'Indexed',
    completions: 3,
    parallelism: 3,
    backoffLimit: 2_147_483_647,
    selector: { matchLabels: labels },
    template,
    ...spec,
  };
  const metadata = { name: 'j', namespace: 'default', uid: 'u', generation: 1 };
  cluster.put({ apiVersion: 'batch/v1', kind: 'Job', metadata, spec: whole, status: {} });
  cluster.run();
  return cluster;
}

const indexOf = ({ metadata }: Pod) => metadata.annotations?.['batch.kubernetes.io/job-completion-index'];
const isActive = ({ status, metadata }: Pod) =>
  status.phase !== 'Succeeded' && status.phase !== 'Failed' && metadata.deletionTimestamp === undefined;
const active = (cluster: TestCluster) => cluster.all('Pod').filter(isActive);
const status = (cluster: TestCluster) => cluster.get('Job', 'j')!.status;
const ends = (cluster: TestCluster) =>
  (status(cluster).conditions ?? []).map(({ type, reason, message }) => [type, reason, message].filter((it) => it !== undefined).join(' '));

/** The active pods of these indexes exit with the code. */
function exit(cluster: TestCluster, exitCode: number, indexes: readonly string[]): void {
  const finishedAt = formatTime(cluster.now());
  for (const pod of active(cluster).filter((it) => indexes.includes(indexOf(it) ?? ''))) {
    const containerStatuses = [{ name: 'c', restartCount: 0, state: { terminated: { exitCode, finishedAt } } }];
    cluster.put({ ...pod, status: { ...pod.status, phase: exitCode === 0 ? 'Succeeded' : 'Failed', containerStatuses } });
  }
  cluster.run(2_000);
}

/** `index failures` of the active pods, with the ignored ones where there are any. */
const counts = (cluster: TestCluster) =>
  active(cluster)
    .map((pod) =>
      [
        indexOf(pod),
        pod.metadata.annotations?.['batch.kubernetes.io/job-index-failure-count'],
        pod.metadata.annotations?.['batch.kubernetes.io/job-index-ignored-failure-count'],
      ]
        .filter((it) => it !== undefined)
        .join(' '),
    )
    .toSorted();

describe('back-off for each index', () => {
  it('an index waits by itself, and its next pod says how often it failed', () => {
    const cluster = start({ backoffLimitPerIndex: 1 });
    expect(counts(cluster)).toEqual(['0 0', '1 0', '2 0']);
    exit(cluster, 1, ['1']);
    expect(counts(cluster)).toEqual(['0 0', '2 0']);
    expect(status(cluster)).toMatchObject({ active: 2, failedIndexes: '' });
    expect(status(cluster).failed).toBeUndefined();
    cluster.run(10_000);
    expect(counts(cluster)).toEqual(['0 0', '1 1', '2 0']);
    expect(status(cluster)).toMatchObject({ active: 3, failed: 1 });
  });

  it('an index past its limit has failed, and the Job with it when all others are done', () => {
    const cluster = start({ backoffLimitPerIndex: 0 });
    exit(cluster, 1, ['1']);
    cluster.run(20_000);
    expect(status(cluster)).toMatchObject({ active: 2, failed: 1, failedIndexes: '1' });
    exit(cluster, 0, ['0', '2']);
    expect(ends(cluster)).toEqual(['Failed FailedIndexes Job has failed indexes']);
    expect(status(cluster)).toMatchObject({ succeeded: 2, failed: 1, completedIndexes: '0,2', failedIndexes: '1' });
    expect(cluster.events().at(-1)).toBe('Warning FailedIndexes Job has failed indexes');
  });

  it('more failed indexes than allowed end the Job at once', () => {
    const cluster = start({ backoffLimitPerIndex: 0, maxFailedIndexes: 1 });
    exit(cluster, 1, ['0', '1']);
    expect(ends(cluster)).toEqual(['Failed MaxFailedIndexesExceeded Job has exceeded the specified maximal number of failed indexes']);
    expect(active(cluster)).toEqual([]);
    expect(cluster.all('Pod').filter(({ metadata }) => metadata.finalizers !== undefined)).toEqual([]);
  });

  it('a rule fails the index without another try; ignored failures count for the wait only', () => {
    const onExitCodes = (value: number) => ({ operator: 'In' as const, values: [value] });
    const rules = [
      { action: 'FailIndex' as const, onExitCodes: onExitCodes(42) },
      { action: 'Ignore' as const, onExitCodes: onExitCodes(7) },
    ];
    const cluster = start({ backoffLimitPerIndex: 5, podFailurePolicy: { rules } });
    exit(cluster, 42, ['0']);
    exit(cluster, 7, ['2']);
    cluster.run(12_000);
    expect(counts(cluster)).toEqual(['1 0', '2 0 1']);
    expect(status(cluster)).toMatchObject({ failedIndexes: '0', failed: 1 });
  });
});

describe('replacing pods', () => {
  it.each([
    ['TerminatingOrFailed', 4],
    ['Failed', 3],
  ] as const)('%s: %i pods while one of three is leaving', (podReplacementPolicy, expected) => {
    const cluster = start({ podReplacementPolicy, backoffLimit: 6 });
    const leaving = active(cluster)[0]!;
    cluster.put({
      ...leaving,
      metadata: { ...leaving.metadata, deletionTimestamp: formatTime(cluster.now()), deletionGracePeriodSeconds: 30 },
    });
    cluster.run(15_000);
    expect(status(cluster).terminating).toBe(1);
    expect(cluster.all('Pod')).toHaveLength(expected);
  });
});

describe('success policy (newer than 1.28)', () => {
  it('the Job is complete when its leader is, and the other pods go without counting as failed', () => {
    const cluster = start({ successPolicy: { rules: [{ succeededIndexes: '0', succeededCount: 1 }] } });
    exit(cluster, 0, ['1']);
    expect(ends(cluster)).toEqual([]);
    exit(cluster, 0, ['0']);
    expect(ends(cluster)).toEqual([
      'SuccessCriteriaMet SuccessPolicy Matched rules at index 0',
      'Complete SuccessPolicy Matched rules at index 0',
    ]);
    expect(status(cluster)).toMatchObject({ succeeded: 2, completedIndexes: '0,1' });
    expect(status(cluster).failed).toBeUndefined();
    expect(active(cluster)).toEqual([]);
  });

  it.each<[rules: NonNullable<Spec['successPolicy']>['rules'], succeeded: readonly number[], met: number | undefined]>([
    [[{ succeededCount: 2 }], [4], undefined],
    [[{ succeededCount: 2 }], [1, 4], 0],
    [[{ succeededIndexes: '0,2-3' }], [0, 2], undefined],
    [[{ succeededIndexes: '0,2-3' }], [0, 2, 3], 0],
    [[{ succeededIndexes: '7' }, { succeededIndexes: '0-3', succeededCount: 2 }], [1, 3], 1],
    [[{ succeededCount: 0 }], [], undefined],
  ])('%j with %j: rule %s', (rules, succeeded, met) => {
    const spec = { completionMode: 'Indexed', completions: 5, successPolicy: { rules } };
    const condition = successOf({ spec } as unknown as Job, succeeded, 0);
    expect(condition?.message).toBe(met === undefined ? undefined : `Matched rules at index ${met}`);
  });
});
