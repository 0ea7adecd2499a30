/**
 * An object in the form that was asked for: itself, its metadata alone, or rows of a table.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/response.go (transformResponseObject)
 */
import type { Json } from '../immutable.ts';
import type { KubeObject } from '../meta.ts';
import type { Printer } from '../printers/printer.ts';
import { printerOf } from '../printers/printers.ts';
import type { Status } from '../request.ts';
import { badRequest } from '../status.ts';
import type { Backend } from './exchange.ts';
import type { Offer, Wanted } from './negotiate.ts';
import type { Query } from './query.ts';
import type { ResourceInfo } from './requestInfo.ts';
import { builtInRow, printerAt, rowAt } from './rows.ts';
import { partialMetadata, tableOf, type IncludeObject } from './table.ts';

/** The forms that objects of a resource can be had in. */
export function offerOf(backend: Backend, info: ResourceInfo): Offer {
  const row = builtInRow(info);
  if (row === undefined) return { plainProtobuf: rowAt(backend, info) === undefined };
  // What answers and stores nothing has no columns.
  return row.verbs?.includes('get') === false ? { forms: metadataForms } : {};
}

const metadataForms = { PartialObjectMetadata: 'meta.k8s.io/v1' };

export function includeOf(query: Query): IncludeObject | Status {
  const text = query.get('includeObject') ?? '';
  if (text === '' || text === 'Metadata') return 'Metadata';
  return text === 'None' || text === 'Object' ? text : badRequest(`unrecognized includeObject value: ${JSON.stringify(text)}`);
}

/** What the answer's form depends on. */
export interface FormAsked {
  readonly info: ResourceInfo;
  readonly include: IncludeObject;
  readonly wanted: Wanted;
}

export function inForm(backend: Backend, body: Json, asked: FormAsked): unknown {
  const { as, shapeVersion } = asked.wanted;
  if (as === undefined) return asSerialized(body, asked.info);
  return as === 'Table' ? asTable(backend, body, asked) : asMetadata(body, shapeVersion);
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

function asTable(backend: Backend, body: Json, { info, include, wanted }: FormAsked): object {
  const listed = body as unknown as Listed;
  const objects = listed.items ?? [listed as unknown as KubeObject];
  const metadata = listed.items === undefined ? { resourceVersion: listed.metadata['resourceVersion'] } : listed.metadata;
  const kind = listed.items === undefined ? listed.kind : listed.kind.replace(/List$/, '');
  return tableOf({
    printer: printerFor(backend, info, listed),
    group: groupOf(listed),
    kind,
    objects,
    metadata,
    include,
    shapeVersion: wanted.shapeVersion,
    now: backend.now(),
    noHeaders: false,
    columnText: backend.codecs.columnText,
  });
}

/** A subresource may answer with another kind than its resource's; it has that kind's columns. */
function printerFor(backend: Backend, info: ResourceInfo, { kind, apiVersion }: Listed): Printer<KubeObject> {
  if (info.subresource === undefined || rowAt(backend, info)?.kind === kind) return printerAt(backend, info);
  return printerOf(kind, groupOf({ apiVersion }));
}

function groupOf({ apiVersion }: Pick<Listed, 'apiVersion'>): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}

function asMetadata(body: Json, shapeVersion: Wanted['shapeVersion']): object {
  const listed = body as unknown as Listed;
  if (listed.items === undefined) return partialMetadata(listed as unknown as KubeObject, shapeVersion);
  const items = listed.items.map((item) => partialMetadata(item, shapeVersion));
  return { kind: 'PartialObjectMetadataList', apiVersion: shapeVersion ?? 'meta.k8s.io/v1', metadata: listed.metadata, items };
}
