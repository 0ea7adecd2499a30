/**
 * Who belongs to a controller: it adopts what its selector matches and nobody manages, and lets go what matches no more.
 * upstream: pkg/controller/controller_ref_manager.go
 */
import type { Json } from '#api/immutable.ts';
import type { Kind, KindMap } from '#api/kinds.ts';
import { matchesLabels, type Selector } from '#api/machinery/labels.ts';
import { controllerReference } from '#api/machinery/ownerReferences.ts';
import { controllerOf, type KubeObject } from '#api/meta.ts';
import type { Status } from '#api/request.ts';
import { isNotFound } from '#engine/client/client.ts';
import type { Reconcile } from '#engine/client/controller.ts';
import { orphansIn } from '#engine/client/informer.ts';

export interface Claim<K extends Kind> {
  /** The kind that is claimed. */
  readonly kind: K;
  readonly owner: KubeObject;
  readonly ownerKind: Kind;
  readonly selector: Selector;
  /** What must hold besides the selector. */
  readonly matches?: (object: KindMap[K]) => boolean;
  /** Which objects are looked at at all. */
  readonly considers?: (object: KindMap[K]) => boolean;
  /** Comes and goes with the owner's reference. */
  readonly finalizer?: string;
}

export interface Claimed<K extends Kind> {
  readonly objects: readonly KindMap[K][];
  /** What went wrong with some of them; their claims are to be tried again. */
  readonly error?: string;
}

/** The objects that belong to the owner; adopts and releases through patches on the way. */
export function claim<K extends Kind>(what: Claim<K>, r: Pick<Reconcile, 'see' | 'client'>): Claimed<K> {
  const { kind, owner, selector, matches, considers } = what;
  const { namespace, uid, deletionTimestamp } = owner.metadata;
  const objects: KindMap[K][] = [];
  const errors: string[] = [];
  const fits = (object: KindMap[K]) => matchesLabels(selector, object.metadata.labels) && (matches === undefined || matches(object));
  for (const object of r.see.ownedBy(kind, uid)) {
    if (considers !== undefined && !considers(object)) continue;
    if (fits(object)) {
      objects.push(object);
    } else if (deletionTimestamp === undefined) {
      const refused = release(what, object, r);
      if (refused !== undefined) errors.push(refused);
    }
  }
  if (deletionTimestamp !== undefined) return result(objects, errors);
  let mayAdopt: string | true | undefined;
  for (const object of r.see.by(kind, 'controllerUid', orphansIn(namespace))) {
    if ((considers !== undefined && !considers(object)) || !fits(object) || object.metadata.deletionTimestamp !== undefined) continue;
    mayAdopt ??= canAdopt(owner, what.ownerKind, r);
    const adopted =
      mayAdopt === true
        ? adopt(what, object, r)
        : `can't adopt ${kind} ${namespace}/${object.metadata.name} (${object.metadata.uid}): ${mayAdopt}`;
    if (typeof adopted === 'string') errors.push(adopted);
    else if (adopted !== undefined) objects.push(adopted);
  }
  return result(objects, errors);
}

function result<K extends Kind>(objects: readonly KindMap[K][], errors: readonly string[]): Claimed<K> {
  if (errors.length === 0) return { objects };
  return { objects, error: errors.length === 1 ? errors[0]! : `[${errors.join(', ')}]` };
}

/** Asks the API server, not the cache, whether the owner still lives; answers true or why not. */
export function canAdopt(owner: KubeObject, ownerKind: Kind, r: Pick<Reconcile, 'client'>): true | string {
  const { namespace, name, uid } = owner.metadata;
  const fresh = r.client.get(ownerKind, namespace, name);
  if (!fresh.ok) return fresh.status.message ?? '';
  const { metadata } = fresh.value;
  if (metadata.uid !== uid) return `original ${ownerKind} ${namespace}/${name} is gone: got uid ${metadata.uid}, wanted ${uid}`;
  return metadata.deletionTimestamp === undefined ? true : `${namespace}/${name} has just been deleted at ${metadata.deletionTimestamp}`;
}

/** The adopted object; undefined when it is gone; a text when the server refused. */
function adopt<K extends Kind>(what: Claim<K>, object: KindMap[K], r: Pick<Reconcile, 'client'>): KindMap[K] | string | undefined {
  const reference = controllerReference(what.owner) as unknown as Json;
  const finalizers: { [field: string]: Json } = what.finalizer === undefined ? {} : { finalizers: [what.finalizer] };
  const body: Json = { metadata: { ownerReferences: [reference], uid: object.metadata.uid, ...finalizers } };
  const patched = r.client.patch(what.kind, object.metadata, { type: 'strategic', body });
  if (patched.ok) return patched.value;
  return isNotFound(patched.status) ? undefined : messageOf(patched.status);
}

/** Takes the owner's reference away. An object that is gone, or is another by now, needs no release. */
function release<K extends Kind>(what: Claim<K>, object: KindMap[K], r: Pick<Reconcile, 'client'>): string | undefined {
  const finalizers: { [field: string]: Json } =
    what.finalizer === undefined ? {} : { '$deleteFromPrimitiveList/finalizers': [what.finalizer] };
  const ownerReferences = [{ $patch: 'delete', uid: what.owner.metadata.uid }];
  const body: Json = { metadata: { ownerReferences, uid: object.metadata.uid, ...finalizers } };
  const patched = r.client.patch(what.kind, object.metadata, { type: 'strategic', body });
  return patched.ok || isNotFound(patched.status) || patched.status.reason === 'Invalid' ? undefined : messageOf(patched.status);
}

export function messageOf(status: Status): string {
  return status.message ?? status.reason ?? 'unknown error';
}

/** Whether two states of an object differ in what decides about its owner. */
export function claimChanged(object: KubeObject, old: KubeObject | undefined): boolean {
  if (old === undefined) return true;
  return object.metadata.labels !== old.metadata.labels || controllerOf(object)?.uid !== controllerOf(old)?.uid;
}
