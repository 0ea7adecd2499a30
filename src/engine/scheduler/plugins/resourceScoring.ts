/**
 * How full a node may be to be liked, as a profile's arguments say it: the emptier, the fuller, or by a curve.
 * upstream: pkg/scheduler/framework/plugins/noderesources (resource_allocation.go, least_allocated.go, most_allocated.go,
 * requested_to_capacity_ratio.go), plugins/helper/shape_score.go
 */
import type { WeightedResource, ScoringStrategy } from '#api/scheduling.ts';
import { maxNodeScore, type Cycle, type NodeInfo } from '../framework.ts';

const highestShapeScore = 10;

type Amounts = (cycle: Cycle, node: NodeInfo, resource: string) => { readonly asked: number; readonly offered: number };

/** For scoring a container that asks for nothing counts as 100m and 200Mi. */
export const nonZeroAmounts: Amounts = (cycle, { allocatable, nonZeroRequested, requested }, resource) => {
  if (resource === 'cpu') return { asked: nonZeroRequested.milliCpu + cycle.nonZero.milliCpu, offered: allocatable.milliCpu };
  if (resource === 'memory') return { asked: nonZeroRequested.memory + cycle.nonZero.memory, offered: allocatable.memory };
  return otherAmounts(cycle, { allocatable, requested }, resource);
};

export const plainAmounts: Amounts = (cycle, { allocatable, requested }, resource) => {
  if (resource === 'cpu') return { asked: requested.milliCpu + cycle.requests.milliCpu, offered: allocatable.milliCpu };
  if (resource === 'memory') return { asked: requested.memory + cycle.requests.memory, offered: allocatable.memory };
  return otherAmounts(cycle, { allocatable, requested }, resource);
};

/** A resource that the pod does not ask for does not count. */
function otherAmounts({ requests }: Cycle, { allocatable, requested }: Pick<NodeInfo, 'allocatable' | 'requested'>, resource: string) {
  if (resource === 'ephemeral-storage')
    return { asked: requested.ephemeralStorage + requests.ephemeralStorage, offered: allocatable.ephemeralStorage };
  const wants = requests.scalar[resource] ?? 0;
  return wants === 0
    ? { asked: 0, offered: 0 }
    : { asked: (requested.scalar[resource] ?? 0) + wants, offered: allocatable.scalar[resource] ?? 0 };
}

/** The score of a node by a strategy; resources that the node does not have are left out. */
export function strategyScore({ type, resources = bothResources, requestedToCapacityRatio }: ScoringStrategy) {
  const shape = (requestedToCapacityRatio?.shape ?? []).map(({ utilization, score }) => ({
    at: utilization,
    score: (score * maxNodeScore) / highestShapeScore,
  }));
  const rates = {
    LeastAllocated: least,
    MostAllocated: most,
    RequestedToCapacityRatio: (asked: number, offered: number) => byShape(shape, asked, offered),
  };
  const rate = rates[type];
  const byCurve = type === 'RequestedToCapacityRatio';
  return (cycle: Cycle, node: NodeInfo): number => {
    let [sum, weights] = [0, 0];
    for (const { name, weight = 1 } of resources) {
      const { asked, offered } = nonZeroAmounts(cycle, node, name);
      const points = offered === 0 ? 0 : rate(asked, offered);
      if (offered === 0 || (byCurve && points <= 0)) continue;
      sum += points * weight;
      weights += weight;
    }
    if (weights === 0) return 0;
    return byCurve ? Math.round(sum / weights) : Math.floor(sum / weights);
  };
}

export const bothResources: readonly WeightedResource[] = [
  { name: 'cpu', weight: 1 },
  { name: 'memory', weight: 1 },
];

function least(asked: number, offered: number): number {
  return asked > offered ? 0 : Math.floor(((offered - asked) * maxNodeScore) / offered);
}

function most(asked: number, offered: number): number {
  return Math.floor((Math.min(asked, offered) * maxNodeScore) / offered);
}

interface Point {
  readonly at: number;
  readonly score: number;
}

function byShape(shape: readonly Point[], asked: number, offered: number): number {
  return onLine(shape, asked > offered ? 100 : Math.trunc((asked * 100) / offered));
}

/** A line through the points, level before the first and after the last. */
export function onLine(shape: readonly Point[], at: number): number {
  const after = shape.findIndex((point) => at <= point.at);
  if (after < 0) return shape.at(-1)?.score ?? 0;
  const to = shape[after]!;
  const from = shape[after - 1];
  if (from === undefined) return to.score;
  return from.score + Math.trunc(((to.score - from.score) * (at - from.at)) / (to.at - from.at));
}

/** The nearer the fractions of a node's resources are to each other, the better. */
export function balance(resources: readonly WeightedResource[]) {
  return (cycle: Cycle, node: NodeInfo): number => {
    const fractions: number[] = [];
    for (const { name } of resources) {
      const { asked, offered } = plainAmounts(cycle, node, name);
      if (offered !== 0) fractions.push(Math.min(asked / offered, 1));
    }
    return Math.floor((1 - deviation(fractions)) * maxNodeScore);
  };
}

function deviation(fractions: readonly number[]): number {
  if (fractions.length < 2) return 0;
  if (fractions.length === 2) return Math.abs((fractions[0]! - fractions[1]!) / 2);
  const mean = fractions.reduce((sum, it) => sum + it, 0) / fractions.length;
  return Math.sqrt(fractions.reduce((sum, it) => sum + (it - mean) * (it - mean), 0) / fractions.length);
}
