/**
 * Update, also as the second half of every patch: versions compared, the parts that the verb may not touch put back,
 * admission, validation, commit. What changes nothing is not written.
 * upstream: staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go (Update), registry/rest/update.go
 */
import { equalJson } from '#api/machinery/stableJson.ts';
import type { ResourceVersion } from '#api/meta.ts';
import type { Response, Status } from '#api/request.ts';
import { get } from '#engine/etcd/store.ts';
import { admitUpdate, validateAdmission } from './admission/admission.ts';
import { keepTheirParts } from './admission/certificates.ts';
import { createObject, defaulted, inRequestNamespace } from './create.ts';
import { refuseEscalation } from './authorization/escalation.ts';
import { paramAccessErrors } from './authorization/paramAccess.ts';
import { decode } from './decode.ts';
import { invalidValue, type FieldError } from './fieldError.ts';
import { recordOf, sameManagers, withRecord } from './fieldmanager/record.ts';
import { track } from './fieldmanager/track.ts';
import { keepSystemFields, validateMeta, validateMetaUpdate } from './meta.ts';
import { withField, withMeta, type AnyObject } from './object.ts';
import { allocate } from './service/allocation.ts';
import { storageKey } from './storageKey.ts';
import type { Call } from './state.ts';
import { badRequest, conflict, failureStatus, invalid, isStatus, modifiedMessage, notFound, respond } from './status.ts';
import { validateServed } from './validation/newEvents.ts';
import { warningsOf } from './warnings/warnings.ts';
import { write } from './write.ts';

export function update(call: Call): Response {
  const { request, server } = call;
  const name = request.name ?? '';
  const old = get(server.store, call.resource, namespaceOf(call), name) as AnyObject | undefined;
  const sent = decode(call, request.object, old);
  if (isStatus(sent)) return respond(sent);
  const named = checkName(sent, name) ?? inRequestNamespace(call, sent);
  if (isStatus(named)) return respond(named);
  if (old !== undefined) return respond(updateObject(call, named, old));
  if (call.strategy.createOnUpdate !== true || request.subresource !== undefined) return respond(notFound(call.served.row, name));
  return respond(createObject(call, named), 201);
}

export function namespaceOf(call: Call): string | undefined {
  return call.row.namespaced ? call.request.namespace : undefined;
}

export function checkName(object: AnyObject, name: string): Status | undefined {
  const { name: own = '' } = object.metadata ?? {};
  if (own === '') return badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  return own === name ? undefined : badRequest(`the name of the object (${own}) does not match the name on the URL (${name})`);
}

/** Replaces a stored object by what was asked for; answers with what is stored then. */
export function updateObject(call: Call, sent: AnyObject, old: AnyObject): AnyObject | Status {
  const refusal = checkVersion(call, sent, old);
  if (refusal !== undefined) return refusal;
  const { object: next, record } = track(call, defaulted(call, sent), old);
  const admitted = admitUpdate(call, next, old);
  if (isStatus(admitted)) return admitted;
  const escalation = refuseEscalation(call, admitted, old);
  if (escalation !== undefined) return escalation;
  const prepared = allocate(call, prepare(call, keepSystemFields(admitted, old), old), old);
  if (isStatus(prepared)) return prepared;
  const errors = validate(call, prepared, old);
  if (errors.length > 0) return invalid(call.row, old.metadata.name, errors);
  if (call.request.subresource === undefined && prepared.spec !== old.spec) call.warnings.push(...warningsOf(call.row.kind, prepared, old));
  const forbidden = validateAdmission(call, prepared, old);
  if (forbidden !== undefined) return forbidden;
  const object = equalJson(prepared, old) && sameManagers(record, recordOf(old)) ? old : withRecord(prepared, record);
  if (deletesNow(call, object, old)) return remove(call, object, old);
  return object === old ? old : write(call, 'MODIFIED', object);
}

function notNumber(text: string): Status {
  return failureStatus(500, { message: `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax` });
}

