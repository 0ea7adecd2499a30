/**
 * From what came over HTTP to the engine's Request.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers (get.go, create.go, update.go, patch.go, delete.go)
 */
import type { Request, RequestOptions, Status } from '../request.ts';
import { failureStatus } from '../status.ts';
import { mediaTypeOf, readObject, readPatch, repeatedIn, type Content } from './body.ts';
import { headerOf, type Asking, type Body, type Codecs } from './exchange.ts';
import { targetOf, type ResourceInfo } from './requestInfo.ts';
import { builtInRow } from './rows.ts';

/** Subresources that are streams, not objects. */
const streams: ReadonlySet<string> = new Set(['exec', 'attach', 'portforward']);

/** Whether a request's body is looked at. */
export function hasBody({ verb, name, subresource = '' }: ResourceInfo): boolean {
  if (streams.has(subresource)) return false;
  // No collection takes a patch, whatever its form; the engine says so.
  return verb !== 'watch' && verb !== 'get' && verb !== 'list' && !(verb === 'patch' && name === undefined);
}

export interface Incoming {
  readonly asking: Asking;
  readonly info: ResourceInfo;
  readonly options: RequestOptions;
  /** What a body should hold an object of. */
  readonly kind: string | undefined;
  /** Undefined where none is looked at. */
  readonly body: Body | undefined;
}

export function requestOf({ asking, info, options, body, kind }: Incoming, codecs: Codecs): Request | Status {
  const base = withoutBody(info, options, headerOf(asking.headers, 'user-agent'));
  if (body === undefined) return base;
  const content: Content = { body, type: mediaTypeOf(headerOf(asking.headers, 'content-type')), codecs };
  const { verb } = info;
  if (verb === 'patch') {
    const patch = readPatch(content, builtInRow(info) === undefined);
    return patch.ok ? { ...base, patch: patch.value, ...repeatedIn(content) } : patch.status;
  }
  const deletes = verb === 'delete' || verb === 'deletecollection';
  if (deletes && body.text === '') return base;
  const object = readObject(content, deletes ? undefined : kind);
  if (object.ok) return { ...base, object: object.value, ...(deletes ? {} : repeatedIn(content)) };
  // What cannot be read as options is told as it is, which makes it the server's fault.
  const { code, message } = object.status;
  return deletes && code === 400 ? failureStatus(500, { message: message ?? '' }) : object.status;
}

function withoutBody(info: ResourceInfo, options: RequestOptions, userAgent: string | undefined): Request {
  const request: Request = { ...targetOf(info), options, ...(userAgent === undefined ? {} : { userAgent }) };
  return info.verb === 'watch' ? watchOf(request) : request;
}

/** A watch of one object is a watch of the collection that selects it. */
function watchOf(request: Request): Request {
  const { name, ...rest } = request;
  if (name === undefined) return request;
  const selector = `metadata.name=${name}`;
  const before = request.options?.fieldSelector;
  return { ...rest, options: { ...request.options, fieldSelector: before === undefined ? selector : `${before},${selector}` } };
}
