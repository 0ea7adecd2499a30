/**
 * One HTTP request and its answer.
 * upstream: staging/src/k8s.io/apiserver/pkg/server/config.go (DefaultBuildHandlerChain)
 */
import { connectRequest, logLimit } from '#api/http/connect.ts';
import { deadlineRefusal } from '#api/http/deadline.ts';
import { headerOf, type Reply } from '#api/http/exchange.ts';
import { bearerToken, impersonationOf, isPretty, warningValue } from '#api/http/headers.ts';
import type { Wanted } from '#api/http/negotiate.ts';
import { answerPath, visitOf } from '#api/http/paths.ts';
import { redirectFor, type PassedOn } from '#api/http/proxied.ts';
import { readTarget } from '#api/http/query.ts';
import { unauthorized } from '#api/http/refusals.ts';
import { requestInfo, type ResourceInfo } from '#api/http/requestInfo.ts';
import { hasBody } from '#api/http/requestOf.ts';
import { answerResource, headOf, refused, type WatchReply } from '#api/http/resource.ts';
import { written } from '#api/http/written.ts';
import { generateUid } from '#api/machinery/names.ts';
import type { Request } from '#api/request.ts';
import { badRequest, isStatus } from '#api/status.ts';
import { nextBelow } from '#sim/random.ts';
import { goReasons, httpDate, type TakenRequest } from '../helpers/http.ts';
import { byteLength } from '#api/machinery/byteLength.ts';
import { backendOf } from './backend.ts';
import { gateOf, type Asked, type Caller, type Serving } from './exchange.ts';

/** What goes out at once, or what goes on for a while. */
export type Answer =
  | { readonly text: string }
  | (WatchReply & { readonly who: Caller; readonly headers: Readonly<Record<string, string>> })
  | StreamWish;

/** A stream that a request asks for. */
export interface StreamWish {
  readonly stream: Request;
  /** For a log: how many bytes at most. */
  readonly limit?: number;
  /** For a proxy: what is said to the server in the cluster. */
  readonly passed?: PassedOn;
  readonly body: string;
  /** How a refusal is laid out. */
  readonly pretty: boolean;
}

/** Streams that need another protocol than HTTP. */
const upgraded = new Set(['exec', 'attach', 'portforward']);

export function answerTo(serving: Serving, { request, values }: TakenRequest): Answer {
  const target = readTarget(request.target);
  if (target === undefined)
    return { text: 'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request' };
  const { path, query } = target;
  const asking = { method: request.method, headers: values, ...target };
  const pretty = isPretty(query, request.headers['user-agent']);
  const token = bearerToken(headerOf(values, 'authorization'));
  const impersonate = impersonationOf(values);
  const who = { credentials: token === undefined ? {} : { token }, ...(impersonate === undefined ? {} : { impersonate }) };
  const isNobody = token === undefined ? values['authorization'] !== undefined : isStatus(gateOf(serving.context).authenticate({ token }));
  const info = requestInfo(request.method, path, query);
  const refusal = deadlineRefusal(info, query) ?? (isNobody ? unauthorized() : undefined);
  const reply =
    refusal === undefined
      ? replyTo(serving, { asking, info, target: request.target, body: { text: request.body }, who }, pretty)
      : refused(refusal, { encoding: 'json', pretty });
  return 'body' in reply && 'wanted' in reply ? { text: replyText(serving, reply, request.method) } : reply;
}

function replyTo(serving: Serving, asked: Asked, pretty: boolean): Reply | Exclude<Answer, { readonly text: string }> {
  const { asking, info, body, who } = asked;
  const backend = backendOf(serving, who);
  if (info?.subresource === 'proxy' || (info?.subresource === 'log' && info.verb === 'get')) return streamOf(asked, info, pretty);
  const headers = flowHeaders(serving, who, info ?? visitOf(asking));
  if (info === undefined) return withHeaders(answerPath(backend, asking, pretty), headers);
  if (upgraded.has(info.subresource ?? '')) return refused(badRequest('Upgrade request required'), { encoding: 'json', pretty });
  const head = headOf(backend, asking, info, pretty);
  if ('code' in head) return withHeaders(head, headers);
  const reply = answerResource(backend, head, hasBody(info) ? body : undefined);
  return 'watching' in reply ? { ...reply, who, headers } : withHeaders(reply, headers);
}

function streamOf({ asking, target, body, who }: Asked, info: ResourceInfo, pretty: boolean): Reply | StreamWish {
  const stream = { ...connectRequest(info, asking.query), ...who };
  const wanted: Wanted = { encoding: 'json', pretty };
  if (info.subresource === 'log') return { stream, limit: logLimit(asking.query), body: '', pretty };
  const { method, path, rawPath, headers } = asking;
  const passed: PassedOn = { asking: { method, path, rawPath, headers }, target, path: info.rest ?? '', host: info.name ?? '' };
  const elsewhere = redirectFor(passed);
  if (elsewhere !== undefined) return { code: 301, body: '', wanted, headers: { Location: elsewhere } };
  return { stream, passed, body: body.text, pretty };
}

function withHeaders(reply: Reply, headers: Readonly<Record<string, string>>): Reply {
  return { ...reply, headers: { ...headers, ...reply.headers } };
}

function flowHeaders({ context }: Serving, who: Caller, asked: Parameters<ReturnType<typeof gateOf>['flowOf']>[0]): Record<string, string> {
  const flow = gateOf(context).flowOf(asked, who);
  if (flow === undefined) return {};
  return { 'X-Kubernetes-Pf-Flowschema-Uid': flow.schema, 'X-Kubernetes-Pf-Prioritylevel-Uid': flow.level };
}

export function replyText(serving: Serving, reply: Reply, method: string): string {
  const { code, body, warnings = [], headers = {} } = reply;
  const { type, content } = contentOf(reply);
  const isBare = code === 304 || code === 301;
  const retryAfter = isStatus(body) ? (body.details?.retryAfterSeconds ?? 0) : 0;
  const lines = [
    ...Object.entries({ 'Cache-Control': 'no-cache, private', ...headers }).map(([name, value]) => `${name}: ${value}`),
    ...warnings.map((text) => `Warning: ${warningValue(text)}`),
    ...(isBare ? [] : [`Content-Type: ${type}`]),
    ...(type === plainText && !isBare ? ['X-Content-Type-Options: nosniff'] : []),
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
