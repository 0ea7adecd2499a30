/**
 * The scheduler's account of the nodes: what stands where, assumed placements included, so that the next pod is
 * scheduled against what the last one took although its binding has not come back as news yet.
 * upstream: pkg/scheduler/internal/cache
 */
import type { Node, Pod } from '#api/kinds.ts';
import { formatSelector, matchesLabels, type Selector } from '#api/machinery/labels.ts';
import { keyOf } from '#api/meta.ts';
import type { Lister } from '../client/informer.ts';
import type { Cache, Cycle, PlacedPod, PodCount } from './framework.ts';
import { addPod, createNodeInfo, offerOf, placedPod, removePod } from './nodeInfo.ts';
import { zoneOf } from '../helpers/nodeZone.ts';
import { listTree, removeFromTree, updateInTree } from './nodeTree.ts';
import { nonZeroRequests, podRequests } from './requests.ts';

const countsKept = 64;

export function createCache(): Cache {
  return {
    nodes: new Map(),
    tree: new Map(),
    order: [],
    placed: new Map(),
    withAffinity: new Map(),
    withAntiAffinity: new Map(),
    nominated: new Map(),
    counts: new Map(),
  };
}

/** A cycle for one pod over the nodes as they stand now. */
export function createCycle(cache: Cache, pod: Pod, see: Lister): Cycle {
  return {
    pod,
    requests: podRequests(pod),
    nonZero: nonZeroRequests(pod),
    see,
    cache,
    nodes: cache.order.map((name) => cache.nodes.get(name)!),
  };
}

export function setNode(cache: Cache, node: Node): void {
  const known = cache.nodes.get(node.metadata.name);
  if (known === undefined || zoneOf(known.node) !== zoneOf(node)) {
    updateInTree(cache.tree, known?.node, node);
    cache.order = listTree(cache.tree);
  }
  if (known !== undefined) {
    Object.assign(known, offerOf(node));
    return;
  }
  const info = createNodeInfo(node);
  cache.nodes.set(info.name, info);
  for (const [key, placed] of cache.placed) if (placed.node === info.name) addPod(info, key, placed);
}

export function removeNode(cache: Cache, name: string): void {
  const known = cache.nodes.get(name);
  if (known === undefined) return;
  cache.nodes.delete(name);
  removeFromTree(cache.tree, known.node);
  cache.order = listTree(cache.tree);
}

/** Counts a pod on a node; a pod that is finished takes nothing. */
export function place(cache: Cache, pod: Pod, node: string): void {
  const key = keyOf(pod);
  cache.nominated.delete(key);
  const known = cache.placed.get(key);
  const over = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
  if (known !== undefined && known.node === node && known.pod.spec === pod.spec && !over) return renew(cache, known, pod);
  remove(cache, key);
  if (over) return;
  const placed = placedPod(pod, node);
  const info = cache.nodes.get(node);
  if (info !== undefined) addPod(info, key, placed);
  enter(cache, key, placed);
  recount(cache, placed, 1);
}

/** Takes a pod off the books; harmless when it is not on them. */
export function remove(cache: Cache, key: string): void {
  const placed = cache.placed.get(key);
  if (placed === undefined) return;
  cache.placed.delete(key);
  cache.withAffinity.delete(key);
  cache.withAntiAffinity.delete(key);
  recount(cache, placed, -1);
  const info = cache.nodes.get(placed.node);
  if (info !== undefined) removePod(info, key);
}

/** How many live pods of a namespace match, node by node. The answer is kept true from then on. */
export function podsMatching(cache: Cache, namespace: string, selector: Selector): ReadonlyMap<string, number> {
  const name = `${namespace}\n${formatSelector(selector)}`;
  const known = cache.counts.get(name);
  if (known !== undefined) return known.byNode;
  const count: PodCount = { namespace, selector, byNode: new Map() };
  for (const placed of cache.placed.values()) countIn(count, placed, 1);
  if (cache.counts.size >= countsKept) cache.counts.delete(cache.counts.keys().next().value!);
  cache.counts.set(name, count);
  return count.byNode;
}

/** A pod that is going away is not counted. */
function isCounted(pod: Pod, namespace: string, selector: Selector): boolean {
  return (
    pod.metadata.namespace === namespace && pod.metadata.deletionTimestamp === undefined && matchesLabels(selector, pod.metadata.labels)
  );
}

function renew(cache: Cache, known: PlacedPod, pod: Pod): void {
  const key = keyOf(pod);
  const placed = { ...known, pod };
  cache.nodes.get(known.node)?.pods.set(key, placed);
  enter(cache, key, placed);
  const was = known.pod.metadata;
  if (was.labels === pod.metadata.labels && was.deletionTimestamp === pod.metadata.deletionTimestamp) return;
  recount(cache, known, -1);
  recount(cache, placed, 1);
}

function enter(cache: Cache, key: string, placed: PlacedPod): void {
  cache.placed.set(key, placed);
  const { podAffinity, podAntiAffinity } = placed.pod.spec.affinity ?? {};
  if (podAffinity !== undefined || podAntiAffinity !== undefined) cache.withAffinity.set(key, placed);
  if ((podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).length > 0) cache.withAntiAffinity.set(key, placed);
}

function recount(cache: Cache, placed: PlacedPod, sign: 1 | -1): void {
  for (const count of cache.counts.values()) countIn(count, placed, sign);
}

function countIn(count: PodCount, placed: PlacedPod, sign: 1 | -1): void {
  if (!isCounted(placed.pod, count.namespace, count.selector)) return;
  const left = (count.byNode.get(placed.node) ?? 0) + sign;
  if (left > 0) count.byNode.set(placed.node, left);
  else count.byNode.delete(placed.node);
}
