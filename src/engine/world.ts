/**
 * A world: one clock and the clusters that live under it. Owns the kernel, every component's private state, and the
 * outbox of traces and stream chunks. It tells components what is due, applies what a person said, and can be copied
 * and put back. It knows nothing of what any component does.
 */
import type { Json } from '#api/immutable.ts';
import type { StreamChunk } from '#api/frame.ts';
import { parseTime } from '#api/machinery/time.ts';
import type { VirtualMs } from '#api/meta.ts';
import type { Request, Response, User } from '#api/request.ts';
import type { ClusterSpec, Input } from '#api/tape.ts';
import type { Trace } from '#api/trace.ts';
import { failureStatus } from '#api/status.ts';
import { copyState } from '#sim/copy.ts';
import { copyKernel, createKernel, nextAt, schedule, take, type Kernel } from '#sim/kernel.ts';
import { nextBelow, seedRandom, type RandomState } from '#sim/random.ts';
import {
  closeWatch,
  connect,
  createApiServer,
  handle,
  mayVisit,
  mayWatch,
  openWatch,
  readWatch,
  type ApiServerState,
  type ServerEnv,
} from './apiserver/apiserver.ts';
import type { Component, Context, Message } from './client/component.ts';
import type { StreamInput } from './helpers/contracts/cri.ts';
import type { Disks } from './helpers/disks.ts';
import { switchboardAddress, type ActiveFault, type SetFaults } from './helpers/contracts/switchboard.ts';
import { changeFaults, type Way } from './strikes.ts';
import { clockSkewOf, isCutOff, wayOf, type Late } from './switchboard.ts';
import { componentsOf } from './cluster.ts';

/** What a cluster is made of while it runs; all of it data, but for the components' definitions. */
interface ClusterRun {
  readonly spec: ClusterSpec;
  readonly components: ReadonlyMap<string, Component>;
  state: ClusterState;
  /** What each component is given at its steps; made once for a state, as most of it stays the same. */
  readonly seats: Map<string, Seat>;
}

