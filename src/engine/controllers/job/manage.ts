/**
 * As many active pods as the Job may have now, made and removed in one look.
 * upstream: pkg/controller/job/job_controller.go (manageJob, deleteJobPods, activePodsForRemoval)
 */
import type { Container, Job, Pod } from '#api/kinds.ts';
import type { Draft } from '#engine/client/client.ts';
import { createPod, deletePod, podFromTemplate } from '../common/podControl.ts';
import { comparePods } from '../common/rankPods.ts';
import { slowStart } from '../common/slowStart.ts';
import { remainingMs, type BackOffRecord } from './backOff.ts';
import { completionIndex, duplicates, firstPending, indexKey } from './indexes.ts';
import { failureCounts, isPerIndex, readyIndexes, type Held } from './perIndex.ts';
import { removeFinalizer, trackingFinalizer, waitsForEnd } from './pods.ts';
import type { Reconcile } from '#engine/client/controller.ts';

const burst = 500;
const indexEnv = 'JOB_COMPLETION_INDEX';

type Does = Pick<Reconcile, 'client' | 'event' | 'wallMs'>;

export interface Present {
  readonly active: readonly Pod[];
  readonly succeeded: number;
  readonly succeededIndexes: readonly number[];
  readonly failedIndexes: readonly number[];
  readonly held: Held;
  readonly backOff: BackOffRecord;
  /** Pods on their way out that are yet to end. */
  readonly leaving: number;
}

export interface Managed {
  readonly active: number;
  readonly error?: string | undefined;
  /** The back-off lasts this much longer. */
  readonly waitMs?: number;
}

export function manageJob(job: Job, present: Present, r: Does): Managed {
  const { active, succeeded } = present;
  if (job.spec.suspend === true) return removePods(job, active, surplusPods(job, active, active.length, r), r);
  const wanted = wantedActive(job, active.length, succeeded);
  const surplus = surplusPods(job, active, Math.max(active.length - wanted, 0), r).slice(0, burst);
  if (surplus.length > 0) return removePods(job, active, surplus, r);
  const missing = wanted - active.length - (waitsForEnd(job) ? present.leaving : 0);
  if (missing <= 0) return { active: active.length };
  const waitMs = isPerIndex(job) ? 0 : remainingMs(present.backOff, r.wallMs);
  return waitMs > 0 ? { active: active.length, waitMs } : addPods(job, present, Math.min(missing, burst), r);
}

/** A work queue runs until the first success and is then left to end; else what is still to be completed, at most in parallel. */
function wantedActive({ spec }: Job, active: number, succeeded: number): number {
  const parallelism = spec.parallelism ?? 1;
  if (spec.completions === undefined) return succeeded > 0 ? active : parallelism;
  return Math.max(Math.min(spec.completions - succeeded, parallelism), 0);
}

function surplusPods(job: Job, active: readonly Pod[], atLeast: number, { wallMs }: Does): readonly Pod[] {
  const { surplus, left } =
    job.spec.completionMode === 'Indexed' ? duplicates(active, job.spec.completions ?? 0, wallMs) : { surplus: [], left: active };
  if (surplus.length >= atLeast) return surplus;
  const next = left.toSorted((a, b) => comparePods(a, b, { wallMs })).slice(0, atLeast - surplus.length);
  return [...surplus, ...next];
}

/** Pods that are taken away count as nothing, so they lose their finalizer first. */
function removePods(job: Job, active: readonly Pod[], pods: readonly Pod[], r: Does): Managed {
  let error: string | undefined;
  let removed = 0;
  for (const pod of pods) {
    const failed = removeFinalizer(pod, r) ?? deletePod(pod, job, r);
    if (failed === undefined) removed += 1;
    error ??= failed;
  }
  return { active: active.length - removed, error };
}

function addPods(job: Job, present: Present, missing: number, r: Does): Managed {
  const { active, held } = present;
  const draft = trackedDraft(job);
  const indexed = job.spec.completionMode === 'Indexed';
  const pending = indexed ? pendingIndexes(job, present, missing) : [];
  const { now: indexes, waitMs } = isPerIndex(job) ? readyIndexes(pending, held, r.wallMs) : { now: pending, waitMs: 0 };
  if (waitMs > 0) return { active: active.length, waitMs };
  let made = 0;
  const error = slowStart(indexed ? indexes.length : missing, (number) => {
    const failed = createPod(indexed ? withIndex(draft, job, { index: indexes[number]!, held }) : draft, job, r);
    if (failed === undefined) made += 1;
    return failed;
  });
  return { active: active.length + made, error };
}

function pendingIndexes(job: Job, { active, succeededIndexes, failedIndexes }: Present, missing: number): readonly number[] {
  const taken = new Set([...active.map(completionIndex), ...succeededIndexes, ...failedIndexes]);
  return firstPending(missing, job.spec.completions ?? 0, taken);
}

function trackedDraft(job: Job): Draft<'Pod'> {
  const draft = podFromTemplate(job.spec.template, job);
  const finalizers = draft.metadata.finalizers ?? [];
  const tracked = finalizers.includes(trackingFinalizer) ? finalizers : [...finalizers, trackingFinalizer];
  return { ...draft, metadata: { ...draft.metadata, finalizers: tracked } };
}

/** A pod for one index: it tells its index by name, host name, annotation, label and environment. */
function withIndex(draft: Draft<'Pod'>, job: Job, { index, held }: { readonly index: number; readonly held: Held }): Draft<'Pod'> {
  const { labels, annotations } = draft.metadata;
  const mark = { [indexKey]: String(index) };
  const metadata = {
    ...draft.metadata,
    generateName: indexedPrefix(job.metadata.name, index),
    labels: { ...labels, ...mark },
    annotations: { ...annotations, ...mark, ...(isPerIndex(job) ? failureCounts(job, held.get(index)) : {}) },
  };
  const { initContainers, containers } = draft.spec;
  const spec = {
    ...draft.spec,
    hostname: `${job.metadata.name}-${index}`,
    ...(initContainers === undefined ? {} : { initContainers: initContainers.map(withIndexEnv) }),
    containers: containers.map(withIndexEnv),
  };
  return { ...draft, metadata, spec };
}

/** Room is left for the suffix that the server makes up. upstream: podGenerateNameWithIndex */
export function indexedPrefix(name: string, index: number): string {
  const suffix = `-${index}-`;
  return `${name.slice(0, 58 - suffix.length)}${suffix}`;
}

function withIndexEnv(container: Container): Container {
  if (container.env?.some(({ name }) => name === indexEnv) === true) return container;
  const valueFrom = { fieldRef: { fieldPath: `metadata.labels['${indexKey}']` } };
  return { ...container, env: [...(container.env ?? []), { name: indexEnv, valueFrom }] };
}
