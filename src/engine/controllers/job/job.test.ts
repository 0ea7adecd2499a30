import { describe, expect, it } from 'vitest';
import type { Job, Pod } from '#api/kinds.ts';
import { formatTime } from '#api/machinery/time.ts';
import { testCluster, type TestCluster } from '../common/testing.ts';
import { afterFinished, noFailures, remainingMs } from './backOff.ts';
import { judge } from './failurePolicy.ts';
import { formatIndexes, parseIndexes } from './indexes.ts';
import { job as jobController } from './job.ts';
import { indexedPrefix } from './manage.ts';

type Spec = Partial<Job['spec']>;

function start(spec: Spec = {}): TestCluster {
  const cluster = testCluster(jobController);
  const labels = { 'batch.kubernetes.io/controller-uid': 'u' };
  const template = { metadata: { labels }, spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } };
  const whole = {
    parallelism: 1,
    ...('parallelism' in spec ? {} : { completions: 1 }),
    backoffLimit: 6,
    selector: { matchLabels: labels },
    template,
    ...spec,
  };
  cluster.put({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'j', namespace: 'default', uid: 'u', generation: 1 },
    spec: whole,
    status: {},
  });
  cluster.run();
  return cluster;
}

function active(cluster: TestCluster): readonly Pod[] {
  return cluster
    .all('Pod')
    .filter(
      ({ status, metadata }) => status.phase !== 'Succeeded' && status.phase !== 'Failed' && metadata.deletionTimestamp === undefined,
    );
}

/** All active pods, or those chosen, exit with the code. */
function exit(cluster: TestCluster, exitCode: number, chosen: (pod: Pod) => boolean = () => true): void {
  const finishedAt = formatTime(cluster.now());
  for (const pod of active(cluster).filter(chosen)) {
    const containerStatuses = [{ name: 'c', restartCount: 0, state: { terminated: { exitCode, finishedAt } } }];
    cluster.put({ ...pod, status: { ...pod.status, phase: exitCode === 0 ? 'Succeeded' : 'Failed', containerStatuses } });
  }
  cluster.run(2_000);
}

function change(cluster: TestCluster, spec: Spec): void {
  const known = cluster.get('Job', 'j')!;
  cluster.put({ ...known, metadata: { ...known.metadata, generation: known.metadata.generation! + 1 }, spec: { ...known.spec, ...spec } });
  cluster.run();
}

const status = (cluster: TestCluster) => cluster.get('Job', 'j')!.status;
const ends = (cluster: TestCluster) =>
  (status(cluster).conditions ?? []).map(({ type, status: is, reason }) => `${type}=${is} ${reason ?? ''}`.trim());
const held = (cluster: TestCluster) => cluster.all('Pod').filter((pod) => pod.metadata.finalizers !== undefined).length;

it('holds a pod that it adopts by its finalizer, and lets one go without', () => {
  const cluster = start({ parallelism: 2, completions: 2 });
  const [mine] = active(cluster);
  const stray = { ...mine!, metadata: { name: 'stray', namespace: 'default', uid: 'stray', labels: mine!.metadata.labels! } };
  cluster.put(stray);
  cluster.put({ ...mine!, metadata: { ...mine!.metadata, labels: {} } });
  cluster.run();
  const finalizers = (name: string) => cluster.get('Pod', name)!.metadata.finalizers ?? [];
  expect([finalizers('stray'), finalizers(mine!.metadata.name)]).toEqual([['batch.kubernetes.io/job-tracking'], []]);
});

