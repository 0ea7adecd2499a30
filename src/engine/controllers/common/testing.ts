/**
 * A small cluster for tests of controllers: an in-memory API that knows just enough, the real runner, and a kubelet that
 * does what it is told. Not part of the engine.
 */
import type { Json } from '#api/immutable.ts';
import type { Kind, KindMap } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { formatTime } from '#api/machinery/time.ts';
import { controllerOf, keyOf, type KubeObject, type ObjectMeta, type VirtualMs } from '#api/meta.ts';
import type { Request, Response, Status } from '#api/request.ts';
import { rowOfResource } from '#api/scheme.ts';
import type { WatchEvent } from '#api/watch.ts';
import { apiClient, type ApiClient } from '#engine/client/client.ts';
import type { ApiPort, Context, Message } from '#engine/client/component.ts';
import type { Controller } from '#engine/client/controller.ts';
import { controllerManager, type RunnerState } from '#engine/client/runner.ts';
import { createKernel, schedule, take } from '#sim/kernel.ts';
import { seedRandom } from '#sim/random.ts';

/** Wall clock at the start of every test: 2026-11-21T20:00:00Z. */
export const epochMs = 1_795_291_200_000;

type Stored = KubeObject & { readonly spec?: unknown; readonly status?: unknown };

interface Entry {
  readonly revision: number;
  readonly resource: string;
  readonly event: WatchEvent;
}

export interface TestCluster {
  readonly client: ApiClient;
  /** One line for each change of an object that is no Event: `+ Pod web-0`, `~ StatefulSet web`, `- Pod web-0`. */
  readonly log: string[];
  now(): number;
  /** Lets virtual time pass; 1 s is enough for everything to settle. */
  run(ms?: number): void;
  all<K extends Kind>(kind: K): readonly KindMap[K][];
  get<K extends Kind>(kind: K, name: string): KindMap[K] | undefined;
  /** Puts an object in place as it is, as a test's past or as a kubelet would. */
  put(object: object): void;
  remove(kind: Kind, name: string): void;
  /** `Normal SuccessfulCreate create Pod ...`, in the order of writing, with `x3` when counted. */
  events(): readonly string[];
  /** Answers the next requests that fit with a refusal instead. */
  refuse(fits: (request: Request) => boolean, status: Partial<Status>): void;
  allow(): void;
}

