/**
 * One scheduling cycle for one pod: which nodes can take it, which is best. Pure, but for the draw that breaks ties.
 * upstream: pkg/scheduler/schedule_one.go
 */
import { goQuote } from '#api/machinery/goText.ts';
import { nextBelow, type RandomState } from '#sim/random.ts';
import { refusalOn } from './filter.ts';
import type { Cycle, NodeInfo, Plugin, Refusal } from './framework.ts';

export interface Score {
  readonly node: string;
  readonly plugin: string;
  readonly score: number;
}

export interface Decision {
  readonly chosen?: string;
  /** Set when the reason holds for all nodes. */
  readonly preFilter?: Refusal;
  readonly refused: ReadonlyMap<string, Refusal>;
  readonly scores: readonly Score[];
  /** What broke the cycle off, which says nothing of nodes. */
  readonly error?: string;
  /** Where the next cycle starts to look, in clusters so large that not every node is examined. */
  readonly nextStart: number;
}

export interface Choice {
  readonly profile: readonly Plugin[];
  /** Of how many nodes it is enough to know that they can; 0: by the size of the cluster. */
  readonly percentage?: number;
  readonly random: RandomState;
  readonly start: number;
}

const allNodesBelow = 100;

/** How many feasible nodes are enough. upstream: numFeasibleNodesToFind */
export function enoughNodes(total: number, percentage = 0): number {
  if (total < allNodesBelow) return total;
  const percent = percentage === 0 ? Math.max(5, 50 - Math.floor(total / 125)) : percentage;
  return Math.max(100, Math.floor((total * percent) / 100));
}

export function decide(cycle: Cycle, choice: Choice): Decision {
  const candidates = preFilter(cycle, choice.profile);
  if ('reasons' in candidates) {
    const refused = new Map(cycle.nodes.map((node) => [node.name, candidates]));
    return { refused, scores: [], nextStart: choice.start, preFilter: candidates };
  }
  if (candidates.missing !== undefined && cycle.nodes.length > 0)
    return {
      refused: new Map(),
      scores: [],
      nextStart: choice.start,
      error: `nodeinfo not found for node name ${goQuote(candidates.missing)}`,
    };
  const { feasible, refused, looked } = filter(cycle, candidates.nodes, choice);
  const nextStart = candidates.nodes.length === 0 ? 0 : (choice.start + looked) % candidates.nodes.length;
  if (feasible.length === 0) return { refused, scores: [], nextStart };
  if (feasible.length === 1) return { refused, scores: [], nextStart, chosen: feasible[0]!.name };
  const { scores, totals } = score(cycle, feasible, choice.profile);
  return { refused, scores, nextStart, chosen: best(feasible, totals, choice.random) };
}

interface Candidates {
  readonly nodes: readonly NodeInfo[];
  /** A node that is named and is not there, at which the cycle breaks off. */
  readonly missing?: string | undefined;
}

function preFilter(cycle: Cycle, profile: readonly Plugin[]): Refusal | Candidates {
  const naming: string[] = [];
  let only: ReadonlySet<string> | undefined;
  for (const plugin of profile) {
    const answer = plugin.preFilter?.(cycle);
    if (answer === undefined) continue;
    if ('reasons' in answer) return { ...answer, plugin: plugin.name };
    naming.push(plugin.name);
    only = only === undefined ? answer.only : new Set([...only].filter((name) => answer.only.has(name)));
    if (only.size === 0) return { reasons: [noneNamedBy(naming)], resolvable: true };
  }
  if (only === undefined) return { nodes: cycle.nodes };
  const named = only;
  return { nodes: cycle.nodes.filter(({ name }) => named.has(name)), missing: [...named].find((name) => !cycle.cache.nodes.has(name)) };
}

function noneNamedBy(plugins: readonly string[]): string {
  const [first] = plugins;
  if (plugins.length === 1) return `node(s) didn't satisfy plugin ${first}`;
  return `node(s) didn't satisfy plugin(s) [${plugins.join(' ')}] simultaneously`;
}

/** A pod that was promised a node gets it if it can; otherwise the nodes are asked in turn. */
function filter(cycle: Cycle, nodes: readonly NodeInfo[], { profile, start, percentage }: Choice) {
  const promised = nominatedNode(cycle, nodes);
  if (promised !== undefined && refusalOn(cycle, promised, profile) === undefined) {
    return { feasible: [promised], refused: new Map<string, Refusal>(), looked: 0 };
  }
  const feasible: NodeInfo[] = [];
  const refused = new Map<string, Refusal>();
  const enough = enoughNodes(nodes.length, percentage);
  let looked = 0;
  while (looked < nodes.length && feasible.length < enough) {
    const node = nodes[(start + looked) % nodes.length]!;
    looked += 1;
    const refusal = refusalOn(cycle, node, profile);
    if (refusal === undefined) feasible.push(node);
    else refused.set(node.name, refusal);
  }
  return { feasible, refused, looked };
}

function nominatedNode(cycle: Cycle, nodes: readonly NodeInfo[]): NodeInfo | undefined {
  const name = cycle.pod.status.nominatedNodeName ?? '';
  return name === '' ? undefined : nodes.find((node) => node.name === name);
}

export function score(cycle: Cycle, nodes: readonly NodeInfo[], profile: readonly Plugin[]) {
  const scores: Score[] = [];
  const totals = nodes.map(() => 0);
  for (const plugin of profile) {
    if (plugin.score === undefined || plugin.preScore?.(cycle, nodes) === false) continue;
    const raw: number[] = [];
    for (const node of nodes) raw.push(plugin.score(cycle, node));
    plugin.normalize?.(raw, cycle, nodes);
    const { name, weight = 1 } = plugin;
    for (let i = 0; i < nodes.length; i += 1) {
      const points = raw[i]! * weight;
      totals[i]! += points;
      scores.push({ node: nodes[i]!.name, plugin: name, score: points });
    }
  }
  return { scores, totals };
}

/** The highest total; among equals every one has the same chance. */
function best(nodes: readonly NodeInfo[], totals: readonly number[], random: RandomState): string {
  let equals: number[] = [];
  let top = -1;
  for (let i = 0; i < totals.length; i += 1) {
    if (totals[i]! > top) {
      top = totals[i]!;
      equals = [i];
    } else if (totals[i] === top) equals.push(i);
  }
  return nodes[equals[nextBelow(random, equals.length)]!]!.name;
}
