/**
 * One watch as a stream of frames.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/watch.go, storage/cacher (bookmarks)
 */
import type { Json } from '#api/immutable.ts';
import type { KubeObject } from '#api/meta.ts';
import type { Request, Response, Status } from '#api/request.ts';
import type { WatchEvent } from '#api/watch.ts';
import { isStatus } from '#api/status.ts';
import { writeStatus, type Exchange } from './answer.ts';
import { clusterTime, type Door } from './door.ts';
import { jsonText } from '#api/http/jsonText.ts';
import { mediaTypes } from './negotiate.ts';
import { encodeEvent } from './protobuf/envelope.ts';
import { messageOfKind } from './protobuf/message.ts';
import { printerAt } from './rows.ts';
import { failure } from './status.ts';
import { partialMetadata, tableOf, type IncludeObject } from './table.ts';

const bookmarkEveryMs = 60_000;
/** A watch without a timeout of its own ends between half an hour and an hour. upstream: MinRequestTimeout */
const timeoutMinSeconds = 1_800;
/** A client that reads slower than this much is cut off. */
const bufferedMax = 64 * 1024 * 1024;

export interface WatchInput {
  readonly request: Request;
  readonly kind: string;
  readonly apiVersion: string;
  readonly timeoutSeconds: number | undefined;
  readonly include: IncludeObject;
}

export function serveWatch(door: Door, exchange: Exchange, input: WatchInput): void {
  const first = door.pace.say({ type: 'request', request: input.request });
  if (first === undefined || first.code !== 200) return writeStatus(exchange, refusalOf(first));
  const { metadata, items } = first.body as unknown as { metadata: { resourceVersion: string }; items: readonly KubeObject[] };
  const stream = createStream(door, exchange, input);
  for (const object of items) stream.tell({ type: 'ADDED', object });
  const { response } = exchange;
  let close: (() => void) | undefined = undefined;
  const timers: NodeJS.Timeout[] = [];
  const end = (): void => {
    close?.();
    for (const timer of timers) clearTimeout(timer);
    if (!response.writableEnded) response.end();
  };
  const isAsked = input.request.options?.resourceVersion;
  const request = withRevision(input.request, metadata.resourceVersion);
  close = door.watches.open(request, {
    tell: (event) => (response.writableLength > bufferedMax ? end() : stream.tell(event)),
    ended: end,
    gone() {
      const oldest = door.engine.oldestRevision(door.cluster);
      stream.tell({ type: 'ERROR', object: failure(410, 'Expired', `too old resource version: ${isAsked ?? '0'} (${oldest})`) });
      end();
    },
  });
  if (response.writableEnded) return close();
  response.flushHeaders();
  response.on('close', end);
  const seconds = input.timeoutSeconds ?? 0;
  const timeoutMs = (seconds > 0 ? seconds : timeoutMinSeconds * (1 + Math.random())) * 1000;
  timers.push(setTimeout(end, Math.min(timeoutMs, 2_147_483_647)));
  if (input.request.options?.allowWatchBookmarks !== true) return;
  timers.push(setInterval(() => stream.bookmark(), bookmarkEveryMs));
  if (timeoutMs > 3_000) timers.push(setTimeout(() => stream.bookmark(), timeoutMs - 2_000));
}

function withRevision(request: Request, resourceVersion: string): Request {
  return { ...request, options: { ...request.options, resourceVersion } };
}

function refusalOf(response: Response | undefined): Status {
  const body = response?.body;
  return isStatus(body) ? body : failure(response?.code ?? 500, 'InternalError', String(body ?? 'the engine has stopped'));
}

interface Stream {
  tell(event: WatchEvent): void;
  bookmark(): void;
}

function createStream(door: Door, { response, wanted }: Exchange, input: WatchInput): Stream {
  let hasHeaders = false;
  const printer = printerAt(door, input.request);
  const shape = (object: KubeObject | Status): unknown => {
    if (isStatus(object) || wanted.as === undefined) return object;
    if (wanted.as !== 'Table') return partialMetadata(object);
    const table = tableOf({
      printer,
      group: input.request.group,
      kind: input.kind,
      objects: [object],
      metadata: { resourceVersion: object.metadata.resourceVersion },
      include: input.include,
      now: clusterTime(door),
      noHeaders: hasHeaders,
    });
    hasHeaders = true;
    return table;
  };
  const isBinary = wanted.encoding === 'protobuf' && messageOfKind(input.apiVersion, input.kind) !== undefined;
  const contentType = isBinary ? `${mediaTypes.protobuf};stream=watch` : mediaTypes[wanted.encoding === 'yaml' ? 'yaml' : 'json'];
  response.writeHead(200, { 'Content-Type': contentType, 'Transfer-Encoding': 'chunked' });
  const write = (type: string, object: unknown): void => {
    const event = isBinary ? encodeEvent(type, object as Json) : undefined;
    response.write(event ?? `${jsonText({ type, object })}\n`);
  };
  return {
    tell: ({ type, object }) => write(type, shape(object)),
    bookmark() {
      const resourceVersion = door.engine.revision(door.cluster);
      const metadata = { resourceVersion: String(resourceVersion), creationTimestamp: null };
      const object = { kind: input.kind, apiVersion: input.apiVersion, metadata } as unknown as KubeObject;
      write('BOOKMARK', wanted.as === undefined ? object : shape(object));
    },
  };
}
