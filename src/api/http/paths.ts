/**
 * Paths that name no resource: health, version, discovery, and what the issuer of tokens tells of itself.
 * upstream: staging/src/k8s.io/apiserver/pkg/server (handler.go, healthz, routes/version.go), pkg/routes/openidmetadata.go,
 * pkg/endpoints/discovery
 */
import { healthAnswer, serverVersion } from '../health.ts';
import type { Json } from '../immutable.ts';
import { sha512 } from '../machinery/crypto/sha512.ts';
import { utf8Bytes } from '../machinery/hash.ts';
import type { Status } from '../request.ts';
import { aggregatedDiscovery, discoveryOf } from './discovery.ts';
import { headerOf, type Asking, type Backend, type Reply } from './exchange.ts';
import { issuerConfiguration, issuerKeysPath, issuerPath } from './issuer.ts';
import { jsonText } from './jsonText.ts';
import { negotiate, type Wanted } from './negotiate.ts';
import { failure } from './refusals.ts';
import { requestInfo } from './requestInfo.ts';
import { refused } from './resource.ts';
import { rowAt } from './rows.ts';

export interface PathBackend extends Backend {
  /** The refusal to let the caller see a path. */
  mayVisit(asked: { readonly verb: string; readonly path: string }): Status | undefined;
  /** The public keys that tokens are checked with. */
  keySet(): Json;
  /** Where clients are told to find the server. */
  readonly address: string;
}

const plain: Wanted = { encoding: 'json', pretty: false };

/** How a visit of a path is named to those who say whether it is allowed. */
export function visitOf({ method, path }: Pick<Asking, 'method' | 'path'>): { readonly verb: string; readonly path: string } {
  return { verb: method === 'HEAD' ? 'get' : method.toLowerCase(), path };
}

/** `own`: what this door has beside what every door has. */
export function answerPath<T>(
  backend: PathBackend,
  asking: Asking,
  pretty: boolean,
  own: () => T | undefined = () => undefined,
): Reply | T {
  const { path, rawPath, method } = asking;
  if (/^\/(api|apis\/[^/]+)\/[^/]+\/watch\/*$/.test(path)) return { code: 500, body: unnamedWatch(rawPath), wanted: plain };
  const wanted = negotiate(headerOf(asking.headers, 'accept'), pretty) ?? { encoding: 'json', pretty };
  const refusal = backend.mayVisit(visitOf(asking));
  if (refusal !== undefined) return refused(refusal, wanted);
  const reply = serverPath(asking, pretty) ?? own() ?? issuer(backend, asking) ?? discovery(backend, asking, wanted);
  if (reply !== undefined && (method === 'GET' || !routed.test(path))) return reply;
  const asked = requestInfo('GET', path, asking.query);
  if (reply !== undefined || (asked !== undefined && rowAt(backend, asked) !== undefined)) return refused(notAllowed, wanted);
  return isClaimed(backend, path) ? refused(noSuchRoute, wanted) : { code: 404, body: '404 page not found\n', wanted };
}

/** Paths whose routes name their methods; what else there is answers to all of them. */
const routed = /^\/(api|version|\.well-known|openid)(\/|$)|^\/apis\/[^/]+\/[^/]/;

/** Whether a router answers for a path, so that what it does not know is a resource not found. upstream: server/handler.go (director) */
function isClaimed(backend: PathBackend, path: string): boolean {
  const [, root = '', group = ''] = path.split('/');
  if (root !== 'apis') return routed.test(path);
  return group !== '' && backend.rows().some((row) => row.group === group && row.columns === undefined);
}

function unnamedWatch(path: string): string {
  return `Internal Server Error: "${path}": failed to create RequestInfo: unable to determine kind and namespace from url, ${path}\n`;
}

function serverPath({ path, query }: Asking, pretty: boolean): Reply | undefined {
  if (path === '/' || path === '' || path === '/index.html') return { code: 200, body: { paths }, wanted: { encoding: 'json', pretty } };
  // Go's own encoder lays it out, whoever asks.
  if (/^\/version\/*$/.test(path)) return { code: 200, body: serverVersion, wanted: { encoding: 'json', pretty: true } };
  const excluded = query.getAll('exclude').flatMap((value) => value.split(','));
  const text = path.endsWith('/') ? undefined : healthAnswer(path, { verbose: query.has('verbose'), excluded });
  return text === undefined ? undefined : { code: 200, body: text, wanted: plain };
}

function issuer(backend: PathBackend, { path }: Asking): Reply | undefined {
  const headers = { 'Cache-Control': 'public, max-age=3600' };
  if (path === issuerKeysPath)
    return { code: 200, body: JSON.stringify(backend.keySet()), type: 'application/jwk-set+json', wanted: plain, headers };
  if (path !== issuerPath) return undefined;
  return { code: 200, body: JSON.stringify(issuerConfiguration(backend.address)), type: 'application/json', wanted: plain, headers };
}

const aggregatedForm = { APIGroupDiscoveryList: 'apidiscovery.k8s.io/v2beta1' };

function discovery(backend: PathBackend, asking: Asking, wanted: Wanted): Reply | undefined {
  const { path, headers } = asking;
  if (!/^\/apis?(\/|$)/.test(path) || /^\/apis\/\/+$/.test(path)) return undefined;
  const rows = backend.rows();
  const isRoot = /^\/(api\/*|apis\/?)$/.test(path);
  if (isRoot && negotiate(headerOf(headers, 'accept'), wanted.pretty, { forms: aggregatedForm })?.as === 'APIGroupDiscoveryList')
    return aggregated(asking, aggregatedDiscovery(rows, !path.startsWith('/apis')));
  const body = discoveryOf(rows, path, backend.address);
  return body === undefined ? undefined : { code: 200, body, wanted, ...(isRoot ? { headers: { Vary: 'Accept' } } : {}) };
}

function aggregated({ headers }: Asking, body: object): Reply {
  const text = jsonText(body);
  const ETag = `"${Array.from(sha512(utf8Bytes(text)), (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase()}"`;
  const told = { Vary: 'Accept', ETag };
  if (headerOf(headers, 'if-none-match') === ETag) return { code: 304, body: '', wanted: plain, headers: told };
  const type = 'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList';
  return { code: 200, body: `${text}\n`, type, wanted: plain, headers: told };
}

const noSuchRoute = failure(404, 'NotFound', 'the server could not find the requested resource', {});
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
