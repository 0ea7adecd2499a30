/**
 * On which node preemption costs least.
 * upstream: pkg/scheduler/framework/preemption/preemption.go (pickOneNodeForPreemption)
 */
import type { Pod } from '#api/kinds.ts';
import type { PlacedPod } from './framework.ts';

export interface Candidate {
  readonly node: string;
  /** Most important first. */
  readonly victims: readonly PlacedPod[];
  /** Victims whose eviction breaks a disruption budget. */
  readonly violations: number;
}

/** Makes every priority positive before they are summed, so that few important pods do not outweigh many. */
const shift = 2 ** 31;
const never = '9999-12-31T23:59:59Z';

/** Each measure in turn, the least wins; what is left after the last is taken in order. */
const measures: readonly ((candidate: Candidate) => number)[] = [
  ({ violations }) => violations,
  ({ victims }) => priorityOf(victims[0]?.pod),
  ({ victims }) => victims.reduce((sum, { pod }) => sum + priorityOf(pod) + shift, 0),
  ({ victims }) => victims.length,
];

export function pickOneNode(candidates: readonly Candidate[]): Candidate | undefined {
  let left = candidates;
  for (const measure of measures) {
    if (left.length <= 1) return left[0];
    const least = left.reduce((min, it) => Math.min(min, measure(it)), Number.POSITIVE_INFINITY);
    left = left.filter((it) => measure(it) === least);
  }
  let best = left[0];
  for (const it of left) if (best !== undefined && earliestStart(it) > earliestStart(best)) best = it;
  return best;
}

/** A higher priority matters more, then a longer life. */
export function moreImportant(a: Pod, b: Pod): number {
  const byPriority = priorityOf(b) - priorityOf(a);
  if (byPriority !== 0) return byPriority;
  const [first, second] = [startOf(a), startOf(b)];
  return first === second ? 0 : first < second ? -1 : 1;
}

/** When the oldest of the most important victims started. */
export function earliestStart({ victims }: Candidate): string {
  const top = priorityOf(victims[0]?.pod);
  return victims.reduce((earliest, { pod }) => (priorityOf(pod) === top && startOf(pod) < earliest ? startOf(pod) : earliest), never);
}

function startOf(pod: Pod): string {
  return pod.status?.startTime ?? never;
}

function priorityOf(pod: Pod | undefined): number {
  return pod?.spec.priority ?? 0;
}
