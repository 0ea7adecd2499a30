/**
 * One scheduling cycle for one pod: which nodes can take it, which is best. Pure, but for the draw that breaks ties.
 * upstream: pkg/scheduler/schedule_one.go
 */
import { nextBelow, type RandomState } from '#sim/random.ts';
import type { Verdict } from './fitError.ts';
import type { Cycle, NodeInfo, Plugin, Refusal } from './framework.ts';

export interface Score {
  readonly node: string;
  readonly plugin: string;
  readonly score: number;
}

export interface Decision {
  readonly chosen?: string;
  /** Set when no node can take the pod. */
  readonly failed?: Verdict;
  readonly refused: ReadonlyMap<string, Refusal>;
  readonly scores: readonly Score[];
  /** Where the next cycle starts to look, in clusters so large that not every node is examined. */
  readonly nextStart: number;
}

const allNodesBelow = 100;

/** How many feasible nodes are enough. upstream: numFeasibleNodesToFind */
export function enoughNodes(total: number): number {
  if (total < allNodesBelow) return total;
  const percent = Math.max(5, 50 - Math.floor(total / 125));
  return Math.max(100, Math.floor((total * percent) / 100));
}

export function decide(
  cycle: Cycle,
  nodes: readonly NodeInfo[],
  start: number,
  plugins: { readonly profile: readonly Plugin[]; readonly random: RandomState },
): Decision {
  const none = { refused: new Map<string, Refusal>(), scores: [], nextStart: start };
  for (const plugin of plugins.profile) {
    const preFilter = plugin.preFilter?.(cycle);
    if (preFilter !== undefined) return { ...none, failed: { preFilter, nodes: nodes.length } };
  }
  const { feasible, refused, looked } = filter(cycle, nodes, start, plugins.profile);
  const nextStart = nodes.length === 0 ? 0 : (start + looked) % nodes.length;
  if (feasible.length === 0) return { refused, scores: [], nextStart, failed: { refused, nodes: nodes.length } };
  if (feasible.length === 1) return { refused, scores: [], nextStart, chosen: feasible[0]!.name };
  const scores = score(cycle, feasible, plugins.profile);
  return { refused, scores, nextStart, chosen: best(feasible, scores, plugins.random) };
}

function filter(cycle: Cycle, nodes: readonly NodeInfo[], start: number, profile: readonly Plugin[]) {
  const feasible: NodeInfo[] = [];
  const refused = new Map<string, Refusal>();
  const enough = enoughNodes(nodes.length);
  let looked = 0;
  while (looked < nodes.length && feasible.length < enough) {
    const node = nodes[(start + looked) % nodes.length]!;
    looked += 1;
    const refusal = firstRefusal(cycle, node, profile);
    if (refusal === undefined) feasible.push(node);
    else refused.set(node.name, refusal);
  }
  return { feasible, refused, looked };
}

function firstRefusal(cycle: Cycle, node: NodeInfo, profile: readonly Plugin[]): Refusal | undefined {
  for (const plugin of profile) {
    const refusal = plugin.filter?.(cycle, node);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function score(cycle: Cycle, nodes: readonly NodeInfo[], profile: readonly Plugin[]): Score[] {
  const scores: Score[] = [];
  for (const plugin of profile) {
    if (plugin.score === undefined) continue;
    const raw = nodes.map((node) => plugin.score!(cycle, node));
    plugin.normalize?.(raw);
    nodes.forEach((node, i) => scores.push({ node: node.name, plugin: plugin.name, score: raw[i]! * (plugin.weight ?? 1) }));
  }
  return scores;
}

/** The highest total; among equals every one has the same chance. */
function best(nodes: readonly NodeInfo[], scores: readonly Score[], random: RandomState): string {
  const totals = new Map(nodes.map((node) => [node.name, 0]));
  for (const { node, score: points } of scores) totals.set(node, totals.get(node)! + points);
  const top = Math.max(...totals.values());
  const equals = [...totals].filter(([, total]) => total === top);
  return equals[nextBelow(random, equals.length)]![0];
}