export function testCluster(...controllers: Controller[]): TestCluster {
  const objects = new Map<string, Map<string, Stored>>();
  const history: Entry[] = [];
  const watches = new Map<string, { readonly resource: string; at: number; told: boolean }>();
  const log: string[] = [];
  const kernel = createKernel<Message>();
  let revision = 0;
  let serial = 0;
  let refusal: { fits: (request: Request) => boolean; status: Partial<Status> } | undefined;

  const table = (resource: string) => objects.get(resource) ?? objects.set(resource, new Map()).get(resource)!;

  function commit(resource: string, type: 'ADDED' | 'MODIFIED' | 'DELETED', object: Stored): Stored {
    revision += 1;
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) as ObjectMeta['resourceVersion'] } };
    if (type === 'DELETED') table(resource).delete(keyOf(stored));
    else table(resource).set(keyOf(stored), stored);
    history.push({ revision, resource, event: { type, object: stored } });
    if (stored.kind !== 'Event') log.push(`${{ ADDED: '+', MODIFIED: '~', DELETED: '-' }[type]} ${stored.kind} ${stored.metadata.name}`);
    for (const [id, watch] of watches) {
      if (watch.resource !== resource || watch.told) continue;
      watch.told = true;
      schedule(kernel, 3, 'manager', { type: 'news', watch: id } as Message);
    }
    return stored;
  }

  const refuse = (code: number, reason: string, message: string): Response => ({
    code,
    body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason, message, code },
  });
  const answer = (object: Stored, code = 200): Response => ({ code, body: object as unknown as Json });

  function ask(request: Request): Response {
    const { verb, resource, namespace, name = '' } = request;
    if (refusal?.fits(request) === true) return { code: 500, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code: 500, ...refusal.status } as unknown as Json };
    const row = rowOfResource(request.group, resource)!;
    if (verb === 'list') {
      const items = [...table(resource).values()].filter((it) => namespace === undefined || it.metadata.namespace === namespace);
      return { code: 200, body: { metadata: { resourceVersion: String(revision) }, items } as unknown as Json };
    }
    if (verb === 'create') return create(request, row.kind);
    const known = table(resource).get(namespace === undefined ? name : `${namespace}/${name}`);
    const full = request.group === '' ? resource : `${resource}.${request.group}`;
    if (known === undefined) return refuse(404, 'NotFound', `${full} "${name}" not found`);
    if (verb === 'get') return answer(known);
    if (verb === 'delete') return remove(resource, known);
    const patched = verb === 'patch' ? applyPatch(known, request.patch?.body as Fields) : (request.object as unknown as Stored);
    if (patched.metadata.resourceVersion !== undefined && patched.metadata.resourceVersion !== known.metadata.resourceVersion) {
      return refuse(409, 'Conflict', `Operation cannot be fulfilled on ${full} "${name}": the object has been modified; please apply your changes to the latest version and try again`);
    }
    return update(request, known, patched);
  }

  function create(request: Request, kind: string): Response {
    const draft = request.object as unknown as Stored;
    serial += 1;
    const name = draft.metadata.name ?? `${draft.metadata.generateName ?? ''}${String(serial).padStart(5, '0')}`;
    const namespace = draft.metadata.namespace ?? request.namespace;
    if (table(request.resource).has(namespace === undefined ? name : `${namespace}/${name}`)) {
      return refuse(409, 'AlreadyExists', `${request.group === '' ? request.resource : `${request.resource}.${request.group}`} "${name}" already exists`);
    }
    const metadata = { ...draft.metadata, name, uid: `uid-${serial}`, creationTimestamp: formatTime(epochMs + kernel.now), ...(hasSpec(kind) ? { generation: 1 } : {}) };
    const status = kind === 'Pod' ? { phase: 'Pending' } : hasSpec(kind) ? { replicas: 0 } : undefined;
    const object = { ...draft, kind, metadata, ...(status === undefined ? {} : { status: kind === 'Deployment' ? {} : status }) } as unknown as Stored;
    return answer(commit(request.resource, 'ADDED', object), 201);
  }

  function update(request: Request, known: Stored, wanted: Stored): Response {
    const onlyStatus = request.subresource === 'status';
    const keepsStatus = !onlyStatus && hasSpec(known.kind) && request.verb === 'update';
    const annotations = wanted.metadata.annotations;
    const merged: Stored = onlyStatus
      ? { ...known, metadata: { ...known.metadata, ...(annotations === undefined ? {} : { annotations }) }, status: wanted.status }
      : { ...wanted, ...(keepsStatus ? { status: known.status } : {}) };
    if (equalJson(known, merged)) return answer(known);
    const respecified = hasSpec(known.kind) && !equalJson(known.spec, merged.spec);
    const metadata = respecified ? { ...merged.metadata, generation: (known.metadata.generation ?? 0) + 1 } : merged.metadata;
    return answer(commit(request.resource, 'MODIFIED', { ...merged, metadata }));
  }

  /** Pods on a node linger until the kubelet lets them go. */
  function remove(resource: string, known: Stored): Response {
    const pod = known as unknown as KindMap['Pod'];
    const lingers = known.kind === 'Pod' && pod.spec.nodeName !== undefined && pod.status.phase !== 'Failed';
    if (!lingers) return answer(commit(resource, 'DELETED', known));
    if (known.metadata.deletionTimestamp !== undefined) return answer(known);
    return answer(commit(resource, 'MODIFIED', { ...known, metadata: { ...known.metadata, deletionTimestamp: formatTime(epochMs + kernel.now + 30_000) } }));
  }

  const api: ApiPort = {
    request: ask,
    openWatch({ resource, revision: at }) {
      serial += 1;
      watches.set(`w${serial}`, { resource, at, told: false });
      return `w${serial}`;
    },
    readWatch(id) {
      const watch = watches.get(id)!;
      watch.told = false;
      const events = history.slice(firstAfter(history, watch.at)).filter((entry) => entry.resource === watch.resource);
      watch.at = revision;
      return { type: 'events', events: events.map(({ event }) => event), revision };
    },
    closeWatch: (id) => void watches.delete(id),
  };

  const manager = controllerManager({ address: 'manager', user: { name: 'manager', groups: [] }, controllers });
  const state = manager.start() as RunnerState;
  const context = (): Context => ({
    now: kernel.now as VirtualMs,
    epochMs,
    random: seedRandom(1, 'manager'),
    api,
    disks: new Map(),
    after: (delay, message) => schedule(kernel, delay, 'manager', message),
    send: () => undefined,
    trace: () => undefined,
    stream: () => undefined,
    because: () => undefined,
  });
  manager.step(state, { type: 'start' }, context());
  const client = apiClient(ask);
  const resourceOf = (kind: string) => [...objects.entries()].find(([, rows]) => [...rows.values()].some((it) => it.kind === kind))?.[0];
  const rowsOf = (kind: string) => [...(objects.get(resourceOf(kind) ?? '')?.values() ?? [])].filter((it) => it.kind === kind);
  return {
    client,
    log,
    now: () => epochMs + kernel.now,
    run(ms = 1000) {
      const until = kernel.now + ms;
      for (let next = take(kernel, until); next !== undefined; next = take(kernel, until)) manager.step(state, next.message, context());
    },
    all: <K extends Kind>(kind: K) => rowsOf(kind) as unknown as readonly KindMap[K][],
    get: <K extends Kind>(kind: K, name: string) => rowsOf(kind).find((it) => it.metadata.name === name) as unknown as KindMap[K] | undefined,
    put(object) {
      const stored = object as Stored;
      const known = client.get(stored.kind as Kind, stored.metadata.namespace, stored.metadata.name);
      const resource = resourceName(stored.kind);
      serial += 1;
      const fresh = { uid: `uid-${serial}`, creationTimestamp: formatTime(epochMs + kernel.now) };
      commit(resource, known.ok ? 'MODIFIED' : 'ADDED', known.ok ? stored : ({ ...stored, metadata: { ...fresh, ...stored.metadata } } as Stored));
    },
    remove(kind, name) {
      const known = rowsOf(kind).find((it) => it.metadata.name === name);
      if (known !== undefined) commit(resourceName(kind), 'DELETED', known);
    },
    events: () => (rowsOf('Event') as unknown as KindMap['Event'][]).map((it) => `${it.type} ${it.reason} ${it.message}${(it.count ?? 1) > 1 ? ` x${it.count}` : ''}`),
    refuse(fits, status) {
      refusal = { fits, status };
    },
    allow() {
      refusal = undefined;
    },
  };
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

