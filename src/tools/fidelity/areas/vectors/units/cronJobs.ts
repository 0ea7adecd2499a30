/** upstream: pkg/controller/cronjob (cronjob_controllerv2.go, utils.go) */
import type { CronJob, Job } from '#api/kinds.ts';
import { parseCron } from '#api/machinery/cron.ts';
import { formatTime, parseTime } from '#api/machinery/time.ts';
import type { Request, Status } from '#api/request.ts';
import { cronjob } from '#engine/controllers/cronjob/cronjob.ts';
import { byStart } from '#engine/controllers/cronjob/jobs.ts';
import { jobName, mostRecent, untilNextMs } from '#engine/controllers/cronjob/schedule.ts';
import { inputOf, isFields, outputOf, type Adapter, type Adapters } from '../row.ts';
import { objectAs, rowAs } from './objects.ts';
import { oneLook, refusalBy } from './oneLook.ts';

interface SyncRow {
  readonly concurrencyPolicy: string;
  readonly schedule: string;
  readonly timeZone?: string;
  readonly deadline: number;
  readonly suspend: boolean;
  readonly now: string;
  readonly cronjobCreationTime: string;
  readonly lastScheduleTime: string;
  readonly jobCreationTime: string;
  readonly ranPreviously: boolean;
  readonly stillActive: boolean;
  readonly jobPresentInCJActiveStatus: boolean;
  readonly jobStillNotFoundInLister: boolean;
  readonly expectCreate: boolean;
  readonly expectDelete: boolean;
  readonly expectRequeueAfter: boolean;
  readonly expectedRequeueDuration: string;
  readonly expectedWarnings: number;
}

const never = '0001-01-01T00:00:00Z';
/** The table's word for no deadline. */
const noDeadline = -12_345;
/** Where the table gives no time, its tests take these. */
const before = { hour: '2016-05-19T09:00:00Z', created: '2016-05-19T08:00:00Z' };
const key = 'snazzycats/mycronjob';

const sync: Adapter = (row) => {
  const it = rowAs<SyncRow>(row);
  const input = inputOf(row);
  const run = it.ranPreviously ? lastRun(it) : undefined;
  const cronJob = cronJobOf(it, run);
  const hidden = it.jobStillNotFoundInLister;
  const objects = [cronJob, ...(run === undefined || hidden ? [] : [run])];
  // The server has the run as active even where the cache does not show it.
  const stored = cronJobOf({ ...it, jobPresentInCJActiveStatus: true }, run);
  // A Job that is made already is somebody else's.
  const rival =
    input['jobCreateError'] === null
      ? []
      : [
          {
            ...lastRun(it),
            metadata: { namespace: 'snazzycats', name: jobName(cronJob, parseTime(it.now.replace(/:..:..Z/, ':00:00Z')) ?? 0) },
          },
        ];
  const unseen = [stored, ...rival, ...(run !== undefined && hidden ? [run] : [])];
  const refuse = ({ verb, resource }: Request) => {
    if (resource !== 'jobs') return undefined;
    return verb === 'create' ? creationRefused(input['jobCreateError']) : verb === 'get' ? refusalBy(input['jobGetErr']) : undefined;
  };
  const looked = oneLook(cronjob, key, { objects, unseen, wallMs: parseTime(it.now) ?? 0, refuse });
  // How many are active is compared only where a fake of the real test saw a write, which it never does.
  const { lastSuccessfulTime } = looked.get('CronJob', key)!.status;
  const requeue = looked.outcome?.requeueAfterMs;
  return {
    expected: [
      it.expectCreate,
      it.expectDelete,
      it.ranPreviously && !it.stillActive ? endOf(it) : undefined,
      it.expectedWarnings,
      it.expectRequeueAfter ? it.expectedRequeueDuration : '',
    ],
    got: [
      looked.asked.includes('create jobs') && input['jobCreateError'] === null,
      looked.asked.includes('delete jobs'),
      it.stillActive ? undefined : lastSuccessfulTime,
      looked.events.filter(({ type }) => type === 'Warning').length,
      requeue === undefined ? '' : goDuration(requeue),
    ],
  };
};

/** The error without words is that of a namespace which comes to its end. */
function creationRefused(error: unknown): Partial<Status> | undefined {
  const refusal = refusalBy(error);
  if (refusal?.message !== '') return refusal;
  return {
    code: 403,
    reason: 'Forbidden',
    message: '',
    details: { causes: [{ reason: 'NamespaceTerminating', message: '' }] },
  } as Partial<Status>;
}

