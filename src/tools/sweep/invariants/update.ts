/** An update of a StatefulSet takes one pod at a time, from the last: those behind it are of the new revision and ready. */
import type { DaemonSet, Pod, StatefulSet } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import type { Change, Store } from '#engine/etcd/store.ts';
import { allOf, isDeleting, isOver, ownerOf, writerOf } from '../look.ts';
import { seemedReady, type Memory } from './memory.ts';

/** Whoever acts may not have heard of what is wanted now. */
export function noteSet(memory: Memory, { object, old }: Change, now: number): void {
  const [set, before] = [object, old] as unknown as readonly [StatefulSet | DaemonSet, StatefulSet | DaemonSet | undefined];
  if (before === undefined || !equalJson(set.spec, before.spec)) memory.changedAt.set(set.metadata.uid, now);
}

export function updateViolations(change: Change, store: Store, memory: Memory, now: number): string[] {
  const [pod, before] = [change.object, change.old] as unknown as readonly [Pod, Pod | undefined];
  if (before === undefined || isDeleting(before) || !isDeleting(pod) || isOver(pod)) return [];
  const set = allOf(store, 'StatefulSet').find(({ metadata }) => metadata.uid === ownerOf(pod));
  if (set === undefined || now - (memory.changedAt.get(set.metadata.uid) ?? 0) <= memory.lagMs) return [];
  const isUpdate = writerOf(change, store) === 'statefulset' && revisionOf(pod) !== set.status.updateRevision;
  const [own, replicas] = [ordinalOf(pod), set.spec.replicas ?? 1];
  if (!isUpdate || own >= replicas) return [];
  const behind = allOf(store, 'Pod').filter((it) => ownerOf(it) === set.metadata.uid && ordinalOf(it) > own && ordinalOf(it) < replicas);
  const waiting = behind.filter((it) => !seemedReady(memory, it.metadata.uid, now)).map(({ metadata }) => metadata.name);
  return waiting.length === 0 ? [] : [`${pod.metadata.name} is updated while ${waiting.join(', ')} is not ready`];
}

function revisionOf({ metadata }: Pod): string | undefined {
  return metadata.labels?.['controller-revision-hash'];
}

function ordinalOf({ metadata }: Pod): number {
  return Number(metadata.name.split('-').at(-1));
}
