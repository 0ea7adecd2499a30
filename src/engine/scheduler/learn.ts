/**
 * News of the cluster: the account is brought up to date, and pods that may fit now are moved.
 * upstream: pkg/scheduler/eventhandlers.go
 */
import type { Node, Pod } from '#api/kinds.ts';
import { keyOf } from '#api/meta.ts';
import type { Delta } from '../client/informer.ts';
import type { Because } from '../client/workqueue.ts';
import { seen } from './assumed.ts';
import { place, remove, removeNode, setNode } from './cache.ts';
import type { ClusterEvent } from './framework.ts';
import { placedPod } from './nodeInfo.ts';
import { addActive, forget, isQueued } from './queue.ts';
import { activate, backOffLeft, moveAll, moveThoseWhoWant, nodeAdmits, tryAgain, wake } from './requeue.ts';
import { profileOf, tell, type Step } from './state.ts';

const verbs = { ADDED: 'Add', MODIFIED: 'Update', DELETED: 'Delete' } as const;

/** Kinds whose news can only make a refused pod worth another try. */
const stirring = {
  PersistentVolumeClaim: true,
  PersistentVolume: true,
  StorageClass: true,
  CSINode: true,
  CSIDriver: true,
  CSIStorageCapacity: true,
} as const;

export function learn(step: Step, deltas: readonly Delta[]): void {
  for (const delta of deltas) {
    if (delta.kind === 'Pod') learnPod(step, delta);
    else if (delta.kind === 'Node') learnNode(step, delta);
    else if (delta.kind in stirring) {
      seen(step.state.assumed, delta);
      moveAll(step, `${delta.kind as keyof typeof stirring}/${verbs[delta.type]}`, { revision: delta.revision });
    }
  }
}

function learnNode(step: Step, delta: Delta): void {
  const { cache } = step.state;
  if (delta.type === 'DELETED') return removeNode(cache, delta.object.metadata.name);
  const node = delta.object as unknown as Node;
  setNode(cache, node);
  if (step.state.queue.unschedulable.size === 0) return;
  const event = nodeEvent(delta.old as unknown as Node | undefined, node);
  const info = cache.nodes.get(node.metadata.name);
  if (event !== undefined && info !== undefined) moveAll(step, event, { revision: delta.revision }, nodeAdmits(step, info));
}

/** What about a node changed that a pod could care for; taints and cordons first when several did. */
export function nodeEvent(old: Node | undefined, node: Node): ClusterEvent | undefined {
  if (old === undefined) return 'Node/Add';
  if (old.spec.unschedulable === true && node.spec.unschedulable !== true) return 'Node/UpdateTaint';
  if (!same(old.status.allocatable, node.status.allocatable)) return 'Node/UpdateAllocatable';
  if (!same(old.metadata.labels, node.metadata.labels)) return 'Node/UpdateLabel';
  if (!same(old.spec.taints, node.spec.taints)) return 'Node/UpdateTaint';
  return same(conditionsOf(old), conditionsOf(node)) ? undefined : 'Node/UpdateCondition';
}

function conditionsOf(node: Node): readonly string[] {
  return (node.status.conditions ?? []).map(({ type, status }) => `${type}=${status}`);
}

function learnPod(step: Step, delta: Delta): void {
  const pod = delta.object as unknown as Pod;
  const because = { revision: delta.revision };
  if (delta.type === 'DELETED') return podGone(step, pod, because);
  if ((pod.spec.nodeName ?? '') !== '') return podAssigned(step, delta, because);
  const old = delta.old as unknown as Pod | undefined;
  if (old !== undefined && old.metadata.uid !== pod.metadata.uid) podGone(step, old, because);
  if (profileOf(step, pod) === undefined || step.state.cache.placed.has(keyOf(pod))) return;
  keepPromise(step, pod, old);
  if (old === undefined || !isQueued(step.state.queue, keyOf(pod))) podNew(step, pod, { old, because });
  else if (isUpdated(old, pod)) podUpdated(step, pod, because);
}

function podGone({ state, ...rest }: Step, pod: Pod, because: Because): void {
  const key = keyOf(pod);
  const step = { state, ...rest };
  forget(state.queue, key);
  state.binding.delete(key);
  state.cache.nominated.delete(key);
  if (!state.cache.placed.has(key)) return;
  remove(state.cache, key);
  moveAll(step, 'Pod/Delete', because);
}

/** A pod that has finished frees its place as a deleted one does. */
function podAssigned(step: Step, delta: Delta, because: Because): void {
  const { queue, cache } = step.state;
  const pod = delta.object as unknown as Pod;
  if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') return podGone(step, pod, because);
  forget(queue, keyOf(pod));
  const isNews = (delta.old as unknown as Pod | undefined)?.spec.nodeName !== pod.spec.nodeName;
  place(cache, pod, pod.spec.nodeName!);
  moveThoseWhoWant(step, pod, isNews ? 'Pod/Add' : 'Pod/Update', because);
}

/** A pod that waits nowhere: it is new, it was let go, or it is on its way out. */
function podNew(step: Step, pod: Pod, { old, because }: { readonly old: Pod | undefined; readonly because: Because }): void {
  const { queue } = step.state;
  const key = keyOf(pod);
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (old !== undefined && old.metadata.deletionTimestamp === undefined) skipDeleting(step, pod);
  } else if (isGated(step, pod)) {
    queue.unschedulable.set(key, { since: step.context.now, plugins: new Set(['SchedulingGates']), gated: true });
  } else {
    addActive(queue, { key, priority: pod.spec.priority ?? 0, because });
    wake(step);
  }
}

/** An update may make a pod schedulable, unless it still backs off or is gated. */
function podUpdated(step: Step, pod: Pod, because: Because): void {
  const { queue } = step.state;
  const key = keyOf(pod);
  if (queue.backingOff.has(key)) return;
  const gated = isGated(step, pod);
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (gated) return;
    if (backOffLeft(step, key) > 0) return tryAgain(step, key, because);
    forget(queue, key);
    return skipDeleting(step, pod);
  }
  if (queue.unschedulable.has(key)) {
    if (!gated) tryAgain(step, key, because);
  } else activate(step, key, because);
}

function isGated(step: Step, pod: Pod): boolean {
  return (pod.spec.schedulingGates ?? []).length > 0 && profileOf(step, pod)?.gates === true;
}

/** A pod that is being deleted is taken from the queue at once and costs no cycle. */
function skipDeleting(step: Step, pod: Pod): void {
  const message = `skip schedule deleting pod: ${keyOf(pod)}`;
  tell(step, pod, { type: 'Warning', reason: 'FailedScheduling', message, action: 'Scheduling' });
}

/** The node a pod was promised is known from its status too, after a restart or by another's hand. */
function keepPromise({ state }: Step, pod: Pod, old: Pod | undefined): void {
  const key = keyOf(pod);
  const promised = pod.status.nominatedNodeName ?? '';
  if (promised !== '') state.cache.nominated.set(key, placedPod(pod, promised));
  else if ((old?.status.nominatedNodeName ?? '') !== '') state.cache.nominated.delete(key);
}

/** Changes of status or bookkeeping do not count. */
function isUpdated(old: Pod, pod: Pod): boolean {
  const [was, is] = [old.metadata, pod.metadata];
  return !(
    same(old.spec, pod.spec) &&
    same(was.labels, is.labels) &&
    same(was.annotations, is.annotations) &&
    same(was.ownerReferences, is.ownerReferences) &&
    was.deletionTimestamp === is.deletionTimestamp
  );
}

function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
