/** Looking into a store with the types of the kinds. */
import type { Kind, KindMap } from '#api/kinds.ts';
import { groupResource, scheme } from '#api/scheme.ts';
import type { Pod } from '#api/kinds.ts';
import { historySince, list, type Change, type Store } from '#engine/etcd/store.ts';

export function allOf<K extends Kind>(store: Store, kind: K): readonly KindMap[K][] {
  return list(store, groupResource(scheme[kind]), scheme[kind].namespaced ? 'default' : undefined) as unknown as readonly KindMap[K][];
}

/** The name of the controller that wrote a change; undefined when none did. */
export function writerOf({ revision }: Change, store: Store): string | undefined {
  return historySince(store, revision - 1)[0]?.cause.controller;
}

export function isDeleting({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined;
}

export function isOver({ status }: Pod): boolean {
  return status.phase === 'Succeeded' || status.phase === 'Failed';
}

export function ownerOf(pod: Pod): string | undefined {
  return pod.metadata.ownerReferences?.find(({ controller }) => controller === true)?.uid;
}
