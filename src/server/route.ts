/**
 * The one road of an HTTP request: is it meant for us, who asks, and which part answers.
 * upstream: staging/src/k8s.io/apiserver/pkg/server/config.go (DefaultBuildHandlerChain)
 */
import { isPretty } from '#api/http/headers.ts';
import { isStatus } from '#api/status.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setCommonHeaders, writeObject, writeStatus, writeText, type Exchange } from './answer.ts';
import { callerOf, type Caller } from './authenticate.ts';
import { actingAs, setFlowHeaders } from './flowHeaders.ts';
import { serveDiscovery } from './discovery.ts';
import type { Door } from './door.ts';
import { serveHealth } from './health.ts';
import { issuerKeysPath, issuerPath } from '#api/http/issuer.ts';
import { isMeantForUs } from './hosts.ts';
import { serveIssuer } from './issuer.ts';
import { acceptedTypes, negotiate, type Offer } from './negotiate.ts';
import { serveOpenApi } from './openapi.ts';
import { servePageFile } from './page/pageFiles.ts';
import { requestInfo, type ResourceInfo } from '#api/http/requestInfo.ts';
import { serveResource } from './resource.ts';
import { builtInRow, rowAt } from './rows.ts';
import { failure, notAcceptable } from './status.ts';
import { serveLog } from './streams/log.ts';
import { serveProxy } from './streams/proxy.ts';
import { connectRequest } from './streams/upgrade.ts';

export async function route(door: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
  setCommonHeaders(response);
  const url = urlOf(request);
  const exchange: Exchange = {
    request,
    response,
    url: url ?? new URL('http://none/'),
    wanted: { encoding: 'json', pretty: isPretty(url?.searchParams, request.headers['user-agent']) },
  };
  if (url === undefined || !isMeantForUs(door.hosts, request)) {
    return writeStatus(exchange, failure(403, 'Forbidden', 'this host or origin is not served here'));
  }
  if (servePageFile(exchange)) return;
  const caller = callerOf(door, request);
  if (isStatus(caller)) return writeStatus(exchange, caller);
  await serve(door, exchange, caller);
}

/** Undefined for a target that is no URL. */
function urlOf(request: IncomingMessage): URL | undefined {
  try {
    return new URL(request.url ?? '/', 'http://none');
  } catch {
    return undefined;
  }
}

async function serve(door: Door, exchange: Exchange, caller: Caller): Promise<void> {
  const { request, url } = exchange;
  const method = request.method ?? 'GET';
  const info = requestInfo(method, url.pathname, url.searchParams);
  if (info === undefined) return serveOther(door, exchange, caller);
  if (info.subresource === 'log' && info.verb === 'get') {
    return serveLog(door, exchange, connectRequest(info, exchange.url, caller));
  }
  if (info.subresource === 'proxy') {
    return serveProxy(door, exchange, connectRequest(info, exchange.url, caller), info.rest ?? '');
  }
  setFlowHeaders(door, exchange, caller, info);
  const { accept } = request.headers;
  const { pretty } = exchange.wanted;
  const wanted = negotiate(accept, pretty, offerOf(door, info));
  if (wanted === undefined)
    return writeStatus({ ...exchange, wanted: negotiate(accept, pretty) ?? exchange.wanted }, notAcceptable(acceptedTypes));
  count(door, `resource="${info.resource}",verb="${info.verb.toUpperCase()}"`);
  await serveResource(door, { ...exchange, wanted }, info, caller);
}

function offerOf(door: Door, info: ResourceInfo): Offer {
  if (builtInRow(info) === undefined) return { plainProtobuf: rowAt(door, info) === undefined };
  return isReview(info) ? { forms: metadataForms } : {};
}

/** What answers and stores nothing has no columns. */
function isReview(info: ResourceInfo): boolean {
  const verbs = builtInRow(info)?.verbs;
  return verbs !== undefined && !verbs.includes('get');
}

const metadataForms = { PartialObjectMetadata: 'meta.k8s.io/v1' };

function serveOther(door: Door, exchange: Exchange, caller: Caller): void {
  const { request, url } = exchange;
  const method = request.method ?? 'GET';
  const path = { verb: method === 'HEAD' ? 'get' : method.toLowerCase(), path: url.pathname };
  const who = actingAs(door, caller);
  setFlowHeaders(door, exchange, caller, path);
  const refusal = isStatus(who) ? who : door.engine.authorizePath(door.cluster, who, path);
  if (refusal !== undefined) return writeStatus(exchange, refusal);
  if (method !== 'GET' && method !== 'HEAD') return writeStatus(exchange, notAllowed);
  if (url.pathname === '/') return writeObject(exchange, 200, { paths });
  const wanted = negotiate(request.headers.accept, exchange.wanted.pretty) ?? exchange.wanted;
  if (
    serveHealth(door, exchange) ||
    serveOpenApi(door, exchange) ||
    serveIssuer(door, exchange) ||
    serveDiscovery(door, { ...exchange, wanted })
  )
    return;
  writeText(exchange, 404, '404 page not found\n');
}

const notAllowed = failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
const paths = [
  issuerPath,
  '/api',
  '/api/v1',
  '/apis',
  '/healthz',
  '/livez',
  '/metrics',
  '/openapi/v2',
  '/openapi/v3',
  issuerKeysPath,
  '/readyz',
  '/version',
];

function count({ counts }: Door, labels: string): void {
  if (counts.size < 2_000 || counts.has(labels)) counts.set(labels, (counts.get(labels) ?? 0) + 1);
}
