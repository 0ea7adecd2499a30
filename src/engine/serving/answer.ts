/**
 * One HTTP request and its answer.
 * upstream: staging/src/k8s.io/apiserver/pkg/server/config.go (DefaultBuildHandlerChain)
 */
import { headerOf, type Reply } from '#api/http/exchange.ts';
import { bearerToken, impersonationOf, isPretty, warningValue } from '#api/http/headers.ts';
import { answerPath, visitOf } from '#api/http/paths.ts';
import { readTarget } from '#api/http/query.ts';
import { failure, unauthorized } from '#api/http/refusals.ts';
import { requestInfo, type ResourceInfo } from '#api/http/requestInfo.ts';
import { hasBody } from '#api/http/requestOf.ts';
import { answerResource, headOf, refused, type WatchReply } from '#api/http/resource.ts';
import { written } from '#api/http/written.ts';
import { generateUid } from '#api/machinery/names.ts';
import { isStatus } from '#api/status.ts';
import { nextBelow } from '#sim/random.ts';
import { byteLength, goReasons, httpDate, type TakenRequest } from '../helpers/http.ts';
import { backendOf } from './backend.ts';
import { gateOf, type Asked, type Caller, type Serving } from './exchange.ts';

/** What goes out at once; `watch` goes on afterwards. */
export interface Answer {
  readonly text: string;
  readonly watch?: WatchReply & { readonly who: Caller };
}

/** Subresources that are streams of bytes and no objects. */
const streamed = new Set(['exec', 'attach', 'portforward', 'proxy', 'log']);

export function answerTo(serving: Serving, { request, values }: TakenRequest): Answer {
  const { path, query } = readTarget(request.target);
  const asking = { method: request.method, path, query, headers: values };
  const pretty = isPretty(query, request.headers['user-agent']);
  const token = bearerToken(headerOf(values, 'authorization'));
  const impersonate = impersonationOf(values);
  const who = { credentials: token === undefined ? {} : { token }, ...(impersonate === undefined ? {} : { impersonate }) };
  const isNobody = token === undefined ? values['authorization'] !== undefined : isStatus(gateOf(serving.context).authenticate({ token }));
  const reply = isNobody
    ? refused(unauthorized(), { encoding: 'json', pretty })
    : replyTo(serving, { asking, body: { text: request.body }, who }, pretty);
  return 'watching' in reply ? { text: '', watch: { ...reply, who } } : { text: replyText(serving, reply, request.method) };
}

function replyTo(serving: Serving, asked: Asked, pretty: boolean): Reply | WatchReply {
  const { asking, body, who } = asked;
  const backend = backendOf(serving, who);
  const info = requestInfo(asking.method, asking.path, asking.query);
  const flow = flowHeaders(serving, who, info ?? visitOf(asking));
  if (info === undefined) return withHeaders(answerPath(backend, asking, pretty), flow);
  if (info.subresource !== undefined && streamed.has(info.subresource)) return refused(notServed(info), { encoding: 'json', pretty });
  const head = headOf(backend, asking, info, pretty);
  if ('code' in head) return withHeaders(head, flow);
  const reply = answerResource(backend, head, hasBody(info) ? body : undefined);
  return 'watching' in reply ? reply : withHeaders(reply, flow);
}

function notServed({ subresource }: ResourceInfo): ReturnType<typeof failure> {
  return failure(501, 'NotImplemented', `${subresource} is not served to containers of this model`);
}

function withHeaders(reply: Reply, headers: Readonly<Record<string, string>>): Reply {
  return { ...reply, headers: { ...headers, ...reply.headers } };
}

function flowHeaders({ context }: Serving, who: Caller, asked: Parameters<ReturnType<typeof gateOf>['flowOf']>[0]): Record<string, string> {
  const flow = gateOf(context).flowOf(asked, who);
  if (flow === undefined) return {};
  return { 'X-Kubernetes-Pf-Flowschema-Uid': flow.schema, 'X-Kubernetes-Pf-Prioritylevel-Uid': flow.level };
}

function replyText(serving: Serving, reply: Reply, method: string): string {
  const { code, body, warnings = [], headers = {} } = reply;
  const { type, content } = contentOf(reply);
  const retryAfter = isStatus(body) ? (body.details?.retryAfterSeconds ?? 0) : 0;
  const lines = [
    ...Object.entries({ 'Cache-Control': 'no-cache, private', ...headers }).map(([name, value]) => `${name}: ${value}`),
    ...warnings.map((text) => `Warning: ${warningValue(text)}`),
    ...(code === 304 ? [] : [`Content-Type: ${type}`]),
    ...(type === plainText ? ['X-Content-Type-Options: nosniff'] : []),
    ...(retryAfter > 0 ? [`Retry-After: ${retryAfter}`] : []),
    ...(code === 304 ? [] : [`Content-Length: ${byteLength(content)}`]),
  ];
  return `${headText(serving, code, lines)}${method === 'HEAD' ? '' : content}`;
}

/** The first lines of any answer. */
export function headText({ context }: Serving, code: number, lines: readonly string[]): string {
  const auditId = generateUid((below) => nextBelow(context.random, below));
  const date = httpDate(context.epochMs + context.now);
  return `${[`HTTP/1.1 ${code} ${goReasons[code] ?? ''}`, `Audit-Id: ${auditId}`, ...lines, `Date: ${date}`].join('\r\n')}\r\n\r\n`;
}

const plainText = 'text/plain; charset=utf-8';

function contentOf({ body, wanted, type }: Reply): { readonly type: string; readonly content: string } {
  if (typeof body === 'string') return { type: type ?? plainText, content: body };
  const { type: mediaType, content } = written({ columnText: () => '' }, body, wanted);
  return { type: mediaType, content: content as string };
}
