/**
 * A watch as its client is told it: what there is at first, and each event in the form that was asked for.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/watch.go, response.go (asTable)
 */
import type { Json } from '../immutable.ts';
import type { KubeObject } from '../meta.ts';
import type { Request, Response, Status } from '../request.ts';
import { apiVersionOf } from '../scheme.ts';
import { isStatus } from '../status.ts';
import type { Backend } from './exchange.ts';
import { jsonText } from './jsonText.ts';
import { mediaTypes, type Wanted } from './negotiate.ts';
import { failure } from './refusals.ts';
import { printerAt, rowAt } from './rows.ts';
import { partialMetadata, tableOf, type IncludeObject } from './table.ts';

/** A watch without a timeout of its own ends between half an hour and an hour. upstream: MinRequestTimeout */
export const timeoutMinSeconds = 1_800;
export const bookmarkEveryMs = 60_000;

/** Plain data: it may stand in a component's state. */
export interface Watching {
  /** As it was asked, from the revision on that it begins with. */
  readonly request: Request;
  /** The revision that the client said. */
  readonly since: string;
  readonly kind: string;
  readonly apiVersion: string;
  readonly timeoutSeconds: number;
  readonly include: IncludeObject;
  readonly wanted: Wanted;
  /** Only the first table tells the columns. */
  hasColumns: boolean;
}

export interface WatchAsked {
  readonly request: Request;
  readonly timeoutSeconds: number | undefined;
  readonly include: IncludeObject;
  readonly wanted: Wanted;
}

/** The watch that an answer begins, and the objects that there are already. */
export function beginWatch(
  backend: Backend,
  { request, timeoutSeconds = 0, include, wanted }: WatchAsked,
  { body }: Response,
): { readonly watching: Watching; readonly items: readonly KubeObject[] } {
  const row = rowAt(backend, request);
  const { metadata, items } = body as unknown as {
    readonly metadata: { readonly resourceVersion: string };
    readonly items: readonly KubeObject[];
  };
  const watching: Watching = {
    request: { ...request, options: { ...request.options, resourceVersion: metadata.resourceVersion } },
    since: request.options?.resourceVersion ?? '0',
    kind: row?.kind ?? '',
    apiVersion: row === undefined ? '' : apiVersionOf(row),
    timeoutSeconds,
    include,
    wanted: inBytes(backend, row === undefined ? '' : apiVersionOf(row), row?.kind ?? '') ? wanted : { ...wanted, encoding: 'json' },
    hasColumns: false,
  };
  return { watching, items };
}

function inBytes({ codecs }: Backend, apiVersion: string, kind: string): boolean {
  return codecs.protobuf?.has(apiVersion, kind) === true;
}

export function watchType({ wanted: { encoding } }: Watching): string {
  return encoding === 'protobuf' ? `${mediaTypes.protobuf};stream=watch` : mediaTypes[encoding];
}

/** One event as it goes out. */
export function watchFrame(backend: Backend, watching: Watching, type: string, object: KubeObject | Status): string | Uint8Array {
  const shown = shapeOf(backend, watching, object);
  const bytes = watching.wanted.encoding === 'protobuf' ? backend.codecs.protobuf?.event(type, shown as Json) : undefined;
  return bytes ?? `${jsonText({ type, object: shown })}\n`;
}

function shapeOf(backend: Backend, watching: Watching, object: KubeObject | Status): unknown {
  const { wanted, request, kind, include } = watching;
  if (isStatus(object) || wanted.as === undefined) return object;
  if (wanted.as !== 'Table') return partialMetadata(object, wanted.shapeVersion);
  const noHeaders = watching.hasColumns;
  watching.hasColumns = true;
  return tableOf({
    printer: printerAt(backend, request),
    group: request.group,
    kind,
    objects: [object],
    metadata: { resourceVersion: object.metadata.resourceVersion },
    include,
    shapeVersion: wanted.shapeVersion,
    now: backend.now(),
    noHeaders,
    columnText: backend.codecs.columnText,
  });
}

export function bookmarkFrame(backend: Backend, watching: Watching, revision: number): string | Uint8Array {
  const { kind, apiVersion } = watching;
  const metadata = { resourceVersion: String(revision), creationTimestamp: null };
  return watchFrame(backend, watching, 'BOOKMARK', { kind, apiVersion, metadata } as unknown as KubeObject);
}

/** The watch's place in the log is gone: the client has to list again. */
export function goneFrame(backend: Backend, watching: Watching, oldest: number): string | Uint8Array {
  return watchFrame(backend, watching, 'ERROR', failure(410, 'Expired', `too old resource version: ${watching.since} (${oldest})`));
}
