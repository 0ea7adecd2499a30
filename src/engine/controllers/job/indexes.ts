/**
 * Completion indexes: reading them, the short text in which the status keeps them (`0-3,5`), and which are next.
 * upstream: pkg/controller/job/indexed_job_utils.go
 */
import type { Job, Pod } from '#api/kinds.ts';
import { comparePods } from '../common/rankPods.ts';

export const indexKey = 'batch.kubernetes.io/job-completion-index';

export function completionIndex(pod: Pod): number | undefined {
  const text = pod.metadata.annotations?.[indexKey];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** The numbers that a status names, below the number of completions. */
export function parseIndexes(text: string | undefined, completions: number): readonly number[] {
  const indexes: number[] = [];
  for (const part of (text ?? '').split(',')) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part);
    if (match === null) continue;
    const last = Math.min(Number(match[2] ?? match[1]), completions - 1);
    for (let index = Number(match[1]); index <= last; index += 1) indexes.push(index);
  }
  return indexes;
}

/** Three or more in a row are written as a range. */
export function formatIndexes(indexes: readonly number[]): string {
  const sorted = [...new Set(indexes)].toSorted((a, b) => a - b);
  const parts: string[] = [];
  for (let from = 0, to = 0; from < sorted.length; from = to + 1) {
    to = from;
    while (sorted[to + 1] === sorted[to]! + 1) to += 1;
    parts.push(to - from >= 2 ? `${sorted[from]}-${sorted[to]}` : sorted.slice(from, to + 1).join(','));
  }
  return parts.join(',');
}

/** All indexes that have succeeded: those the status knows, and those of pods it does not know yet. */
export function succeededIndexes(job: Job, pods: readonly Pod[], tracked: (pod: Pod) => boolean): readonly number[] {
  const completions = job.spec.completions ?? 0;
  const indexes = new Set(parseIndexes(job.status.completedIndexes, completions));
  for (const pod of pods) {
    const index = completionIndex(pod);
    if (pod.status.phase === 'Succeeded' && index !== undefined && index < completions && tracked(pod)) indexes.add(index);
  }
  return [...indexes];
}

/** The lowest indexes that have neither succeeded nor an active pod. */
export function firstPending(count: number, completions: number, taken: ReadonlySet<number | undefined>): readonly number[] {
  const pending: number[] = [];
  for (let index = 0; index < completions && pending.length < count; index += 1) if (!taken.has(index)) pending.push(index);
  return pending;
}

export interface Duplicates {
  readonly surplus: readonly Pod[];
  readonly left: readonly Pod[];
}

/** Of several pods with one index all but the best are too many; so are pods without an index or with one out of range. */
export function duplicates(pods: readonly Pod[], completions: number, wallMs: number): Duplicates {
  const best = new Map<number, Pod>();
  const surplus: Pod[] = [];
  for (const pod of pods) {
    const index = completionIndex(pod);
    if (index === undefined || index >= completions) {
      surplus.push(pod);
      continue;
    }
    const known = best.get(index);
    const better = known === undefined || comparePods(known, pod, { wallMs }) < 0;
    if (better) best.set(index, pod);
    if (known !== undefined) surplus.push(better ? known : pod);
  }
  return { surplus, left: [...best.values()] };
}
