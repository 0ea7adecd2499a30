/**
 * The Job controller: runs pods until enough of them have succeeded, or too many failed, or time is up.
 * Owns: pods that carry its owner reference and its tracking finalizer, the Job's status.
 * Reads: Jobs, pods.
 * Writes: pods (create, delete, adopt, release, finalizer), status, events.
 * Deliberately not: deleting a finished Job (ttlafterfinished). Feature gates are not asked for here: the server drops what is behind one that is off.
 * upstream: pkg/controller/job/job_controller.go
 */
import type { Job, Pod } from '#api/kinds.ts';
import { selectorOf } from '#api/machinery/labels.ts';
import { formatTime, parseTime } from '#api/machinery/time.ts';
import { isPodReady } from '#api/machinery/podReadiness.ts';
import { controller, ownKey, type Controller, type Outcome, type Reconcile } from '#engine/client/controller.ts';
import { claim } from '../common/claim.ts';
import { deletePod } from '../common/podControl.ts';
import { watchOwned } from '../common/podWatch.ts';
import { isPodActive } from '../common/pods.ts';
import { afterFinished, noFailures, type BackOffRecord } from './backOff.ts';
import {
  backOffLimitExceeded,
  conditionOf,
  deadlineExceeded,
  ensureCondition,
  failurePolicyReason,
  finishedOf,
  newCondition,
  type Condition,
} from './conditions.ts';
import { judge } from './failurePolicy.ts';
import { notYet, plan, type Gate } from './gate.ts';
import { succeededIndexes } from './indexes.ts';
import { manageJob, type Managed } from './manage.ts';
import { isOrphanKey, orphanKeys, syncOrphan } from './orphans.ts';
import { failedIndexes, heldPods, indexFailure, isPerIndex, noneHeld, type Held } from './perIndex.ts';
import { isFailed, isTracked, newlyFinished, trackingFinalizer } from './pods.ts';
import { successOf } from './successPolicy.ts';
import { track } from './track.ts';

interface JobMemory {
  readonly gate: Gate;
  readonly backOff: Map<string, BackOffRecord>;
}

type Does = Reconcile<JobMemory>;

export const job: Controller = controller<JobMemory>({
  name: 'job',
  eventSource: 'job-controller',
  watches: [
    { kind: 'Job', keys: ownKey },
    { kind: 'Job', keys: orphanKeys },
    watchOwned('Pod', { ownerKind: 'Job', selector: (owner) => selectorOf((owner as Job).spec.selector) }),
    { kind: 'Pod', keys: orphanKeys },
  ],
  retry: { baseMs: 1000, maxMs: 60_000 },
  memory: () => ({ gate: new Map(), backOff: new Map() }),
  reconcile,
});

function reconcile(key: string, r: Does): Outcome | undefined {
  if (isOrphanKey(key)) return syncOrphan(key, r);
  const found = r.see.get('Job', key);
  if (found === undefined || finishedOf(found) !== undefined) {
    r.memory.gate.delete(key);
    r.memory.backOff.delete(key);
    return undefined;
  }
  const later = notYet(r.memory.gate, key, found.metadata.generation ?? 0, r.now);
  if (later !== undefined) return later;
  const claimed = claim(
    { kind: 'Pod', owner: found, ownerKind: 'Job', selector: selectorOf(found.spec.selector), finalizer: trackingFinalizer },
    r,
  );
  if (claimed.error !== undefined) return { error: claimed.error };
  return sync(key, found, claimed.objects, r);
}

