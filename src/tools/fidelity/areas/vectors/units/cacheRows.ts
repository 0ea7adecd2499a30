/**
 * What the scheduler's account says of pods and nodes that come and go, and of the claims that pods use.
 * upstream: pkg/scheduler/internal/cache (cache_test.go, snapshot_test.go), internal/queue (scheduling_queue_test.go)
 */
import type { Node, Pod } from '#api/kinds.ts';
import { keyOf } from '#api/meta.ts';
import { claimNames } from '#engine/helpers/podClaims.ts';
import { createCache, createCycle, place, remove, removeNode, setNode } from '#engine/scheduler/cache.ts';
import { nominate } from '#engine/scheduler/failure.ts';
import type { Cache } from '#engine/scheduler/framework.ts';
import { volumeRestrictions } from '#engine/scheduler/plugins/volumeRestrictions.ts';
import type { SchedulerState } from '#engine/scheduler/state.ts';
import { inputOf, isFields, type Adapter, type Adapters } from '../row.ts';
import { standIn } from './oneLook.ts';
import { typed, typedList } from './worlds.ts';

const podOf = (value: unknown) => typed(value, 'Pod') as unknown as Pod;
const nodeOf = (value: unknown) => typed(value, 'Node') as unknown as Node;

const podsOn = (cache: Cache, node: string): readonly string[] => [...(cache.nodes.get(node)?.pods.keys() ?? [])].toSorted();

/** Each claim that a pod names is used as one that a single pod may use: whom the plugin refuses it then. */
const usedClaims: Adapter = (row) => {
  const { pods, expected } = inputOf(row);
  const list = typedList(pods, 'Pod') as unknown as readonly Pod[];
  const cache = createCache();
  const node = nodeOf({ metadata: { name: 'elsewhere' }, status: { allocatable: {} } });
  setNode(cache, node);
  for (const pod of list) if ((pod.spec.nodeName ?? '') !== '') place(cache, pod, pod.spec.nodeName!);
  const used = list.flatMap((pod) =>
    claimNames(pod).filter((name) => {
      const claim = typed(
        { metadata: { name, namespace: pod.metadata.namespace }, spec: { accessModes: ['ReadWriteOncePod'] } },
        'PersistentVolumeClaim',
      );
      const next = { ...pod, metadata: { ...pod.metadata, name: 'next' } };
      const cycle = createCycle(cache, next, standIn({ objects: [claim], wallMs: 0 }).r.see);
      return volumeRestrictions.filter?.(cycle, cache.nodes.get('elsewhere')!) !== undefined;
    }),
  );
  const wanted = Array.isArray(expected) ? expected.map(String) : Object.keys(isFields(expected) ? expected : {});
  return { expected: wanted.map((it) => it.split('/')[1]).toSorted(), got: used.toSorted() };
};

/** A node goes while its pods stay: they are on its books again when it comes back, until they go too. */
const operated: Adapter = (row) => {
  const { node: given, pods } = inputOf(row);
  const node = nodeOf(given);
  const { name } = node.metadata;
  const list = typedList(pods, 'Pod') as unknown as readonly Pod[];
  const cache = createCache();
  setNode(cache, node);
  for (const pod of list) place(cache, pod, name);
  const first = podsOn(cache, name);
  removeNode(cache, name);
  const without = cache.order.includes(name);
  setNode(cache, node);
  const again = podsOn(cache, name);
  for (const pod of list) remove(cache, keyOf(pod));
  const keys = list.map(keyOf).toSorted();
  return { expected: [keys, false, keys, []], got: [first, without, again, podsOn(cache, name)] };
};

/** A pod that was assumed or bound is off the books when it is removed, and removing it once more harms nobody. */
const removed: Adapter = (row) => {
  const given =
    isFields(row.in) && 'spec' in row.in
      ? row.in
      : { metadata: { name: 'test', namespace: 'n', uid: 'test' }, spec: { nodeName: 'node-1' } };
  if (isFields(row.in) && 'metadata' in row.in && !('spec' in row.in))
    return { leftOut: 'the row is a node of the test, without the pod on it' };
  const pod = podOf({ ...given, spec: { containers: [], ...(given['spec'] as object) } });
  const node = pod.spec.nodeName!;
  const cache = createCache();
  setNode(cache, nodeOf({ metadata: { name: node }, status: { allocatable: {} } }));
  place(cache, pod, node);
  const before = podsOn(cache, node);
  remove(cache, keyOf(pod));
  remove(cache, keyOf(pod));
  return { expected: [[keyOf(pod)], [], 0], got: [before, podsOn(cache, node), cache.placed.size] };
};

export const cacheRows: Adapters = {
  TestCreateUsedPVCSet: usedClaims,
  TestNodeOperators: operated,
  TestRemovePod: removed,
  TestForgetPod: removed,
};

/** Whether a node is promised to a pod that lives, was deleted, or has none promised. */
const nominated: Adapter = (row) => {
  const { podInfo, deletePod, want } = inputOf(row);
  const pod = podOf(isFields(podInfo) ? podInfo['Pod'] : undefined);
  const cache = createCache();
  const { see } = standIn({ objects: deletePod === true ? [] : [pod], wallMs: 0 }).r;
  nominate({ state: { cache } as SchedulerState, see }, pod, pod.status.nominatedNodeName ?? '');
  return { expected: want === true, got: cache.nominated.has(keyOf(pod)) };
};

export const nominations: Adapters = { TestPriorityQueue_NominatedPodDeleted: nominated };