/** Version 0 is no version: who sends it means whatever is stored. */
function checkVersion(call: Call, sent: AnyObject, old: AnyObject): Status | undefined {
  const { row } = call.served;
  const { name, resourceVersion = '', uid = '' } = sent.metadata;
  if (uid !== '' && uid !== old.metadata.uid && call.request.verb !== 'patch') return otherUid(call, uid, old);
  if (!/^\d*$/.test(resourceVersion)) return notNumber(resourceVersion);
  const asked = resourceVersion.replace(/^0+/, '');
  if (asked !== '') return asked === old.metadata.resourceVersion ? undefined : conflict(row, name, modifiedMessage);
  if (call.strategy.needsResourceVersion !== true) return undefined;
  return invalid(row, name, [invalidValue('metadata.resourceVersion', { printed: '0x0' }, 'must be specified for an update')]);
}

/** The conflict with an object of the same name that is another one. upstream: storage.Preconditions (Check) */
export function otherUid(call: Call, uid: string, { metadata }: AnyObject): Status {
  const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`;
  const key = storageKey(call, metadata);
  const message = `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${why}`;
  return conflict(call.served.row, metadata.name, message);
}

/** Each verb changes its own part only: status by the subresource, the rest by the object itself. */
function prepare(call: Call, sent: AnyObject, old: AnyObject): AnyObject {
  const { strategy, request, row } = call;
  const versioned = withVersion(sent, old.metadata.resourceVersion);
  if (row.kind === 'CertificateSigningRequest' && call.served.custom === undefined) return keepTheirParts(call, versioned, old);
  if (request.subresource === 'status') {
    const object = { ...withField(versioned, 'spec', old.spec) };
    return strategy.prepareForStatusUpdate?.(object, old) ?? object;
  }
  const kept = row.subresources.includes('status') ? withField(versioned, 'status', old.status) : versioned;
  const object = strategy.prepareForUpdate?.(kept, old) ?? kept;
  if (strategy.generation !== true) return object;
  const changed = strategy.changesDesiredState?.(object, old) ?? !equalJson(object.spec, old.spec);
  return changed ? withMeta(object, { generation: (old.metadata.generation ?? 0) + 1 }) : object;
}

function withVersion(object: AnyObject, resourceVersion: ResourceVersion): AnyObject {
  return object.metadata.resourceVersion === resourceVersion ? object : withMeta(object, { resourceVersion });
}

function validate(call: Call, object: AnyObject, old: AnyObject): readonly FieldError[] {
  const { strategy, request, row } = call;
  if (object === old) return [];
  const meta =
    object.metadata === old.metadata
      ? []
      : [...validateMeta(object.metadata, row.namespaced, strategy), ...validateMetaUpdate(object.metadata, old.metadata)];
  const own = request.subresource !== undefined ? strategy.validateStatusUpdate?.(object, old) : strategy.validateUpdate?.(object, old);
  const served = validateServed(call.served.row, object, old);
  const all = own === undefined && served.length === 0 ? meta : [...meta, ...(own ?? []), ...served];
  return all.length === 0 ? paramAccessErrors(call, object, old) : all;
}

/** An update that takes the last finalizer off an object in deletion completes the deletion. */
function deletesNow(call: Call, object: AnyObject, old: AnyObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = object.metadata;
  if (deletionTimestamp === undefined || finalizers.length > 0) return false;
  if (call.resource === 'namespaces' && ((object.spec?.['finalizers'] as readonly string[] | undefined) ?? []).length > 0) return false;
  return deletionGracePeriodSeconds === 0 && (old.metadata.deletionGracePeriodSeconds ?? 0) === 0;
}

/** The update itself is never stored: watchers see the object go as it was, with its last finalizer. */
function remove(call: Call, object: AnyObject, old: AnyObject): AnyObject {
  return withVersion(object, write(call, 'DELETED', old).metadata.resourceVersion);
}
