/**
 * Preferred affinity between pods as points for a place: what the pod prefers, what pods that stand already prefer,
 * and one point for each required term of theirs that the pod satisfies.
 * upstream: pkg/scheduler/framework/plugins/interpodaffinity (scoring.go)
 */
import type { Pod } from '#api/kinds.ts';
import type { InterPodAffinityArgs } from '#api/scheduling.ts';
import { maxNodeScore, type Cycle, type PlacedPod, type Plugin } from '../framework.ts';
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

/** The scoring half of the plugin, as its arguments set it up. */
export function affinityScoring(args: InterPodAffinityArgs): Pick<Plugin, 'preScore' | 'score' | 'normalize'> {
  const known = new WeakMap<Cycle, Points>();
  const pointsIn = (cycle: Cycle) => {
    let points = known.get(cycle);
    if (points === undefined) known.set(cycle, (points = pointsOf(cycle, args)));
    return points;
  };
  return {
    preScore: (cycle) => pointsIn(cycle).size > 0,
    score(cycle, { node }) {
      let sum = 0;
      for (const [key, points] of pointsIn(cycle)) sum += points.get(node.metadata.labels?.[key] ?? '') ?? 0;
      return sum;
    },
    normalize: normalizeAffinity,
  };
}

/** The least score becomes 0, the highest 100. */
function normalizeAffinity(scores: number[]): void {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const score of scores) {
    min = Math.min(min, score);
    max = Math.max(max, score);
  }
  const span = max - min;
  for (let i = 0; i < scores.length; i += 1) scores[i] = span > 0 ? Math.trunc(maxNodeScore * ((scores[i]! - min) / span)) : 0;
}

function pointsOf(cycle: Cycle, args: InterPodAffinityArgs): Points {
  const points: Points = new Map();
  const { pod, cache } = cycle;
  const prefers = preferredAffinity(pod).length > 0 || preferredAntiAffinity(pod).length > 0;
  if (!prefers && args.ignorePreferredTermsOfExistingPods === true) return points;
  for (const placed of (prefers ? cache.placed : cache.withAffinity).values()) givePoints(points, { cycle, args }, placed);
  return points;
}

interface Looking {
  readonly cycle: Cycle;
  readonly args: InterPodAffinityArgs;
}

function givePoints(points: Points, { cycle, args }: Looking, placed: PlacedPod): void {
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
  for (const term of requiredAffinity(placed.pod)) give(term, args.hardPodAffinityWeight ?? 1, theirs);
  if (args.ignorePreferredTermsOfExistingPods === true) return;
  giveAll(preferredAffinity(placed.pod), 1, theirs);
  giveAll(preferredAntiAffinity(placed.pod), -1, theirs);
}
