/**
 * Delete: preconditions, grace, finalizers of garbage collection, and only then the end of the object.
 * upstream: staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go (Delete), registry/rest/delete.go
 */
import type { Json } from '#api/immutable.ts';
import { formatTime, parseTime } from '#api/machinery/time.ts';
import type { DeleteOptions, Response, Status } from '#api/request.ts';
import type { SchemeRow } from '#api/scheme.ts';
import { get } from '#engine/etcd/store.ts';
import { admitDelete } from './admission/admission.ts';
import { DEFINITIONS } from './custom/customKind.ts';
import { markTerminating } from './custom/deleteDefinition.ts';
import { invalidValue, notSupported } from './fieldError.ts';
import { withMeta, type AnyObject } from './object.ts';
import { list } from './read.ts';
import { nowOf, type Call } from './state.ts';
import { conflict, invalid, isStatus, notFound, respond, successStatus } from './status.ts';
import { namespaceOf } from './update.ts';
import { write } from './write.ts';

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';

interface Deletion {
  readonly object: AnyObject;
  /** The object is not there any more. */
  readonly done: boolean;
}

export function deleteOne(call: Call): Response {
  const name = call.request.name ?? '';
  const options = call.request.options?.delete ?? {};
  const bad = checkOptions(options);
  if (bad !== undefined) return respond(bad);
  warnOfOrphans(call, options);
  const object = get(call.server.store, call.resource, namespaceOf(call), name) as AnyObject | undefined;
  if (object === undefined) return respond(notFound(call.served.row, name));
  const deletion = deleteObject(call, object, options);
  if (isStatus(deletion)) return respond(deletion);
  if (!deletion.done) return respond(deletion.object, options.orphanDependents === false ? 202 : 200);
  if (call.strategy.returnDeleted === true) return respond(deletion.object);
  return { code: 200, body: successOf(call, object) as Json };
}

/** Deletes what a list tells, one object after the other; answers with that list. */
export function deleteCollection(call: Call): Response {
  const { delete: options = {} } = call.request.options ?? {};
  const bad = checkOptions(options);
  if (bad !== undefined) return respond(bad);
  warnOfOrphans(call, options);
  const listed = list(call);
  if (isStatus(listed.body)) return listed;
  for (const { metadata } of (listed.body as unknown as { readonly items: readonly AnyObject[] }).items) {
    const object = get(call.server.store, call.resource, metadata.namespace, metadata.name) as AnyObject | undefined;
    const deletion = object && deleteObject(call, object, options);
    if (isStatus(deletion)) return respond(deletion);
  }
  return listed;
}

export function deleteObject(call: Call, object: AnyObject, options: DeleteOptions): Deletion | Status {
  const refusal = admitDelete(call, object) ?? checkPreconditions(call, object, options);
  if (refusal !== undefined) return refusal;
  if (call.resource === 'namespaces') return deleteNamespace(call, object, options);
  if (call.resource === DEFINITIONS && object.metadata.deletionTimestamp === undefined)
    return { object: write(call, 'MODIFIED', markTerminating(call, object)), done: false };
  const graceful = takeGrace(call, object, options);
  if (graceful === 'pending') return { object, done: false };
  const finalizers = finalizersFor(call, object, options);
  const changed =
    (graceful ?? object).metadata.finalizers === finalizers
      ? (graceful ?? object)
      : withMeta(graceful ?? object, { finalizers: emptyAsAbsent(finalizers) });
  if (graceful === undefined && finalizers.length === 0) return end(call, object);
  const marked = graceful === undefined ? markDeleting(call, changed) : changed;
  const stored = marked === object ? object : write(call, 'MODIFIED', marked);
  if (finalizers.length > 0 || (graceful?.metadata.deletionGracePeriodSeconds ?? 1) > 0) return { object: stored, done: false };
  return end(call, stored);
}

function end(call: Call, object: AnyObject): Deletion {
  return { object: write(call, 'DELETED', object), done: true };
}

function emptyAsAbsent(finalizers: readonly string[]): readonly string[] | undefined {
  return finalizers.length === 0 ? undefined : finalizers;
}

function successOf(call: Call, object: AnyObject): object {
  const { group, plural } = call.row;
  const details = { name: object.metadata.name, ...(group === '' ? {} : { group }), kind: plural, uid: object.metadata.uid };
  return successStatus(details);
}

/** A Job's pods stay behind when nobody says otherwise. upstream: pkg/registry/batch/job/storage */
function warnOfOrphans({ row, warnings }: Call, { propagationPolicy, orphanDependents }: DeleteOptions): void {
  if (row.kind !== 'Job' || propagationPolicy !== undefined || orphanDependents !== undefined) return;
  warnings.push(
    'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning',
  );
}

/** upstream: apimachinery/pkg/apis/meta/v1/validation (ValidateDeleteOptions) */
export function checkOptions({ propagationPolicy: policy, orphanDependents }: DeleteOptions): Status | undefined {
  if (policy === undefined) return undefined;
  const at = 'propagationPolicy';
  const policies = ['Foreground', 'Background', 'Orphan', 'nil'];
  const errors = [
    ...(orphanDependents === undefined ? [] : [invalidValue(at, policy, 'orphanDependents and deletionPropagation cannot be both set')]),
    ...(policies.slice(0, 3).includes(policy) ? [] : [notSupported(at, policy, policies)]),
  ];
  return errors.length === 0 ? undefined : invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors);
}

