/** Looking into a store, and into what controllers know, with the types of the kinds. */
import type { DaemonSet, Kind, KindMap, Pod, StatefulSet } from '#api/kinds.ts';
import { isPodReady } from '#api/machinery/podReadiness.ts';
import { groupResource, scheme } from '#api/scheme.ts';
import type { Lister } from '#engine/client/informer.ts';
import { historySince, list, type Change, type Store } from '#engine/etcd/store.ts';

export function allOf<K extends Kind>(store: Store, kind: K): readonly KindMap[K][] {
  return list(store, groupResource(scheme[kind]), scheme[kind].namespaced ? 'default' : undefined) as unknown as readonly KindMap[K][];
}

export function everywhere<K extends Kind>(store: Store, kind: K): readonly KindMap[K][] {
  return list(store, groupResource(scheme[kind])) as unknown as readonly KindMap[K][];
}

/** The name of the controller that wrote a change; undefined when none did. */
export function writerOf({ revision }: Change, store: Store): string | undefined {
  return historySince(store, revision - 1)[0]?.cause.controller;
}

interface Thing {
  readonly metadata: {
    readonly uid: string;
    readonly namespace?: string;
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: readonly { readonly uid: string; readonly controller?: boolean }[];
  };
}

export function isDeleting({ metadata }: Thing): boolean {
  return metadata.deletionTimestamp !== undefined;
}

export function isOver({ status }: Pod): boolean {
  return status.phase === 'Succeeded' || status.phase === 'Failed';
}

/** Neither over nor on its way out. */
export function isActive(pod: Pod): boolean {
  return !isOver(pod) && !isDeleting(pod);
}

export function isHealthy(pod: Pod): boolean {
  return pod.status.phase === 'Running' && isPodReady(pod) && !isDeleting(pod);
}

export function ownerOf({ metadata }: Thing): string | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true)?.uid;
}

/** The object that manages this one, as the controllers know it. */
export function knownOwner<K extends Kind>(known: Lister, kind: K, object: Thing): KindMap[K] | undefined {
  const uid = ownerOf(object);
  return uid === undefined ? undefined : known.list(kind, object.metadata.namespace).find(({ metadata }) => metadata.uid === uid);
}

/** The pods that an object manages, as the controllers know it. */
export function knownPods(known: Lister, { metadata: { uid, namespace } }: Thing): readonly Pod[] {
  return known.list('Pod', namespace).filter((it) => ownerOf(it) === uid);
}

/** Whether a pod is not of its set's template: the sweep changes nothing but the image. */
export function isOutdated({ spec }: Pod, set: DaemonSet | StatefulSet): boolean {
  return spec.containers[0]?.image !== set.spec.template.spec?.containers[0]?.image;
}

/** The pod whose end somebody asks for with this change; one that was on no node goes at once. */
export function podToGo({ type, resource, object, old }: Change): Pod | undefined {
  if (resource !== 'pods') return undefined;
  const asked = type === 'DELETED' || (type === 'MODIFIED' && isDeleting(object));
  return asked && old !== undefined && !isDeleting(old) ? (old as unknown as Pod) : undefined;
}

/** The uids of the pods whose end is asked for in a stroke. */
export function going(stroke: readonly Change[]): ReadonlySet<string> {
  return new Set(stroke.flatMap((change) => podToGo(change)?.metadata.uid ?? []));
}

/** The pods made in a stroke for an owner. */
export function coming(stroke: readonly Change[], owner: string): readonly Pod[] {
  return stroke
    .filter(({ type, resource }) => type === 'ADDED' && resource === 'pods')
    .map(({ object }) => object as unknown as Pod)
    .filter((pod) => ownerOf(pod) === owner);
}
