/**
 * /openapi/v2 and /openapi/v3. A document of version 3 describes one group and version; its address carries the document's
 * hash, so that clients keep it.
 * upstream: k8s.io/kube-openapi/pkg/handler3/handler.go, pkg/handler/handler.go
 */
import { createHash } from 'node:crypto';
import { acceptedTypes } from '#api/http/negotiate.ts';
import { notAcceptable } from '#api/http/refusals.ts';
import { definitionIs } from '#api/customRows.ts';
import type { CustomResourceDefinition } from '#api/kinds.ts';
import { servedRows } from '#api/scheme.ts';
import { loadDefinitions } from '#schema/load.ts';
import { customsOfDefinition, type CustomResource } from '#schema/openapi/custom.ts';
import { createOpenApi, type OpenApi } from '#schema/openapi/openapi.ts';
import { writeBytes, writeStatus, type Exchange } from './answer.ts';
import type { Door } from './door.ts';
import { openApiProto } from './openapiProto.ts';
import { openApiV3Proto } from './openapiV3Proto.ts';

const definitions = await loadDefinitions();
const builtIn = createOpenApi({ definitions, resources: servedRows(), customs: [] });

/** What each cluster serves, made anew when its custom resource definitions have changed. */
const known = new WeakMap<Door, { readonly key: string; readonly api: OpenApi }>();

/** Writes the document at a path; undefined when the path is not of OpenAPI. */
export function openApiAt(door: Door, exchange: Exchange): (() => void) | undefined {
  const { path } = exchange.asking;
  const document = path.startsWith('/openapi/') ? openApiOf(door).openapi(path) : undefined;
  if (document === undefined) return undefined;
  const proto = protoAt(path);
  const wantsProto = proto?.asked.test(exchange.request.headers.accept ?? '');
  return () =>
    proto !== undefined && wantsProto === true
      ? serveBytes(exchange, protoOf(document, proto), proto.type)
      : serveJson(exchange, document as object);
}

interface Proto {
  readonly asked: RegExp;
  readonly type: string;
  readonly write: (document: unknown) => Buffer;
}

const type = 'application/com.github.proto-openapi.spec';
const v2: Proto = { asked: /proto-openapi\.spec\.v2[@.]v1\.0\+protobuf/, type: `${type}.v2.v1.0+protobuf`, write: openApiProto };
const v3: Proto = { asked: /proto-openapi\.spec\.v3[@.]v1\.0\+protobuf/, type: `${type}.v3.v1.0+protobuf`, write: openApiV3Proto };

/** The list of the documents of version 3 is JSON alone. */
function protoAt(path: string): Proto | undefined {
  if (path === '/openapi/v2') return v2;
  return path.startsWith('/openapi/v3/') ? v3 : undefined;
}

function openApiOf(door: Door): OpenApi {
  const customs = customResources(door);
  if (customs.length === 0) return builtIn;
  const key = JSON.stringify(customs);
  const before = known.get(door);
  if (before?.key === key) return before.api;
  const api = createOpenApi({ definitions, resources: servedRows(), customs });
  known.set(door, { key, api });
  return api;
}

/** The custom resources of the cluster that are served, with their schemas. */
function customResources(door: Door): readonly CustomResource[] {
  const answer = door.pace.say({
    type: 'request',
    request: {
      verb: 'list',
      group: 'apiextensions.k8s.io',
      version: 'v1',
      resource: 'customresourcedefinitions',
      user: { name: 'system:apiserver', groups: ['system:masters'] },
    },
  });
  const { items = [] } = (answer?.body ?? {}) as { readonly items?: readonly CustomResourceDefinition[] };
  return items.filter((definition) => definitionIs(definition, 'Established')).flatMap(customsOfDefinition);
}

const protos = new WeakMap<object, Buffer>();

/** The document as protobuf, made once. */
function protoOf(document: unknown, { write }: Proto): Buffer {
  const known = protos.get(document as object);
  const bytes = known ?? write(document);
  if (known === undefined) protos.set(document as object, bytes);
  return bytes;
}

function hashOf(bytes: Buffer): string {
  return createHash('sha512').update(bytes).digest('hex').toUpperCase();
}

function serveJson(exchange: Exchange, body: object): void {
  const accept = exchange.request.headers.accept ?? '';
  if (/protobuf/.test(accept) && !/json|\*\/\*/.test(accept)) {
    return writeStatus(exchange, notAcceptable(acceptedTypes));
  }
  serveBytes(exchange, Buffer.from(JSON.stringify(body)), 'application/json');
}

function serveBytes(exchange: Exchange, bytes: Buffer, type: string): void {
  const etag = `"${hashOf(bytes)}"`;
  const { request, response } = exchange;
  response.setHeader('ETag', etag);
  response.setHeader('Vary', 'Accept');
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304);
    response.end();
  } else writeBytes(exchange, 200, { type, bytes });
}