export function checkPreconditions(call: Call, object: AnyObject, options: DeleteOptions): Status | undefined {
  const { name, uid, resourceVersion } = object.metadata;
  const { row } = call;
  const { preconditions } = options;
  if (call.resource === 'namespaces' || call.resource === DEFINITIONS) return checkOwnPreconditions(row, object, options);
  const where = { group: row.group, plural: row.kind };
  if (preconditions?.uid !== undefined && preconditions.uid !== uid) {
    return conflict(
      where,
      name,
      `the UID in the precondition (${preconditions.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    );
  }
  if (preconditions?.resourceVersion !== undefined && preconditions.resourceVersion !== resourceVersion) {
    return conflict(
      where,
      name,
      `the ResourceVersion in the precondition (${preconditions.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
    );
  }
  return undefined;
}

/** Namespaces and definitions are deleted by storage of their own. upstream: pkg/registry/core/namespace/storage (Delete) */
function checkOwnPreconditions(row: SchemeRow, { metadata }: AnyObject, { preconditions = {} }: DeleteOptions): Status | undefined {
  for (const [field, word] of [
    ['uid', 'UID'],
    ['resourceVersion', 'ResourceVersion'],
  ] as const) {
    const wanted = preconditions[field];
    if (wanted === undefined || wanted === metadata[field]) continue;
    return conflict(
      row,
      metadata.name,
      `Precondition failed: ${word} in precondition: ${wanted}, ${word} in object meta: ${metadata[field]}`,
    );
  }
  return undefined;
}

/** The object with its time of death; 'pending' when an earlier deletion stands, undefined when there is no grace. */
function takeGrace(call: Call, object: AnyObject, options: DeleteOptions): AnyObject | 'pending' | undefined {
  const { gracePeriod } = call.strategy;
  if (gracePeriod === undefined) return undefined;
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, generation } = object.metadata;
  if (deletionTimestamp === undefined) {
    const seconds = gracePeriod(object, options);
    return withMeta(object, {
      deletionTimestamp: formatTime(nowOf(call.env) + seconds * 1000),
      deletionGracePeriodSeconds: seconds,
      generation: generation === undefined ? undefined : generation + 1,
    });
  }
  if (deletionGracePeriodSeconds === 0) return undefined;
  const asked = options.gracePeriodSeconds;
  if (asked === undefined || asked >= deletionGracePeriodSeconds) return 'pending';
  const began = (parseTime(deletionTimestamp) ?? 0) - deletionGracePeriodSeconds * 1000;
  return withMeta(object, { deletionTimestamp: formatTime(began + asked * 1000), deletionGracePeriodSeconds: asked });
}

/** Held by finalizers: it is going, and has no grace left. */
function markDeleting(call: Call, object: AnyObject): AnyObject {
  const { deletionTimestamp, deletionGracePeriodSeconds, generation } = object.metadata;
  if (deletionTimestamp !== undefined && deletionGracePeriodSeconds === 0) return object;
  return withMeta(object, {
    deletionTimestamp: deletionTimestamp ?? formatTime(nowOf(call.env)),
    deletionGracePeriodSeconds: 0,
    generation: generation === undefined || deletionTimestamp !== undefined ? generation : generation + 1,
  });
}

/** The object's finalizers with those of garbage collection as the options, or the object itself, want them. */
function finalizersFor(call: Call, object: AnyObject, options: DeleteOptions): readonly string[] {
  const had = object.metadata.finalizers ?? [];
  const policy = policyOf(call, had, options);
  const rest = had.filter((finalizer) => finalizer !== ORPHAN && finalizer !== FOREGROUND);
  if (policy === 'Orphan') rest.push(ORPHAN);
  if (policy === 'Foreground') rest.push(FOREGROUND);
  return rest.length === had.length && rest.every((finalizer) => had.includes(finalizer)) ? had : rest;
}

function policyOf(call: Call, finalizers: readonly string[], options: DeleteOptions): 'Orphan' | 'Foreground' | 'Background' {
  if (options.orphanDependents !== undefined) return options.orphanDependents ? 'Orphan' : 'Background';
  if (options.propagationPolicy !== undefined) return options.propagationPolicy;
  if (finalizers.includes(ORPHAN)) return 'Orphan';
  if (finalizers.includes(FOREGROUND)) return 'Foreground';
  return call.strategy.orphanByDefault === true ? 'Orphan' : 'Background';
}

/** A namespace is only marked; its controller empties it and then lets it go. upstream: pkg/registry/core/namespace/storage */
function deleteNamespace(call: Call, object: AnyObject, options: DeleteOptions): Deletion {
  const { deletionTimestamp } = object.metadata;
  const held = ((object.spec?.['finalizers'] as readonly string[] | undefined) ?? []).length > 0;
  const finalizers = finalizersFor(call, object, options);
  if (deletionTimestamp !== undefined) return held || finalizers.length > 0 ? { object, done: false } : end(call, object);
  const marked = withMeta(object, { deletionTimestamp: formatTime(nowOf(call.env)), finalizers: emptyAsAbsent(finalizers) });
  const stored = write(call, 'MODIFIED', { ...marked, status: { ...marked.status, phase: 'Terminating' } });
  return held || finalizers.length > 0 ? { object: stored, done: false } : end(call, stored);
}
