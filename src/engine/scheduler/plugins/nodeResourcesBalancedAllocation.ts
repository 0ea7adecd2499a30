/** upstream: pkg/scheduler/framework/plugins/noderesources/balanced_allocation.go */
import { maxNodeScore, type Plugin } from '../framework.ts';

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