function sync(key: string, stored: Job, pods: readonly Pod[], r: Does): Outcome | undefined {
  const job = begun(stored, r);
  const active = pods.filter(isPodActive);
  const fresh = newlyFinished(job, pods);
  const backOff = afterFinished(r.memory.backOff.get(key) ?? noFailures, fresh);
  const deadlineMs = deadlineOf(job, r.wallMs);
  const indexes = indexesOf(job, pods, active);
  const failure =
    failureOf(job, { pods, failed: failedCount(job, fresh.failed), deadlineMs }, r.wallMs) ?? endByIndexes(job, indexes, r.wallMs);
  const counted = (job.status.succeeded ?? 0) + (job.status.uncountedTerminatedPods?.succeeded?.length ?? 0) + fresh.succeeded.length;
  const succeeded = job.spec.completionMode === 'Indexed' ? indexes.succeeded.length : counted;
  const leaving = pods.filter(isLeaving).length;
  const done =
    failure === undefined
      ? proceed(
          job,
          {
            active,
            succeeded,
            succeededIndexes: indexes.succeeded,
            failedIndexes: indexes.failed ?? [],
            held: indexes.held,
            backOff,
            leaving,
          },
          r,
        )
      : stop(job, active, failure, r);
  const looked = withActive(done.job, { active: done.active, ready: active.filter(isPodReady).length, terminating: leaving });
  const tracked = track(stored, looked, { pods, finished: done.finished, held: indexes.held, failedIndexes: indexes.failed }, r);
  if (tracked.error === undefined) r.memory.backOff.set(key, backOff);
  if (tracked.ended !== undefined) tellEnd(tracked.job, tracked.ended, done.active, r);
  const error = tracked.error ?? done.error;
  if (error !== undefined) {
    r.memory.gate.delete(key);
    return { error };
  }
  return plan(r.memory.gate, key, r.now, [done.waitMs, deadlineMs !== undefined && deadlineMs > 0 ? deadlineMs : undefined]);
}

interface Indexes {
  readonly succeeded: readonly number[];
  /** Undefined where no index can fail. */
  readonly failed: readonly number[] | undefined;
  readonly held: Held;
}

function indexesOf(job: Job, pods: readonly Pod[], active: readonly Pod[]): Indexes {
  if (job.spec.completionMode !== 'Indexed') return { succeeded: [], failed: undefined, held: noneHeld };
  const succeeded = succeededIndexes(job, pods, isTracked);
  if (!isPerIndex(job)) return { succeeded, failed: undefined, held: noneHeld };
  const failed = failedIndexes(job, pods);
  return { succeeded, failed, held: heldPods(job, pods, { active, succeeded, failed }) };
}

/** The Job has failed by its indexes, or enough of them have succeeded. */
function endByIndexes(job: Job, { succeeded, failed }: Indexes, wallMs: number): Condition | undefined {
  const failure = failed === undefined ? undefined : indexFailure(job, { succeeded, failed }, wallMs);
  return failure ?? successOf(job, succeeded, wallMs);
}

/** The clock starts when the Job is first seen and not suspended. */
function begun(stored: Job, r: Does): Job {
  const { startTime, uncountedTerminatedPods = {} } = stored.status;
  const starts = startTime === undefined && stored.spec.suspend !== true;
  return { ...stored, status: { ...stored.status, uncountedTerminatedPods, ...(starts ? { startTime: formatTime(r.wallMs) } : {}) } };
}

function isLeaving({ metadata, status }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined && status.phase !== 'Succeeded' && status.phase !== 'Failed';
}

interface Done extends Managed {
  readonly job: Job;
  readonly finished?: Condition | undefined;
}

/** Every active pod goes; the Job has failed when none is left to be asked to. */
function stop(job: Job, active: readonly Pod[], failure: Condition, r: Does): Done {
  let error: string | undefined;
  let deleted = 0;
  for (const pod of active) {
    const failed = deletePod(pod, job, r);
    if (failed === undefined) deleted += 1;
    error ??= failed;
  }
  return { job, active: active.length - deleted, error, finished: deleted === active.length ? failure : undefined };
}

function proceed(job: Job, present: Parameters<typeof manageJob>[1], r: Does): Done {
  const managing = job.metadata.deletionTimestamp === undefined;
  const managed: Managed = managing ? manageJob(job, present, r) : { active: present.active.length };
  const { completions } = job.spec;
  const complete = managed.active === 0 && (completions === undefined ? present.succeeded > 0 : present.succeeded >= completions);
  if (complete) return { ...managed, job, finished: newCondition('Complete', undefined, r.wallMs) };
  return { ...managed, job: managing ? suspendedOrResumed(job, r) : job };
}

