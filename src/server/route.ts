/**
 * The one road of an HTTP request: is it meant for us, who asks, and which part answers.
 * upstream: staging/src/k8s.io/apiserver/pkg/server/config.go (DefaultBuildHandlerChain)
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { User } from '#api/request.ts';
import { setCommonHeaders, setFlowHeaders, writeObject, writeStatus, writeText, type Exchange } from './answer.ts';
import { authenticate, refuseAnonymous, refuseVisit } from './authenticate.ts';
import { serveDiscovery } from './discovery.ts';
import type { Door } from './door.ts';
import { serveHealth } from './health.ts';
import { isMeantForUs } from './hosts.ts';
import { acceptedTypes, negotiate } from './negotiate.ts';
import { serveOpenApi } from './openapi.ts';
import { requestInfo } from './requestInfo.ts';
import { serveResource } from './resource.ts';
import { failure, isStatus, notAcceptable } from './status.ts';

export async function route(door: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
  setCommonHeaders(response);
  const url = urlOf(request);
  const exchange: Exchange = {
    request,
    response,
    url: url ?? new URL('http://none/'),
    wanted: { encoding: 'json', pretty: isPretty(request, url) },
  };
  if (url === undefined || !isMeantForUs(door.hosts, request)) {
    return writeStatus(exchange, failure(403, 'Forbidden', 'this host or origin is not served here'));
  }
  const user = authenticate(door, request);
  if (isStatus(user)) return writeStatus(exchange, user);
  await serve(door, exchange, user);
}

/** Undefined for a target that is no URL. */
function urlOf(request: IncomingMessage): URL | undefined {
  try {
    return new URL(request.url ?? '/', 'http://none');
  } catch {
    return undefined;
  }
}

/** upstream: negotiation.isPrettyPrint */
function isPretty({ headers }: IncomingMessage, url: URL | undefined): boolean {
  const asked = url?.searchParams.get('pretty');
  if (asked !== null && asked !== undefined) return asked === '' || asked === 'true' || asked === '1';
  return /^(curl|Wget|Mozilla\/5\.0)/.test(headers['user-agent'] ?? '');
}

async function serve(door: Door, exchange: Exchange, user: User): Promise<void> {
  const { request, response, url } = exchange;
  const method = request.method ?? 'GET';
  const info = requestInfo(method, url.pathname, url.searchParams);
  if (info === undefined) return serveOther(door, exchange, user);
  setFlowHeaders(response);
  const refusal = refuseAnonymous(user, info.verb, info.resource);
  if (refusal !== undefined) return writeStatus(exchange, refusal);
  const wanted = negotiate(request.headers.accept, exchange.wanted.pretty);
  if (wanted === undefined) return writeStatus(exchange, notAcceptable(acceptedTypes));
  count(door, `resource="${info.resource}",verb="${info.verb.toUpperCase()}"`);
  await serveResource(door, { ...exchange, wanted }, info, user);
}

function serveOther(door: Door, exchange: Exchange, user: User): void {
  const { request, url, response } = exchange;
  const method = request.method ?? 'GET';
  const refusal = refuseVisit(user, method, url.pathname);
  if (refusal !== undefined) return writeStatus(exchange, refusal);
  setFlowHeaders(response);
  if (method !== 'GET' && method !== 'HEAD') return writeStatus(exchange, notAllowed);
  if (url.pathname === '/') return writeObject(exchange, 200, { paths });
  const wanted = negotiate(request.headers.accept, exchange.wanted.pretty) ?? exchange.wanted;
  if (serveHealth(door, exchange) || serveOpenApi(door, exchange) || serveDiscovery(door, { ...exchange, wanted })) return;
  writeText(exchange, 404, '404 page not found\n');
}

const notAllowed = failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
const paths = ['/api', '/api/v1', '/apis', '/healthz', '/livez', '/metrics', '/openapi/v2', '/openapi/v3', '/readyz', '/version'];

function count({ counts }: Door, labels: string): void {
  if (counts.size < 2_000 || counts.has(labels)) counts.set(labels, (counts.get(labels) ?? 0) + 1);
}
