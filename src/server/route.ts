/**
 * The one road of an HTTP request: is it meant for us, who asks, and which part answers.
 * upstream: staging/src/k8s.io/apiserver/pkg/server/config.go (DefaultBuildHandlerChain)
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { deadlineRefusal } from '#api/http/deadline.ts';
import { isPretty } from '#api/http/headers.ts';
import { answerPath, visitOf } from '#api/http/paths.ts';
import { readTarget } from '#api/http/query.ts';
import { failure } from '#api/http/refusals.ts';
import { requestInfo, type ResourceInfo } from '#api/http/requestInfo.ts';
import { isStatus } from '#api/status.ts';
import { setCommonHeaders, writeReply, writeStatus, writeText, type Exchange } from './answer.ts';
import { callerOf, type Caller } from './authenticate.ts';
import { backendOf } from './backend.ts';
import type { Door } from './door.ts';
import { setFlowHeaders } from './flowHeaders.ts';
import { isMeantForUs } from './hosts.ts';
import { metricsOf } from './metrics.ts';
import { openApiAt } from './openapi.ts';
import { servePageFile } from './page/pageFiles.ts';
import { serveResource } from './resource.ts';
import { serveLog } from './streams/log.ts';
import { serveProxy } from './streams/proxy.ts';
import { connectAsked } from './streams/upgrade.ts';

export async function route(door: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
  setCommonHeaders(response);
  const { method = 'GET', url: target = '/' } = request;
  const read = readTarget(target);
  if (read === undefined) return badTarget(response);
  const { path, query, rawPath } = read;
  const exchange: Exchange = {
    request,
    response,
    target,
    asking: { method, path, rawPath, query, headers: request.headersDistinct },
    wanted: { encoding: 'json', pretty: isPretty(query, request.headers['user-agent']) },
  };
  if (!isMeantForUs(door.hosts, request)) return writeStatus(exchange, failure(403, 'Forbidden', 'this host or origin is not served here'));
  if (servePageFile(exchange)) return;
  const info = requestInfo(method, path, query);
  const caller = deadlineRefusal(info, query) ?? callerOf(door, request);
  if (isStatus(caller)) return writeStatus(exchange, caller);
  await serve(door, exchange, { caller, info });
}

/** What Go's server says before anybody looks at a request. */
function badTarget(response: ServerResponse): void {
  response.writeHead(400, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' }).end('400 Bad Request');
}

async function serve(
  door: Door,
  exchange: Exchange,
  { caller, info }: { readonly caller: Caller; readonly info: ResourceInfo | undefined },
): Promise<void> {
  if (info === undefined) return serveOther(door, exchange, caller);
  if (info.subresource === 'log' && info.verb === 'get') {
    return serveLog(door, exchange, connectAsked(info, exchange.asking.query, caller));
  }
  if (info.subresource === 'proxy') {
    return serveProxy(door, exchange, connectAsked(info, exchange.asking.query, caller), info.rest ?? '');
  }
  setFlowHeaders(door, exchange, caller, info);
  count(door, `resource="${info.resource}",verb="${info.verb.toUpperCase()}"`);
  await serveResource(door, exchange, info, caller);
}

function serveOther(door: Door, exchange: Exchange, caller: Caller): void {
  const { asking } = exchange;
  setFlowHeaders(door, exchange, caller, visitOf(asking));
  const own = (): (() => unknown) | undefined =>
    asking.path === '/metrics' ? () => writeText(exchange, 200, metricsOf(door)) : openApiAt(door, exchange);
  const reply = answerPath(backendOf(door, caller), asking, exchange.wanted.pretty, own);
  if (typeof reply === 'function') reply();
  else writeReply(exchange, reply);
}

function count({ counts }: Door, labels: string): void {
  if (counts.size < 2_000 || counts.has(labels)) counts.set(labels, (counts.get(labels) ?? 0) + 1);
}
