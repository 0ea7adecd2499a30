/**
 * The CronJob controller: makes a Job whenever its schedule says so.
 * Owns: Jobs that carry its owner reference, the CronJob's status.
 * Reads: CronJobs, Jobs.
 * Writes: Jobs (create, delete), status, events.
 * Deliberately not: adopting Jobs.
 * upstream: pkg/controller/cronjob/cronjob_controllerv2.go
 */
import type { CronJob } from '#api/kinds.ts';
import { parseCron, type CronSchedule } from '#api/machinery/cron.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { formatTime, parseTime } from '#api/machinery/time.ts';
import { badZone, timeZone } from '#api/machinery/timeZone.ts';
import { controllerOf } from '#api/meta.ts';
import { isAlreadyExists } from '#engine/client/client.ts';
import { controller, controllerKeys, ownKey, type Controller, type Outcome, type Reconcile } from '#engine/client/controller.ts';
import { messageOf } from '../common/claim.ts';
import { isNamespaceTerminating } from '../common/podControl.ts';
import { activeOf, cleanUp, deleteJob, jobFrom, noteJobs, referenceTo, withActive } from './jobs.ts';
import { jobName, mostRecent, untilNextMs } from './schedule.ts';

/** The schedules last looked at, by key. */
type Memory = Map<string, string>;
type Does = Reconcile<Memory>;

export const cronjob: Controller = controller<Memory>({
  name: 'cronjob',
  eventSource: 'cronjob-controller',
  watches: [
    { kind: 'CronJob', keys: ownKey },
    { kind: 'Job', keys: (delta) => controllerKeys(delta, 'CronJob') },
  ],
  memory: () => new Map(),
  reconcile,
});

function reconcile(key: string, r: Does): Outcome | undefined {
  const stored = r.see.get('CronJob', key);
  if (stored === undefined) {
    r.memory.delete(key);
    return undefined;
  }
  const jobs = r.see.ownedBy('Job', stored.metadata.uid);
  const cleaned = cleanUp(stored, jobs, r);
  const { cronJob, ...outcome } = sync(key, noteJobs(cleaned, jobs, r), r);
  if (!equalJson(cronJob.status, stored.status)) {
    const written = r.client.updateStatus('CronJob', { ...stored, status: cronJob.status });
    if (!written.ok) return { error: messageOf(written.status) };
  }
  return outcome.error === undefined && outcome.requeueAfterMs === undefined ? undefined : outcome;
}

type Synced = Outcome & { readonly cronJob: CronJob };

function sync(key: string, cronJob: CronJob, r: Does): Synced {
  if (cronJob.metadata.deletionTimestamp !== undefined || cronJob.spec.suspend === true) return { cronJob };
  const schedule = scheduleOf(cronJob, r);
  if (schedule === undefined) return { cronJob };
  const before = r.memory.get(key);
  const text = `${cronJob.spec.schedule} ${cronJob.spec.timeZone ?? ''}`;
  r.memory.set(key, text);
  // A schedule that has just been changed says nothing about times before the change.
  if (before !== undefined && before !== text) return later(cronJob, schedule, r);
  const { dueMs, tooManyMissed, invalid } = mostRecent(cronJob, r.wallMs, schedule, true);
  if (invalid !== undefined) {
    const message = `invalid schedule: ${cronJob.spec.schedule} : ${invalid}`;
    r.event({ object: cronJob, type: 'Warning', reason: 'InvalidSchedule', message });
    return { cronJob };
  }
  if (tooManyMissed) {
    const message = 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew';
    r.event({ object: cronJob, type: 'Warning', reason: 'TooManyMissedTimes', message });
  }
  return dueMs === undefined ? later(cronJob, schedule, r) : start(cronJob, { schedule, dueMs }, r);
}

function scheduleOf(cronJob: CronJob, r: Does): CronSchedule | undefined {
  const { schedule, timeZone: zone } = cronJob.spec;
  if (zone !== undefined && timeZone(zone) === undefined) {
    const message = `invalid timeZone: "${zone}": ${badZone(zone)}`;
    r.event({ object: cronJob, type: 'Warning', reason: 'UnknownTimeZone', message });
    return undefined;
  }
  if (schedule.includes('TZ')) {
    const message = `CRON_TZ or TZ used in schedule "${schedule}" is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details`;
    r.event({ object: cronJob, type: 'Warning', reason: 'UnsupportedSchedule', message });
  }
  const parsed = parseCron(zone === undefined || schedule.includes('TZ') ? schedule : `TZ=${zone} ${schedule}`);
  if (parsed.ok) return parsed.value;
  r.event({
    object: cronJob,
    type: 'Warning',
    reason: 'UnparseableSchedule',
    message: `unparseable schedule: "${schedule}" : ${parsed.message}`,
  });
  return undefined;
}

