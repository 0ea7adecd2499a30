/**
 * Patch: the stored object with the patch applied, which then goes on as an update.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go
 */
import type { Response, Status } from '#api/request.ts';
import { get } from '#engine/etcd/store.ts';
import { decode } from './decode.ts';
import { isRecord, type AnyObject, type Fields } from './object.ts';
import type { Call } from './state.ts';
import { isStatus, notFound, respond, unsupportedMediaType } from './status.ts';
import { inRequestNamespace } from './create.ts';
import { namespaceOf, updateObject } from './update.ts';

export function patch(call: Call): Response {
  const old = get(call.server.store, call.resource, namespaceOf(call), call.request.name ?? '') as AnyObject | undefined;
  if (call.request.patch?.type === 'apply') return respond(unsupportedMediaType());
  if (old === undefined) return respond(notFound(call.row, call.request.name ?? ''));
  const patched = applyPatch(call, old);
  if (isStatus(patched)) return respond(patched);
  const decoded = decode(call, patched, old);
  if (isStatus(decoded)) return respond(decoded);
  const object = inRequestNamespace(call, decoded);
  return respond(isStatus(object) ? object : updateObject(call, object, old));
}

/** The object with the request's patch applied. */
export function applyPatch(call: Call, old: object): object | Status {
  const { type, body } = call.request.patch ?? { type: 'apply', body: null };
  if (type === 'apply') return unsupportedMediaType();
  return mergePatch(old as Fields, body) as object;
}

function mergePatch(target: unknown, change: unknown): unknown {
  if (!isRecord(change)) return change;
  const result: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const key in change) {
    if (change[key] === null) delete result[key];
    else result[key] = mergePatch(result[key], change[key]);
  }
  return result;
}
