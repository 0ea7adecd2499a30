/**
 * The garbage collector: deletes what has lost all its owners, and carries out foreground and orphaning deletion.
 * Owns nothing. Reads every kind. Writes deletes, and patches of ownerReferences and of its two finalizers.
 * The graph of owners is the informers' index by owner's uid; what a cache cannot prove is asked of the API server.
 * upstream: pkg/controller/garbagecollector
 */
import type { Kind } from '#api/kinds.ts';
import { keyOf, objectKey, splitKey, type KubeObject, type OwnerReference } from '#api/meta.ts';
import { allRows, rowOfKind } from '#api/scheme.ts';
import type { Result } from '#api/request.ts';
import { isNotFound } from '../../client/client.ts';
import { controller, type Outcome, type Reconcile } from '../../client/controller.ts';
import type { Delta, Lister } from '../../client/informer.ts';

const foreground = 'foregroundDeletion';
const orphan = 'orphan';

/** Kinds that can own or be owned; events come and go on their own. */
const collected: readonly Kind[] = allRows()
  .map((row) => row.kind as Kind)
  .filter((kind) => kind !== 'Event');

export const garbageCollector = controller({
  name: 'garbagecollector',
  eventSource: 'garbage-collector-controller',
  account: 'generic-garbage-collector',
  watches: collected.map((kind) => ({ kind, keys: affected })),
  memory: () => undefined,
  reconcile(item: string, r: Reconcile): Outcome | undefined {
    const object = find(item, r.see);
    if (object === undefined) return undefined;
    if (isDeleting(object, orphan)) return releaseDependents(object, r);
    if (isDeleting(object, foreground)) return deleteDependents(object, r);
    if (object.metadata.deletionTimestamp !== undefined) return undefined;
    return collect(object, r);
  },
});

/** Whom a difference concerns: dependents of what is gone or going, owners that wait for it, or the object itself. */
function affected(delta: Delta, see: Lister): readonly string[] {
  const { object, old, type } = delta;
  if (type === 'DELETED') return [...dependents(object, see).map(itemOf), ...waitingOwners(object, see)];
  const owners = object.metadata.ownerReferences;
  if (isDeleting(object, foreground) || isDeleting(object, orphan)) return [itemOf(object), ...dependents(object, see).map(itemOf)];
  if (owners === undefined || owners.length === 0) return [];
  if (old !== undefined && old.metadata.ownerReferences === owners) return [];
  return owners.every((owner) => isThere(owner, object, see)) ? [] : [itemOf(object)];
}

function itemOf(object: KubeObject): string {
  return `${object.kind}|${keyOf(object)}`;
}

function find(item: string, see: Lister): KubeObject | undefined {
  const bar = item.indexOf('|');
  return see.get(item.slice(0, bar) as Kind, item.slice(bar + 1)) as KubeObject | undefined;
}

function isDeleting(object: KubeObject, finalizer: string): boolean {
  return object.metadata.deletionTimestamp !== undefined && (object.metadata.finalizers ?? []).includes(finalizer);
}

function dependents(owner: KubeObject, see: Lister): KubeObject[] {
  return collected.flatMap((kind) => see.by(kind, 'ownerUid', owner.metadata.uid) as unknown as KubeObject[]);
}

function waitingOwners(object: KubeObject, see: Lister): string[] {
  return (object.metadata.ownerReferences ?? []).flatMap((reference) => {
    const owner = cached(reference, object, see);
    return owner !== undefined && isDeleting(owner, foreground) ? [itemOf(owner)] : [];
  });
}

/** The owner as the caches show it: same kind, name and uid, in the dependent's namespace if its kind has one. */
function cached(reference: OwnerReference, dependent: KubeObject, see: Lister): KubeObject | undefined {
  const row = rowOfKind(reference.kind);
  if (row === undefined || !collected.includes(row.kind as Kind)) return undefined;
  const owner = see.get(row.kind as Kind, objectKey(row.namespaced ? dependent.metadata.namespace : undefined, reference.name)) as
    | KubeObject
    | undefined;
  return owner?.metadata.uid === reference.uid ? owner : undefined;
}

function isThere(reference: OwnerReference, dependent: KubeObject, see: Lister): boolean {
  const owner = cached(reference, dependent, see);
  return owner !== undefined && !isDeleting(owner, foreground);
}

type OwnerState = 'solid' | 'dangling' | 'waiting' | { readonly error: string };