function later(cronJob: CronJob, schedule: CronSchedule, r: Does): Synced {
  const wait = untilNextMs(cronJob, r.wallMs, schedule);
  return wait === undefined ? { cronJob } : { cronJob, requeueAfterMs: Math.max(wait, 1), why: 'the next time of the schedule' };
}

interface Due {
  readonly schedule: CronSchedule;
  readonly dueMs: number;
}

function start(cronJob: CronJob, { schedule, dueMs }: Due, r: Does): Synced {
  const { startingDeadlineSeconds, concurrencyPolicy } = cronJob.spec;
  const next = (it: CronJob) => later(it, schedule, r);
  if (startingDeadlineSeconds !== undefined && dueMs + startingDeadlineSeconds * 1000 < r.wallMs) {
    r.event({
      object: cronJob,
      type: 'Warning',
      reason: 'MissSchedule',
      message: `Missed scheduled time to start a job: ${rfc1123z(dueMs)}`,
    });
    return next(cronJob);
  }
  const active = activeOf(cronJob);
  const lastMs = parseTime(cronJob.status.lastScheduleTime ?? '');
  if (lastMs === dueMs || active.some(({ name }) => name === jobName(cronJob, dueMs))) return next(cronJob);
  if (concurrencyPolicy === 'Forbid' && active.length > 0) {
    const message = 'Not starting job because prior execution is running and concurrency policy is Forbid';
    r.event({ object: cronJob, type: 'Normal', reason: 'JobAlreadyActive', message });
    return next(cronJob);
  }
  let free = cronJob;
  for (const { name = '' } of concurrencyPolicy === 'Replace' ? active : []) {
    const deleted = deleteJob(free, name, r);
    if (deleted.error !== undefined) return { cronJob: free, error: deleted.error };
    free = deleted.cronJob;
  }
  return create(free, { schedule, dueMs }, r);
}

function create(cronJob: CronJob, { schedule, dueMs }: Due, r: Does): Synced {
  const created = r.client.create('Job', jobFrom(cronJob, dueMs));
  if (!created.ok) {
    if (isNamespaceTerminating(created.status)) return { cronJob };
    if (isAlreadyExists(created.status)) return adoptOwn(cronJob, { schedule, dueMs }, r);
    r.event({ object: cronJob, type: 'Warning', reason: 'FailedCreate', message: `Error creating job: ${messageOf(created.status)}` });
    return { cronJob, error: messageOf(created.status) };
  }
  r.event({ object: cronJob, type: 'Normal', reason: 'SuccessfulCreate', message: `Created job ${created.value.metadata.name}` });
  return later(begun(cronJob, dueMs, [...activeOf(cronJob), referenceTo(created.value)]), schedule, r);
}

/** The Job was made before, and the status was not written then. One that is somebody else's, or is known, is left alone, and nothing is planned. */
function adoptOwn(cronJob: CronJob, { schedule, dueMs }: Due, r: Does): Synced {
  const known = r.client.get('Job', cronJob.metadata.namespace, jobName(cronJob, dueMs));
  if (!known.ok) return { cronJob, error: messageOf(known.status) };
  const active = activeOf(cronJob);
  const { uid } = known.value.metadata;
  if (controllerOf(known.value)?.uid !== cronJob.metadata.uid || active.some((it) => it.uid === uid)) return { cronJob };
  return later(begun(cronJob, dueMs, [...active, referenceTo(known.value)]), schedule, r);
}

function begun(cronJob: CronJob, dueMs: number, active: ReturnType<typeof activeOf>): CronJob {
  const started = withActive(cronJob, active);
  return { ...started, status: { ...started.status, lastScheduleTime: formatTime(dueMs) } };
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Sat, 21 Nov 2026 20:32:00 +0000` */
export function rfc1123z(epochMs: number): string {
  const [date = '', time = ''] = formatTime(epochMs).split('T');
  const [year, month, day] = date.split('-');
  const weekday = (((Math.floor(epochMs / 86_400_000) + 4) % 7) + 7) % 7;
  return `${weekdays[weekday]}, ${day} ${months[Number(month) - 1]} ${year} ${time.slice(0, 8)} +0000`;
}
