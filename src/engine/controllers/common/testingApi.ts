/**
 * An API server for tests: objects in memory, revisions, watches. It knows just enough, and defaults nothing.
 */
import type { Json } from '#api/immutable.ts';
import type { Pod } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { formatTime } from '#api/machinery/time.ts';
import { keyOf, objectKey, type KubeObject, type ObjectMeta } from '#api/meta.ts';
import type { Request, Response, Status } from '#api/request.ts';
import { groupResource, rowOfResource } from '#api/scheme.ts';
import type { WatchEvent } from '#api/watch.ts';
import type { WatchNews, WatchSpec } from '#engine/client/component.ts';
import { applyPatch, type Fields } from './testingPatch.ts';

export type Stored = KubeObject & { readonly spec?: unknown; readonly status?: unknown };

interface Entry {
  readonly revision: number;
  readonly resource: string;
  readonly event: WatchEvent;
}

export interface TestApi {
  readonly tables: Map<string, Map<string, Stored>>;
  readonly history: Entry[];
  readonly watches: Map<string, { readonly resource: string; at: number; told: boolean }>;
  readonly log: string[];
  revision: number;
  serial: number;
  refusal: { readonly fits: (request: Request) => boolean; readonly status: Partial<Status> } | undefined;
  /** The wall clock. */
  readonly now: () => number;
  /** Called once for each watch that has news to be read. */
  readonly tell: (watch: string) => void;
}

export function createTestApi(now: () => number, tell: (watch: string) => void): TestApi {
  return { tables: new Map(), history: [], watches: new Map(), log: [], revision: 0, serial: 0, refusal: undefined, now, tell };
}

export function tableOf(api: TestApi, resource: string): Map<string, Stored> {
  let table = api.tables.get(resource);
  if (table === undefined) api.tables.set(resource, (table = new Map()));
  return table;
}

const signs = { ADDED: '+', MODIFIED: '~', DELETED: '-' } as const;

export function commit(api: TestApi, resource: string, type: keyof typeof signs, object: Stored): Stored {
  api.revision += 1;
  const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(api.revision) as ObjectMeta['resourceVersion'] } };
  if (type === 'DELETED') tableOf(api, resource).delete(keyOf(stored));
  else tableOf(api, resource).set(keyOf(stored), stored);
  api.history.push({ revision: api.revision, resource, event: { type, object: stored } });
  if (stored.kind !== 'Event') api.log.push(`${signs[type]} ${stored.kind} ${stored.metadata.name}`);
  for (const [id, watch] of api.watches) {
    if (watch.resource !== resource || watch.told) continue;
    watch.told = true;
    api.tell(id);
  }
  return stored;
}

export function ask(api: TestApi, request: Request): Response {
  const { verb, resource, namespace, name = '' } = request;
  if (api.refusal?.fits(request) === true) return refuse({ code: 500, ...api.refusal.status });
  if (verb === 'list') {
    const items = [...tableOf(api, resource).values()].filter((it) => namespace === undefined || it.metadata.namespace === namespace);
    return { code: 200, body: { metadata: { resourceVersion: String(api.revision) }, items } as unknown as Json };
  }
  const row = rowOfResource(request.group, resource)!;
  if (verb === 'create') return create(api, request, row.kind);
  const known = tableOf(api, resource).get(objectKey(namespace, name));
  const full = groupResource(row);
  if (known === undefined) return refuse({ code: 404, reason: 'NotFound', message: `${full} "${name}" not found` });
  if (verb === 'get') return answer(known);
  if (verb === 'delete') return remove(api, resource, known);
  const wanted = verb === 'patch' ? (applyPatch(known, request.patch?.body as Fields) as Stored) : (request.object as unknown as Stored);
  const { resourceVersion } = wanted.metadata;
  if (resourceVersion !== undefined && resourceVersion !== known.metadata.resourceVersion) {
    const message = `Operation cannot be fulfilled on ${full} "${name}": the object has been modified; please apply your changes to the latest version and try again`;
    return refuse({ code: 409, reason: 'Conflict', message });
  }
  return update(api, request, { known, wanted });
}

