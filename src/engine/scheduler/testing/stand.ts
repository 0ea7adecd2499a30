/** A scheduler on a stand: an API server of lists and watches around it, and a clock that is wound by hand. */
import type { Kind } from '#api/kinds.ts';
import { keyOf, type KubeObject, type VirtualMs } from '#api/meta.ts';
import type { Request, Response } from '#api/request.ts';
import type { SchedulerSpec } from '#api/scheduling.ts';
import { scheme } from '#api/scheme.ts';
import type { WatchEvent } from '#api/watch.ts';
import { seedRandom } from '#sim/random.ts';
import type { Context, Message } from '../../client/component.ts';
import { scheduler } from '../scheduler.ts';

export interface Stand {
  /** Something is new, changed or gone; the scheduler is told at once. */
  tell(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: unknown): void;
  advance(toMs: number): void;
  /** `name node` for every binding, `-name` for every delete, `name! reason: message` for every event, in order. */
  readonly log: string[];
  pod(name: string): Pod | undefined;
}

type Pod = KubeObject & { readonly spec: { readonly nodeName?: string }; readonly status: Readonly<Record<string, unknown>> };

/** What the stand keeps; `now` and `revision` move. */
interface Server {
  readonly stored: Map<string, KubeObject>;
  readonly news: Map<string, WatchEvent[]>;
  readonly timers: { readonly at: number; readonly message: Message }[];
  readonly log: string[];
  now: number;
  revision: number;
}

/** All objects must be of the namespace `default` or of none. */
export function stand(...objects: unknown[]): Stand {
  return standWith(undefined, ...objects);
}

/** The same with a scheduler that is set up in its own way. */
export function standWith(spec: SchedulerSpec | undefined, ...objects: unknown[]): Stand {
  const server: Server = { stored: new Map(), news: new Map(), timers: [], log: [], now: 0, revision: 0 };
  const component = scheduler(spec);
  const state = component.start();
  const context = contextOf(server);
  for (const object of objects) store(server, 'ADDED', object as KubeObject);
  server.news.clear();
  component.step(state, { type: 'start' }, context);
  return {
    tell: (type, object) => store(server, type, object as KubeObject),
    advance(toMs) {
      for (let message = due(server, toMs); message !== undefined; message = due(server, toMs)) component.step(state, message, context);
      server.now = toMs;
    },
    log: server.log,
    pod: (name) => podOf(server, name),
  };
}

function contextOf(server: Server): Context {
  return {
    epochMs: 1_700_000_000_000,
    random: seedRandom(1, 'stand'),
    get now() {
      return server.now as VirtualMs;
    },
    after: (delay: number, message: Message) => server.timers.push({ at: server.now + delay, message }),
    trace: () => {},
    because: () => {},
    api: {
      request: (request: Request) => answer(server, request),
      openWatch: ({ resource }: { readonly resource: string }) => resource,
      readWatch: (watch: string) => ({ type: 'events', events: server.news.get(watch)?.splice(0) ?? [], revision: server.revision }),
    },
  } as unknown as Context;
}

function due(server: Server, toMs: number): Message | undefined {
  const first = server.timers.filter(({ at }) => at <= toMs).toSorted((a, b) => a.at - b.at)[0];
  if (first === undefined) return undefined;
  server.timers.splice(server.timers.indexOf(first), 1);
  server.now = Math.max(server.now, first.at);
  return first.message;
}

function store(server: Server, type: 'ADDED' | 'MODIFIED' | 'DELETED', object: KubeObject): void {
  const { plural } = scheme[object.kind as Kind];
  server.revision += 1;
  const fresh = { ...object, metadata: { ...object.metadata, resourceVersion: String(server.revision) } } as KubeObject;
  const key = `${plural}/${keyOf(object)}`;
  if (type === 'DELETED') server.stored.delete(key);
  else server.stored.set(key, fresh);
  server.news.set(plural, [...(server.news.get(plural) ?? []), { type, object: fresh } as WatchEvent]);
  server.timers.push({ at: server.now, message: { type: 'news', watch: plural } as Message });
}

function answer(server: Server, request: Request): Response {
  const { verb, resource, subresource, name = '' } = request;
  if (verb === 'list') return ok({ metadata: { resourceVersion: String(server.revision) }, items: listed(server, resource) });
  if (resource === 'events') return wrote(server, request.object as never);
  const pod = podOf(server, name);
  if (pod === undefined) return { code: 404, body: { message: 'not found' } } as unknown as Response;
  if (subresource === 'binding') {
    const node = (request.object as unknown as { target: { name: string } }).target.name;
    server.log.push(`${name} ${node}`);
    store(server, 'MODIFIED', { ...pod, spec: { ...pod.spec, nodeName: node } } as KubeObject);
  } else if (verb === 'patch') {
    const { status } = (request.patch as unknown as { body: { status: object } }).body;
    store(server, 'MODIFIED', { ...pod, status: { ...pod.status, ...status } } as KubeObject);
  } else if (verb === 'delete') {
    server.log.push(`-${name}`);
  }
  return ok({});
}

function podOf({ stored }: Server, name: string): Pod | undefined {
  return stored.get(`pods/default/${name}`) as Pod | undefined;
}

function listed({ stored }: Server, resource: string): KubeObject[] {
  return [...stored].filter(([key]) => key.startsWith(`${resource}/`)).map(([, object]) => object);
}

function wrote({ log }: Server, event: { involvedObject?: { name: string }; reason?: string; message?: string } | undefined): Response {
  if (event?.involvedObject !== undefined) log.push(`${event.involvedObject.name}! ${event.reason}: ${event.message}`);
  return ok({});
}

function ok(body: unknown): Response {
  return { code: 200, body } as unknown as Response;
}
