/**
 * Preferred affinity between pods as points for a place: what the pod prefers, what pods that stand already prefer,
 * and one point for each required term of theirs that the pod satisfies.
 * upstream: pkg/scheduler/framework/plugins/interpodaffinity (scoring.go)
 */
import type { Pod } from '#api/kinds.ts';
import { maxNodeScore, type Cycle, type NodeInfo, type PlacedPod } from '../framework.ts';
import {
  preferredAffinity,
  preferredAntiAffinity,
  requiredAffinity,
  termMatches,
  type PodAffinityTerm,
  type WeightedTerm,
} from './affinityTerms.ts';

/** Topology key -> its value -> points. */
type Points = Map<string, Map<string, number>>;

const hardPodAffinityWeight = 1;
const known = new WeakMap<Cycle, Points>();

export function hasAffinityScores(cycle: Cycle): boolean {
  return pointsOf(cycle).size > 0;
}

export function affinityScore(cycle: Cycle, { node }: NodeInfo): number {
  let sum = 0;
  for (const [key, points] of pointsOf(cycle)) sum += points.get(node.metadata.labels?.[key] ?? '') ?? 0;
  return sum;
}

/** The least score becomes 0, the highest 100. */
export function normalizeAffinity(scores: number[]): void {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const score of scores) {
    min = Math.min(min, score);
    max = Math.max(max, score);
  }
  const span = max - min;
  for (let i = 0; i < scores.length; i += 1) scores[i] = span > 0 ? Math.trunc(maxNodeScore * ((scores[i]! - min) / span)) : 0;
}

function pointsOf(cycle: Cycle): Points {
  const before = known.get(cycle);
  if (before !== undefined) return before;
  const points: Points = new Map();
  known.set(cycle, points);
  const { pod, cache } = cycle;
  const prefers = preferredAffinity(pod).length > 0 || preferredAntiAffinity(pod).length > 0;
  for (const placed of (prefers ? cache.placed : cache.withAffinity).values()) givePoints(points, cycle, placed);
  return points;
}

function givePoints(points: Points, cycle: Cycle, placed: PlacedPod): void {
  const labels = cycle.cache.nodes.get(placed.node)?.node.metadata.labels;
  if (labels === undefined) return;
  const give = (term: PodAffinityTerm, weight: number, pods: { readonly owner: Pod; readonly other: Pod }) => {
    const value = labels[term.topologyKey];
    if (weight === 0 || value === undefined || !termMatches(term, pods, cycle.see)) return;
    let values = points.get(term.topologyKey);
    if (values === undefined) points.set(term.topologyKey, (values = new Map()));
    values.set(value, (values.get(value) ?? 0) + weight);
  };
  const mine = { owner: cycle.pod, other: placed.pod };
  const theirs = { owner: placed.pod, other: cycle.pod };
  const giveAll = (terms: readonly WeightedTerm[], sign: 1 | -1, pods: typeof mine) => {
    for (const { podAffinityTerm, weight } of terms) give(podAffinityTerm, sign * weight, pods);
  };
  giveAll(preferredAffinity(cycle.pod), 1, mine);
  giveAll(preferredAntiAffinity(cycle.pod), -1, mine);
  for (const term of requiredAffinity(placed.pod)) give(term, hardPodAffinityWeight, theirs);
  giveAll(preferredAffinity(placed.pod), 1, theirs);
  giveAll(preferredAntiAffinity(placed.pod), -1, theirs);
}
