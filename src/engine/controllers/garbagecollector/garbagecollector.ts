/**
 * The garbage collector: deletes what has lost all its owners, and carries out foreground and orphaning deletion.
 * Owns nothing. Reads every kind. Writes deletes, and patches of ownerReferences and of its two finalizers.
 * The graph of owners is the informers' index by owner's uid; what a cache cannot prove is asked of the API server.
 * upstream: pkg/controller/garbagecollector
 */
import type { Kind } from '#api/kinds.ts';
import { keyOf, objectKey, splitKey, type KubeObject, type OwnerReference } from '#api/meta.ts';
import { allRows, rowOfKind, servedAt, type SchemeRow } from '#api/scheme.ts';
import type { Json } from '#api/immutable.ts';
import { goQuote } from '#api/machinery/goText.ts';
import type { Request, Response, Status } from '#api/request.ts';
import { controller, type Outcome, type Reconcile } from '../../client/controller.ts';
import { customKey, type Delta, type Lister } from '../../client/informer.ts';

const foreground = 'foregroundDeletion';
/** Before the item of an object that is to be told that an owner of its is in another namespace. */
const strayed = '!';
const orphan = 'orphan';

/** Kinds that can own or be owned; events come and go on their own. */
const collected: readonly Kind[] = allRows()
  .map((row) => row.kind as Kind)
  .filter((kind) => kind !== 'Event');

/** Those in no namespace. */
const outside = collected.filter((kind) => rowOfKind(kind)?.namespaced === false);

