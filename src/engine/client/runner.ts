/**
 * Runs controllers: one process with shared informers, a queue for each controller, and one mechanism for retries,
 * back-off, delays, and "wait until my cache has seen my write" in place of expectations in every controller.
 * Owns the queues; reads the informers; writes only what the controllers write and their events.
 * upstream: cmd/kube-controller-manager, staging/src/k8s.io/client-go/util/workqueue
 */
import { definitionIs, servedByDefinition } from '#api/customRows.ts';
import type { Kind } from '#api/kinds.ts';
import type { Request, Response, User } from '#api/request.ts';
import type { RestartPart } from '../helpers/contracts/switchboard.ts';
import { apiClient } from './client.ts';
import { component, type Component, type Context } from './component.ts';
import type { Controller, DelayedKey, Outcome } from './controller.ts';
import {
  everythingSeen,
  followCustom,
  listerOf,
  receiveNews,
  seenRevision,
  startInformers,
  type Delta,
  type Informers,
  type Lister,
} from './informer.ts';
import { createRecorder, recordEvent, type RecorderState } from './recorder.ts';
import { add, backOff, createQueue, forget, take, type Because, type WorkQueue } from './workqueue.ts';
import { busyMs, noteWrite, noWrites, type Writes } from './writes.ts';

/** A key that a worker is still busy with, or whose writes the caches do not show yet. */
interface Held {
  /** Kind -> revision. */
  readonly unseen: Map<Kind, number>;
  readonly busyUntil: number;
  /** Why it is to be looked at once it is free. */
  because: Because | undefined;
}

interface ControllerState {
  readonly queue: WorkQueue;
  readonly held: Map<string, Held>;
  readonly recorder: RecorderState;
  readonly memory: unknown;
  /** A `work` message is on its way. */
  working: boolean;
  /** When the next resync is due: an earlier one is left over from before a restart. */
  resyncAt: number;
}

export interface RunnerState {
  informers: Informers | undefined;
  readonly controllers: Map<string, ControllerState>;
}

type RunnerMessage =
  | RestartPart
  | { readonly type: 'work'; readonly controller: string }
  | { readonly type: 'written'; readonly controller: string; readonly key: string }
  | { readonly type: 'due'; readonly controller: string; readonly key: string; readonly because: Because }
  | { readonly type: 'resync'; readonly controller: string };

/** Between two work items of one controller; a reconcile takes about this long in a real cluster. */
const workMs = 1;

export interface ManagerSpec {
  readonly address: string;
  /** Who lists and watches for all of them. */
  readonly user: User;
  /** Who writes for one of them; absent: the same. */
  readonly userOf?: (controller: Controller) => User;
  readonly controllers: readonly Controller[];
}

/** A component that runs the controllers given. */
export function controllerManager(spec: ManagerSpec): Component {
  const kinds = [...new Set(spec.controllers.flatMap((controller) => controller.watches.map((watch) => watch.kind)))];
  const byName = new Map(spec.controllers.map((controller) => [controller.name, controller]));
  const users = new Map(spec.controllers.map((controller) => [controller.name, spec.userOf?.(controller) ?? spec.user]));
  return component<RunnerState>({
    address: spec.address,
    user: spec.user,
    userAgent: spec.address,
    parts: new Map(spec.controllers.map(({ name, watches }) => [name, watches.map(({ kind }) => kind)])),
    customParts: new Set(spec.controllers.filter(({ custom }) => custom !== undefined).map(({ name }) => name)),
    start: () => ({ informers: undefined, controllers: new Map(spec.controllers.map((it) => [it.name, startController(it)])) }),
    step(state, message, context) {
      if (message.type === 'start') return startAll(spec, state, kinds, context);
      if (state.informers === undefined) return;
      const deltas = receiveNews(state.informers, message, context);
      if (deltas !== undefined) return receive(spec, state, deltas, context);
      const work = message as RunnerMessage;
      const controller = byName.get(work.controller);
      const own = state.controllers.get(work.controller);
      if (controller === undefined || own === undefined) return;
      if (work.type === 'restart-part') return restartPart(controller, state, context);
      if (work.type === 'work') return workOnce(controller, { state, own, user: users.get(controller.name)! }, context);
      if (work.type === 'written') return free(controller, own, work.key, context);
      if (work.type === 'due') return enqueue(controller, own, { key: work.key, because: work.because }, context);
      resync(controller, { state, own }, context);
    },
  });
}

