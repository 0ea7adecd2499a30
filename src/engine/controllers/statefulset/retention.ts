/**
 * Who owns a claim, by the retention policy: nobody, the set, or (once scaled away) the pod. The garbage collector does the rest.
 * upstream: pkg/controller/statefulset/stateful_set_utils.go (claimOwnerMatchesSetAndPod, updateClaimOwnerRefForSetAndPod)
 */
import type { PersistentVolumeClaim, Pod, StatefulSet } from '#api/kinds.ts';
import { addOwner, hasOwner, ownerReference, removeOwner } from '#api/machinery/ownerReferences.ts';
import type { KubeObject, OwnerReference } from '#api/meta.ts';
import { isInRange, ordinalOf } from './names.ts';

interface Owners {
  readonly set: boolean;
  readonly pod: boolean;
}

export function retentionOf(set: StatefulSet): { readonly whenDeleted: string; readonly whenScaled: string } {
  const policy = set.spec.persistentVolumeClaimRetentionPolicy;
  return { whenDeleted: policy?.whenDeleted ?? 'Retain', whenScaled: policy?.whenScaled ?? 'Retain' };
}

function wantedOwners(set: StatefulSet, pod: Pod): Owners {
  const { whenDeleted, whenScaled } = retentionOf(set);
  const ownedByPod = whenScaled === 'Delete' && !isInRange(set, ordinalOf(pod));
  return { set: whenDeleted === 'Delete' && !ownedByPod, pod: ownedByPod };
}

export function ownersMatch(claim: PersistentVolumeClaim, set: StatefulSet, pod: Pod): boolean {
  const wanted = wantedOwners(set, pod);
  return hasOwner(claim, set.metadata.uid) === wanted.set && hasOwner(claim, pod.metadata.uid) === wanted.pod;
}

export function withOwners(claim: PersistentVolumeClaim, set: StatefulSet, pod: Pod): PersistentVolumeClaim {
  const wanted = wantedOwners(set, pod);
  let references: readonly OwnerReference[] | undefined = claim.metadata.ownerReferences;
  references = adjust(references, set, wanted.set);
  references = adjust(references, pod, wanted.pod);
  const { ownerReferences: _before, ...metadata } = claim.metadata;
  return { ...claim, metadata: references === undefined ? metadata : { ...metadata, ownerReferences: references } };
}

function adjust(
  references: readonly OwnerReference[] | undefined,
  owner: KubeObject,
  wanted: boolean,
): readonly OwnerReference[] | undefined {
  return wanted ? addOwner(references, ownerReference(owner)) : removeOwner(references, owner.metadata.uid);
}

/** A claim of an earlier pod of this name, about to be deleted with it; a new pod must not use it. */
export function isStale(claim: PersistentVolumeClaim, pod: Pod): boolean {
  return claim.metadata.ownerReferences?.some((owner) => owner.name === pod.metadata.name && owner.uid !== pod.metadata.uid) ?? false;
}