function cronJobOf(it: SyncRow, run: Job | undefined): CronJob {
  const last = it.lastScheduleTime !== never ? it.lastScheduleTime : it.ranPreviously ? it.jobCreationTime : undefined;
  const reference =
    run === undefined ? undefined : { kind: 'Job', name: run.metadata.name, namespace: 'snazzycats', uid: run.metadata.uid };
  const isActive = it.jobPresentInCJActiveStatus && it.stillActive && reference !== undefined;
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: {
      name: 'mycronjob',
      namespace: 'snazzycats',
      uid: 'cj',
      creationTimestamp: it.cronjobCreationTime === never ? (it.ranPreviously ? before.created : before.hour) : it.cronjobCreationTime,
    },
    spec: {
      schedule: it.schedule,
      concurrencyPolicy: it.concurrencyPolicy,
      suspend: it.suspend,
      ...(it.timeZone === undefined ? {} : { timeZone: it.timeZone }),
      ...(it.deadline === noDeadline ? {} : { startingDeadlineSeconds: it.deadline }),
      jobTemplate: { metadata: { labels: { a: 'b' } }, spec: { template: { spec: { containers: [] } } } },
    },
    status: { ...(last === undefined ? {} : { lastScheduleTime: last }), ...(isActive ? { active: [reference] } : {}) },
  } as unknown as CronJob;
}

function lastRun(it: SyncRow): Job {
  const conditions = [{ type: 'Complete', status: 'True' }];
  const owner = { apiVersion: 'batch/v1', kind: 'CronJob', name: 'mycronjob', uid: 'cj', controller: true };
  const metadata = {
    name: `mycronjob-${Math.floor((parseTime(it.jobCreationTime) ?? 0) / 60_000)}`,
    namespace: 'snazzycats',
    uid: 'job',
    creationTimestamp: it.jobCreationTime,
    ownerReferences: [owner],
  };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata,
    spec: {},
    status: it.stillActive ? {} : { conditions, completionTime: endOf(it) },
  } as unknown as Job;
}

/** A run that ended took ten seconds. */
function endOf(it: SyncRow): string {
  return formatTime((parseTime(it.jobCreationTime) ?? 0) + 10_000);
}

/** `1h0m0.1s`, as Go prints a duration. */
function goDuration(ms: number): string {
  const seconds = ms / 1_000;
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const rest = `${Number((seconds % 60).toFixed(3))}s`;
  return hours > 0 ? `${hours}h${minutes}m${rest}` : minutes > 0 ? `${minutes}m${rest}` : rest;
}

const recent: Adapter = (row) => {
  const it = rowAs<{
    cj: CronJob;
    now: string;
    includeSDS: boolean;
    expectedEarliestTime: string;
    expectedRecentTime?: string;
    wantErr: boolean;
  }>(row);
  const schedule = parseCron(it.cj.spec.schedule);
  if (!schedule.ok) return { expected: it.wantErr, got: true };
  const many = inputOf(row)['expectedTooManyMissed'];
  const got = mostRecent(it.cj, parseTime(it.now) ?? 0, schedule.value, it.includeSDS);
  if (it.wantErr)
    return { expected: [outputOf(row)['gotEarliestTime'], true], got: [formatTime(got.earliestMs), got.invalid !== undefined] };
  return {
    expected: [it.expectedEarliestTime, it.expectedRecentTime, isFields(many) && many['$str'] === 'many'],
    got: [formatTime(got.earliestMs), got.dueMs === undefined ? undefined : formatTime(got.dueMs), got.tooManyMissed],
  };
};

const untilNext: Adapter = (row) => {
  const { cj, now, expectedDuration } = rowAs<{ cj: CronJob; now: string; expectedDuration: string }>(row);
  const schedule = parseCron(cj.spec.schedule);
  const wait = schedule.ok ? untilNextMs(cj, parseTime(now) ?? 0, schedule.value) : undefined;
  return { expected: expectedDuration, got: wait === undefined ? undefined : goDuration(wait) };
};

/** A schedule that has just been changed: how long until its next time, a second before the hour. */
const rescheduled: Adapter = (row) => {
  const { oldCronJob, newCronJob, expectedDelay } = inputOf(row);
  const [before, after] = [oldCronJob, newCronJob].map((it) => {
    const given = objectAs<CronJob>(it);
    return {
      ...given,
      kind: 'CronJob',
      metadata: { ...given.metadata, name: 'c', namespace: 'n', uid: 'c', creationTimestamp: beforeTheHour },
    };
  });
  const memory = cronjob.memory();
  const wallMs = parseTime(beforeTheHour) ?? 0;
  oneLook(cronjob, 'n/c', { objects: [before!], wallMs, memory });
  const { outcome } = oneLook(cronjob, 'n/c', { objects: [after!], wallMs, memory });
  return { expected: expectedDelay, got: goDuration(outcome?.requeueAfterMs ?? 0) };
};

const beforeTheHour = '2016-05-19T09:59:59Z';

export const cronJobs: Adapters = {
  TestControllerV2UpdateCronJob: rescheduled,
  TestByJobStartTime: (row) => {
    const { input = [], expected = [] } = rowAs<{ input?: Job[]; expected?: Job[] }>(row);
    const names = (list: readonly Job[]) => list.map(({ metadata }) => metadata.name);
    return { expected: names(expected), got: names(input.toSorted(byStart)) };
  },
  TestControllerV2SyncCronJob: sync,
  TestMostRecentScheduleTime: recent,
  TestNextScheduleTimeDuration: untilNext,
};
