/** Requests for resources, as whoever's token comes with them. upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers */
import { warningValue } from '#api/http/headers.ts';
import type { ResourceInfo } from '#api/http/requestInfo.ts';
import { requestOptions } from '#api/http/requestOptions.ts';
import { mediaTypeOf, patchTypes, requestFor, withDeleteOptions } from '#api/http/resourceRequest.ts';
import { goJsonFault } from '#api/machinery/goJson.ts';
import type { Json } from '#api/immutable.ts';
import type { KubeObject } from '#api/meta.ts';
import type { Request, Response, Status } from '#api/request.ts';
import { failureStatus, isStatus } from '#api/status.ts';
import { refusal, type Asking, type Reply, type Serving } from './exchange.ts';
import { eventLine } from './watch.ts';

/** Subresources that are streams of bytes and no objects. */
const streamed = new Set(['exec', 'attach', 'portforward', 'proxy', 'log']);
/** A watch without a timeout of its own. upstream: MinRequestTimeout */
const watchSeconds = 1_800;

export function answerResource(serving: Serving, asking: Asking, info: ResourceInfo): Reply {
  if (info.subresource !== undefined && streamed.has(info.subresource))
    return refusal(501, 'NotImplemented', `${info.subresource} is not served to containers of this model`);
  const parsed = requestOptions(info.verb, asking.query);
  if (isStatus(parsed)) return { code: parsed.code, body: parsed };
  const base = requestFor(info, parsed.options, asking.request.headers['user-agent']);
  const request = withBody(base, asking);
  if (isStatus(request)) return { code: request.code, body: request };
  const { credentials, impersonate } = asking;
  const response = serving.context.api.request({ ...request, credentials, ...(impersonate === undefined ? {} : { impersonate }) });
  if (request.verb === 'watch' && response.code === 200) return watchReply(request, response, parsed.door.timeoutSeconds ?? 0);
  return { code: response.code, body: response.body, headers: (response.warnings ?? []).map((text) => `Warning: ${warningValue(text)}`) };
}

function withBody(request: Request, { request: { body, headers }, query }: Asking): Request | Status {
  const { verb } = request;
  if (verb === 'get' || verb === 'list' || verb === 'watch') return request;
  const type = mediaTypeOf(headers['content-type']);
  if (verb === 'patch') return withPatch(request, body, type);
  if (body !== '' && type !== '' && type !== 'application/json') return unsupported(['application/json']);
  const object = body === '' ? undefined : parsedJson(body);
  if (isStatus(object)) return object;
  if (verb !== 'delete' && verb !== 'deletecollection') return { ...request, object: object?.json ?? null };
  return object === undefined ? request : withDeleteOptions(request, object.json, query);
}

function withPatch(request: Request, body: string, mediaType: string): Request | Status {
  const type = Object.hasOwn(patchTypes, mediaType) ? patchTypes[mediaType] : undefined;
  if (type === undefined) return unsupported(Object.keys(patchTypes));
  const read = parsedJson(body);
  return isStatus(read) ? read : { ...request, patch: { type, body: read.json } };
}

function parsedJson(text: string): { readonly json: Json } | Status {
  try {
    return { json: JSON.parse(text) as Json };
  } catch {
    const why = goJsonFault(text)?.message ?? 'invalid JSON';
    return failureStatus(400, { reason: 'BadRequest', message: `couldn't get version/kind; json parse error: ${why}` });
  }
}

function unsupported(accepted: readonly string[]): Status {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
  return failureStatus(415, { reason: 'UnsupportedMediaType', message });
}

/** What there is already, and then what happens. */
function watchReply({ group, version, resource, namespace, options }: Request, { body }: Response, seconds: number): Reply {
  const { metadata, items } = body as unknown as {
    readonly metadata: { readonly resourceVersion: string };
    readonly items: readonly KubeObject[];
  };
  const { labelSelector, fieldSelector } = options ?? {};
  const spec = {
    group,
    version,
    resource,
    revision: Number(metadata.resourceVersion),
    ...(namespace === undefined ? {} : { namespace }),
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
  };
  const first = items.map((object) => eventLine('ADDED', object)).join('');
  return { code: 200, body: first, type: 'application/json', watch: { spec, seconds: seconds > 0 ? seconds : watchSeconds } };
}
