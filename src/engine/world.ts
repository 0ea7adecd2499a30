/**
 * A world: one clock and the clusters that live under it. Owns the kernel, every component's private state, and the
 * outbox of traces and stream chunks. It tells components what is due, applies what a person said, and can be copied
 * and put back. It knows nothing of what any component does.
 */
import { parseTime } from '#api/machinery/time.ts';
import type { VirtualMs } from '#api/meta.ts';
import type { Response, User } from '#api/request.ts';
import type { ClusterSpec, Input } from '#api/tape.ts';
import { copyState } from '#sim/copy.ts';
import { copyKernel, createKernel, nextAt, schedule, take, type Kernel } from '#sim/kernel.ts';
import type { RandomState } from '#sim/random.ts';
import { connect, createApiServer, handle } from './apiserver/apiserver.ts';
import type { Component, Message } from './client/component.ts';
import { componentsOf } from './cluster.ts';
import type { StreamInput } from './helpers/contracts/cri.ts';
import { switchboardAddress, type ActiveFault, type SetFaults } from './helpers/contracts/switchboard.ts';
import { clusterOf, fullAddress, randomFor, type ClusterRun, type ClusterState, type World, type WorldSpec } from './running.ts';
import { seatOf, serverEnv } from './seat.ts';
import { changeFaults, type Way } from './strikes.ts';
import { clockSkewOf, wayOf, type Late } from './switchboard.ts';

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
    listeners: new Map(),
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
  env.cause = message.type === 'start' ? { actor: address, timer: 'start' } : { actor: address };
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

function streamMessage(input: Exclude<Input, { type: 'request' } | { type: 'connect' }>): StreamInput {
  const { stream } = input;
  if (input.type === 'stdin') return { type: 'stream/stdin', stream, ...(input.data === undefined ? {} : { data: input.data }) };
  if (input.type === 'resize') return { type: 'stream/resize', stream, columns: input.columns, rows: input.rows };
  return { type: 'stream/hangup', stream };
}
