/** upstream: pkg/scheduler/framework/plugins/noderesources (fit.go, least_allocated.go, balanced_allocation.go) */
import { maxNodeScore, type Cycle, type NodeInfo, type Plugin } from '../framework.ts';

export const nodeResourcesFit: Plugin = {
  name: 'NodeResourcesFit',
  weight: 1,
  filter({ requests }, node) {
    const reasons: string[] = [];
    if (node.pods.size + 1 > node.maxPods) reasons.push('Too many pods');
    const { allocatable, requested } = node;
    if (requests.milliCpu > 0 && requests.milliCpu > allocatable.milliCpu - requested.milliCpu) reasons.push('Insufficient cpu');
    if (requests.memory > 0 && requests.memory > allocatable.memory - requested.memory) reasons.push('Insufficient memory');
    if (requests.ephemeralStorage > 0 && requests.ephemeralStorage > allocatable.ephemeralStorage - requested.ephemeralStorage) {
      reasons.push('Insufficient ephemeral-storage');
    }
    for (const name of Object.keys(requests.scalar)) {
      const free = (allocatable.scalar[name] ?? 0) - (requested.scalar[name] ?? 0);
      if (requests.scalar[name]! > free) reasons.push(`Insufficient ${name}`);
    }
    return reasons.length === 0 ? undefined : { reasons, resolvable: true };
  },
  score(cycle, node) {
    const { cpu, memory } = wouldUse(cycle, node);
    return Math.floor((least(cpu, node.allocatable.milliCpu) + least(memory, node.allocatable.memory)) / 2);
  },
};

export const nodeResourcesBalancedAllocation: Plugin = {
  name: 'NodeResourcesBalancedAllocation',
  weight: 1,
  /** Of two resources the standard deviation is half the difference of their fractions. */
  score(cycle, node) {
    const cpu = fraction(node.requested.milliCpu + cycle.requests.milliCpu, node.allocatable.milliCpu);
    const memory = fraction(node.requested.memory + cycle.requests.memory, node.allocatable.memory);
    return Math.floor((1 - Math.abs(cpu - memory) / 2) * maxNodeScore);
  },
};

function wouldUse(cycle: Cycle, node: NodeInfo): { cpu: number; memory: number } {
  return {
    cpu: node.nonZeroRequested.milliCpu + cycle.nonZero.milliCpu,
    memory: node.nonZeroRequested.memory + cycle.nonZero.memory,
  };
}

function least(used: number, capacity: number): number {
  return capacity === 0 || used > capacity ? 0 : Math.floor(((capacity - used) * maxNodeScore) / capacity);
}

function fraction(used: number, capacity: number): number {
  return capacity === 0 ? 1 : Math.min(1, used / capacity);
}