function suspendedOrResumed(job: Job, r: Does): Job {
  if (job.spec.suspend === true) {
    const next = ensureCondition(job, newCondition('Suspended', { reason: 'JobSuspended', message: 'Job suspended' }, r.wallMs));
    if (next !== job) r.event({ object: job, type: 'Normal', reason: 'Suspended', message: 'Job suspended' });
    return next;
  }
  const next = ensureCondition(job, newCondition('Suspended', { reason: 'JobResumed', message: 'Job resumed' }, r.wallMs, 'False'));
  if (next === job) return job;
  r.event({ object: job, type: 'Normal', reason: 'Resumed', message: 'Job resumed' });
  return { ...next, status: { ...next.status, startTime: formatTime(r.wallMs) } };
}

interface Numbers {
  readonly active: number;
  readonly ready: number;
  readonly terminating: number;
}

/** Pods on their way out are only told where it matters when they are replaced. */
function withActive(job: Job, { active, ready, terminating }: Numbers): Job {
  const { active: _active, terminating: _terminating, ...status } = job.status;
  const leaving = job.spec.podReplacementPolicy === undefined ? {} : { terminating };
  return { ...job, status: { ...status, ...(active === 0 ? {} : { active }), ready, ...leaving } };
}

/** Pods that a failure policy ignores do not count. */
function failedCount(job: Job, fresh: readonly Pod[]): number {
  const counted = fresh.filter((pod) => judge(job.spec.podFailurePolicy, pod).counts).length;
  return (job.status.failed ?? 0) + counted + (job.status.uncountedTerminatedPods?.failed?.length ?? 0);
}

interface Failing {
  readonly pods: readonly Pod[];
  readonly failed: number;
  readonly deadlineMs: number | undefined;
}

/** Why the Job ends, if it does: it has failed, or was found successful before. */
function failureOf(job: Job, { pods, failed, deadlineMs }: Failing, wallMs: number): Condition | undefined {
  const met = conditionOf(job, 'SuccessCriteriaMet');
  if (met !== undefined) return met;
  const target = conditionOf(job, 'FailureTarget');
  if (target !== undefined) return newCondition('Failed', { reason: target.reason ?? '', message: target.message ?? '' }, wallMs);
  for (const pod of job.spec.podFailurePolicy === undefined ? [] : pods) {
    const why = isFailed(pod, job) ? judge(job.spec.podFailurePolicy, pod).failJob : undefined;
    if (why !== undefined) return newCondition('FailureTarget', { reason: failurePolicyReason, message: why }, wallMs);
  }
  if (failed > (job.spec.backoffLimit ?? 6) || tooManyRestarts(job, pods)) return newCondition('Failed', backOffLimitExceeded, wallMs);
  return deadlineMs !== undefined && deadlineMs <= 0 ? newCondition('Failed', deadlineExceeded, wallMs) : undefined;
}

/** Where containers are restarted in place, their restarts are the failures. upstream: pastBackoffLimitOnFailure */
function tooManyRestarts({ spec }: Job, pods: readonly Pod[]): boolean {
  if (spec.template.spec?.restartPolicy !== 'OnFailure') return false;
  let restarts = 0;
  for (const { status } of pods) {
    if (status.phase !== 'Running' && status.phase !== 'Pending') continue;
    for (const { restartCount } of [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]) restarts += restartCount;
  }
  return spec.backoffLimit === 0 ? restarts > 0 : restarts >= (spec.backoffLimit ?? 6);
}

/** How long the Job may still be active; undefined without a limit. */
function deadlineOf({ spec, status }: Job, wallMs: number): number | undefined {
  if (spec.activeDeadlineSeconds === undefined || spec.suspend === true || status.startTime === undefined) return undefined;
  return (parseTime(status.startTime) ?? wallMs) + spec.activeDeadlineSeconds * 1000 - wallMs;
}

function tellEnd(job: Job, { type, reason, message }: Condition, active: number, r: Does): void {
  if (type === 'Failed') {
    r.event({ object: job, type: 'Warning', reason: reason ?? '', message: message ?? '' });
    return;
  }
  const { completions } = job.spec;
  if (completions !== undefined && (job.status.succeeded ?? 0) > completions)
    r.event({
      object: job,
      type: 'Warning',
      reason: 'TooManySucceededPods',
      message: 'Too many succeeded pods running after completion count reached',
    });
  if (active > 0)
    r.event({
      object: job,
      type: 'Warning',
      reason: 'TooManyActivePods',
      message: 'Too many active pods running after completion count reached',
    });
  r.event({ object: job, type: 'Normal', reason: 'Completed', message: 'Job completed' });
}