function startController(controller: Controller): ControllerState {
  return {
    queue: createQueue(),
    held: new Map(),
    recorder: createRecorder(controller.eventSource),
    memory: controller.memory(),
    working: false,
    resyncAt: 0,
  };
}

/** One controller forgets all it knew, but not which of its writes the shared caches lack: those of a process of its own would show them. */
function restartPart(controller: Controller, state: RunnerState, context: Context): void {
  const { held } = state.controllers.get(controller.name)!;
  const own: ControllerState = { ...startController(controller), held };
  state.controllers.set(controller.name, own);
  hear(controller, { own, see: listerOf(state.informers!) }, everythingSeen(state.informers!), context);
  planResync(controller, own, context);
}

function startAll(spec: ManagerSpec, state: RunnerState, kinds: readonly Kind[], context: Context): void {
  const started = startInformers(
    kinds.map((kind) => ({ kind })),
    context,
  );
  state.informers = started.informers;
  receive(spec, state, started.deltas, context);
  for (const controller of spec.controllers) planResync(controller, state.controllers.get(controller.name)!, context);
}

function planResync(controller: Controller, own: ControllerState, context: Context): void {
  if (controller.resync === undefined) return;
  own.resyncAt = context.now + controller.resync.everyMs;
  context.after(controller.resync.everyMs, { type: 'resync', controller: controller.name } as RunnerMessage);
}

/** Tells the controllers what is new. A definition that came or went changes what is followed. */
function receive(spec: ManagerSpec, state: RunnerState, deltas: readonly Delta[], context: Context): void {
  dispatch(spec, state, deltas, context);
  if (!deltas.some((delta) => delta.kind === 'CustomResourceDefinition')) return;
  if (!spec.controllers.some((controller) => controller.custom !== undefined)) return;
  const informers = state.informers!;
  const definitions = listerOf(informers)
    .list('CustomResourceDefinition')
    .filter((it) => definitionIs(it, 'Established'));
  const rows = definitions.flatMap((it) => servedByDefinition(it).slice(0, 1)).map(({ row }) => row);
  dispatch(spec, state, followCustom(informers, rows, context), context);
}

function dispatch(spec: ManagerSpec, state: RunnerState, deltas: readonly Delta[], context: Context): void {
  const see = listerOf(state.informers!);
  for (const controller of spec.controllers) {
    const own = state.controllers.get(controller.name)!;
    hear(controller, { own, see }, deltas, context);
    if (own.held.size > 0) release(controller, { state, own }, context);
  }
}

interface Hearing {
  readonly own: ControllerState;
  readonly see: Lister;
}

/** Queues the keys that differences concern. */
function hear(controller: Controller, { own, see }: Hearing, deltas: readonly Delta[], context: Context): void {
  for (const delta of deltas) {
    if (isCustom(delta)) {
      const keys = controller.custom?.(delta, see) ?? [];
      if (keys.length > 0) queueAll(controller, own, { keys, revision: delta.revision }, context);
      continue;
    }
    for (const watch of controller.watches) {
      if (watch.kind !== delta.kind) continue;
      const keys = watch.keys(delta, see);
      if (keys.length > 0) queueAll(controller, own, { keys, revision: delta.revision }, context);
    }
  }
}

function isCustom({ kind }: Delta): boolean {
  return kind.includes('.');
}

interface Concerned {
  readonly keys: readonly (string | DelayedKey)[];
  readonly revision: number;
}

function queueAll(controller: Controller, own: ControllerState, { keys, revision }: Concerned, context: Context): void {
  const because = { revision };
  for (const key of keys) {
    if (typeof key === 'string') enqueue(controller, own, { key, because }, context);
    else due(controller, key.afterMs, { key: key.key, because: { revision, timer: key.why } }, context);
  }
}

/** Looks which keys' writes the caches show by now. */
function release(controller: Controller, { state, own }: Running, context: Context): void {
  for (const [key, held] of own.held) {
    for (const [kind, revision] of held.unseen) if (seenRevision(state.informers!, kind) >= revision) held.unseen.delete(kind);
    free(controller, own, key, context);
  }
}

