/** A DaemonSet has one pod a node, and an update of it takes no more pods away, and adds no more, than it may. */
import type { DaemonSet, Pod } from '#api/kinds.ts';
import { isPodReady } from '#api/machinery/podReadiness.ts';
import type { Change, Store } from '#engine/etcd/store.ts';
import { allOf, isDeleting, isOver, ownerOf, writerOf } from '../look.ts';
import { seemedReady, seemedUnready, type Memory } from './memory.ts';

/** A node has one pod that is not on its way out, or two while one takes the other's place. */
export function daemonViolations(pod: Pod, store: Store, memory: Memory, now: number): string[] {
  const set = setOf(pod, store);
  if (set === undefined) return [];
  const { maxSurge } = limits(set);
  const byPlace = placesOf(set, store);
  const here = byPlace.get(placeOf(pod)) ?? [];
  if (here.length > (maxSurge > 0 ? 2 : 1)) return [`${placeOf(pod)} has ${here.length} pods of ${set.metadata.name}`];
  if (now - (memory.changedAt.get(set.metadata.uid) ?? 0) <= memory.lagMs) return [];
  // Where the old pod was broken anyway a second one may always come; where the new one is ready the old one goes.
  const surging = [...byPlace.values()].filter(
    (pods) => pods.length > 1 && seenReady(pods, memory, now) === 1 && pods.some((it) => isOld(it, set) && isPodReady(it)),
  );
  return surging.length <= maxSurge
    ? []
    : [`${set.metadata.name} has second pods on ${surging.length} nodes where its surge allows ${maxSurge}`];
}

/**
 * A ready pod that is replaced leaves enough others, or one in its place. Pods that are not ready anyway, or that the controller
 * takes for such, go in the same stroke and count for nothing.
 */
export function daemonUpdateViolations(change: Change, store: Store, memory: Memory, now: number): string[] {
  const [pod, before] = [change.object, change.old] as unknown as readonly [Pod, Pod | undefined];
  if (before === undefined || isDeleting(before) || !isDeleting(pod) || isOver(pod)) return [];
  const set = setOf(pod, store);
  if (set === undefined || writerOf(change, store) !== 'daemonset' || !isOld(pod, set)) return [];
  if (now - (memory.changedAt.get(set.metadata.uid) ?? 0) <= memory.lagMs || memory.readyUntil.get(pod.metadata.uid) !== now) return [];
  if (seemedUnready(memory, pod.metadata.uid, now)) return [];
  const byPlace = placesOf(set, store);
  if (seenReady(byPlace.get(placeOf(pod)) ?? [], memory, now) > 0) return [];
  const kept = [...byPlace.values()].filter((pods) => seenReady(pods, memory, now) > 0).length;
  const least = set.status.desiredNumberScheduled - limits(set).maxUnavailable - brokenAnyway(set, store, memory, now);
  return kept >= least ? [] : [`${set.metadata.name} keeps ${kept} ready pods where ${least} must stay`];
}

/** How many pods go in this stroke that may have been taken for broken. */
function brokenAnyway(set: DaemonSet, store: Store, memory: Memory, now: number): number {
  return allOf(store, 'Pod').filter(
    (it) =>
      ownerOf(it) === set.metadata.uid && memory.deletedAt.get(it.metadata.uid) === now && seemedUnready(memory, it.metadata.uid, now),
  ).length;
}

function setOf(pod: Pod, store: Store): DaemonSet | undefined {
  return allOf(store, 'DaemonSet').find(({ metadata }) => metadata.uid === ownerOf(pod));
}

function limits({ spec }: DaemonSet): { readonly maxSurge: number; readonly maxUnavailable: number } {
  const { maxSurge = 0, maxUnavailable = 1 } = spec.updateStrategy?.rollingUpdate ?? {};
  return { maxSurge: Number(maxSurge), maxUnavailable: Number(maxUnavailable) };
}

function placesOf(set: DaemonSet, store: Store): ReadonlyMap<string, readonly Pod[]> {
  const own = allOf(store, 'Pod').filter((it) => ownerOf(it) === set.metadata.uid && !isDeleting(it) && !isOver(it));
  const byPlace = new Map<string, Pod[]>();
  for (const pod of own) byPlace.set(placeOf(pod), [...(byPlace.get(placeOf(pod)) ?? []), pod]);
  return byPlace;
}

function placeOf(pod: Pod): string {
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return pod.spec.nodeName ?? terms?.[0]?.matchFields?.[0]?.values?.[0] ?? '';
}

/** The sweep changes nothing but the image. */
function isOld({ spec }: Pod, set: DaemonSet): boolean {
  return spec.containers[0]?.image !== set.spec.template.spec?.containers[0]?.image;
}

function ready({ metadata }: Pod, memory: Memory, now: number): boolean {
  return seemedReady(memory, metadata.uid, now);
}

function seenReady(pods: readonly Pod[], memory: Memory, now: number): number {
  return pods.filter((pod) => ready(pod, memory, now)).length;
}
