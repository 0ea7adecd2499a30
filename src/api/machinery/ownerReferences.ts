/** Who owns an object, and how owners are added and taken away. upstream: apimachinery/pkg/apis/meta/v1/controller_ref.go, pkg/controller/controller_ref_manager.go */
import type { KubeObject, OwnerReference, Uid } from '../meta.ts';
import { controllerOf } from '../meta.ts';

/** The reference that makes `owner` the managing controller of another object, which then waits for its deletion in the foreground. */
export function controllerReference(owner: KubeObject): OwnerReference {
  return { ...ownerReference(owner), controller: true, blockOwnerDeletion: true };
}

/** A plain reference: garbage collection follows it, no controller claims by it. */
export function ownerReference(owner: KubeObject): OwnerReference {
  return { apiVersion: owner.apiVersion, kind: owner.kind, name: owner.metadata.name, uid: owner.metadata.uid };
}

export function isControlledBy(object: KubeObject, owner: KubeObject): boolean {
  return controllerOf(object)?.uid === owner.metadata.uid;
}

export function hasOwner(object: KubeObject, uid: Uid): boolean {
  return object.metadata.ownerReferences?.some((reference) => reference.uid === uid) ?? false;
}

/** The references with this one added, in place of an older one to the same owner. */
export function addOwner(references: readonly OwnerReference[] | undefined, added: OwnerReference): readonly OwnerReference[] {
  const known = references ?? [];
  const index = known.findIndex((reference) => reference.uid === added.uid);
  return index < 0 ? [...known, added] : known.with(index, added);
}

/** The references without those to one owner; undefined when none is left, as the field is then absent. */
export function removeOwner(references: readonly OwnerReference[] | undefined, uid: Uid): readonly OwnerReference[] | undefined {
  const left = references?.filter((reference) => reference.uid !== uid);
  return left === undefined || left.length === 0 ? undefined : left;
}
