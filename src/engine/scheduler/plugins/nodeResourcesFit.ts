/** upstream: pkg/scheduler/framework/plugins/noderesources (fit.go, least_allocated.go) */
import type { NodeResourcesFitArgs } from '#api/scheduling.ts';
import { anyNodeChange, maxNodeScore, type Cycle, type NodeInfo, type Plugin } from '../framework.ts';
import { strategyScore } from './resourceScoring.ts';

export const nodeResourcesFit: Plugin = {
  name: 'NodeResourcesFit',
  weight: 1,
  events: ['Pod/Delete', ...anyNodeChange],
  filter(cycle, node) {
    return fits(cycle, node) ? undefined : { reasons: shortages(cycle, node), resolvable: true };
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

/** The plugin as a profile sets it up: resources it looks away from, and how it scores. */
export function nodeResourcesFitWith({ ignoredResources = [], ignoredResourceGroups = [], scoringStrategy }: NodeResourcesFitArgs): Plugin {
  const ignored = (name: string) => ignoredResources.includes(name) || ignoredResourceGroups.includes(name.split('/')[0] ?? '');
  return {
    ...nodeResourcesFit,
    filter(cycle, node) {
      const scalar = Object.fromEntries(Object.entries(cycle.requests.scalar).filter(([name]) => !ignored(name)));
      return nodeResourcesFit.filter?.({ ...cycle, requests: { ...cycle.requests, scalar } }, node);
    },
    ...(scoringStrategy === undefined ? {} : { score: strategyScore(scoringStrategy) }),
  };
}

function lacks(asked: number, offered: number, taken: number): boolean {
  return asked > 0 && asked > offered - taken;
}

function fits({ requests }: Pick<Cycle, 'requests'>, { allocatable, requested, pods, maxPods }: NodeInfo): boolean {
  if (pods.size + 1 > maxPods) return false;
  if (lacks(requests.milliCpu, allocatable.milliCpu, requested.milliCpu)) return false;
  if (lacks(requests.memory, allocatable.memory, requested.memory)) return false;
  if (lacks(requests.ephemeralStorage, allocatable.ephemeralStorage, requested.ephemeralStorage)) return false;
  for (const name in requests.scalar) {
    if (lacks(requests.scalar[name]!, allocatable.scalar[name] ?? 0, requested.scalar[name] ?? 0)) return false;
  }
  return true;
}

function shortages({ requests }: Pick<Cycle, 'requests'>, { allocatable, requested, pods, maxPods }: NodeInfo): readonly string[] {
  const cpu = lacks(requests.milliCpu, allocatable.milliCpu, requested.milliCpu);
  const memory = lacks(requests.memory, allocatable.memory, requested.memory);
  const storage = lacks(requests.ephemeralStorage, allocatable.ephemeralStorage, requested.ephemeralStorage);
  const scalars = Object.keys(requests.scalar).filter((name) =>
    lacks(requests.scalar[name]!, allocatable.scalar[name] ?? 0, requested.scalar[name] ?? 0),
  );
  return [
    ...(pods.size + 1 > maxPods ? ['Too many pods'] : []),
    ...(cpu ? ['Insufficient cpu'] : []),
    ...(memory ? ['Insufficient memory'] : []),
    ...(storage ? ['Insufficient ephemeral-storage'] : []),
    ...scalars.map((name) => `Insufficient ${name}`),
  ];
}

function least(used: number, capacity: number): number {
  return used > capacity ? 0 : Math.floor(((capacity - used) * maxNodeScore) / capacity);
}
