/**
 * A node as the scheduler counts it: what it offers, what stands on it.
 * upstream: pkg/scheduler/framework/types.go (NodeInfo)
 */
import type { Node, Pod } from '#api/kinds.ts';
import { hostPorts } from '#engine/helpers/hostPorts.ts';
import type { NodeInfo, PlacedPod } from './framework.ts';
import { addResources, noResources, nonZeroRequests, podRequests, readResources } from './requests.ts';

export function createNodeInfo(node: Node): NodeInfo {
  return {
    name: node.metadata.name,
    ...offerOf(node),
    pods: new Map(),
    requested: noResources(),
    nonZeroRequested: { milliCpu: 0, memory: 0 },
    hostPorts: new Map(),
  };
}

/** What changes with the node object itself. */
export function offerOf(node: Node) {
  return {
    node,
    allocatable: readResources(node.status.allocatable),
    maxPods: Number(node.status.allocatable?.['pods'] ?? 0),
    images: imagesOf(node),
  };
}

export function placedPod(pod: Pod, node: string): PlacedPod {
  return { pod, node, requests: podRequests(pod), nonZero: nonZeroRequests(pod) };
}

/** A copy that pods can be tried on and taken from. */
export function cloneNodeInfo(info: NodeInfo): NodeInfo {
  return {
    ...info,
    pods: new Map(info.pods),
    requested: { ...info.requested, scalar: { ...info.requested.scalar } },
    nonZeroRequested: { ...info.nonZeroRequested },
    hostPorts: new Map(info.hostPorts),
  };
}

export function addPod(info: NodeInfo, key: string, placed: PlacedPod): void {
  info.pods.set(key, placed);
  tally(info, placed, 1);
}

export function removePod(info: NodeInfo, key: string): void {
  const placed = info.pods.get(key);
  if (placed === undefined) return;
  info.pods.delete(key);
  tally(info, placed, -1);
}

function tally(info: NodeInfo, placed: PlacedPod, sign: 1 | -1): void {
  addResources(info.requested, placed.requests, sign);
  info.nonZeroRequested.milliCpu += sign * placed.nonZero.milliCpu;
  info.nonZeroRequested.memory += sign * placed.nonZero.memory;
  for (const port of hostPorts(placed.pod)) {
    const left = (info.hostPorts.get(port) ?? 0) + sign;
    if (left > 0) info.hostPorts.set(port, left);
    else info.hostPorts.delete(port);
  }
}

function imagesOf(node: Node): ReadonlyMap<string, number> {
  const images = new Map<string, number>();
  for (const image of node.status.images ?? []) for (const name of image.names ?? []) images.set(name, Number(image.sizeBytes ?? 0));
  return images;
}
