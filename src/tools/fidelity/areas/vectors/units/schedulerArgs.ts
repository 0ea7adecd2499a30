/** Plugins set up as a row says. upstream: pkg/scheduler/apis/config (types_pluginargs.go) */
import type { InterPodAffinityArgs, NodeAffinity, NodeResourcesFitArgs, ScoringStrategy, WeightedResource } from '#api/scheduling.ts';
import type { Plugin } from '#engine/scheduler/framework.ts';
import { interPodAffinityWith } from '#engine/scheduler/plugins/interPodAffinity.ts';
import { nodeAffinityWith } from '#engine/scheduler/plugins/nodeAffinity.ts';
import { nodeResourcesBalancedAllocationWith } from '#engine/scheduler/plugins/nodeResourcesBalancedAllocation.ts';
import { nodeResourcesFitWith } from '#engine/scheduler/plugins/nodeResourcesFit.ts';
import { onLine } from '#engine/scheduler/plugins/resourceScoring.ts';
import { inputOf, isFields, plain, type Adapter, type Fields } from '../row.ts';

/** Go's names of fields as JSON has them. */
function asJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asJson);
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.charAt(0).toLowerCase() + key.slice(1), asJson(item)]));
}

function read<T>(value: unknown): T {
  return plain(asJson(value)) as T;
}

export function withFitArgs(input: Fields): Plugin {
  const { scoringStrategy, ...args } = read<NodeResourcesFitArgs>(input['nodeResourcesFitArgs'] ?? input['args'] ?? {});
  return nodeResourcesFitWith(scoringStrategy === undefined ? args : { ...args, scoringStrategy });
}

export function withStrategy(type: ScoringStrategy['type']): (input: Fields) => Plugin {
  return (input) => {
    const shape = read<NonNullable<ScoringStrategy['requestedToCapacityRatio']>['shape']>(input['shape'] ?? []);
    const resources = read<readonly WeightedResource[]>(input['resources'] ?? []);
    return nodeResourcesFitWith({ scoringStrategy: { type, resources, requestedToCapacityRatio: { shape } } });
  };
}

/** The fuller a node of these resources, the better: what the tests of bin packing set up. */
export function packing(weights: Readonly<Record<string, number>>): () => Plugin {
  const shape = [
    { utilization: 0, score: 0 },
    { utilization: 100, score: 1 },
  ];
  const resources = Object.entries(weights).map(([name, weight]) => ({ name, weight }));
  return () =>
    nodeResourcesFitWith({ scoringStrategy: { type: 'RequestedToCapacityRatio', resources, requestedToCapacityRatio: { shape } } });
}

export function withBalanceArgs(input: Fields): Plugin {
  return nodeResourcesBalancedAllocationWith(read<{ readonly resources: readonly WeightedResource[] }>(input['args']));
}

export function withAffinityArgs(input: Fields): Plugin {
  const { hardPodAffinityWeight, ignorePreferredTermsOfExistingPods } = read<InterPodAffinityArgs>(input);
  return interPodAffinityWith({
    ...(hardPodAffinityWeight === undefined ? {} : { hardPodAffinityWeight }),
    ...(ignorePreferredTermsOfExistingPods === undefined ? {} : { ignorePreferredTermsOfExistingPods }),
  });
}

export function withAddedAffinity(input: Fields): Plugin {
  return nodeAffinityWith(read<{ readonly addedAffinity?: NodeAffinity }>(input['args'] ?? {}));
}

/** A line through points, asked at several places. */
export const shapeAnswer: Adapter = (row) => {
  const { assertions, points } = read<Line>(inputOf(row));
  const shape = points.map(({ utilization, score }) => ({ at: utilization, score }));
  return { expected: assertions.map(({ expected }) => expected), got: assertions.map(({ p }) => onLine(shape, p)) };
};

interface Line {
  readonly assertions: readonly { readonly p: number; readonly expected: number }[];
  readonly points: readonly { readonly utilization: number; readonly score: number }[];
}