/** Lets go of a key that is held for nothing any more; what concerned it meanwhile puts it back on the queue. */
function free(controller: Controller, own: ControllerState, key: string, context: Context): void {
  const held = own.held.get(key);
  if (held === undefined || held.unseen.size > 0 || held.busyUntil > context.now) return;
  own.held.delete(key);
  if (held.because !== undefined) enqueue(controller, own, { key, because: held.because }, context);
}

interface Running {
  readonly state: RunnerState;
  readonly own: ControllerState;
}

/** Puts a key on the queue after a while; what led to the wait stays the reason. */
function due(controller: Controller, afterMs: number, item: { readonly key: string; readonly because: Because }, context: Context): void {
  context.after(afterMs, { type: 'due', controller: controller.name, ...item } as RunnerMessage);
}

function enqueue(controller: Controller, own: ControllerState, item: { key: string; because: Because }, context: Context): void {
  const held = own.held.get(item.key);
  if (held !== undefined) {
    held.because ??= item.because;
    return;
  }
  add(own.queue, item.key, item.because);
  wake(controller, own, context);
}

function wake(controller: Controller, own: ControllerState, context: Context): void {
  if (own.working || own.queue.waiting.size === 0) return;
  own.working = true;
  context.after(workMs, { type: 'work', controller: controller.name } as RunnerMessage);
}

function workOnce(controller: Controller, running: Running & { readonly user: User }, context: Context): void {
  const { own, user } = running;
  own.working = false;
  const item = take(own.queue);
  if (item === undefined) return;
  const writes = noWrites();
  context.because({ controller: controller.name, key: item.key, ...item.because });
  const ask = (request: Request): Response => {
    const response = context.api.request({ ...request, user });
    if (request.verb !== 'get' && request.verb !== 'list') noteWrite(writes, { request, response, revision: context.api.revision() });
    return response;
  };
  const client = apiClient(ask);
  const outcome = controller.reconcile(item.key, {
    now: context.now,
    wallMs: context.epochMs + context.now,
    see: listerOf(running.state.informers!),
    client,
    ask,
    context,
    memory: own.memory,
    event: (record) => recordEvent(own.recorder, record, client, context),
  });
  hold(controller, running, { key: item.key, writes }, context);
  if (writes.count > 0 || outcome?.error !== undefined)
    traceReconcile(controller, { key: item.key, writes: writes.count, outcome }, context);
  settle(controller, own, { ...item, outcome }, context);
  wake(controller, own, context);
}

function hold(controller: Controller, { state, own }: Running, { key, writes }: { key: string; writes: Writes }, context: Context): void {
  const { unseen } = writes;
  for (const [kind, revision] of unseen) if (seenRevision(state.informers!, kind) >= revision) unseen.delete(kind);
  if (unseen.size === 0) return;
  const because = own.queue.waiting.get(key);
  own.queue.waiting.delete(key);
  const busy = busyMs(writes);
  own.held.set(key, { unseen, busyUntil: context.now + busy, because });
  context.after(busy, { type: 'written', controller: controller.name, key } as RunnerMessage);
}

interface Done {
  readonly key: string;
  readonly because: Because;
  readonly outcome: Outcome | undefined;
}

function settle(controller: Controller, own: ControllerState, { key, because, outcome }: Done, context: Context): void {
  if (outcome?.error !== undefined) {
    const wait = backOff(own.queue, key, controller.retry);
    if (wait === undefined) return;
    return due(controller, wait, { key, because: { ...because, timer: `retry: ${outcome.error}` } }, context);
  }
  forget(own.queue, key);
  if (outcome?.requeueAfterMs === undefined) return;
  due(controller, outcome.requeueAfterMs, { key, because: { ...because, timer: outcome.why ?? 'look again' } }, context);
}

function resync(controller: Controller, { state, own }: Running, context: Context): void {
  if (controller.resync === undefined || context.now < own.resyncAt) return;
  for (const key of controller.resync.keys(listerOf(state.informers!))) {
    enqueue(controller, own, { key, because: { timer: 'resync' } }, context);
  }
  planResync(controller, own, context);
}

function traceReconcile(
  controller: Controller,
  done: { key: string; writes: number; outcome: Outcome | undefined },
  context: Context,
): void {
  const { key, writes, outcome } = done;
  const error = outcome?.error === undefined ? {} : { error: outcome.error };
  context.trace({
    type: 'reconcile',
    at: context.now,
    actor: 'kube-controller-manager',
    controller: controller.name,
    key,
    writes,
    ...error,
  });
}
