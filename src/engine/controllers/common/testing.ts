/**
 * A small cluster for tests of controllers: the real runner over an in-memory API. Not part of the engine.
 */
import type { Kind, KindMap } from '#api/kinds.ts';
import { formatTime } from '#api/machinery/time.ts';
import type { VirtualMs } from '#api/meta.ts';
import type { Request, Status } from '#api/request.ts';
import { scheme } from '#api/scheme.ts';
import { apiClient, type ApiClient } from '#engine/client/client.ts';
import type { Context, Message } from '#engine/client/component.ts';
import type { Controller } from '#engine/client/controller.ts';
import { controllerManager } from '#engine/client/runner.ts';
import { createKernel, schedule, take, type Kernel } from '#sim/kernel.ts';
import { seedRandom } from '#sim/random.ts';
import { ask, commit, createTestApi, openWatch, readWatch, tableOf, type Stored, type TestApi } from './testingApi.ts';

/** Wall clock at the start of every test: 2026-11-21T20:00:00Z. */
export const epochMs = 1_795_291_200_000;

export interface TestCluster {
  readonly client: ApiClient;
  /** One line for each change of an object that is no Event: `+ Pod web-0`, `~ StatefulSet web`, `- Pod web-0`. */
  readonly log: readonly string[];
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
  /** Answers the requests that fit with a refusal from now on. */
  refuse(fits: (request: Request) => boolean, status: Partial<Status>): void;
  allow(): void;
}

export function testCluster(...controllers: Controller[]): TestCluster {
  const kernel = createKernel<Message>();
  const api = createTestApi(
    () => epochMs + kernel.now,
    (watch) => schedule(kernel, 3, 'manager', { type: 'news', watch } as Message),
  );
  const run = startManager(controllers, kernel, api);
  const all = <K extends Kind>(kind: K) => [...tableOf(api, scheme[kind].plural).values()] as unknown as readonly KindMap[K][];
  return {
    client: apiClient((request) => ask(api, request)),
    log: api.log,
    now: () => epochMs + kernel.now,
    run,
    all,
    get: (kind, name) => all(kind).find((it) => it.metadata.name === name),
    put: (object) => put(api, object as Stored),
    remove(kind, name) {
      const known = all(kind).find((it) => it.metadata.name === name);
      if (known !== undefined) commit(api, scheme[kind].plural, 'DELETED', known as unknown as Stored);
    },
    events: () => all('Event').map((it) => `${it.type} ${it.reason} ${it.message}${(it.count ?? 1) > 1 ? ` x${it.count}` : ''}`),
    refuse: (fits, status) => void (api.refusal = { fits, status }),
    allow: () => void (api.refusal = undefined),
  };
}

function put(api: TestApi, object: Stored): void {
  const resource = scheme[object.kind as Kind].plural;
  const { namespace, name } = object.metadata;
  const known = tableOf(api, resource).has(namespace === undefined ? name : `${namespace}/${name}`);
  api.serial += 1;
  const fresh = { uid: `uid-${api.serial}`, creationTimestamp: formatTime(api.now()) };
  commit(
    api,
    resource,
    known ? 'MODIFIED' : 'ADDED',
    known ? object : ({ ...object, metadata: { ...fresh, ...object.metadata } } as Stored),
  );
}

/** Starts a controller manager; answers how to let time pass. */
function startManager(controllers: readonly Controller[], kernel: Kernel<Message>, api: TestApi): (ms?: number) => void {
  const manager = controllerManager({ address: 'manager', user: { name: 'manager', groups: [] }, controllers });
  const state = manager.start();
  const context = (): Context => ({
    now: kernel.now as VirtualMs,
    epochMs,
    random: seedRandom(1, 'manager'),
    api: {
      request: (request) => ask(api, request),
      openWatch: (spec) => openWatch(api, spec),
      readWatch: (id) => readWatch(api, id),
      closeWatch: (id) => void api.watches.delete(id),
      revision: () => api.revision,
    },
    disks: new Map(),
    after: (delay, message) => schedule(kernel, delay, 'manager', message),
    send: () => undefined,
    trace: () => undefined,
    stream: () => undefined,
    because: () => undefined,
  });
  manager.step(state, { type: 'start' }, context());
  return (ms = 1000) => {
    const until = kernel.now + ms;
    for (let next = take(kernel, until); next !== undefined; next = take(kernel, until)) manager.step(state, next.message, context());
  };
}
