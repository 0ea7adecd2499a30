/**
 * One HTTP request and its answer, in JSON.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers (get.go, create.go, response.go), server/config.go (DefaultBuildHandlerChain)
 */
import { bearerToken, isPretty } from '#api/http/headers.ts';
import { jsonText } from '#api/http/jsonText.ts';
import { readTarget, type Query } from '#api/http/query.ts';
import { requestInfo } from '#api/http/requestInfo.ts';
import { generateUid } from '#api/machinery/names.ts';
import type { Impersonation } from '#api/request.ts';
import { isStatus } from '#api/status.ts';
import { nextBelow } from '#sim/random.ts';
import { byteLength, goReasons, httpDate, type HttpRequest } from '../helpers/http.ts';
import { answerPath } from './paths.ts';
import { answerResource } from './resource.ts';
import { refusal, type Asking, type Reply, type Serving, type WatchWish } from './exchange.ts';

export interface Answer {
  readonly text: string;
  readonly watch?: WatchWish;
}

export function answerTo(serving: Serving, request: HttpRequest): Answer {
  const { path, query } = readTarget(request.target);
  const reply = replyTo(serving, request, { path, query });
  return { text: textOf(serving, reply, { request, query }), ...(reply.watch === undefined ? {} : { watch: reply.watch }) };
}

function replyTo(serving: Serving, request: HttpRequest, { path, query }: { readonly path: string; readonly query: Query }): Reply {
  const { authorization } = request.headers;
  const token = bearerToken(authorization);
  if (authorization !== undefined && token === undefined) return refusal(401, 'Unauthorized', 'Unauthorized');
  const impersonate = impersonationOf(request);
  const asking: Asking = {
    request,
    path,
    query,
    credentials: token === undefined ? {} : { token },
    ...(impersonate === undefined ? {} : { impersonate }),
  };
  const info = requestInfo(request.method, path, query);
  return info === undefined ? answerPath(serving, asking) : answerResource(serving, asking, info);
}

/** Whom the asker wants to act as. */
function impersonationOf({ headers }: HttpRequest): Impersonation | undefined {
  const user = headers['impersonate-user'];
  const group = headers['impersonate-group'];
  const uid = headers['impersonate-uid'];
  if (user === undefined && group === undefined && uid === undefined) return undefined;
  return {
    ...(user === undefined ? {} : { user }),
    ...(group === undefined ? {} : { groups: [group] }),
    ...(uid === undefined ? {} : { uid }),
  };
}

interface Told {
  readonly request: HttpRequest;
  readonly query: Query;
}

function textOf({ context }: Serving, { code, body, type, headers = [], watch }: Reply, { request, query }: Told): string {
  const isText = typeof body === 'string';
  const pretty = isPretty(query, request.headers['user-agent']);
  const content = isText ? body : jsonText(body, pretty) + (pretty ? '' : '\n');
  const retryAfter = isStatus(body) ? body.details?.retryAfterSeconds : undefined;
  const lines = [
    `HTTP/1.1 ${code} ${goReasons[code] ?? ''}`,
    `Audit-Id: ${generateUid((below) => nextBelow(context.random, below))}`,
    'Cache-Control: no-cache, private',
    `Content-Type: ${type ?? (isText ? 'text/plain; charset=utf-8' : 'application/json')}`,
    ...(isText ? ['X-Content-Type-Options: nosniff'] : []),
    ...(retryAfter === undefined ? [] : [`Retry-After: ${retryAfter}`]),
    ...headers,
    `Date: ${httpDate(context.epochMs + context.now)}`,
    ...(watch === undefined ? [`Content-Length: ${byteLength(content)}`] : []),
  ];
  return `${lines.join('\r\n')}\r\n\r\n${request.method === 'HEAD' ? '' : watch === undefined ? content : (body as string)}`;
}
