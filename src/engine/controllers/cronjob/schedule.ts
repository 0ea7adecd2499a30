/**
 * When a CronJob was last due and when it is due next.
 * upstream: pkg/controller/cronjob/utils.go (mostRecentScheduleTime, nextScheduleTime), cronjob_controllerv2.go (nextScheduleTimeDuration)
 */
import type { CronJob } from '#api/kinds.ts';
import { nextCron, type CronSchedule } from '#api/machinery/cron.ts';
import { parseTime } from '#api/machinery/time.ts';

/** A look comes a little late, so that the time has surely come. */
const lateMs = 100;
const manyMissed = 100;

export interface Recent {
  /** From when on schedules count. */
  readonly earliestMs: number;
  /** The last time that has come; undefined when none has. */
  readonly dueMs?: number;
  readonly tooManyMissed: boolean;
  /** Why the schedule leads nowhere: it has no time at all. */
  readonly invalid?: string;
}

/** With `deadline` the times that are too long ago do not count. */
export function mostRecent(cronJob: CronJob, nowMs: number, schedule: CronSchedule, deadline: boolean): Recent {
  const { metadata, spec, status } = cronJob;
  let earliestMs = parseTime(status.lastScheduleTime ?? String(metadata.creationTimestamp)) ?? 0;
  if (deadline && spec.startingDeadlineSeconds !== undefined)
    earliestMs = Math.max(earliestMs, nowMs - spec.startingDeadlineSeconds * 1000);
  const first = nextCron(schedule, earliestMs);
  if (first === undefined)
    return { earliestMs, tooManyMissed: false, invalid: 'time difference between two schedules is less than 1 second' };
  if (first > nowMs) return { earliestMs, tooManyMissed: false };
  const second = nextCron(schedule, first);
  if (second === undefined || second > nowMs) return { earliestMs, dueMs: first, tooManyMissed: false };
  const missed = Math.floor((nowMs - first) / (second - first)) + 1;
  // The gaps between times differ, so the last stretch is walked.
  let dueMs = first;
  const nearly = Math.max(first, first + (missed - 2) * (second - first));
  let at = schedule.everySeconds === undefined ? nextCron(schedule, nearly - 1) : nearly;
  for (; at !== undefined && at <= nowMs; at = nextCron(schedule, at)) dueMs = at;
  return { earliestMs, dueMs, tooManyMissed: missed > manyMissed };
}

/** How long until the next look; undefined when the schedule has no more times. */
export function untilNextMs(cronJob: CronJob, nowMs: number, schedule: CronSchedule): number | undefined {
  const { earliestMs, dueMs = earliestMs } = mostRecent(cronJob, nowMs, schedule, false);
  const next = nextCron(schedule, dueMs);
  return next === undefined ? undefined : next + lateMs - nowMs;
}

export function jobName(cronJob: CronJob, dueMs: number): string {
  return `${cronJob.metadata.name}-${Math.floor(dueMs / 60_000)}`;
}