function refuse(status: Partial<Status> & { readonly code: number }): Response {
  return { code: status.code, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', ...status } as unknown as Json };
}

function answer(object: Stored, code = 200): Response {
  return { code, body: object as unknown as Json };
}

function create(api: TestApi, request: Request, kind: string): Response {
  const draft = request.object as unknown as Stored;
  api.serial += 1;
  const name = draft.metadata.name ?? `${draft.metadata.generateName ?? ''}${String(api.serial).padStart(5, '0')}`;
  const namespace = draft.metadata.namespace ?? request.namespace;
  if (tableOf(api, request.resource).has(objectKey(namespace, name))) {
    return refuse({
      code: 409,
      reason: 'AlreadyExists',
      message: `${groupResource({ group: request.group, plural: request.resource })} "${name}" already exists`,
    });
  }
  const metadata = {
    ...draft.metadata,
    name,
    uid: `uid-${api.serial}`,
    creationTimestamp: formatTime(api.now()),
    ...(isWorkload(kind) ? { generation: 1 } : {}),
  };
  const status = kind === 'Pod' ? { phase: 'Pending' } : kind === 'Deployment' ? {} : isWorkload(kind) ? { replicas: 0 } : undefined;
  const object = { ...draft, kind, metadata, ...(status === undefined ? {} : { status }) } as unknown as Stored;
  return answer(commit(api, request.resource, 'ADDED', object), 201);
}

function isWorkload(kind: string): boolean {
  return ['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController'].includes(kind);
}

function update(api: TestApi, request: Request, { known, wanted }: { readonly known: Stored; readonly wanted: Stored }): Response {
  const { annotations } = wanted.metadata;
  const merged =
    request.subresource === 'status'
      ? { ...known, metadata: { ...known.metadata, ...(annotations === undefined ? {} : { annotations }) }, status: wanted.status }
      : { ...wanted, ...(isWorkload(known.kind) ? { status: known.status } : {}) };
  if (equalJson(known, merged)) return answer(known);
  const respecified = isWorkload(known.kind) && !equalJson(known.spec, merged.spec);
  const metadata = respecified ? { ...merged.metadata, generation: (known.metadata.generation ?? 0) + 1 } : merged.metadata;
  return answer(commit(api, request.resource, 'MODIFIED', { ...merged, metadata }));
}

/** Pods on a node linger until the kubelet lets them go. */
function remove(api: TestApi, resource: string, known: Stored): Response {
  const pod = known as unknown as Pod;
  const lingers = known.kind === 'Pod' && pod.spec.nodeName !== undefined && pod.status.phase !== 'Failed';
  if (!lingers) return answer(commit(api, resource, 'DELETED', known));
  if (known.metadata.deletionTimestamp !== undefined) return answer(known);
  return answer(
    commit(api, resource, 'MODIFIED', { ...known, metadata: { ...known.metadata, deletionTimestamp: formatTime(api.now() + 30_000) } }),
  );
}

export function openWatch(api: TestApi, { resource, revision: at }: WatchSpec): string {
  api.serial += 1;
  const id = `w${api.serial}`;
  api.watches.set(id, { resource, at, told: false });
  return id;
}

export function readWatch(api: TestApi, id: string): WatchNews {
  const watch = api.watches.get(id)!;
  watch.told = false;
  const events = api.history.slice(firstAfter(api.history, watch.at)).filter((entry) => entry.resource === watch.resource);
  watch.at = api.revision;
  return { type: 'events', events: events.map(({ event }) => event), revision: api.revision };
}

function firstAfter(history: readonly Entry[], revision: number): number {
  let low = 0;
  let high = history.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (history[middle]!.revision <= revision) low = middle + 1;
    else high = middle;
  }
  return low;
}
