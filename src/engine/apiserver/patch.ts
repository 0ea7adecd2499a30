/**
 * Patch: the stored object with the patch applied, which then goes on as an update.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go
 */
import { jsonPatch } from '#api/machinery/patch/jsonPatch.ts';
import { mergePatch } from '#api/machinery/patch/mergePatch.ts';
import { patchSchemaOf } from '#api/machinery/patch/patchSchema.ts';
import { isMap, type JsonMap } from '#api/machinery/patch/refusal.ts';
import { strategicMerge } from '#api/machinery/patch/strategicMerge.ts';
import type { Response, Status } from '#api/request.ts';
import { get } from '#engine/etcd/store.ts';
import { fromHub } from './conversion/conversion.ts';
import { decode } from './decode.ts';
import type { AnyObject } from './object.ts';
import type { Call } from './state.ts';
import { badRequest, failureStatus, isStatus, notFound, respond, unsupportedMediaType } from './status.ts';
import { inRequestNamespace } from './create.ts';
import { namespaceOf, updateObject } from './update.ts';

export function patch(call: Call): Response {
  const old = get(call.server.store, call.resource, namespaceOf(call), call.request.name ?? '') as AnyObject | undefined;
  if (call.request.patch?.type === 'apply') return respond(unsupportedMediaType());
  if (old === undefined) return respond(notFound(call.row, call.request.name ?? ''));
  const patched = applyPatch(call, fromHub(call.served, old));
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
  const document = old as JsonMap;
  if (type === 'merge') {
    const patched = isMap(body) ? mergePatch(document, body) : body;
    return isMap(patched)
      ? patched
      : badRequest('error decoding patch: json: cannot unmarshal into Go value of type map[string]interface {}');
  }
  const outcome = type === 'json' ? jsonPatch(document, body) : strategicMerge(document, body, patchSchemaOf(call.row));
  if (!outcome.ok) return refusalOf(outcome, type);
  return isMap(outcome.value) ? outcome.value : badRequest('the patched document is no object');
}

/** Operations that do not fit the object are answered without their reason. */
function refusalOf({ code, message }: { readonly code: number; readonly message: string }, type: 'json' | 'strategic'): Status {
  if (code === 400) return badRequest(message);
  if (code === 413) return failureStatus(413, { reason: 'RequestEntityTooLarge', message });
  if (type === 'json' || code === 422)
    return failureStatus(422, {
      reason: 'Invalid',
      message: 'the server rejected our request due to an error in our request',
      details: {},
    });
  return failureStatus(code, { message });
}
