/**
 * Which of many alike pods goes first when some must go.
 * upstream: pkg/controller/controller_utils.go (ActivePodsWithRanks)
 */
import type { Pod } from '#api/kinds.ts';
import { compareKeys } from '#api/machinery/stableJson.ts';
import { parseTime } from '#api/machinery/time.ts';
import { isPodReady, readySince } from '#api/machinery/podReadiness.ts';
import { maxRestarts } from './pods.ts';

const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';

export interface RankOptions {
  readonly wallMs: number;
  /** How many related pods share a pod's node; without it that does not count. */
  readonly rank?: (pod: Pod) => number;
  /** Compare ages by their order of magnitude, so that pods of about one age go in random order (by uid). */
  readonly logarithmic?: boolean;
}

/** All that decides about a pod, computed once before sorting. Smaller goes first. */
interface Ranked {
  readonly pod: Pod;
  readonly assigned: number;
  readonly phase: number;
  readonly ready: number;
  readonly cost: number;
  readonly rank: number;
  readonly readyMs: number | undefined;
  readonly restarts: number;
  readonly createdMs: number | undefined;
}

const phaseOrder: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/** The pods in the order in which they are to be deleted. */
export function rankPods(pods: readonly Pod[], options: RankOptions): readonly Pod[] {
  const ranked = pods.map((pod) => rankedPod(pod, options));
  ranked.sort((a, b) => compareRanked(a, b, options));
  return ranked.map(({ pod }) => pod);
}

/** Below zero when `a` is to be deleted before `b`. */
export function comparePods(a: Pod, b: Pod, options: RankOptions): number {
  return compareRanked(rankedPod(a, options), rankedPod(b, options), options);
}

function rankedPod(pod: Pod, { rank }: RankOptions): Ranked {
  const ready = isPodReady(pod);
  return {
    pod,
    assigned: (pod.spec.nodeName ?? '') === '' ? 0 : 1,
    phase: phaseOrder[pod.status.phase ?? ''] ?? 0,
    ready: ready ? 1 : 0,
    cost: costOf(pod),
    rank: rank === undefined ? 0 : rank(pod),
    readyMs: ready ? readySince(pod) : undefined,
    restarts: maxRestarts(pod),
    createdMs:
      pod.metadata.creationTimestamp === undefined || pod.metadata.creationTimestamp === null
        ? undefined
        : parseTime(pod.metadata.creationTimestamp),
  };
}

function costOf(pod: Pod): number {
  const text = pod.metadata.annotations?.[deletionCost];
  return text !== undefined && /^(0|[-+]?[1-9]\d*)$/.test(text) ? Number(text) : 0;
}

function compareRanked(a: Ranked, b: Ranked, options: RankOptions): number {
  if (a.assigned !== b.assigned) return a.assigned - b.assigned;
  if (a.phase !== b.phase) return a.phase - b.phase;
  if (a.ready !== b.ready) return a.ready - b.ready;
  if (a.cost !== b.cost) return a.cost - b.cost;
  if (a.rank !== b.rank) return b.rank - a.rank;
  if (a.ready === 1 && a.readyMs !== b.readyMs) return compareAges([a.readyMs, b.readyMs], [a, b], options);
  if (a.restarts !== b.restarts) return b.restarts - a.restarts;
  if (a.createdMs !== b.createdMs) return compareAges([a.createdMs, b.createdMs], [a, b], options);
  return 0;
}

/** An unknown time goes first, then the younger. */
function compareAges(
  times: readonly [number | undefined, number | undefined],
  [a, b]: readonly [Ranked, Ranked],
  options: RankOptions,
): number {
  const [t1, t2] = times;
  if (t1 === undefined) return -1;
  if (t2 === undefined) return 1;
  if (options.logarithmic !== true) return t2 - t1;
  const difference = magnitude(options.wallMs - t1) - magnitude(options.wallMs - t2);
  return difference !== 0 ? difference : compareKeys(a.pod.metadata.uid, b.pod.metadata.uid);
}

/** The whole part of the binary logarithm of a duration in nanoseconds; -1 for none. Division by two is exact in floating point. */
export function magnitude(milliseconds: number): number {
  if (milliseconds <= 0) return -1;
  let power = 0;
  for (let rest = milliseconds * 1_000_000; rest >= 2; rest /= 2) power += 1;
  return power;
}
