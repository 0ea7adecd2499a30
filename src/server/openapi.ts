/**
 * /openapi/v2 and /openapi/v3. A document of version 3 describes one group and version; its address carries the document's
 * hash, so that clients keep it.
 * upstream: k8s.io/kube-openapi/pkg/handler3/handler.go, pkg/handler/handler.go
 */
import { createHash } from 'node:crypto';
import { servedRows } from '#api/scheme.ts';
import { loadDefinitions } from '#schema/load.ts';
import { createOpenApi } from '#schema/openapi/openapi.ts';
import { writeBytes, writeStatus, type Exchange } from './answer.ts';
import { acceptedTypes } from './negotiate.ts';
import { notAcceptable } from './status.ts';

const served = createOpenApi({ definitions: await loadDefinitions(), resources: servedRows(), customs: [] });

/** False when the path is not of OpenAPI. */
export function serveOpenApi(exchange: Exchange): boolean {
  const { pathname } = exchange.url;
  const document = pathname.startsWith('/openapi/') ? served.openapi(pathname) : undefined;
  return document !== undefined && serveJson(exchange, document as object);
}

function hashOf(text: string): string {
  return createHash('sha512').update(text).digest('hex').toUpperCase();
}

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
