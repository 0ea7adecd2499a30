/**
 * Create: defaults, admission, what the server fills in, validation, commit.
 * upstream: staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go (Create), registry/rest/create.go
 */
import { definitionIs } from '#api/customRows.ts';
import type { Response, Status } from '#api/request.ts';
import { get } from '#engine/etcd/store.ts';
import { admitCreate, validateAdmission } from './admission/admission.ts';
import { hasLimitRange } from './admission/limitRanger.ts';
import { refuseEscalation } from './authorization/escalation.ts';
import { paramAccessErrors } from './authorization/paramAccess.ts';
import { customKindOf } from './custom/customKind.ts';
import { decode } from './decode.ts';
import { isKnownSpec } from './knownSpecs.ts';
import { withRecord } from './fieldmanager/record.ts';
import { track } from './fieldmanager/track.ts';
import { fillSystemFields, validateMeta } from './meta.ts';
import { withMeta, type AnyObject } from './object.ts';
import type { Call } from './state.ts';
import { alreadyExists, badRequest, failureStatus, invalid, isStatus, nameConflict, respond } from './status.ts';
import { allocate } from './service/allocation.ts';
import { validateServed } from './validation/newEvents.ts';
import { warningsOf } from './warnings/warnings.ts';
import { write } from './write.ts';

export function create(call: Call): Response {
  const object = closed(call) ?? decode(call, call.request.object);
  if (isStatus(object)) return respond(object);
  return respond(createObject(call, object), 201);
}

/** A kind whose definition goes gets no more objects. upstream: apiextensions-apiserver/pkg/apiserver/customresource_handler.go */
function closed({ server, served: { custom, row } }: Call): Status | undefined {
  const definition = custom && customKindOf(server.store, row.group, row.plural)?.definition;
  if (definition === undefined || !definitionIs(definition, 'Terminating')) return undefined;
  return failureStatus(405, {
    reason: 'MethodNotAllowed',
    message: 'create not allowed while custom resource definition is terminating',
    details: { group: row.group, kind: row.plural },
  });
}

/** Stores a decoded object that is not there yet. */
export function createObject(call: Call, sent: AnyObject): AnyObject | Status {
  const object = inRequestNamespace(call, sent);
  if (isStatus(object)) return object;
  const tracked = track(call, defaulted(call, object), undefined);
  const admitted = admitCreate(call, tracked.object);
  if (isStatus(admitted)) return admitted;
  const escalation = refuseEscalation(call, admitted);
  if (escalation !== undefined) return escalation;
  const filled = fillSystemFields(admitted, call);
  const prepared = allocate(call, call.strategy.prepareForCreate?.(filled) ?? filled);
  if (isStatus(prepared)) return prepared;
  const errors = validateMeta(prepared.metadata, call.row.namespaced, call.strategy);
  const valid = call.resource === 'pods' && isKnownSpec(sent.spec) && !hasLimitRange(call, prepared);
  if (!valid) errors.push(...(call.strategy.validate?.(prepared) ?? []), ...validateServed(call.served.row, prepared));
  if (errors.length === 0) errors.push(...paramAccessErrors(call, prepared));
  if (errors.length > 0) return invalid(call.row, sent.metadata.name ?? '', errors);
  if (!valid) call.warnings.push(...warningsOf(call.row.kind, prepared, undefined));
  const refusal = validateAdmission(call, prepared);
  if (refusal !== undefined) return refusal;
  const { namespace, name } = prepared.metadata;
  const holder = get(call.server.store, call.resource, namespace, name);
  if (holder !== undefined) return nameTaken(call, prepared, holder);
  return write(call, 'ADDED', withRecord(prepared, tracked.record));
}

/** Says also that the name will soon be free, when its holder is on the way out. */
function nameTaken(call: Call, { metadata: { name, generateName = '' } }: AnyObject, holder: AnyObject): Status {
  const refusal = generateName === '' ? alreadyExists(call.served.row, name) : nameConflict(call.row, name);
  if (holder.metadata.deletionTimestamp === undefined) return refusal;
  return { ...refusal, message: `object is being deleted: ${refusal.message}` };
}

export function defaulted(call: Call, object: AnyObject): AnyObject {
  const filled = call.strategy.defaults?.(object) ?? object;
  return call.strategy.gated?.(filled, call.server.features) ?? filled;
}

/** The namespace of the URL goes into an object that names none; another one is refused. */
export function inRequestNamespace(call: Call, object: AnyObject): AnyObject | Status {
  const { namespace = '' } = object.metadata;
  const wanted = call.row.namespaced ? (call.request.namespace ?? '') : '';
  if (namespace === wanted)
    return wanted === '' && object.metadata.namespace !== undefined ? withMeta(object, { namespace: undefined }) : object;
  if (namespace === '' && call.row.namespaced) return withMeta(object, { namespace: wanted });
  if (!call.row.namespaced) return withMeta(object, { namespace: undefined });
  return badRequest(otherNamespace);
}

export const otherNamespace = 'the namespace of the provided object does not match the namespace sent on the request';
