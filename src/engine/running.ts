/** What a world is made of while it runs: clusters, the state of each, and the addresses and chances of their components. */
import type { StreamChunk } from '#api/frame.ts';
import type { ClusterSpec } from '#api/tape.ts';
import type { Trace } from '#api/trace.ts';
import type { Kernel } from '#sim/kernel.ts';
import { seedRandom, type RandomState } from '#sim/random.ts';
import type { ApiServerState, ServerEnv } from './apiserver/apiserver.ts';
import type { Component, Context, Message } from './client/component.ts';
import type { Disks } from './helpers/disks.ts';
import type { ActiveFault } from './helpers/contracts/switchboard.ts';

/** What a cluster is made of while it runs; all of it data, but for the components' definitions. */
export interface ClusterRun {
  readonly spec: ClusterSpec;
  readonly components: ReadonlyMap<string, Component>;
  state: ClusterState;
  /** What each component is given at its steps; made once for a state, as most of it stays the same. */
  readonly seats: Map<string, Seat>;
}

/** A component's place in a running cluster. Time and cause are set anew for each step. */
export interface Seat {
  readonly context: Writable<Context>;
  readonly env: Writable<ServerEnv>;
}

export type Writable<T> = { -readonly [K in keyof T]: T[K] };

export interface ClusterState {
  readonly server: ApiServerState;
  readonly disks: Disks;
  readonly states: Map<string, unknown>;
  readonly random: Map<string, RandomState>;
  /** Which node's runtime carries a stream. */
  readonly streams: Map<string, string>;
  /** Which component has opened a stream, where it was none of those outside. */
  readonly listeners: Map<string, string>;
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

export function clusterOf(world: World, name: string): ClusterRun {
  const cluster = world.clusters.get(name);
  if (cluster === undefined) throw new Error(`no cluster ${name}`);
  return cluster;
}

/** A stream of chance for each name in a cluster, so that one more asker changes nobody else's. */
export function randomFor(
  world: { readonly spec: WorldSpec },
  cluster: { readonly spec: ClusterSpec; readonly random: Map<string, RandomState> },
  name: string,
): RandomState {
  let state = cluster.random.get(name);
  if (state === undefined) cluster.random.set(name, (state = seedRandom(world.spec.seed, `${cluster.spec.name}/${name}`)));
  return state;
}

/** Where a component is in the whole world. */
export function fullAddress(cluster: string, address: string): string {
  return `${cluster}/${address}`;
}
