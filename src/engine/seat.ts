/** The place of a component in a running cluster: what it is given at each step, whom it can ask, and how it is told. */
import type { Json } from '#api/immutable.ts';
import type { StreamChunk } from '#api/frame.ts';
import { failureStatus } from '#api/status.ts';
import type { VirtualMs } from '#api/meta.ts';
import type { Request, Response, User } from '#api/request.ts';
import type { Trace } from '#api/trace.ts';
import { schedule } from '#sim/kernel.ts';
import { nextBelow } from '#sim/random.ts';
import {
  authenticate,
  closeWatch,
  connect,
  flowOf,
  handle,
  mayVisit,
  mayWatch,
  openWatch,
  presentEvent,
  readWatch,
  type ServerEnv,
} from './apiserver/apiserver.ts';
import type { Component, Context, Gate, Message } from './client/component.ts';
import { compactedRevision } from './etcd/store.ts';
import { apiServingAddress } from './helpers/contracts/apiServing.ts';
import type { StreamOutput } from './helpers/contracts/cri.ts';
import { clusterOf, fullAddress, randomFor, type ClusterRun, type Seat, type World, type Writable } from './running.ts';
import { isCutOff } from './switchboard.ts';

const tracesMax = 5_000;

/** Watches of the page belong to nobody inside the cluster: their owner is never told, the door reads them. */
export const pageOwner = '';

/** What a client gets whose packets reach nobody. */
const unreachable: Response = Object.freeze({
  code: 503,
  body: Object.freeze(
    failureStatus(503, { reason: 'ServiceUnavailable', message: 'dial tcp 192.168.0.10:6443: i/o timeout' }),
  ) as unknown as Json,
});

/** Made once for a state of the cluster. */
export function seatOf(world: World, cluster: ClusterRun, component: Component): Seat {
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
      revision: () => state.server.store.revision,
    },
    ...(address === apiServingAddress ? { gate: gateOf(world, cluster, env) } : {}),
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

/** Who comes in, as the server's own door asks it. */
function gateOf(world: World, { spec, state }: ClusterRun, env: ServerEnv): Gate {
  const { server } = state;
  return {
    authenticate: (credentials) => authenticate(server, credentials, env.epochMs + env.nowMs),
    mayVisit: (asked, who) => mayVisit(server, asked, who, env),
    flowOf: (asked, who) => flowOf(server, asked, who, env),
    oldestRevision: () => compactedRevision(server.store),
    present: presentEvent,
    connect(stream, request) {
      state.listeners.set(stream, apiServingAddress);
      const address = connect(server, stream, request, env);
      if (address !== undefined) state.streams.set(stream, address);
    },
    tellStream(input) {
      const to = state.streams.get(input.stream);
      if (to !== undefined) schedule(world.kernel, 0, fullAddress(spec.name, to), input);
    },
  };
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
export function serverEnv(world: World, cluster: ClusterRun, caller: Caller): Writable<ServerEnv> {
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
    stream: (chunk) => tellListener(world, cluster, chunk),
  };
}

/** What is said on a stream goes to the component that has opened it, or up to whoever is outside. */
function tellListener(world: World, { spec, state }: ClusterRun, chunk: StreamChunk): void {
  const listener = state.listeners.get(chunk.stream);
  if (listener === undefined) return void world.outbox.streams.push(chunk);
  const message: StreamOutput = { type: 'stream/output', chunk };
  schedule(world.kernel, 0, fullAddress(spec.name, listener), message);
  if (chunk.type !== 'exit') return;
  state.listeners.delete(chunk.stream);
  state.streams.delete(chunk.stream);
}

/** News of a change takes a few milliseconds to reach a watcher, and never overtakes earlier news on its way to the same one. */
function newsDelay(world: World, { spec, state }: ClusterRun, owner: string): number {
  const { now } = world.kernel;
  const delay = 1 + nextBelow(randomFor(world, { spec, random: state.random }, `news/${owner}`), 4);
  const at = Math.max(now + delay, state.newsAt.get(owner) ?? 0);
  state.newsAt.set(owner, at);
  return at - now;
}

function addTrace(world: World, trace: Trace): void {
  const { traces } = world.outbox;
  traces.push(trace);
  if (traces.length > 2 * tracesMax) world.outbox.traces = traces.slice(-tracesMax);
}
