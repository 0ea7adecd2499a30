import { describe, expect, it } from 'vitest';
import type { CronJob } from '#api/kinds.ts';
import { parseCron } from '#api/machinery/cron.ts';
import { formatTime, parseTime } from '#api/machinery/time.ts';
import { epochMs, testCluster, type TestCluster } from '../common/testing.ts';
import { cronjob, rfc1123z } from './cronjob.ts';
import { mostRecent } from './schedule.ts';

type Spec = Partial<CronJob['spec']>;

function start(spec: Spec = {}, status: CronJob['status'] = {}): TestCluster {
  const cluster = testCluster(cronjob);
  const jobTemplate = { metadata: { annotations: { a: 'b' } }, spec: { template: { spec: {} } } };
  cluster.run(5_000);
  const whole = { schedule: '*/1 * * * *', successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1, jobTemplate, ...spec };
  cluster.put({ apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'c', namespace: 'default', uid: 'c' }, spec: whole, status });
  cluster.run();
  return cluster;
}

function end(cluster: TestCluster, name: string, type = 'Complete'): void {
  const at = formatTime(cluster.now());
  const job = cluster.get('Job', name)!;
  cluster.put({
    ...job,
    status: {
      startTime: job.metadata.creationTimestamp,
      completionTime: at,
      conditions: [{ type, status: 'True', lastTransitionTime: at }],
    },
  });
  cluster.run(10);
}

const names = (cluster: TestCluster) =>
  cluster
    .all('Job')
    .map(({ metadata }) => metadata.name)
    .join(' ');
const minute = (count: number) => `c-${epochMs / 60_000 + count}`;

describe('the schedule', () => {
  it('leaves a Job of the name alone that somebody else has made, and says nothing of a start', () => {
    const cluster = start();
    cluster.put({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: minute(1), namespace: 'default' }, spec: {}, status: {} });
    cluster.run(61_000);
    expect(cluster.get('CronJob', 'c')!.status).toEqual({});
    cluster.run(120_000);
    expect(names(cluster)).toBe(minute(1));
  });

  it('makes a Job each minute, named by the minute', () => {
    const cluster = start();
    expect(names(cluster)).toBe('');
    cluster.run(60_000);
    expect(names(cluster)).toBe(minute(1));
    const [job] = cluster.all('Job');
    expect(job!.metadata).toMatchObject({
      annotations: { a: 'b', 'batch.kubernetes.io/cronjob-scheduled-timestamp': formatTime(epochMs + 60_000) },
      ownerReferences: [{ kind: 'CronJob', name: 'c', controller: true }],
    });
    expect(cluster.get('CronJob', 'c')!.status).toMatchObject({
      active: [{ kind: 'Job', name: minute(1) }],
      lastScheduleTime: formatTime(epochMs + 60_000),
    });
    cluster.run(60_000);
    expect(names(cluster)).toBe(`${minute(1)} ${minute(2)}`);
  });

  it('goes by the clocks of its time zone', () => {
    const cluster = start({ schedule: '2 15 * * *', timeZone: 'America/New_York' });
    cluster.run(60_000);
    expect(names(cluster)).toBe('');
    cluster.run(60_000);
    expect(names(cluster)).toBe(minute(2));
    const [job] = cluster.all('Job');
    expect(job!.metadata.annotations?.['batch.kubernetes.io/cronjob-scheduled-timestamp']).toBe(
      formatTime(epochMs + 120_000 - 5 * 3_600_000).replace('Z', '-05:00'),
    );
  });

  it('says that it does not know the zone', () => {
    const cluster = start({ timeZone: 'Mars/Base' });
    cluster.run(60_000);
    expect(names(cluster)).toBe('');
    expect(cluster.events()).toContain('Warning UnknownTimeZone invalid timeZone: "Mars/Base": unknown time zone Mars/Base');
  });

  it('waits while suspended', () => {
    const cluster = start({ suspend: true });
    cluster.run(120_000);
    expect(names(cluster)).toBe('');
  });

  it('a missed start is made up for once, unless it is too late', () => {
    const longAgo = { lastScheduleTime: formatTime(epochMs - 3_600_000) };
    expect(names(start({}, longAgo))).toBe(minute(0));
    const late = start({ startingDeadlineSeconds: 2 }, longAgo);
    expect(names(late)).toBe('');
  });

  it('counts what was missed', () => {
    const schedule = parseCron('0 * * * *');
    if (!schedule.ok) throw new Error(schedule.message);
    const job = { metadata: { creationTimestamp: '2016-05-19T10:00:00Z' }, spec: {}, status: {} } as unknown as CronJob;
    const at = (text: string) => mostRecent(job, parseTime(text)!, schedule.value, true);
    expect(at('2016-05-19T10:30:00Z').dueMs).toBeUndefined();
    expect(at('2016-05-19T11:01:00Z').dueMs).toBe(parseTime('2016-05-19T11:00:00Z'));
    expect(at('2016-05-19T15:01:00Z')).toMatchObject({ dueMs: parseTime('2016-05-19T15:00:00Z'), tooManyMissed: false });
    expect(at('2016-05-29T15:01:00Z')).toMatchObject({ dueMs: parseTime('2016-05-29T15:00:00Z'), tooManyMissed: true });
  });
});