function hasSpec(kind: string): boolean {
  return ['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController'].includes(kind);
}

function resourceName(kind: string): string {
  return kind === 'Endpoints' ? 'endpoints' : `${kind.toLowerCase()}s`;
}

type Fields = { readonly [key: string]: Json };

/** Merges maps; the owner references of a strategic patch merge by uid. */
function applyPatch(object: Stored, body: Fields): Stored {
  const { ownerReferences, uid: _uid, ...metadata } = (body['metadata'] ?? {}) as Fields;
  const merged = mergeMaps(object as unknown as Fields, { ...body, ...(Object.keys(metadata).length === 0 ? {} : { metadata }) }) as unknown as Stored;
  const base = { ...merged, metadata: { ...object.metadata, ...(Object.keys(metadata).length === 0 ? {} : merged.metadata) } } as Stored;
  if (ownerReferences === undefined) return base;
  let owners = [...(object.metadata.ownerReferences ?? [])];
  for (const reference of ownerReferences as unknown as ({ uid: string; $patch?: string } & (typeof owners)[number])[]) {
    owners = owners.filter((owner) => owner.uid !== reference.uid);
    if (reference.$patch !== 'delete') owners.push(reference);
  }
  const { ownerReferences: _before, ...rest } = base.metadata;
  return { ...base, metadata: owners.length === 0 ? rest : { ...rest, ownerReferences: owners } } as Stored;
}

function mergeMaps(base: Fields, patch: Fields): Fields {
  const result: Record<string, Json> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    const below = base[key];
    if (value === null) delete result[key];
    else result[key] = isMap(value) && isMap(below) ? mergeMaps(below, value) : value;
  }
  return result;
}

function isMap(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export { controllerOf };
