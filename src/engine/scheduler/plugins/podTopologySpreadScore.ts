/**
 * Spreading as points: the fewer matching pods share a node's domains, the better; few domains weigh less.
 * upstream: pkg/scheduler/framework/plugins/podtopologyspread (scoring.go)
 */
import { podsMatching } from '../cache.ts';
import { maxNodeScore, type Cycle, type NodeInfo } from '../framework.ts';
import { naturalLogarithm } from '../naturalLogarithm.ts';
import { restrictsNodes } from './nodeAffinity.ts';
import { asked, countsPods, hasAllKeys, hasOwn, hostname, includes, type Constraint, type SpreadDefaults } from './spreadConstraints.ts';

interface Scored {
  readonly constraint: Constraint;
  readonly weight: number;
  /** Matching pods by domain, or by node for the hostname. */
  readonly counts: ReadonlyMap<string, number>;
}

interface State {
  readonly scored: readonly Scored[];
  /** Feasible nodes that lack a key get nothing. */
  readonly ignored: ReadonlySet<string>;
}

const states = new WeakMap<Cycle, State>();
const nothing: State = { scored: [], ignored: new Set() };
const noPods: ReadonlyMap<string, number> = new Map();

/** Only the system's defaults do without a key that a node lacks. */
export function hasSpreadScores(cycle: Cycle, feasible: readonly NodeInfo[], defaults: SpreadDefaults): boolean {
  const own = hasOwn(cycle.pod) || !defaults.system;
  const constraints = asked(cycle, defaults, 'ScheduleAnyway');
  if (constraints.length === 0) return false;
  const ignored = new Set(own ? feasible.filter(({ node }) => !hasAllKeys(constraints, node)).map(({ name }) => name) : []);
  const able = ignored.size === 0 ? feasible : feasible.filter(({ name }) => !ignored.has(name));
  const scored = constraints.map((constraint) => scoredBy(cycle, constraint, { able, own: own ? constraints : [] }));
  states.set(cycle, { scored, ignored });
  return true;
}

/** What the last `hasSpreadScores` of a cycle found. */
export function spreadScores(cycle: Cycle): State {
  return states.get(cycle) ?? nothing;
}

export function spreadScore(cycle: Cycle, { name, node }: NodeInfo): number {
  const { scored, ignored } = spreadScores(cycle);
  if (ignored.has(name)) return 0;
  let sum = 0;
  for (const { constraint, weight, counts } of scored) {
    const value = node.metadata.labels?.[constraint.topologyKey];
    if (value === undefined) continue;
    const count = counts.get(constraint.topologyKey === hostname ? name : value) ?? 0;
    sum += count * weight + (constraint.maxSkew - 1);
  }
  return Math.round(sum);
}

export function normalizeSpread(scores: number[], cycle: Cycle, nodes: readonly NodeInfo[]): void {
  const { ignored } = spreadScores(cycle);
  let min = Number.MAX_SAFE_INTEGER;
  let max = 0;
  for (let i = 0; i < scores.length; i += 1) {
    if (ignored.has(nodes[i]!.name)) continue;
    if (scores[i]! < min) min = scores[i]!;
    if (scores[i]! > max) max = scores[i]!;
  }
  for (let i = 0; i < scores.length; i += 1) {
    if (ignored.has(nodes[i]!.name)) scores[i] = 0;
    else scores[i] = max === 0 ? maxNodeScore : Math.trunc((maxNodeScore * (max + min - scores[i]!)) / max);
  }
}

function scoredBy(
  cycle: Cycle,
  constraint: Constraint,
  nodes: { readonly able: readonly NodeInfo[]; readonly own: readonly Constraint[] },
): Scored {
  const { pod, cache } = cycle;
  const byNode = countsPods(constraint) ? podsMatching(cache, pod.metadata.namespace ?? '', constraint.selector) : noPods;
  if (constraint.topologyKey === hostname) return { constraint, weight: naturalLogarithm(nodes.able.length + 2), counts: byNode };
  const counts = new Map<string, number>();
  for (const { node } of nodes.able) counts.set(node.metadata.labels?.[constraint.topologyKey] ?? '', 0);
  const picky = constraint.honorsTaints || restrictsNodes(pod);
  for (const { name, node } of cycle.nodes) {
    const count = byNode.get(name);
    if (count === undefined) continue;
    const sum = counts.get(node.metadata.labels?.[constraint.topologyKey] ?? '');
    if (sum === undefined || !hasAllKeys(nodes.own, node) || (picky && !includes(constraint, pod, node))) continue;
    counts.set(node.metadata.labels?.[constraint.topologyKey] ?? '', sum + count);
  }
  return { constraint, weight: naturalLogarithm(counts.size + 2), counts };
}
