/**
 * Requests for resources: from HTTP to the engine's Request, and its answer back in the form that was asked for.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers
 */
import type { KubeObject } from '../meta.ts';
import type { Request, Status } from '../request.ts';
import { isStatus } from '../status.ts';
import { headerOf, type Asking, type Backend, type Body, type Reply } from './exchange.ts';
import { kindOfSubresource } from './discovery.ts';
import { includeOf, inForm, offerOf } from './forms.ts';
import { acceptedTypes, negotiate, streamedTypes, type Wanted } from './negotiate.ts';
import { notAcceptable } from './refusals.ts';
import type { ResourceInfo } from './requestInfo.ts';
import { requestOf } from './requestOf.ts';
import { requestOptions, type ParsedOptions } from './requestOptions.ts';
import { rowAt } from './rows.ts';
import type { IncludeObject } from './table.ts';
import { beginWatch, type Watching } from './watching.ts';

/** A watch goes on after its first events. */
export interface WatchReply {
  readonly watching: Watching;
  readonly items: readonly KubeObject[];
}

/** What can be said before the body has come. */
export interface Head {
  readonly asking: Asking;
  readonly info: ResourceInfo;
  readonly wanted: Wanted;
  readonly include: IncludeObject;
  readonly parsed: ParsedOptions;
}

export function headOf(backend: Backend, asking: Asking, info: ResourceInfo, pretty: boolean): Head | Reply {
  const accept = headerOf(asking.headers, 'accept');
  const wanted = negotiate(accept, pretty, offerOf(backend, info));
  if (wanted === undefined) return refused(notAcceptable(acceptedTypes), negotiate(accept, pretty) ?? { encoding: 'json', pretty });
  if (info.verb === 'watch' && wanted.encoding === 'yaml') return refused(notAcceptable(streamedTypes), wanted);
  const parsed = requestOptions(info.verb, asking.query);
  if (isStatus(parsed)) return refused(parsed, wanted);
  const include = includeOf(asking.query);
  return isStatus(include) ? refused(include, wanted) : { asking, info, wanted, include, parsed };
}

export function answerResource(backend: Backend, head: Head, body: Body | undefined): Reply | WatchReply {
  const { asking, info, wanted, parsed } = head;
  if (parsed.bodiless !== undefined && (body?.text ?? '') === '') return refused(parsed.bodiless, wanted);
  const kind = kindOfSubresource(info.subresource ?? '') ?? rowAt(backend, info)?.kind;
  const request = requestOf({ asking, info, options: parsed.options, body, kind }, backend.codecs);
  if (isStatus(request)) return refused(request, wanted);
  return answer(backend, head, request);
}

function answer(backend: Backend, { info, wanted, include, parsed }: Head, request: Request): Reply | WatchReply {
  const response = backend.request(request);
  const { code, body, warnings = [] } = response;
  const { timeoutSeconds } = parsed.door;
  if (request.verb === 'watch' && code === 200) return beginWatch(backend, { request, timeoutSeconds, include, wanted }, response);
  const isPlain = typeof body === 'string' || isStatus(body);
  return { code, body: isPlain ? body : inForm(backend, body, { info, include, wanted }), wanted, warnings };
}

export function refused(status: Status, wanted: Wanted): Reply {
  return { code: status.code, body: status, wanted };
}