describe('completion', () => {
  it('counts a pod once and lets it go', () => {
    const cluster = start();
    expect(status(cluster)).toMatchObject({ active: 1, ready: 0, uncountedTerminatedPods: {} });
    expect(held(cluster)).toBe(1);
    exit(cluster, 0);
    expect(status(cluster)).toMatchObject({ succeeded: 1, ready: 0, uncountedTerminatedPods: {} });
    expect(ends(cluster)).toEqual(['Complete=True']);
    expect(held(cluster)).toBe(0);
    expect(cluster.events().at(-1)).toBe('Normal Completed Job completed');
  });

  it('a pod that could not be let go is not counted yet, so it is never counted twice', () => {
    const cluster = start({ completions: 2 });
    let refused = false;
    cluster.refuse(({ verb, resource }) => verb === 'patch' && resource === 'pods' && !refused && (refused = true), {
      code: 409,
      reason: 'Conflict',
    });
    exit(cluster, 0);
    exit(cluster, 0);
    cluster.run(10_000);
    expect(refused).toBe(true);
    expect(status(cluster).succeeded).toBe(2);
    expect(cluster.all('Pod')).toHaveLength(2);
  });

  it('tries a pod that is refused again after a second, then two, then four', () => {
    const cluster = start({ parallelism: 0 });
    const tries: number[] = [];
    let now = 0;
    cluster.refuse(({ verb, resource }) => verb === 'create' && resource === 'pods' && tries.push(now) > 0, {
      code: 403,
      reason: 'Forbidden',
    });
    const job = cluster.get('Job', 'j')!;
    cluster.client.update('Job', { ...job, spec: { ...job.spec, parallelism: 1 } });
    for (; now < 8; now += 1) cluster.run(1000);
    expect(tries).toHaveLength(4);
    expect(tries.slice(1).map((at, i) => at - tries[i]!)).toEqual([1, 2, 4]);
  });

  it('runs as many in parallel as are still wanted', () => {
    const cluster = start({ parallelism: 2, completions: 3 });
    expect(active(cluster)).toHaveLength(2);
    exit(cluster, 0);
    expect(active(cluster)).toHaveLength(1);
    exit(cluster, 0);
    expect(status(cluster).succeeded).toBe(3);
    expect(ends(cluster)).toEqual(['Complete=True']);
  });

  it('a work queue ends after the first success', () => {
    const cluster = start({ parallelism: 3 });
    let first = true;
    exit(cluster, 0, () => first && !(first = false));
    expect(active(cluster)).toHaveLength(2);
    expect(ends(cluster)).toEqual([]);
    exit(cluster, 0);
    expect(ends(cluster)).toEqual(['Complete=True']);
  });

  it('gives each index one pod', () => {
    const cluster = start({ parallelism: 2, completions: 3, completionMode: 'Indexed' });
    const [pod] = cluster.all('Pod');
    expect(pod).toMatchObject({
      metadata: {
        generateName: 'j-0-',
        annotations: { 'batch.kubernetes.io/job-completion-index': '0' },
        labels: { 'batch.kubernetes.io/job-completion-index': '0' },
      },
      spec: { hostname: 'j-0' },
    });
    expect(pod!.spec.containers[0]!.env).toEqual([
      {
        name: 'JOB_COMPLETION_INDEX',
        valueFrom: { fieldRef: { fieldPath: "metadata.labels['batch.kubernetes.io/job-completion-index']" } },
      },
    ]);
    exit(cluster, 0, (it) => it.spec.hostname === 'j-1');
    expect(status(cluster).completedIndexes).toBe('1');
    expect(active(cluster).map((it) => it.spec.hostname)).toEqual(['j-0', 'j-2']);
    exit(cluster, 0);
    expect(status(cluster)).toMatchObject({ completedIndexes: '0-2', succeeded: 3 });
  });
});