/** A component's place in a running cluster. Time and cause are set anew for each step. */
interface Seat {
  readonly context: Writable<Context>;
  readonly env: Writable<ServerEnv>;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface ClusterState {
  readonly server: ApiServerState;
  readonly disks: Disks;
  readonly states: Map<string, unknown>;
  readonly random: Map<string, RandomState>;
  /** Which node's runtime carries a stream. */
  readonly streams: Map<string, string>;
  /** Component -> when its latest news arrives. */
  readonly newsAt: Map<string, number>;
  /** Faults in force. */
  faults: readonly ActiveFault[];
}

export interface WorldSpec {
  readonly seed: number;
  readonly epoch: string;
  readonly clusters: readonly ClusterSpec[];
}

export interface World {
  readonly spec: WorldSpec;
  readonly epochMs: number;
  kernel: Kernel<Message>;
  readonly clusters: Map<string, ClusterRun>;
  /** Facts told since somebody last emptied them; not part of the state. */
  readonly outbox: { traces: Trace[]; streams: StreamChunk[] };
}

/** A copy of everything that decides the future. */
export interface Checkpoint {
  readonly at: VirtualMs;
  readonly kernel: Kernel<Message>;
  readonly clusters: ReadonlyMap<string, ClusterState>;
  /** How much had to be copied: what the next checkpoint will cost, and how much memory this one holds. */
  readonly items: number;
}

const admin: User = {
  name: 'kubernetes-admin',
  groups: ['system:masters', 'system:authenticated'],
};
const noFaults: readonly ActiveFault[] = Object.freeze([]);
const tracesMax = 5_000;

/** Watches of the page belong to nobody inside the cluster: their owner is never told, the door reads them. */
export const pageOwner = '';

/** Which components a cluster is made of; tools may put others in the place of the nodes. */
export type Assembly = (spec: ClusterSpec) => Component[];

export function createWorld(spec: WorldSpec, assemble: Assembly = componentsOf): World {
  const epochMs = parseTime(spec.epoch);
  if (epochMs === undefined) throw new Error(`the epoch ${spec.epoch} is not an RFC 3339 time`);
  const world: World = {
    spec,
    epochMs,
    kernel: createKernel(),
    clusters: new Map(),
    outbox: { traces: [], streams: [] },
  };
  for (const cluster of spec.clusters) world.clusters.set(cluster.name, startCluster(world, cluster, assemble));
  return world;
}

/** Tells everything due up to `until`, or stops after `most` events; true when the clock reached `until`. */
export function run(world: World, until: number, most = Number.POSITIVE_INFINITY): boolean {
  for (let told = 0; told < most; told += 1) {
    const event = take(world.kernel, until);
    if (event === undefined) return true;
    tell(world, event.to, event.message);
  }
  return false;
}

/** The time of the next event, or undefined when nothing will ever happen again. */
export function nextEventAt(world: World): VirtualMs | undefined {
  return nextAt(world.kernel) as VirtualMs | undefined;
}

/** Applies what a person said, after everything that is due by now. Only requests are answered at once. */
export function applyInput(world: World, clusterName: string, input: Input): Response | undefined {
  run(world, world.kernel.now);
  const cluster = clusterOf(world, clusterName);
  if (input.type === 'request' || input.type === 'connect') {
    const user = input.request.user ?? admin;
    const env = serverEnv(world, cluster, { address: 'user', user });
    env.cause = { actor: 'user' };
    if (input.type === 'request') return handle(cluster.state.server, input.request, env);
    const address = connect(cluster.state.server, input.stream, input.request, env);
    if (address !== undefined) cluster.state.streams.set(input.stream, address);
    return undefined;
  }
  const to = cluster.state.streams.get(input.stream);
  if (to !== undefined) schedule(world.kernel, 0, fullAddress(clusterName, to), streamMessage(input));
  return undefined;
}

export function checkpoint(world: World): Checkpoint {
  const clusters = new Map<string, ClusterState>();
  const cost = { items: world.kernel.heap.length };
  for (const [name, cluster] of world.clusters) clusters.set(name, copyState(cluster.state, cost));
  return { at: world.kernel.now as VirtualMs, kernel: copyKernel(world.kernel), clusters, items: cost.items };
}

/** Puts the world back to a checkpoint, which may be used again. */
export function restore(world: World, to: Checkpoint): void {
  world.kernel = copyKernel(to.kernel);
  for (const [name, state] of to.clusters) {
    const cluster = clusterOf(world, name);
    cluster.state = copyState(state);
    cluster.seats.clear();
  }
  world.outbox.traces = [];
  world.outbox.streams = [];
}

/** Stops a component and starts it anew: its private state is lost, as a process's is. */
export function restart(world: World, clusterName: string, address: string): void {
  const cluster = clusterOf(world, clusterName);
  const component = cluster.components.get(address);
  if (component === undefined) throw new Error(`no component ${address} in ${clusterName}`);
  cluster.state.states.set(address, component.start());
  schedule(world.kernel, 0, fullAddress(clusterName, address), { type: 'start' });
}

export function clusterOf(world: World, name: string): ClusterRun {
  const cluster = world.clusters.get(name);
  if (cluster === undefined) throw new Error(`no cluster ${name}`);
  return cluster;
}

function startCluster(world: World, spec: ClusterSpec, assemble: Assembly): ClusterRun {
  const random = new Map<string, RandomState>();
  const components = new Map(assemble(spec).map((it) => [it.address, it]));
  const server = createApiServer({
    nowMs: 0,
    epochMs: world.epochMs,
    random: randomFor(world, { spec, random }, 'kube-apiserver'),
    access: spec,
    ...(spec.featureGates === undefined ? {} : { featureGates: spec.featureGates }),
    ...(spec.admission === undefined ? {} : { admission: spec.admission }),
    ...(spec.federation === undefined ? {} : { federation: true }),
    ...(spec.metrics === undefined ? {} : { metrics: spec.metrics }),
  });
  const state: ClusterState = {
    server,
    disks: new Map(),
    states: new Map(),
    random,
    streams: new Map(),
    newsAt: new Map(),
    faults: noFaults,
  };
  for (const it of components.values()) {
    state.states.set(it.address, it.start());
    schedule(world.kernel, 0, fullAddress(spec.name, it.address), { type: 'start' });
  }
  return { spec, components, state, seats: new Map() };
}

function tell(world: World, to: string, message: Message): void {
  const slash = to.indexOf('/');
  const cluster = clusterOf(world, to.slice(0, slash));
  const address = to.slice(slash + 1);
  if (address === switchboardAddress) return setFaults(world, cluster, (message as SetFaults).faults);
  const component = cluster.components.get(address);
  if (component === undefined) throw new Error(`nobody is at ${to} to be told ${message.type}`);
  const told =
    cluster.state.faults.length === 0 && message.type !== 'switchboard/late'
      ? message
      : pastFaults(world, cluster, { to, address, message });
  if (told === undefined) return;
  const { context, env } = seatOf(world, cluster, component);
  context.now = world.kernel.now as VirtualMs;
  env.nowMs = world.kernel.now;
  env.cause = { actor: address };
  context.epochMs = world.epochMs + (cluster.state.faults.length === 0 ? 0 : clockSkewOf(cluster.state.faults, address));
  component.step(cluster.state.states.get(address), told, context);
}

interface Passing {
  readonly to: string;
  readonly address: string;
  readonly message: Message;
}

/** The message as faults let it through; undefined when it is lost, or comes later. */
function pastFaults(world: World, { state }: ClusterRun, { to, address, message }: Passing): Message | undefined {
  const isLate = message.type === 'switchboard/late';
  const way = wayOf(state.faults, address, isLate ? (message as Late).message : message);
  if (way.do === 'drop') return undefined;
  if (isLate) return (message as Late).message;
  if (way.do === 'pass') return way.message;
  schedule(world.kernel, way.byMs, to, { type: 'switchboard/late', message } as Late);
  return undefined;
}

/** From now on these faults are in force. */
function setFaults(world: World, cluster: ClusterRun, faults: readonly ActiveFault[]): void {
  const { name } = cluster.spec;
  const way: Way = {
    restart: (address) => restart(world, name, address),
    tell: (address, message, delayMs) => schedule(world.kernel, delayMs, fullAddress(name, address), message),
  };
  changeFaults(cluster, faults, way);
}

/** What a client gets whose packets reach nobody. */
const unreachable: Response = Object.freeze({
  code: 503,
  body: Object.freeze(
    failureStatus(503, { reason: 'ServiceUnavailable', message: 'dial tcp 192.168.0.10:6443: i/o timeout' }),
  ) as unknown as Json,
});

function seatOf(world: World, cluster: ClusterRun, component: Component): Seat {
  let seat = cluster.seats.get(component.address);
  if (seat === undefined) cluster.seats.set(component.address, (seat = makeSeat(world, cluster, component)));
  return seat;
}

function makeSeat(world: World, cluster: ClusterRun, component: Component): Seat {
  const { address, user, userAgent } = component;
  const { spec, state } = cluster;
  const env = serverEnv(world, cluster, { address, user });
  const own = fullAddress(spec.name, address);
  const context: Context = {
    now: world.kernel.now as VirtualMs,
    epochMs: world.epochMs,
    random: randomFor(world, { spec, random: state.random }, address),
    api: {
      request: (request) =>
        state.faults.length > 0 && isCutOff(state.faults, address)
          ? unreachable
          : handle(state.server, request.userAgent === undefined ? { userAgent, ...request } : request, env),
      openWatch: (watch) =>
        !isCutOff(state.faults, address) && mayWatch(state.server, watch, user) ? openWatch(state.server, address, watch) : undefined,
      readWatch: (id) => readWatch(state.server, id),
      closeWatch: (id) => closeWatch(state.server, id),
      mayVisit: (asked, who) => mayVisit(state.server, asked, who, env),
      revision: () => state.server.store.revision,
    },
    ...peersOf(world, cluster, component),
    disks: state.disks,
    after: (delayMs, message) => schedule(world.kernel, delayMs, own, message),
    send: env.send,
    trace: (trace) => addTrace(world, trace),
    stream: env.stream,
    because(cause) {
      env.cause = { actor: address, ...cause };
    },
  };
  return { context, env };
}

/** Whom a component can ask outside of its cluster: a federation's components its members, a cluster's DNS its federations. */
function peersOf(world: World, { spec, state }: ClusterRun, { address, user }: Component): Pick<Context, 'peers'> {
  if (spec.federation !== undefined) {
    const isOffline = (name: string) => state.faults.some(({ type, target }) => type === 'ClusterOffline' && target === name);
    const ask = (name: string) => askOf(world, name, { address: `federation/${spec.name}`, user });
    const names = spec.federation.members.filter((name) => name !== spec.name && world.clusters.has(name));
    return { peers: new Map(names.map((name) => [name, (request) => (isOffline(name) ? unreachable : ask(name)(request))])) };
  }
  if (address !== 'coredns') return {};
  const federations = world.spec.clusters.filter((it) => it.federation?.members.includes(spec.name) === true);
  return federations.length === 0 ? {} : { peers: new Map(federations.map(({ name }) => [name, askOf(world, name, { address, user })])) };
}

/** Another cluster's API server; it is asked at the time of the asker's step. */
function askOf(world: World, name: string, caller: Caller): (request: Request) => Response {
  return (request) => {
    const cluster = clusterOf(world, name);
    return handle(cluster.state.server, request, serverEnv(world, cluster, caller));
  };
}

interface Caller {
  readonly address: string;
  readonly user: User;
}

/** What the API server is given with each request: who asks, when, why, and the ways out. */
function serverEnv(world: World, cluster: ClusterRun, caller: Caller): Writable<ServerEnv> {
  const name = cluster.spec.name;
  return {
    nowMs: world.kernel.now,
    epochMs: world.epochMs,
    random: randomFor(world, { spec: cluster.spec, random: cluster.state.random }, 'kube-apiserver'),
    user: caller.user,
    cause: { actor: caller.address },
    send: (to, message, delayMs) => schedule(world.kernel, delayMs, fullAddress(name, to), message),
    notify(owner, watch) {
      if (owner === pageOwner) return;
      schedule(world.kernel, newsDelay(world, cluster, owner), fullAddress(name, owner), {
        type: 'news',
        watch,
      } as Message);
    },
    stream: (chunk) => world.outbox.streams.push(chunk),
  };
}

/** News of a change takes a few milliseconds to reach a watcher, and never overtakes earlier news on its way to the same one. */
function newsDelay(world: World, { spec, state }: ClusterRun, owner: string): number {
  const { now } = world.kernel;
  const delay = 1 + nextBelow(randomFor(world, { spec, random: state.random }, `news/${owner}`), 4);
  const at = Math.max(now + delay, state.newsAt.get(owner) ?? 0);
  state.newsAt.set(owner, at);
  return at - now;
}

function randomFor(
  world: { readonly spec: WorldSpec },
  cluster: { readonly spec: ClusterSpec; readonly random: Map<string, RandomState> },
  name: string,
): RandomState {
  let state = cluster.random.get(name);
  if (state === undefined) cluster.random.set(name, (state = seedRandom(world.spec.seed, `${cluster.spec.name}/${name}`)));
  return state;
}

function addTrace(world: World, trace: Trace): void {
  const { traces } = world.outbox;
  traces.push(trace);
  if (traces.length > 2 * tracesMax) world.outbox.traces = traces.slice(-tracesMax);
}

function streamMessage(input: Exclude<Input, { type: 'request' } | { type: 'connect' }>): StreamInput {
  const { stream } = input;
  if (input.type === 'stdin') return { type: 'stream/stdin', stream, data: input.data };
  if (input.type === 'resize') return { type: 'stream/resize', stream, columns: input.columns, rows: input.rows };
  return { type: 'stream/hangup', stream };
}

function fullAddress(cluster: string, address: string): string {
  return `${cluster}/${address}`;
}
