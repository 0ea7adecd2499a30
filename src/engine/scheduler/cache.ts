/**
 * The scheduler's account of the nodes: what stands where, assumed placements included, so that the next pod is
 * scheduled against what the last one took although its binding has not come back as news yet.
 * upstream: pkg/scheduler/internal/cache
 */
import type { Node, Pod } from '#api/kinds.ts';
import { keyOf } from '#api/meta.ts';
import { hostPorts } from './plugins/nodePorts.ts';
import type { NodeInfo, PlacedPod } from './framework.ts';
import { addResources, noResources, nonZeroRequests, podRequests, readResources } from './requests.ts';

/** Plain data. */
export interface Cache {
  readonly nodes: Map<string, NodeInfo>;
  /** Key of a pod -> where it stands. Pods of nodes that are not known (yet) are kept too. */
  readonly placed: Map<string, PlacedPod>;
}

export function createCache(): Cache {
  return { nodes: new Map(), placed: new Map() };
}

export function setNode(cache: Cache, node: Node): void {
  const known = cache.nodes.get(node.metadata.name);
  const allocatable = readResources(node.status.allocatable);
  const maxPods = Number(node.status.allocatable?.['pods'] ?? 110);
  if (known !== undefined) {
    Object.assign(known, { node, allocatable, maxPods });
    return;
  }
  const info: NodeInfo = {
    name: node.metadata.name,
    node,
    allocatable,
    maxPods,
    pods: new Map(),
    requested: noResources(),
    nonZeroRequested: { milliCpu: 0, memory: 0 },
    hostPorts: new Set(),
  };
  cache.nodes.set(info.name, info);
  for (const [key, placed] of cache.placed) if (placed.node === info.name) count(info, key, placed, 1);
}

export function removeNode(cache: Cache, name: string): void {
  cache.nodes.delete(name);
}

/** Counts a pod on a node; a pod that is finished takes nothing. */
export function place(cache: Cache, pod: Pod, node: string): void {
  const key = keyOf(pod);
  remove(cache, key);
  if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') return;
  const placed: PlacedPod = { pod, node, requests: podRequests(pod), nonZero: nonZeroRequests(pod) };
  cache.placed.set(key, placed);
  const info = cache.nodes.get(node);
  if (info !== undefined) count(info, key, placed, 1);
}

/** Takes a pod off the books; harmless when it is not on them. */
export function remove(cache: Cache, key: string): void {
  const placed = cache.placed.get(key);
  if (placed === undefined) return;
  cache.placed.delete(key);
  const info = cache.nodes.get(placed.node);
  if (info !== undefined) count(info, key, placed, -1);
}

function count(info: NodeInfo, key: string, placed: PlacedPod, sign: 1 | -1): void {
  if (sign === 1) info.pods.set(key, placed);
  else if (!info.pods.delete(key)) return;
  addResources(info.requested, placed.requests, sign);
  info.nonZeroRequested.milliCpu += sign * placed.nonZero.milliCpu;
  info.nonZeroRequested.memory += sign * placed.nonZero.memory;
  for (const port of hostPorts(placed.pod)) {
    if (sign === 1) info.hostPorts.add(port);
    else info.hostPorts.delete(port);
  }
}