describe('concurrency', () => {
  it('Forbid waits for the end, and then makes up for what was missed', () => {
    const cluster = start({ concurrencyPolicy: 'Forbid' });
    cluster.run(120_000);
    expect(names(cluster)).toBe(minute(1));
    expect(cluster.events()).toContain(
      'Normal JobAlreadyActive Not starting job because prior execution is running and concurrency policy is Forbid',
    );
    end(cluster, minute(1));
    expect(names(cluster)).toBe(`${minute(1)} ${minute(2)}`);
    expect(cluster.events()).toContain(`Normal SawCompletedJob Saw completed job: ${minute(1)}, status: Complete`);
  });

  it('Replace deletes the one that runs', () => {
    const cluster = start({ concurrencyPolicy: 'Replace' });
    cluster.run(120_000);
    expect(names(cluster)).toBe(minute(2));
    expect(cluster.events()).toContain(`Normal SuccessfulDelete Deleted job ${minute(1)}`);
  });
});

it('keeps so many Jobs that have ended', () => {
  const cluster = start({ successfulJobsHistoryLimit: 1 });
  cluster.run(60_000);
  end(cluster, minute(1));
  cluster.run(60_000);
  end(cluster, minute(2));
  cluster.run(10);
  expect(names(cluster)).toBe(minute(2));
  expect(cluster.get('CronJob', 'c')!.status.lastSuccessfulTime).toBeDefined();
  // The history is put in order first; then it is said what has ended.
  expect(cluster.events().slice(-2)).toEqual([
    `Normal SuccessfulDelete Deleted job ${minute(1)}`,
    `Normal SawCompletedJob Saw completed job: ${minute(2)}, status: Complete`,
  ]);
});

it('says when a Job is not its own, or is gone', () => {
  const cluster = start();
  cluster.run(60_000);
  cluster.remove('Job', minute(1));
  cluster.run(10);
  expect(cluster.events()).toContain(`Normal MissingJob Active job went missing: ${minute(1)}`);
  const owner = { apiVersion: 'batch/v1', kind: 'CronJob', name: 'c', uid: 'c', controller: true };
  cluster.put({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'manual', namespace: 'default', ownerReferences: [owner] },
    spec: {},
    status: {},
  });
  cluster.run(10);
  expect(cluster.events()).toContain('Warning UnexpectedJob Saw a job that the controller did not create or forgot: manual');
});

it('writes times as mail does', () => {
  expect(rfc1123z(parseTime('2026-11-21T20:32:00Z')!)).toBe('Sat, 21 Nov 2026 20:32:00 +0000');
});
