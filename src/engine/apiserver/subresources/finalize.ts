/**
 * Finalize: the namespace controller gives a namespace free; without finalizers it ends.
 * upstream: pkg/registry/core/namespace/storage/storage.go (FinalizeREST)
 */
import type { Response } from '#api/request.ts';
import { get } from '#engine/etcd/store.ts';
import { isRecord, type AnyObject } from '../object.ts';
import type { Call } from '../state.ts';
import { badRequest, notFound, respond } from '../status.ts';
import { checkName, updateObject } from '../update.ts';

export function finalize(call: Call): Response {
  const { request, server, row } = call;
  const old = get(server.store, call.resource, undefined, request.name ?? '') as AnyObject | undefined;
  if (old === undefined) return respond(notFound(row, request.name ?? ''));
  if (!isRecord(request.object)) return respond(badRequest('the object provided is unrecognized (must be of type Namespace)'));
  const misnamed = checkName(request.object as unknown as AnyObject, request.name ?? '');
  if (misnamed !== undefined) return respond(misnamed);
  const { finalizers = [] } = (request.object as { readonly spec?: { readonly finalizers?: readonly string[] } }).spec ?? {};
  const { finalizers: _old, ...spec } = old.spec ?? {};
  const sent: AnyObject = { ...old, spec: finalizers.length === 0 ? spec : { ...spec, finalizers } };
  const strategy = { ...call.strategy, prepareForUpdate: (object: AnyObject) => object };
  const { subresource: _finalize, ...rest } = request;
  return respond(updateObject({ ...call, strategy, request: rest }, sent, old));
}