describe('failure', () => {
  it('tries again after 10 s, then after 20 s, until the limit', () => {
    const cluster = start({ backoffLimit: 1 });
    exit(cluster, 1);
    expect(active(cluster)).toHaveLength(0);
    cluster.run(6_500);
    expect(active(cluster)).toHaveLength(0);
    cluster.run(2_000);
    expect(active(cluster)).toHaveLength(1);
    exit(cluster, 1);
    expect(ends(cluster)).toEqual(['Failed=True BackoffLimitExceeded']);
    expect(status(cluster).failed).toBe(2);
    expect(cluster.events().at(-1)).toBe('Warning BackoffLimitExceeded Job has reached the specified backoff limit');
  });

  it('ends when time is up', () => {
    const cluster = start({ activeDeadlineSeconds: 5 });
    cluster.run(3_500);
    expect(ends(cluster)).toEqual([]);
    cluster.run(2_000);
    expect(ends(cluster)).toEqual(['Failed=True DeadlineExceeded']);
    expect(active(cluster)).toEqual([]);
  });

  it('a failure policy ends it at once, or looks away', () => {
    const rules = [
      { action: 'FailJob' as const, onExitCodes: { containerName: 'c', operator: 'In' as const, values: [42] } },
      { action: 'Ignore' as const, onExitCodes: { operator: 'In' as const, values: [7] } },
    ];
    const cluster = start({ podFailurePolicy: { rules }, backoffLimit: 0 });
    exit(cluster, 7);
    expect(ends(cluster)).toEqual([]);
    cluster.run(10_000);
    exit(cluster, 42);
    expect(ends(cluster)).toEqual(['FailureTarget=True PodFailurePolicy', 'Failed=True PodFailurePolicy']);
    expect(cluster.events().at(-1)).toMatch(
      /^Warning PodFailurePolicy Container c for pod default\/j-\d+ failed with exit code 42 matching FailJob rule at index 0$/,
    );
  });

  it('with a failure policy a pod is replaced when it has ended, not when it is deleted', () => {
    const rules = [{ action: 'Count' as const, onPodConditions: [{ type: 'DisruptionTarget', status: 'True' as const }] }];
    const cluster = start({ podFailurePolicy: { rules } });
    const [pod] = active(cluster);
    cluster.put({ ...pod!, metadata: { ...pod!.metadata, deletionTimestamp: formatTime(cluster.now()) } });
    cluster.run(60_000);
    expect(active(cluster)).toHaveLength(0);
    const known = cluster.get('Pod', pod!.metadata.name)!;
    cluster.put({ ...known, status: { ...known.status, phase: 'Failed' } });
    cluster.run(60_000);
    expect(active(cluster)).toHaveLength(1);
  });

  it('a condition can be what a rule looks for', () => {
    const pod = {
      metadata: { namespace: 'n', name: 'p' },
      status: { conditions: [{ type: 'DisruptionTarget', status: 'True' }] },
    } as unknown as Pod;
    const rules = [{ action: 'FailJob' as const, onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }];
    expect(judge({ rules }, pod).failJob).toBe('Pod n/p has condition DisruptionTarget matching FailJob rule at index 0');
  });
});

it('suspends by taking its pods away, and resumes', () => {
  const cluster = start({ parallelism: 2, completions: 2 });
  change(cluster, { suspend: true });
  expect(active(cluster)).toEqual([]);
  expect(held(cluster)).toBe(0);
  expect(ends(cluster)).toEqual(['Suspended=True JobSuspended']);
  change(cluster, { suspend: false });
  expect(active(cluster)).toHaveLength(2);
  expect(ends(cluster)).toEqual(['Suspended=False JobResumed']);
  expect(status(cluster).failed).toBeUndefined();
});

it('lets pods go whose Job is gone', () => {
  const cluster = start();
  cluster.remove('Job', 'j');
  cluster.run();
  expect(held(cluster)).toBe(0);
});

describe('numbers', () => {
  it.each([
    [[0, 1], '0,1'],
    [[0, 1, 2, 5], '0-2,5'],
    [[7, 3, 4, 5, 9, 10], '3-5,7,9,10'],
    [[], ''],
  ])('%j is %s', (indexes, text) => {
    expect(formatIndexes(indexes)).toBe(text);
    expect(parseIndexes(text, 100)).toEqual(indexes.toSorted((a, b) => a - b));
  });

  it('the wait doubles up to ten minutes', () => {
    const waits = [1, 2, 3, 7, 20].map((failures) => remainingMs({ failures, lastFailureMs: 1_000 }, 1_000));
    expect(waits).toEqual([10_000, 20_000, 40_000, 600_000, 600_000]);
    expect(afterFinished({ failures: 3, lastFailureMs: 5 }, { succeeded: [], failed: [] }).failures).toBe(3);
    expect(remainingMs(noFailures, 0)).toBe(0);
  });

  it('a long name leaves room for the suffix', () => {
    expect(indexedPrefix('h'.repeat(70), 1)).toBe(`${'h'.repeat(55)}-1-`);
  });
});
