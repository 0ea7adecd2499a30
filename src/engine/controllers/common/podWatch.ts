/**
 * Which owners a change of a pod concerns: the one that manages it, the one that did, and, for an orphan, all that might.
 * upstream: pkg/controller/replicaset/replica_set.go (addPod, updatePod, deletePod)
 */
import type { Kind } from '#api/kinds.ts';
import { matchesLabels, type Selector } from '#api/machinery/labels.ts';
import { controllerOf, keyOf, type KubeObject } from '#api/meta.ts';
import { controllerKeys, type Watch } from '#engine/client/controller.ts';
import type { Delta, Lister } from '#engine/client/informer.ts';
import { claimChanged } from './claim.ts';

export interface OwnerSpec<K extends Kind> {
  readonly ownerKind: K;
  selector(owner: KubeObject): Selector;
}

/** A watch on what owners of a kind manage. */
export function watchOwned<K extends Kind>(kind: Kind, spec: OwnerSpec<K>): Watch {
  return { kind, keys: (delta, see) => ownersOf(delta, see, spec) };
}

function ownersOf<K extends Kind>(delta: Delta, see: Lister, spec: OwnerSpec<K>): readonly string[] {
  const managing = controllerKeys(delta, spec.ownerKind);
  const orphaned =
    delta.type !== 'DELETED' && controllerOf(delta.object) === undefined && delta.object.metadata.deletionTimestamp === undefined;
  if (!orphaned || !claimChanged(delta.object, delta.old)) return managing;
  return [...managing, ...possibleOwners(delta.object, see, spec)];
}

function possibleOwners<K extends Kind>(orphan: KubeObject, see: Lister, spec: OwnerSpec<K>): readonly string[] {
  const { namespace, labels } = orphan.metadata;
  if (labels === undefined) return [];
  const keys: string[] = [];
  for (const owner of see.list(spec.ownerKind, namespace ?? '') as readonly KubeObject[]) {
    const selector = spec.selector(owner);
    if (selector.requirements.length > 0 && matchesLabels(selector, labels)) keys.push(keyOf(owner));
  }
  return keys;
}