export const garbageCollector = controller({
  name: 'garbagecollector',
  eventSource: 'garbage-collector-controller',
  account: 'generic-garbage-collector',
  watches: collected.map((kind) => ({ kind, keys: affected })),
  memory: () => undefined,
  custom: affected,
  reconcile(item: string, r: Reconcile): Outcome | undefined {
    if (item.startsWith(strayed)) return reportStray(item.slice(strayed.length), r);
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
  if (type === 'DELETED') return [...dependents(object, see).map((it) => itemOf(it, see)), ...waitingOwners(object, see)];
  const owners = object.metadata.ownerReferences;
  const unblocked = old === undefined || old.metadata.ownerReferences === owners ? [] : waitingOwners(old, see);
  if (isDeleting(object, foreground) || isDeleting(object, orphan))
    return [itemOf(object, see), ...dependents(object, see).map((it) => itemOf(it, see)), ...unblocked];
  if (old === undefined) unblocked.push(...strayedFrom(object, see));
  if (owners === undefined || owners.length === 0) return unblocked;
  if (old !== undefined && old.metadata.ownerReferences === owners) return [];
  if (owners.every((owner) => isThere(owner, object, see))) return unblocked;
  const item = itemOf(object, see);
  return [...(strayOwner(object, see) === undefined ? [] : [`${strayed}${item}`]), item, ...unblocked];
}

/** The row of a kind by its apiVersion: a custom kind may be called as a built-in one, and what is not served is of no kind. */
function rowOf({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }, see: Lister): SchemeRow | undefined {
  const slash = apiVersion.indexOf('/');
  const group = apiVersion.slice(0, Math.max(slash, 0));
  const custom = see.custom().find((row) => row.kind === kind && row.group === group);
  if (custom !== undefined) return custom;
  const row = rowOfKind(kind);
  return row !== undefined && servedAt(group, apiVersion.slice(slash + 1), row.plural) !== undefined ? row : undefined;
}

/** The name of a row's objects among the kinds; undefined for what is not collected. */
function kindOf(row: SchemeRow, see: Lister): Kind | undefined {
  if (see.custom().includes(row)) return customKey(row);
  return collected.includes(row.kind as Kind) ? (row.kind as Kind) : undefined;
}

function itemOf(object: KubeObject, see: Lister): string {
  const row = rowOf(object, see);
  return `${row === undefined ? object.kind : (kindOf(row, see) ?? object.kind)}|${keyOf(object)}`;
}

function find(item: string, see: Lister): KubeObject | undefined {
  const bar = item.indexOf('|');
  const kind = item.slice(0, bar) as Kind;
  if (!collected.includes(kind) && !see.custom().some((row) => customKey(row) === kind)) return undefined;
  return see.get(kind, item.slice(bar + 1)) as KubeObject | undefined;
}

function isDeleting(object: KubeObject, finalizer: string): boolean {
  return object.metadata.deletionTimestamp !== undefined && (object.metadata.finalizers ?? []).includes(finalizer);
}

function kindsOf(see: Lister): readonly Kind[] {
  return see.custom().length === 0 ? collected : [...collected, ...see.custom().map(customKey)];
}

function dependents(owner: KubeObject, see: Lister): KubeObject[] {
  return kindsOf(see).flatMap((kind) => see.by(kind, 'ownerUid', owner.metadata.uid) as unknown as KubeObject[]);
}

function waitingOwners(object: KubeObject, see: Lister): string[] {
  return (object.metadata.ownerReferences ?? []).flatMap((reference) => {
    const owner = cached(reference, object, see);
    return owner !== undefined && isDeleting(owner, foreground) ? [itemOf(owner, see)] : [];
  });
}

/** The owner as the caches show it: same kind, name and uid, in the dependent's namespace if its kind has one. */
function cached(reference: OwnerReference, dependent: KubeObject, see: Lister): KubeObject | undefined {
  const row = rowOf(reference, see);
  const kind = row === undefined ? undefined : kindOf(row, see);
  if (row === undefined || kind === undefined) return undefined;
  const owner = see.get(kind, objectKey(row.namespaced ? dependent.metadata.namespace : undefined, reference.name)) as
    | KubeObject
    | undefined;
  return owner?.metadata.uid === reference.uid ? owner : undefined;
}

function isThere(reference: OwnerReference, dependent: KubeObject, see: Lister): boolean {
  const owner = cached(reference, dependent, see);
  return owner !== undefined && !isDeleting(owner, foreground);
}

/** What stands in no namespace and has waited to hear where its owner is. What stands in one is not left to wait. */
function strayedFrom(owner: KubeObject, see: Lister): readonly string[] {
  if (owner.metadata.namespace === undefined) return [];
  return outside.flatMap((kind) => see.by(kind, 'ownerUid', owner.metadata.uid).map((it) => `${strayed}${itemOf(it as KubeObject, see)}`));
}

/** The first owner that lives in another namespace than its dependent, whatever the reference says of its kind and name. */
function strayOwner(dependent: KubeObject, see: Lister): OwnerReference | undefined {
  const { namespace, ownerReferences = [] } = dependent.metadata;
  return ownerReferences.find(
    (reference) =>
      cached(reference, dependent, see) === undefined &&
      kindsOf(see).some((kind) =>
        (see.list(kind) as unknown as readonly KubeObject[]).some(
          ({ metadata }) => metadata.uid === reference.uid && metadata.namespace !== undefined && metadata.namespace !== namespace,
        ),
      ),
  );
}

function reportStray(item: string, r: Reconcile): undefined {
  const object = find(item, r.see);
  const owner = object === undefined ? undefined : strayOwner(object, r.see);
  if (object === undefined || owner === undefined) return;
  const { namespace = '' } = object.metadata;
  const told = `[${owner.apiVersion}/${owner.kind}, namespace: ${namespace}, name: ${owner.name}, uid: ${owner.uid}]`;
  const message = `ownerRef ${told} does not exist in namespace ${goQuote(namespace)}`;
  r.event({ object, type: 'Warning', reason: 'OwnerRefInvalidNamespace', message, told: 'unversioned' });
}

/** `impossible`: an object outside all namespaces names one that is in some. */
type OwnerState = 'solid' | 'dangling' | 'waiting' | 'impossible' | { readonly error: string };

/** What has become of an owner; where the cache does not show it, the API server is asked. */
function stateOf(reference: OwnerReference, dependent: KubeObject, r: Reconcile): OwnerState {
  const known = cached(reference, dependent, r.see);
  if (known !== undefined) return isDeleting(known, foreground) ? 'waiting' : 'solid';
  const row = rowOf(reference, r.see);
  if (row === undefined) return { error: `unable to get REST mapping for ${reference.apiVersion}/${reference.kind}.` };
  const { namespace: around } = dependent.metadata;
  if (row.namespaced && around === undefined) return 'impossible';
  const namespace = row.namespaced ? around : undefined;
  const live = r.ask({ verb: 'get', ...target(row, { namespace, name: reference.name }) });
  if (live.code >= 400) return live.code === 404 ? 'dangling' : { error: messageOf(live) };
  const owner = live.body as unknown as KubeObject;
  if (owner.metadata.uid !== reference.uid) return 'dangling';
  return isDeleting(owner, foreground) ? 'waiting' : 'solid';
}

/**
 * Deletes an object without a solid owner, or drops its references to owners that are gone. Its owners are those it has by now:
 * the cache may not know yet that it was orphaned, while it knows that its owner is gone.
 */
function collect(seen: KubeObject, r: Reconcile): Outcome | undefined {
  const live = latest(seen, r);
  if (live.code >= 400) return live.code === 404 ? undefined : { error: messageOf(live) };
  const object = live.body as unknown as KubeObject;
  if (object.metadata.uid !== seen.metadata.uid) return undefined;
  const owners = object.metadata.ownerReferences ?? [];
  if (owners.length === 0) return undefined;
  const states = owners.map((owner) => stateOf(owner, object, r));
  const failed = states.find((state) => typeof state === 'object');
  if (failed !== undefined) return failed as Outcome;
  if (states.includes('impossible')) return undefined;
  const solid = owners.filter((_, i) => states[i] === 'solid');
  if (solid.length === owners.length) return undefined;
  if (solid.length > 0) return setOwners(object, solid, r);
  const below = states.includes('waiting') ? dependents(object, r.see) : [];
  if (below.length === 0) return remove(object, policyOf(object), r);
  const unable = below.some((it) => isDeleting(it, foreground)) ? unblockOwners(object, r) : undefined;
  return unable ?? remove(object, 'Foreground', r);
}

function latest(object: KubeObject, r: Reconcile): Response {
  return r.ask({ verb: 'get', ...target(rowOf(object, r.see)!, splitKey(keyOf(object))) });
}

/** What waits for its dependents may be its own dependent in a circle, which somebody has to break: nobody waits for this one. */
function unblockOwners(object: KubeObject, r: Reconcile): Outcome | undefined {
  return setOwners(
    object,
    (object.metadata.ownerReferences ?? []).map((owner) => ({ ...owner, blockOwnerDeletion: false })),
    r,
  );
}

function policyOf(object: KubeObject): 'Orphan' | 'Foreground' | 'Background' {
  const finalizers = object.metadata.finalizers ?? [];
  if (finalizers.includes(orphan)) return 'Orphan';
  return finalizers.includes(foreground) ? 'Foreground' : 'Background';
}

function remove(object: KubeObject, propagationPolicy: 'Orphan' | 'Foreground' | 'Background', r: Reconcile): Outcome | undefined {
  const row = rowOf(object, r.see);
  if (row === undefined) return undefined;
  const options = { delete: { propagationPolicy, preconditions: { uid: object.metadata.uid } } };
  const deleted = r.ask({ verb: 'delete', ...target(row, object.metadata), options });
  return deleted.code < 400 || deleted.code === 404 ? undefined : { error: messageOf(deleted) };
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

function patchMeta(object: KubeObject, metadata: Json, r: Reconcile): Outcome | undefined {
  const row = rowOf(object, r.see);
  if (row === undefined) return undefined;
  const patched = r.ask({ verb: 'patch', ...target(row, splitKey(keyOf(object))), patch: { type: 'merge', body: { metadata } } });
  return patched.code < 400 || patched.code === 404 ? undefined : { error: messageOf(patched) };
}

type Target = Pick<Request, 'group' | 'version' | 'resource' | 'name' | 'namespace'>;

function target(
  { group, version, plural }: SchemeRow,
  { namespace, name }: { readonly namespace?: string | undefined; readonly name: string },
): Target {
  return { group, version, resource: plural, name, ...(namespace === undefined ? {} : { namespace }) };
}

function messageOf({ body }: Response): string {
  return (body as unknown as Status).message ?? 'the request failed';
}
