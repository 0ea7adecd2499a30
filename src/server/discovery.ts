/**
 * What can be asked of this server, plain and aggregated.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/discovery
 */
import { createHash } from 'node:crypto';
import { aggregatedDiscovery, discoveryOf } from '#api/http/discovery.ts';
import { writeObject, type Exchange } from './answer.ts';
import type { Door } from './door.ts';
import { rowsOfDoor } from './rows.ts';
import { negotiate } from './negotiate.ts';

const aggregatedForm = { APIGroupDiscoveryList: 'apidiscovery.k8s.io/v2beta1' };

/** Answers /api, /api/v1, /apis, /apis/GROUP and /apis/GROUP/VERSION; false for any other path. */
export function serveDiscovery(door: Door, exchange: Exchange): boolean {
  const { pathname } = exchange.url;
  if (!/^\/apis?(\/|$)/.test(pathname)) return false;
  const rows = rowsOfDoor(door);
  if (/^\/apis?\/?$/.test(pathname)) {
    const wanted = negotiate(exchange.request.headers.accept, exchange.wanted.pretty, { forms: aggregatedForm });
    exchange.response.setHeader('Vary', 'Accept');
    const isCore = !pathname.startsWith('/apis');
    if (wanted?.as === 'APIGroupDiscoveryList') {
      serveAggregated(exchange, aggregatedDiscovery(rows, isCore));
      return true;
    }
  }
  const body = discoveryOf(rows, pathname, door.address);
  if (body !== undefined) writeObject(exchange, 200, body);
  return body !== undefined;
}

function serveAggregated({ request, response }: Exchange, body: object): void {
  const etag = `"${createHash('sha512').update(JSON.stringify(body)).digest('hex').toUpperCase()}"`;
  response.setHeader('ETag', etag);
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304);
    response.end();
    return;
  }
  response.setHeader('Content-Type', 'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList');
  response.writeHead(200);
  response.end(`${JSON.stringify(body)}\n`);
}
