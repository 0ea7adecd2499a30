/** upstream: pkg/scheduler/framework/plugins/noderesources (fit.go, least_allocated.go) */
import { anyNodeChange, maxNodeScore, type Cycle, type NodeInfo, type Plugin } from '../framework.ts';

export const nodeResourcesFit: Plugin = {
  name: 'NodeResourcesFit',
  weight: 1,
  events: ['Pod/Delete', ...anyNodeChange],
  filter(cycle, node) {
    const reasons = shortages(cycle, node);
    return reasons.length === 0 ? undefined : { reasons, resolvable: true };
  },
  /** The emptier the better, mean of cpu and memory; a resource the node does not have does not count. */
  score({ nonZero }, { allocatable, nonZeroRequested }) {
    let sum = 0;
    let resources = 0;
    if (allocatable.milliCpu > 0) {
      sum += least(nonZeroRequested.milliCpu + nonZero.milliCpu, allocatable.milliCpu);
      resources += 1;
    }
    if (allocatable.memory > 0) {
      sum += least(nonZeroRequested.memory + nonZero.memory, allocatable.memory);
      resources += 1;
    }
    return resources === 0 ? 0 : Math.floor(sum / resources);
  },
};

const none: readonly string[] = [];

function shortages({ requests }: Pick<Cycle, 'requests'>, { allocatable, requested, pods, maxPods }: NodeInfo): readonly string[] {
  const lacks = (asked: number, offered: number, taken: number) => asked > 0 && asked > offered - taken;
  const cpu = lacks(requests.milliCpu, allocatable.milliCpu, requested.milliCpu);
  const memory = lacks(requests.memory, allocatable.memory, requested.memory);
  const storage = lacks(requests.ephemeralStorage, allocatable.ephemeralStorage, requested.ephemeralStorage);
  const scalars = Object.keys(requests.scalar).filter((name) =>
    lacks(requests.scalar[name]!, allocatable.scalar[name] ?? 0, requested.scalar[name] ?? 0),
  );
  const full = pods.size + 1 > maxPods;
  if (!full && !cpu && !memory && !storage && scalars.length === 0) return none;
  return [
    ...(full ? ['Too many pods'] : []),
    ...(cpu ? ['Insufficient cpu'] : []),
    ...(memory ? ['Insufficient memory'] : []),
    ...(storage ? ['Insufficient ephemeral-storage'] : []),
    ...scalars.map((name) => `Insufficient ${name}`),
  ];
}

function least(used: number, capacity: number): number {
  return used > capacity ? 0 : Math.floor(((capacity - used) * maxNodeScore) / capacity);
}
