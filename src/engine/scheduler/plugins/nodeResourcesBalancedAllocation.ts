/** upstream: pkg/scheduler/framework/plugins/noderesources/balanced_allocation.go */
import type { WeightedResource } from '#api/scheduling.ts';
import { maxNodeScore, type Plugin } from '../framework.ts';
import { balance } from './resourceScoring.ts';

export const nodeResourcesBalancedAllocation: Plugin = {
  name: 'NodeResourcesBalancedAllocation',
  weight: 1,
  /** Of two resources the standard deviation is half the difference of their fractions; of one it is nothing. */
  score({ requests }, { allocatable, requested }) {
    if (allocatable.milliCpu === 0 || allocatable.memory === 0) return maxNodeScore;
    const cpu = Math.min(1, (requested.milliCpu + requests.milliCpu) / allocatable.milliCpu);
    const memory = Math.min(1, (requested.memory + requests.memory) / allocatable.memory);
    return Math.floor((1 - Math.abs((cpu - memory) / 2)) * maxNodeScore);
  },
};

/** The plugin as a profile sets it up: which resources are to be in balance. */
export function nodeResourcesBalancedAllocationWith({ resources }: { readonly resources: readonly WeightedResource[] }): Plugin {
  return { ...nodeResourcesBalancedAllocation, score: balance(resources) };
}
