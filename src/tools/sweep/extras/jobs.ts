/** Jobs that must fail, and why; work queues; jobs that go when they are done; suspended ones. */
import type { Json } from '#api/immutable.ts';
import type { Job } from '#api/kinds.ts';
import type { Store } from '#engine/etcd/store.ts';
import { change, inExtra, make, type Feature } from './extra.ts';

type Fields = { readonly [field: string]: Json };

function job(name: string, command: string, fields: Fields) {
  const container = { name: 'c', image: 'busybox:1.36', command: ['sh', '-c', command] };
  const template = { spec: { restartPolicy: 'Never', terminationGracePeriodSeconds: 1, containers: [container] } };
  return make('Job', name, { spec: { backoffLimit: 1_000, template, ...fields } });
}

function jobIn(store: Store, name: string): Job | undefined {
  return inExtra(store, 'Job').find(({ metadata }) => metadata.name === name);
}

function reasonOf(found: Job | undefined, type: 'Complete' | 'Failed' | 'Suspended'): string | undefined {
  const condition = found?.status.conditions?.find((it) => it.type === type && it.status === 'True');
  return condition === undefined ? undefined : (condition.reason ?? type);
}

const active = (found: Job | undefined): number => found?.status.active ?? 0;

interface Failing {
  readonly command: string;
  readonly fields: Fields;
  readonly reason: string;
}

const onExitCodes = { containerName: 'c', operator: 'In', values: [42] };
const failing: readonly Failing[] = [
  { command: 'sleep 1000', fields: { activeDeadlineSeconds: 15 }, reason: 'DeadlineExceeded' },
  { command: 'exit 42', fields: { podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes }] } }, reason: 'PodFailurePolicy' },
  { command: 'exit 1', fields: { backoffLimit: 1 }, reason: 'BackoffLimitExceeded' },
];

const failingAt = (pick: number): Failing => failing[pick % failing.length]!;

export const failingJob: Feature = {
  start: (pick) => [job('fails', failingAt(pick).command, failingAt(pick).fields)],
  unsettled(pick, store) {
    const found = jobIn(store, 'fails');
    const { reason } = failingAt(pick);
    const got = reasonOf(found, 'Failed');
    return got === reason && active(found) === 0
      ? []
      : [`the job fails has failed by ${got} and not by ${reason}, ${active(found)} active`];
  },
};

export const workQueue: Feature = {
  start: (pick) => [job('queue', 'sleep 5', { parallelism: 1 + (pick % 3) })],
  check(pick, store) {
    const running = active(jobIn(store, 'queue'));
    return running > 1 + (pick % 3) ? [`the job queue runs ${running} pods`] : [];
  },
  unsettled(_pick, store) {
    const found = jobIn(store, 'queue');
    return reasonOf(found, 'Complete') !== undefined && active(found) === 0 ? [] : ['the job queue is not complete'];
  },
};

export const shortLived: Feature = {
  start: () => [job('passes', 'sleep 3', { ttlSecondsAfterFinished: 20 })],
  unsettled: (_pick, store) => {
    const pods = inExtra(store, 'Pod').filter(({ metadata }) => metadata.labels?.['job-name'] === 'passes');
    return jobIn(store, 'passes') === undefined && pods.length === 0 ? [] : [`the job passes is still there with ${pods.length} pods`];
  },
};

/** Either told to begin, or told to stop. */
export const suspended: Feature = {
  start: (pick) => [
    job('sleeps', isResumed(pick) ? 'sleep 5' : 'sleep 1000', { suspend: isResumed(pick), completions: 2, parallelism: 2 }),
  ],
  act: (pick) => [change('Job', 'sleeps', { spec: { suspend: !isResumed(pick) } })],
  unsettled(pick, store) {
    const found = jobIn(store, 'sleeps');
    const is = reasonOf(found, isResumed(pick) ? 'Complete' : 'Suspended');
    return is !== undefined && active(found) === 0 ? [] : [`the job sleeps is not ${isResumed(pick) ? 'complete' : 'suspended'}`];
  },
};

function isResumed(pick: number): boolean {
  return pick % 2 === 0;
}
