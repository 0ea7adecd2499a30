/**
 * Whether one node can take a pod. Pods that were promised room on the node count first; then the node is looked at
 * without them, for they may never come and affinity to them must not be relied on.
 * upstream: pkg/scheduler/framework/runtime/framework.go (RunFilterPluginsWithNominatedPods)
 */
import { keyOf } from '#api/meta.ts';
import type { Cycle, NodeInfo, PlacedPod, Plugin, Refusal } from './framework.ts';
import { addPod, cloneNodeInfo, removePod } from './nodeInfo.ts';

export function refusalOn(cycle: Cycle, node: NodeInfo, profile: readonly Plugin[]): Refusal | undefined {
  const promised = promisedTo(cycle, node.name);
  if (promised.length > 0) {
    const crowded = cloneNodeInfo(node);
    for (const placed of promised) come(cycle, crowded, { placed, profile });
    const refusal = firstRefusal(cycle, crowded, profile);
    for (const placed of promised) leave(cycle, crowded, { placed, profile });
    if (refusal !== undefined) return refusal;
  }
  return firstRefusal(cycle, node, profile);
}

export interface Move {
  readonly placed: PlacedPod;
  readonly profile: readonly Plugin[];
}

/** Counts a pod on a copy of a node, and in what the plugins know of the cycle. */
export function come(cycle: Cycle, node: NodeInfo, { placed, profile }: Move): void {
  addPod(node, keyOf(placed.pod), placed);
  for (const plugin of concerned(cycle, profile)) plugin.count?.(cycle, { placed, node, sign: 1 });
}

export function leave(cycle: Cycle, node: NodeInfo, { placed, profile }: Move): void {
  removePod(node, keyOf(placed.pod));
  for (const plugin of concerned(cycle, profile)) plugin.count?.(cycle, { placed, node, sign: -1 });
}

function firstRefusal(cycle: Cycle, node: NodeInfo, profile: readonly Plugin[]): Refusal | undefined {
  for (const plugin of concerned(cycle, profile)) {
    const refusal = plugin.filter?.(cycle, node);
    if (refusal !== undefined) return { ...refusal, plugin: plugin.name };
  }
  return undefined;
}

const asked = new WeakMap<Cycle, readonly Plugin[]>();

/** The plugins that have a say about this pod; the others are not asked node by node. */
function concerned(cycle: Cycle, profile: readonly Plugin[]): readonly Plugin[] {
  let plugins = asked.get(cycle);
  if (plugins === undefined) {
    plugins = profile.filter((plugin) => plugin.filter !== undefined && plugin.applies?.(cycle) !== false);
    asked.set(cycle, plugins);
  }
  return plugins;
}

function promisedTo({ pod, cache }: Cycle, node: string): readonly PlacedPod[] {
  if (cache.nominated.size === 0) return [];
  const priority = pod.spec.priority ?? 0;
  return [...cache.nominated.values()].filter(
    (it) => it.node === node && it.pod.metadata.uid !== pod.metadata.uid && (it.pod.spec.priority ?? 0) >= priority,
  );
}