/** What has become of an owner; where the cache does not show it, the API server is asked. */
function stateOf(reference: OwnerReference, dependent: KubeObject, r: Reconcile): OwnerState {
  const known = cached(reference, dependent, r.see);
  if (known !== undefined) return isDeleting(known, foreground) ? 'waiting' : 'solid';
  const row = rowOfKind(reference.kind);
  if (row === undefined) return 'solid';
  const namespace = row.namespaced ? dependent.metadata.namespace : undefined;
  const live = r.client.get(row.kind as Kind, namespace, reference.name) as Result<KubeObject>;
  if (!live.ok) return isNotFound(live.status) ? 'dangling' : { error: live.status.message ?? 'get failed' };
  if (live.value.metadata.uid !== reference.uid) return 'dangling';
  return isDeleting(live.value, foreground) ? 'waiting' : 'solid';
}

/** Deletes an object without a solid owner, or drops its references to owners that are gone. */
function collect(object: KubeObject, r: Reconcile): Outcome | undefined {
  const owners = object.metadata.ownerReferences ?? [];
  if (owners.length === 0) return undefined;
  const states = owners.map((owner) => stateOf(owner, object, r));
  const failed = states.find((state) => typeof state === 'object');
  if (failed !== undefined) return failed as Outcome;
  const solid = owners.filter((_, i) => states[i] === 'solid');
  if (solid.length === owners.length) return undefined;
  if (solid.length > 0) return setOwners(object, solid, r);
  const waited = states.includes('waiting') && dependents(object, r.see).length > 0;
  return remove(object, waited ? 'Foreground' : policyOf(object), r);
}

function policyOf(object: KubeObject): 'Orphan' | 'Foreground' | 'Background' {
  const finalizers = object.metadata.finalizers ?? [];
  if (finalizers.includes(orphan)) return 'Orphan';
  return finalizers.includes(foreground) ? 'Foreground' : 'Background';
}

function remove(object: KubeObject, propagationPolicy: 'Orphan' | 'Foreground' | 'Background', r: Reconcile): Outcome | undefined {
  const deleted = r.client.delete(object.kind as Kind, object.metadata, {
    propagationPolicy,
    preconditions: { uid: object.metadata.uid },
  });
  return deleted.ok || isNotFound(deleted.status) ? undefined : { error: deleted.status.message ?? 'delete failed' };
}

/** Foreground: the owner goes when nothing that blocks it is left. Its dependents are items of their own. */
function deleteDependents(owner: KubeObject, r: Reconcile): Outcome | undefined {
  const blocking = dependents(owner, r.see).filter((object) =>
    object.metadata.ownerReferences?.some((it) => it.uid === owner.metadata.uid && it.blockOwnerDeletion === true),
  );
  return blocking.length > 0 ? undefined : removeFinalizer(owner, foreground, r);
}

function releaseDependents(owner: KubeObject, r: Reconcile): Outcome | undefined {
  for (const object of dependents(owner, r.see)) {
    const others = (object.metadata.ownerReferences ?? []).filter((it) => it.uid !== owner.metadata.uid);
    const failed = setOwners(object, others, r);
    if (failed !== undefined) return failed;
  }
  return removeFinalizer(owner, orphan, r);
}

function setOwners(object: KubeObject, owners: readonly OwnerReference[], r: Reconcile): Outcome | undefined {
  const ownerReferences = owners.length === 0 ? null : owners.map((owner) => ({ ...owner }));
  return patchMeta(object, { ownerReferences, uid: object.metadata.uid }, r);
}

function removeFinalizer(object: KubeObject, finalizer: string, r: Reconcile): Outcome | undefined {
  const finalizers = (object.metadata.finalizers ?? []).filter((it) => it !== finalizer);
  return patchMeta(object, { finalizers, resourceVersion: object.metadata.resourceVersion }, r);
}

function patchMeta(
  object: KubeObject,
  metadata: NonNullable<Parameters<Reconcile['client']['patch']>[2]>['body'],
  r: Reconcile,
): Outcome | undefined {
  const { namespace, name } = splitKey(keyOf(object));
  const patched = r.client.patch(object.kind as Kind, { namespace, name }, { type: 'merge', body: { metadata } });
  return patched.ok || isNotFound(patched.status) ? undefined : { error: patched.status.message ?? 'patch failed' };
}
