/**
 * Patch: the stored object with the patch applied, which then goes on as an update.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go
 */
import type { Json } from '#api/immutable.ts';
import { jsonOf } from '#api/machinery/exactInteger.ts';
import { jsonPatch } from '#api/machinery/patch/jsonPatch.ts';
import { mergePatch } from '#api/machinery/patch/mergePatch.ts';
import { patchSchemaOf } from '#api/machinery/patch/patchSchema.ts';
import { goValue, isMap, type JsonMap } from '#api/machinery/patch/refusal.ts';
import { strategicMerge } from '#api/machinery/patch/strategicMerge.ts';
import type { Response, Status } from '#api/request.ts';
import { get } from '#engine/etcd/store.ts';
import { fromHub } from './conversion/conversion.ts';
import { converterWords } from './converterWords.ts';
import { decode, typeName } from './decode.ts';
import { invalidValue } from './fieldError.ts';
import { applyConfiguration } from './fieldmanager/apply.ts';
import { present, settled } from './fieldmanager/record.ts';
import { withMeta, type AnyObject } from './object.ts';
import { patchWords } from './patchWords.ts';
import type { Call } from './state.ts';
import { badRequest, conflict, failureStatus, invalid, isStatus, notFound, respond, unsupportedMediaType } from './status.ts';
import { createObject, inRequestNamespace } from './create.ts';
import { checkName, namespaceOf, updateObject } from './update.ts';

/** What a patch of a custom object may be: nobody knows how its lists would merge. */
const mergeTypes = ['application/json-patch+json', 'application/merge-patch+json', 'application/apply-patch+yaml'];

export function patch(call: Call): Response {
  const old = get(call.server.store, call.resource, namespaceOf(call), call.request.name ?? '') as AnyObject | undefined;
  if (call.request.patch?.type === 'apply') return apply(call, old);
  if (call.request.patch?.type === 'strategic' && call.served.custom !== undefined) return respond(unsupportedMediaType(mergeTypes));
  if (old === undefined) return respond(notFound(call.served.row, call.request.name ?? ''));
  const patched = applyPatch(call, fromHub(call.served, touchesManagers(call) ? present(old) : old));
  if (isStatus(patched)) return respond(patched);
  const decoded = decodePatched(call, patched, old);
  if (isStatus(decoded)) return respond(decoded);
  const object = inRequestNamespace(call, decoded);
  if (isStatus(object)) return respond(object);
  return respond(checkName(object, call.request.name ?? '') ?? updateObject(call, object, old));
}

/** A patched object, read as strictly as the patch's own text. */
export function decodePatched(call: Call, patched: object, old: AnyObject): AnyObject | Status {
  const words = patchWords(call.request);
  const read: Call = words.length === 0 ? call : { ...call, request: { ...call.request, repeated: { patch: words } } };
  const decoded = decode(read, patched, old);
  return isStatus(decoded) ? ofPatched(call, patched, decoded) : decoded;
}

/** What cannot be read of a patched object is an invalid patch: the value shown is the object, for a strategic patch the patch. */
function ofPatched({ served: { row }, request }: Call, patched: object, status: Status): Status {
  const before = `${row.kind} in version "${row.version}" cannot be handled as a ${row.kind}: `;
  const { message = '' } = status;
  if (!message.startsWith(before)) return status;
  const strategic = request.patch?.type === 'strategic';
  const value = strategic ? goValue(request.patch.body) : jsonOf(patched);
  const why = message.slice(before.length);
  return invalid({ group: '', kind: '' }, '', [invalidValue('patch', value, strategic ? converterWords(why) : why)]);
}

/** The strict reader of an apply reads YAML, whatever the text is; it is asked after the apply was found to be possible. */
function checkRepeated({ request, warnings }: Call): Status | undefined {
  const { yaml } = request.repeated ?? {};
  const mode = request.options?.fieldValidation || 'Warn';
  if (yaml === undefined || mode === 'Ignore') return undefined;
  const message = `error converting YAML to JSON: ${yaml}`;
  if (mode === 'Strict') return badRequest(`error strict decoding YAML: ${message}`);
  warnings.push(message);
  return undefined;
}

/** The fields in which an object that is created may not carry an identity of its own. */
const identity = {
  uid: undefined,
  creationTimestamp: undefined,
  deletionTimestamp: undefined,
  deletionGracePeriodSeconds: undefined,
} as const;

/** Server-side apply creates what is not there yet; a subresource needs its object. */
function apply(call: Call, old: AnyObject | undefined): Response {
  const { request } = call;
  const { row } = call.served;
  const name = request.name ?? '';
  if (old === undefined && request.subresource !== undefined) return respond(notFound(row, name));
  const applied = applyConfiguration(call, old);
  const refusal = isStatus(applied) ? applied : checkRepeated(call);
  if (isStatus(applied) || refusal !== undefined) return respond(refusal ?? applied);
  const quiet: Call = {
    ...call,
    request: { ...request, options: { ...request.options, fieldValidation: 'Ignore' } },
    managed: settled(applied.managed),
  };
  const decoded = decode(quiet, applied.object, old);
  if (isStatus(decoded)) return respond(decoded);
  const { uid } = decoded.metadata;
  if (old === undefined && uid !== undefined)
    return respond(conflict(row, name, `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`));
  const object = inRequestNamespace(quiet, old === undefined ? withMeta(decoded, identity) : decoded);
  if (isStatus(object)) return respond(object);
  const misnamed = checkName(object, name);
  if (misnamed !== undefined) return respond(misnamed);
  return old === undefined ? respond(createObject(quiet, object), 201) : respond(updateObject(quiet, object, old));
}

/** Whether a patch may see or change managedFields, which are not worked out otherwise. */
function touchesManagers({ request }: Call): boolean {
  const { type, body } = request.patch ?? { type: 'apply', body: null };
  if (type !== 'json') return isMap(body) && isMap(body['metadata']) && Object.hasOwn(body['metadata'], 'managedFields');
  if (!Array.isArray(body)) return false;
  return body.some((operation) => isMap(operation) && [operation['path'], operation['from']].some(leadsToManagers));
}

function leadsToManagers(path: unknown): boolean {
  return path === '' || path === '/metadata' || (typeof path === 'string' && path.startsWith('/metadata/managedFields'));
}

/** The object with the request's patch applied. */
export function applyPatch(call: Call, old: object): object | Status {
  const { type, body } = call.request.patch ?? { type: 'apply', body: null };
  if (type === 'apply') return unsupportedMediaType();
  const document = old as JsonMap;
  if (type === 'merge') {
    if (body === null) return badRequest('Invalid JSON Patch');
    return isMap(body) ? (mergePatch(document, body) as JsonMap) : badRequest(`error decoding patch: ${noMap(body)}`);
  }
  if (type === 'strategic' && body !== null && !isMap(body)) return badRequest(noMap(body));
  const outcome = type === 'json' ? jsonPatch(document, body) : strategicMerge(document, body ?? {}, patchSchemaOf(call.row));
  if (!outcome.ok) return refusalOf(outcome, type);
  return isMap(outcome.value) ? outcome.value : badRequest('the patched document is no object');
}

function noMap(body: Json): string {
  return `json: cannot unmarshal ${typeName(body)} into Go value of type map[string]interface {}`;
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
