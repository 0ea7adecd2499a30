/** A tiny API server for tests: stores objects, tells watches, deletes pods gracefully. It defaults and validates nothing. */
import { rowOfResource } from '#api/scheme.ts';
import { keyOf, objectKey, type KubeObject } from '#api/meta.ts';
import type { Request, Response } from '#api/request.ts';
import type { WatchEvent } from '#api/watch.ts';
import type { ApiPort, WatchSpec } from '../../client/component.ts';

type Stored = KubeObject & { readonly spec?: Record<string, unknown>; readonly status?: Record<string, unknown> };

export interface TestApi extends ApiPort {
  readonly objects: Map<string, Map<string, Stored>>;
  /** `update pods/status default/web`, for each write but events. */
  readonly writes: string[];
  /** Called for each watch that has news. */
  notify(watch: string): void;
}

export function testApi(notify: (watch: string) => void): TestApi {
  const objects = new Map<string, Map<string, Stored>>();
  const watches = new Map<string, { readonly spec: WatchSpec; events: WatchEvent[] }>();
  const writes: string[] = [];
  let revision = 1;

  function table(resource: string): Map<string, Stored> {
    let found = objects.get(resource);
    if (found === undefined) objects.set(resource, (found = new Map()));
    return found;
  }

  function tell(resource: string, type: 'ADDED' | 'MODIFIED' | 'DELETED', object: Stored): void {
    for (const [id, watch] of watches) {
      if (watch.spec.resource !== resource || !selects(watch.spec.fieldSelector, object)) continue;
      watch.events.push({ type, object });
      notify(id);
    }
  }

  function put(resource: string, object: Stored): Stored {
    revision += 1;
    const stored = freeze({ ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } } as Stored);
    const key = keyOf(stored);
    const isNew = !table(resource).has(key);
    table(resource).set(key, stored);
    tell(resource, isNew ? 'ADDED' : 'MODIFIED', stored);
    return stored;
  }

  function remove(resource: string, object: Stored): void {
    table(resource).delete(keyOf(object));
    revision += 1;
    tell(resource, 'DELETED', { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } } as Stored);
  }

  function note(request: Request): void {
    if (request.resource === 'events') return;
    const sub = request.subresource === undefined ? '' : `/${request.subresource}`;
    const name = request.name ?? (request.object as unknown as KubeObject).metadata.name;
    writes.push(`${request.verb} ${request.resource}${sub} ${objectKey(request.namespace, name)}`);
  }

  function write(request: Request): Response {
    const { resource, verb } = request;
    const key = objectKey(request.namespace, request.name ?? '');
    const current = table(resource).get(key);
    note(request);
    if (verb === 'create') {
      const draft = request.object as unknown as Stored;
      const uid = draft.metadata.uid ?? `uid-${revision}`;
      return { code: 201, body: put(resource, { ...draft, metadata: { ...draft.metadata, uid, creationTimestamp: '2026-11-21T20:00:00Z' } } as Stored) as never };
    }
    if (current === undefined) return notFound(resource, request.name ?? '');
    if (verb === 'delete') return deleted(request, current);
    if (verb === 'patch') return { code: 200, body: put(resource, { ...current, ...(request.patch?.body as object) } as Stored) as never };
    const object = request.object as unknown as Stored;
    if (object.metadata.resourceVersion !== current.metadata.resourceVersion) return { code: 409, body: { reason: 'Conflict', message: 'conflict' } };
    const { status } = object;
    return { code: 200, body: put(resource, request.subresource === 'status' && status !== undefined ? { ...current, status } : { ...object, ...(current.status === undefined ? {} : { status: current.status }) }) as never };
  }

  function deleted(request: Request, current: Stored): Response {
    const seconds = request.options?.delete?.gracePeriodSeconds ?? Number(current.spec?.['terminationGracePeriodSeconds'] ?? 30);
    if (request.resource === 'pods' && seconds > 0) {
      const metadata = { ...current.metadata, deletionTimestamp: '2026-11-21T20:01:00Z', deletionGracePeriodSeconds: seconds };
      return { code: 200, body: put(request.resource, { ...current, metadata } as Stored) as never };
    }
    remove(request.resource, current);
    return { code: 200, body: { status: 'Success' } };
  }

  return {
    objects,
    writes,
    notify,
    request(request) {
      if (request.verb === 'get') {
        const found = table(request.resource).get(objectKey(request.namespace, request.name ?? ''));
        return found === undefined ? notFound(request.resource, request.name ?? '') : { code: 200, body: found as never };
      }
      if (request.verb === 'list') {
        const items = [...table(request.resource).values()].filter((object) => selects(request.options?.fieldSelector, object));
        return { code: 200, body: { metadata: { resourceVersion: String(revision) }, items } as never };
      }
      return write(request);
    },
    openWatch(spec) {
      const id = `watch-${watches.size}`;
      watches.set(id, { spec, events: [] });
      return id;
    },
    readWatch(id) {
      const watch = watches.get(id)!;
      const { events } = watch;
      watch.events = [];
      return { type: 'events', events, revision };
    },
    closeWatch: (id) => void watches.delete(id),
  };
}

function selects(selector: string | undefined, object: Stored): boolean {
  return selector === undefined || selector === `spec.nodeName=${String(object.spec?.['nodeName'])}`;
}

function notFound(resource: string, name: string): Response {
  return { code: 404, body: { kind: 'Status', reason: 'NotFound', message: `${resource} "${name}" not found` } };
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
  for (const plural of ['pods', 'nodes', 'events', 'leases', 'configmaps', 'secrets', 'services', 'persistentvolumeclaims', 'persistentvolumes']) {
    for (const group of ['', 'coordination.k8s.io']) if (rowOfResource(group, plural)?.kind === kind) return plural;
  }
  throw new Error(`no plural for ${kind}`);
}
