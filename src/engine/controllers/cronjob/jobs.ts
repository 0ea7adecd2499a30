/**
 * What a CronJob does about its Jobs: notes which have ended, makes and deletes them.
 * upstream: pkg/controller/cronjob/cronjob_controllerv2.go (syncCronJob, cleanupFinishedJobs), utils.go (getJobFromTemplate2)
 */
import type { CronJob, Job } from '#api/kinds.ts';
import { controllerReference } from '#api/machinery/ownerReferences.ts';
import { compareKeys } from '#api/machinery/stableJson.ts';
import { parseTime } from '#api/machinery/time.ts';
import { formatInZone, timeZone, utc } from '#api/machinery/timeZone.ts';
import { isNotFound, type Draft } from '#engine/client/client.ts';
import type { Reconcile } from '#engine/client/controller.ts';
import { messageOf } from '../common/claim.ts';
import { jobName } from './schedule.ts';

type Does = Pick<Reconcile, 'client' | 'event'>;
type Status = CronJob['status'];
export type Active = readonly NonNullable<Status['active']>[number][];

const scheduledAnnotation = 'batch.kubernetes.io/cronjob-scheduled-timestamp';

/** How the Job ended: `Complete` or `Failed`. */
function endOf(job: Job): string | undefined {
  return job.status?.conditions?.find(({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True')?.type;
}

export function activeOf({ status }: CronJob): Active {
  return status.active ?? [];
}

export function withActive(cronJob: CronJob, active: Active): CronJob {
  const { active: _before, ...status } = cronJob.status;
  return { ...cronJob, status: active.length === 0 ? status : { ...status, active } };
}

/** The CronJob with what its Jobs say: ended ones are active no more, and the last success counts. */
export function noteJobs(cronJob: CronJob, jobs: readonly Job[], r: Does): CronJob {
  let next = cronJob;
  for (const job of jobs) {
    const { uid, name } = job.metadata;
    const isActive = () => activeOf(next).some((it) => it.uid === uid);
    const end = endOf(job);
    if (!isActive() && end === undefined) next = asStored(next, r);
    const active = isActive();
    if (!active && end === undefined) {
      r.event({
        object: cronJob,
        type: 'Warning',
        reason: 'UnexpectedJob',
        message: `Saw a job that the controller did not create or forgot: ${name}`,
      });
    } else if (active && end !== undefined) {
      next = withActive(
        next,
        activeOf(next).filter((it) => it.uid !== uid),
      );
      r.event({ object: cronJob, type: 'Normal', reason: 'SawCompletedJob', message: `Saw completed job: ${name}, status: ${end}` });
    } else if (end === 'Complete') next = withSuccess(next, job.status.completionTime);
  }
  return withoutMissing(next, jobs, r);
}

/** With the Jobs that the server has as active: the cache may not show the last write yet. */
function asStored(cronJob: CronJob, r: Does): CronJob {
  const fresh = r.client.get('CronJob', cronJob.metadata.namespace, cronJob.metadata.name);
  return fresh.ok ? withActive(cronJob, activeOf(fresh.value)) : cronJob;
}

function withSuccess(cronJob: CronJob, completionTime: string | undefined): CronJob {
  const { lastSuccessfulTime } = cronJob.status;
  if (completionTime === undefined) return cronJob;
  if (lastSuccessfulTime !== undefined && (parseTime(completionTime) ?? 0) <= (parseTime(lastSuccessfulTime) ?? 0)) return cronJob;
  return { ...cronJob, status: { ...cronJob.status, lastSuccessfulTime: completionTime } };
}

function withoutMissing(cronJob: CronJob, jobs: readonly Job[], r: Does): CronJob {
  const present = new Set<string | undefined>(jobs.map((job) => job.metadata.uid));
  const missing = activeOf(cronJob).filter((it) => {
    if (present.has(it.uid)) return false;
    const fresh = r.client.get('Job', cronJob.metadata.namespace, it.name ?? '');
    return !fresh.ok && isNotFound(fresh.status);
  });
  for (const { name } of missing)
    r.event({ object: cronJob, type: 'Normal', reason: 'MissingJob', message: `Active job went missing: ${name}` });
  return missing.length === 0
    ? cronJob
    : withActive(
        cronJob,
        activeOf(cronJob).filter((it) => !missing.includes(it)),
      );
}

export interface Deleted {
  readonly cronJob: CronJob;
  readonly error?: string;
}

export function deleteJob(cronJob: CronJob, name: string, r: Does): Deleted {
  const deleted = r.client.delete('Job', { namespace: cronJob.metadata.namespace, name }, { propagationPolicy: 'Background' });
  if (!deleted.ok && !isNotFound(deleted.status)) {
    r.event({ object: cronJob, type: 'Warning', reason: 'FailedDelete', message: `Deleted job: ${messageOf(deleted.status)}` });
    return { cronJob, error: messageOf(deleted.status) };
  }
  r.event({ object: cronJob, type: 'Normal', reason: 'SuccessfulDelete', message: `Deleted job ${name}` });
  return {
    cronJob: withActive(
      cronJob,
      activeOf(cronJob).filter((it) => it.name !== name),
    ),
  };
}

/** Deletes the oldest finished Jobs beyond the limits. */
export function cleanUp(cronJob: CronJob, jobs: readonly Job[], r: Does): CronJob {
  const { successfulJobsHistoryLimit, failedJobsHistoryLimit } = cronJob.spec;
  let next = cronJob;
  for (const [end, limit] of [
    ['Complete', successfulJobsHistoryLimit],
    ['Failed', failedJobsHistoryLimit],
  ] as const) {
    if (limit === undefined) continue;
    const finished = jobs.filter((job) => endOf(job) === end && job.metadata.deletionTimestamp === undefined).toSorted(byStart);
    for (const job of finished.slice(0, Math.max(finished.length - limit, 0))) next = deleteJob(next, job.metadata.name, r).cronJob;
  }
  return next;
}

/** The older first; one that has not started goes last. */
export function byStart(a: Job, b: Job): number {
  const [x, y] = [a.status?.startTime ?? '~', b.status?.startTime ?? '~'];
  return compareKeys(x, y) || compareKeys(a.metadata.name, b.metadata.name);
}

export function jobFrom(cronJob: CronJob, dueMs: number): Draft<'Job'> {
  const { metadata, spec } = cronJob.spec.jobTemplate;
  const { namespace } = cronJob.metadata;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: jobName(cronJob, dueMs),
      ...(namespace === undefined ? {} : { namespace }),
      ...(metadata?.labels === undefined ? {} : { labels: metadata.labels }),
      annotations: {
        ...metadata?.annotations,
        [scheduledAnnotation]: formatInZone(dueMs, timeZone(cronJob.spec.timeZone ?? 'UTC') ?? utc),
      },
      ownerReferences: [controllerReference(cronJob)],
    },
    spec: spec as Job['spec'],
  };
}

export function referenceTo({ metadata }: Job): Active[number] {
  const { namespace, name, uid, resourceVersion } = metadata;
  return { apiVersion: 'batch/v1', kind: 'Job', ...(namespace === undefined ? {} : { namespace }), name, uid, resourceVersion };
}
