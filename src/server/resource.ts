/**
 * Requests for resources: from HTTP to the engine's Request, and its answer back in the form that was asked for.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers (get.go, create.go, update.go, patch.go, delete.go, response.go)
 */
import type { Json } from '#api/immutable.ts';
import type { KubeObject } from '#api/meta.ts';
import type { Request, Response, Status } from '#api/request.ts';
import { requestFor, withDeleteOptions } from '#api/http/resourceRequest.ts';
import { apiVersionOf } from '#api/scheme.ts';
import { isStatus } from '#api/status.ts';
import type { Caller } from './authenticate.ts';
import { setWarnings, writeObject, writeStatus, writeText, type Exchange } from './answer.ts';
import { readBody, readObject, readPatch, repeatedIn } from './body.ts';
import { clusterTime, type Door } from './door.ts';
import type { ResourceInfo } from '#api/http/requestInfo.ts';
import { requestOptions, type ParsedOptions } from '#api/http/requestOptions.ts';
import { builtInRow, printerAt, rowAt } from './rows.ts';
import { badRequest, failure } from './status.ts';
import type { Printer } from '#kubectl/printers/printer.ts';
import { printerOf } from '#kubectl/printers/printers.ts';
import { partialMetadata, tableOf, type IncludeObject } from './table.ts';
import { serveWatch } from './watch.ts';

export async function serveResource(door: Door, exchange: Exchange, info: ResourceInfo, user: Caller): Promise<void> {
  const parsed = requestOptions(info.verb, exchange.url.searchParams);
  if (isStatus(parsed)) return writeStatus(exchange, parsed);
  const request = await requestOf(exchange, info, parsed, user);
  if (isStatus(request)) return writeStatus(exchange, request);
  const include = includeOf(exchange);
  if (isStatus(include)) return writeStatus(exchange, include);
  if (request.verb === 'watch') {
    const row = rowAt(door, info);
    const kind = row?.kind ?? '';
    const apiVersion = row === undefined ? '' : apiVersionOf(row);
    return serveWatch(door, exchange, { request, kind, apiVersion, timeoutSeconds: parsed.door.timeoutSeconds, include });
  }
  const response = door.pace.say({ type: 'request', request });
  if (response === undefined) return writeStatus(exchange, stopped);
  answer(door, exchange, response, { info, include });
}

const stopped = failure(503, 'ServiceUnavailable', 'the engine has stopped');

async function requestOf(
  { request, url }: Exchange,
  info: ResourceInfo,
  { options }: ParsedOptions,
  { user, impersonate }: Caller,
): Promise<Request | Status> {
  const { verb } = info;
  const asked = requestFor(info, options, request.headers['user-agent']);
  const base: Request = { ...asked, user, ...(impersonate === undefined ? {} : { impersonate }) };
  if (verb === 'watch' || verb === 'get' || verb === 'list') return base;
  const body = await readBody(request);
  if (!body.ok) return body.status;
  const type = request.headers['content-type'];
  if (verb === 'patch') {
    // No collection takes a patch, whatever its form; the engine says so.
    if (info.name === undefined) return base;
    const patch = readPatch(body.value, type, builtInRow(info) === undefined);
    return patch.ok ? { ...base, patch: patch.value, ...repeatedIn(body.value, type) } : patch.status;
  }
  const object = readObject(body.value, type, info.subresource === undefined ? builtInRow(info)?.kind : undefined);
  if (!object.ok) return object.status;
  if (verb !== 'delete' && verb !== 'deletecollection') return { ...base, object: object.value ?? null, ...repeatedIn(body.value, type) };
  return object.value === undefined ? base : withDeleteOptions(base, object.value, url.searchParams);
}

function includeOf({ url }: Exchange): IncludeObject | Status {
  const text = url.searchParams.get('includeObject') ?? '';
  if (text === '' || text === 'Metadata') return 'Metadata';
  return text === 'None' || text === 'Object' ? text : badRequest(`unrecognized includeObject value: ${JSON.stringify(text)}`);
}

/** What was asked for, as far as the answer's form depends on it. */
interface Asked {
  readonly info: ResourceInfo;
  readonly include: IncludeObject;
}

function answer(door: Door, exchange: Exchange, { code, body, warnings }: Response, asked: Asked): void {
  setWarnings(exchange.response, warnings ?? []);
  if (typeof body === 'string') return writeText(exchange, code, body);
  if (isStatus(body) && body.status === 'Failure') return writeStatus(exchange, body);
  const { as } = exchange.wanted;
  if (isStatus(body)) return writeObject(exchange, code, body);
  if (as === undefined) return writeObject(exchange, code, asSerialized(body, asked.info));
  writeObject(exchange, code, as === 'Table' ? asTable(door, body, asked) : asMetadata(body));
}

interface Listed {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly items?: readonly KubeObject[];
}

/** The items of a list of a built-in kind do not say their kind again; those of custom kinds do. */
function asSerialized(body: Json, info: ResourceInfo): Json {
  const { items } = body as unknown as Partial<Listed>;
  if (items === undefined || info.name !== undefined || builtInRow(info) === undefined) return body;
  const plain = items.map(({ apiVersion: _apiVersion, kind: _kind, ...item }) => item);
  return { ...(body as object), items: plain } as unknown as Json;
}

function asTable(door: Door, body: Json, { info, include }: Asked): object {
  const listed = body as unknown as Listed;
  const objects = listed.items ?? [listed as unknown as KubeObject];
  const metadata = listed.items === undefined ? { resourceVersion: listed.metadata['resourceVersion'] } : listed.metadata;
  const kind = listed.items === undefined ? listed.kind : listed.kind.replace(/List$/, '');
  return tableOf({
    printer: printerFor(door, info, listed),
    group: groupOf(listed),
    kind,
    objects,
    metadata,
    include,
    now: clusterTime(door),
    noHeaders: false,
  });
}

/** A subresource may answer with another kind than its resource's; it has that kind's columns. */
function printerFor(door: Door, info: ResourceInfo, { kind, apiVersion }: Listed): Printer<KubeObject> {
  if (info.subresource === undefined || rowAt(door, info)?.kind === kind) return printerAt(door, info);
  return printerOf(kind, groupOf({ apiVersion }));
}

function groupOf({ apiVersion }: Pick<Listed, 'apiVersion'>): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}

function asMetadata(body: Json): object {
  const listed = body as unknown as Listed;
  if (listed.items === undefined) return partialMetadata(listed as unknown as KubeObject);
  const items = listed.items.map(partialMetadata);
  return { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata: listed.metadata, items };
}
