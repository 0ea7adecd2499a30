/**
 * /openapi/v2 and /openapi/v3. A document of version 3 describes one group and version; its address carries the document's
 * hash, so that clients keep it.
 * upstream: k8s.io/kube-openapi/pkg/handler3/handler.go, pkg/handler/handler.go
 */
import { createHash } from 'node:crypto';
import { allRows, apiVersionOf, type SchemeRow } from '#api/scheme.ts';
import { writeBytes, writeStatus, type Exchange } from './answer.ts';
import { acceptedTypes } from './negotiate.ts';
import { notAcceptable } from './status.ts';

/** False when the path is not of OpenAPI. */
export function serveOpenApi(exchange: Exchange): boolean {
  const { pathname } = exchange.url;
  if (pathname === '/openapi/v2') return serveJson(exchange, documentOf(allRows(), '2.0'));
  if (pathname === '/openapi/v3') return serveJson(exchange, index());
  const match = /^\/openapi\/v3\/(.+)$/.exec(pathname);
  const rows = match === null ? [] : allRows().filter((row) => `${prefixOf(row)}/${apiVersionOf(row)}` === match[1]);
  return rows.length > 0 && serveJson(exchange, documentOf(rows, '3.0.0'));
}

function prefixOf({ group }: SchemeRow): string {
  return group === '' ? 'api' : 'apis';
}

function index(): object {
  const paths: Record<string, { serverRelativeURL: string }> = {};
  for (const row of allRows()) {
    const path = `${prefixOf(row)}/${apiVersionOf(row)}`;
    if (paths[path] !== undefined) continue;
    const rows = allRows().filter((other) => apiVersionOf(other) === apiVersionOf(row));
    paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${hashOf(JSON.stringify(documentOf(rows, '3.0.0')))}` };
  }
  return { paths };
}

function hashOf(text: string): string {
  return createHash('sha512').update(text).digest('hex').toUpperCase();
}

/** Which operations there are, and that writes take fieldValidation and dryRun. */
function documentOf(rows: readonly SchemeRow[], version: '2.0' | '3.0.0'): object {
  const paths: Record<string, object> = {};
  for (const row of rows) {
    const base = `/${prefixOf(row)}/${apiVersionOf(row)}${row.namespaced ? '/namespaces/{namespace}' : ''}/${row.plural}`;
    const gvk = { group: row.group, version: row.version, kind: row.kind };
    const operation = (action: string) => ({ 'x-kubernetes-action': action, 'x-kubernetes-group-version-kind': gvk, parameters });
    paths[base] = { get: operation('list'), post: operation('post') };
    paths[`${base}/{name}`] = { get: operation('get'), put: operation('put'), patch: operation('patch'), delete: operation('delete') };
  }
  const info = { title: 'Kubernetes', version: 'v1.28.4' };
  return version === '2.0'
    ? { swagger: version, info, paths, definitions: {} }
    : { openapi: version, info, paths, components: { schemas: {} } };
}

const parameters = ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => ({ name, in: 'query', uniqueItems: true, type: 'string' }));

function serveJson(exchange: Exchange, body: object): boolean {
  const accept = exchange.request.headers.accept ?? '';
  if (/protobuf/.test(accept) && !/json|\*\/\*/.test(accept)) {
    writeStatus(exchange, notAcceptable(acceptedTypes));
    return true;
  }
  const text = JSON.stringify(body);
  const etag = `"${hashOf(text)}"`;
  const { request, response } = exchange;
  response.setHeader('ETag', etag);
  response.setHeader('Vary', 'Accept');
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304);
    response.end();
  } else writeBytes(exchange, 200, { type: 'application/json', bytes: Buffer.from(text) });
  return true;
}
