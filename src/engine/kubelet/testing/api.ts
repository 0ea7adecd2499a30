/** A tiny API server for tests: stores objects, tells watches, deletes pods gracefully. It defaults and validates nothing. */
import { rowOfResource } from '#api/scheme.ts';
import { keyOf, objectKey, type KubeObject } from '#api/meta.ts';
import type { Request, Response } from '#api/request.ts';
import type { WatchEvent } from '#api/watch.ts';
import type { ApiPort, WatchSpec } from '../../client/component.ts';

type Stored = KubeObject & { readonly spec?: Record<string, unknown>; readonly status?: Record<string, unknown> };

interface Store {
  readonly objects: Map<string, Map<string, Stored>>;
  readonly watches: Map<string, { readonly spec: WatchSpec; events: WatchEvent[] }>;
  /** `update pods/status default/web`, for each write but events. */
  readonly writes: string[];
  revision: number;
  /** Called for each watch that has news. */
  notify(watch: string): void;
}

export type TestApi = ApiPort & Pick<Store, 'objects' | 'writes'>;

export function testApi(notify: (watch: string) => void): TestApi {
  const store: Store = { objects: new Map(), watches: new Map(), writes: [], revision: 1, notify };
  return {
    objects: store.objects,
    writes: store.writes,
    request: (request) => answer(store, request),
    openWatch(spec) {
      const id = `watch-${store.watches.size}`;
      store.watches.set(id, { spec, events: [] });
      return id;
    },
    readWatch(id) {
      const watch = store.watches.get(id)!;
      const { events } = watch;
      watch.events = [];
      return { type: 'events', events, revision: store.revision };
    },
    closeWatch: (id) => void store.watches.delete(id),
    revision: () => store.revision,
  };
}

function answer(store: Store, request: Request): Response {
  const { resource, verb } = request;
  if (verb === 'list') {
    const items = [...table(store, resource).values()].filter((object) => selects(request.options?.fieldSelector, object));
    return { code: 200, body: { metadata: { resourceVersion: String(store.revision) }, items } as never };
  }
  const current = table(store, resource).get(objectKey(request.namespace, request.name ?? ''));
  if (request.subresource === 'token') return token(request);
  if (verb !== 'get') note(store, request);
  if (verb === 'create') return created(store, request);
  if (current === undefined)
    return { code: 404, body: { kind: 'Status', reason: 'NotFound', message: `${resource} "${request.name ?? ''}" not found` } };
  if (verb === 'get') return ok(current);
  if (verb === 'delete') return deleted(store, request, current);
  if (verb === 'patch') return ok(put(store, resource, { ...current, ...(request.patch?.body as object) } as Stored));
  return updated(store, request, current);
}

/** A token that says what was asked for. */
function token({ name, object }: Request): Response {
  const { spec } = object as unknown as {
    readonly spec: { readonly expirationSeconds: number; readonly boundObjectRef: { readonly name: string } };
  };
  return { code: 201, body: { status: { token: `${name ?? ''} in ${spec.boundObjectRef.name} for ${spec.expirationSeconds} s` } } };
}

function ok(object: Stored): Response {
  return { code: 200, body: object as never };
}

function created(store: Store, { resource, object }: Request): Response {
  const draft = object as unknown as Stored;
  const uid = draft.metadata.uid ?? `uid-${store.revision}`;
  return ok(put(store, resource, { ...draft, metadata: { ...draft.metadata, uid, creationTimestamp: '2026-11-21T20:00:00Z' } } as Stored));
}

function updated(store: Store, { resource, subresource, object }: Request, current: Stored): Response {
  const next = object as unknown as Stored;
  if (next.metadata.resourceVersion !== current.metadata.resourceVersion)
    return { code: 409, body: { reason: 'Conflict', message: 'conflict' } };
  const { status } = current;
  if (subresource === 'status')
    return ok(put(store, resource, { ...current, ...(next.status === undefined ? {} : { status: next.status }) }));
  return ok(put(store, resource, { ...next, ...(status === undefined ? {} : { status }) }));
}

function deleted(store: Store, { resource, options }: Request, current: Stored): Response {
  const seconds = options?.delete?.gracePeriodSeconds ?? Number(current.spec?.['terminationGracePeriodSeconds'] ?? 30);
  if (resource === 'pods' && seconds > 0) {
    const metadata = { ...current.metadata, deletionTimestamp: '2026-11-21T20:01:00Z', deletionGracePeriodSeconds: seconds };
    return ok(put(store, resource, { ...current, metadata } as Stored));
  }
  table(store, resource).delete(keyOf(current));
  store.revision += 1;
  tell(store, resource, {
    type: 'DELETED',
    object: { ...current, metadata: { ...current.metadata, resourceVersion: String(store.revision) } } as Stored,
  });
  return { code: 200, body: { status: 'Success' } };
}

function put(store: Store, resource: string, object: Stored): Stored {
  store.revision += 1;
  const stored = freeze({ ...object, metadata: { ...object.metadata, resourceVersion: String(store.revision) } } as Stored);
  const type = table(store, resource).has(keyOf(stored)) ? 'MODIFIED' : 'ADDED';
  table(store, resource).set(keyOf(stored), stored);
  tell(store, resource, { type, object: stored });
  return stored;
}

function tell(store: Store, resource: string, event: WatchEvent & { readonly object: Stored }): void {
  for (const [id, watch] of store.watches) {
    if (watch.spec.resource !== resource || !selects(watch.spec.fieldSelector, event.object)) continue;
    watch.events.push(event);
    store.notify(id);
  }
}

function note(store: Store, request: Request): void {
  if (request.resource === 'events') return;
  const sub = request.subresource === undefined ? '' : `/${request.subresource}`;
  const name = request.name ?? (request.object as unknown as KubeObject).metadata.name;
  store.writes.push(`${request.verb} ${request.resource}${sub} ${objectKey(request.namespace, name)}`);
}

function table(store: Store, resource: string): Map<string, Stored> {
  let found = store.objects.get(resource);
  if (found === undefined) store.objects.set(resource, (found = new Map()));
  return found;
}

function selects(selector: string | undefined, object: Stored): boolean {
  return selector === undefined || selector === `spec.nodeName=${String(object.spec?.['nodeName'])}`;
}

/** Deeply, so that an edit in place is an error. */
function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) freeze(item);
  }
  return value;
}

/** The plural of a kind, for reading the tables. */
export function pluralOf(kind: string): string {
  for (const plural of [
    'pods',
    'nodes',
    'events',
    'leases',
    'configmaps',
    'secrets',
    'services',
    'persistentvolumeclaims',
    'persistentvolumes',
    'csidrivers',
  ]) {
    for (const group of ['', 'coordination.k8s.io', 'storage.k8s.io']) if (rowOfResource(group, plural)?.kind === kind) return plural;
  }
  throw new Error(`no plural for ${kind}`);
}
