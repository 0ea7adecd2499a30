/**
 * A session: a world that is being played from a tape, recorded onto it, and wound back.
 * Owns the tape's inputs, checkpoints and the cursor of what was already told to the page. It decides no time of its own:
 * whoever drives it says how far to go.
 */
import type { BranchInfo, ObjectChange, StreamChunk } from '#api/frame.ts';
import { createHistoryHash } from '#api/historyHash.ts';
import type { VirtualMs } from '#api/meta.ts';
import type { Response } from '#api/request.ts';
import type { Input, Tape, TapeInput } from '#api/tape.ts';
import type { Trace } from '#api/trace.ts';
import type { HistoryEntry } from '#api/watch.ts';
import { allObjects, changesSince, historySince, oldestKept } from './etcd/store.ts';
import type { World } from './running.ts';
import {
  applyInput,
  checkpoint,
  createWorld,
  nextEventAt,
  restore,
  run,
  type Assembly,
  type Checkpoint as WorldCheckpoint,
} from './world.ts';

/** A copy of the world, and how many of the tape's inputs its past holds. */
type Checkpoint = WorldCheckpoint & { readonly applied: number };

/** A way that time went: the inputs of its whole past, and how far it was played. */
interface Branch {
  readonly id: number;
  readonly parent: number | undefined;
  readonly at: number;
  inputs: readonly TapeInput[];
  end: number;
}

/** What ends a step: anything at all, a commit, or a controller's reconcile. */
export type StepBy = 'event' | 'change' | 'reconcile';

export interface Session {
  readonly spec: Omit<Tape, 'inputs'>;
  readonly world: World;
  readonly inputs: TapeInput[];
  /** How many of the inputs have been applied at the present moment. */
  applied: number;
  /** The furthest moment reached on this branch. */
  end: number;
  readonly checkpoints: Checkpoint[];
  /** Cluster -> revision up to which changes were told. */
  readonly told: Map<string, number>;
  toldAtLastCheckpoint: number;
  /** Whoever listens must start anew. */
  reset: boolean;
  /** Every branch of time; the present one's inputs and end are the session's own. */
  readonly branches: Branch[];
  branch: number;
}

/** What happened since the last time somebody asked. */
export interface News {
  readonly reset: boolean;
  readonly changes: readonly ObjectChange[];
  readonly history: readonly (HistoryEntry & { readonly cluster: string })[];
  readonly traces: readonly Trace[];
  readonly streams: readonly StreamChunk[];
}

const checkpointEveryEvents = 4_000;
/** Copying so many items takes about a twentieth of the time of one event: checkpoints stay cheap beside what they save. */
const itemsPerEvent = 16;
const checkpointsMax = 48;
/** Some 200 MB: a large cluster keeps fewer moments to wind back to. */
const checkpointItemsMax = 8_000_000;
/** Older branches that nobody went back to are forgotten. */
const branchesMax = 32;
const historyOnResetMax = 20_000;

export function createSession(tape: Tape, assemble?: Assembly): Session {
  const { inputs, ...spec } = tape;
  const world = createWorld(spec, assemble);
  const session: Session = {
    spec,
    world,
    inputs: [...inputs],
    applied: 0,
    end: 0,
    checkpoints: [{ ...checkpoint(world), applied: 0 }],
    told: new Map(),
    toldAtLastCheckpoint: 0,
    reset: true,
    branches: [{ id: 0, parent: undefined, at: 0, inputs: [], end: 0 }],
    branch: 0,
  };
  return session;
}

export function nowOf(session: Session): VirtualMs {
  return session.world.kernel.now as VirtualMs;
}

export function tapeOf(session: Session): Tape {
  return { ...session.spec, inputs: session.inputs.slice() };
}

/** Records and applies something a person says now. What the tape held after this moment belongs to another branch and is dropped. */
export function say(session: Session, cluster: string, input: Input): Response | undefined {
  run(session.world, session.world.kernel.now);
  const at = nowOf(session);
  dropFuture(session);
  session.inputs.push(Object.freeze({ at, cluster, input }));
  session.applied = session.inputs.length;
  return applyInput(session.world, cluster, input);
}

/** Reads without being recorded: a get or list changes nothing. */
export function ask(session: Session, cluster: string, input: Input & { readonly type: 'request' }): Response | undefined {
  return applyInput(session.world, cluster, input);
}

/** Plays up to a moment, or `most` events; true when the moment was reached. */
export function advance(session: Session, until: number, most = Number.POSITIVE_INFINITY): boolean {
  let left = most;
  for (;;) {
    const before = session.world.kernel.told;
    const isReplay = session.world.kernel.now < session.end;
    const input = session.inputs[session.applied];
    const inputAt = input === undefined ? Number.POSITIVE_INFINITY : input.at;
    const stop = Math.min(until, inputAt, isReplay ? session.end : until);
    const reached = run(session.world, stop, left);
    // What a stream said the first time is not said again.
    if (isReplay) session.world.outbox.streams = [];
    left -= session.world.kernel.told - before;
    session.end = Math.max(session.end, session.world.kernel.now);
    keepCheckpoint(session);
    if (!reached) return false;
    if (stop < until && stop < inputAt) continue;
    if (input === undefined || inputAt > until) return true;
    session.applied += 1;
    applyInput(session.world, input.cluster, input.input);
  }
}

/** Plays to what is asked for; stays when nothing is going to happen within `within` milliseconds. */
export function step(session: Session, by: StepBy = 'change', within = 600_000): void {
  const limit = session.world.kernel.now + within;
  const before = countOf(session, by);
  for (;;) {
    const inputAt = session.inputs[session.applied]?.at ?? Number.POSITIVE_INFINITY;
    const next = Math.min(nextEventAt(session.world) ?? Number.POSITIVE_INFINITY, inputAt);
    if (next > limit) return;
    advance(session, Math.max(next, session.world.kernel.now), inputAt <= next ? Number.POSITIVE_INFINITY : 1);
    if (by === 'event' || countOf(session, by) !== before) return;
  }
}

function countOf(session: Session, by: StepBy): number {
  if (by === 'change') return revisions(session);
  const { traces } = session.world.outbox;
  return traces.reduce((sum, trace) => sum + (trace.type === 'reconcile' ? 1 : 0), 0);
}

/** Goes to any moment from 0 on: back by a checkpoint, forward by playing. */
export function seek(session: Session, at: number): void {
  rewind(session, at);
  advance(session, at);
}

/** Goes back to the last checkpoint before a moment, if that lies behind; from there it is reached by playing. */
export function rewind(session: Session, at: number): void {
  if (at >= session.world.kernel.now) return;
  const from = session.checkpoints.findLast((it) => it.at <= at) ?? session.checkpoints[0]!;
  restore(session.world, from);
  session.toldAtLastCheckpoint = session.world.kernel.told;
  session.applied = from.applied;
  session.reset = true;
}

/** Everything that happened since the last call; after a reset, everything that is there. */
export function drain(session: Session): News {
  const { reset } = session;
  session.reset = false;
  if (reset) session.told.clear();
  const { changes, history } = newsSince(session, session.told);
  const { traces, streams } = session.world.outbox;
  session.world.outbox.traces = [];
  session.world.outbox.streams = [];
  return { reset, changes, history, traces, streams };
}

/** What a reader has not been told of the stores yet; `told` says how far it got in each cluster, and is moved on. */
export function newsSince(session: Session, told: Map<string, number>): Pick<News, 'changes' | 'history'> {
  const changes: ObjectChange[] = [];
  const history: (HistoryEntry & { cluster: string })[] = [];
  for (const [cluster, { state }] of session.world.clusters) {
    const { store } = state.server;
    const from = told.get(cluster);
    const since = from === undefined ? undefined : changesSince(store, from);
    if (since === undefined) for (const object of allObjects(store)) changes.push({ type: 'ADDED', cluster, object });
    else for (const { type, object } of since) changes.push({ type, cluster, object });
    const oldest = Math.max(oldestKept(store), store.revision - historyOnResetMax);
    for (const entry of historySince(store, from ?? oldest)) history.push({ ...entry, cluster });
    told.set(cluster, store.revision);
  }
  return { changes, history };
}

/** The fingerprint of everything that was ever committed. */
export function historyHash(session: Session): string {
  const hash = createHistoryHash();
  for (const [cluster, { state }] of session.world.clusters) {
    for (const entry of historySince(state.server.store, 0)) hash.add(cluster, entry);
  }
  return hash.text();
}

function revisions(session: Session): number {
  let sum = 0;
  for (const { state } of session.world.clusters.values()) sum += state.server.store.revision;
  return sum;
}

/** What lay ahead stays as the branch it was; the present goes on as another. */
function dropFuture(session: Session): void {
  const { now } = session.world.kernel;
  if (session.applied === session.inputs.length && session.end <= now) return;
  const left = rememberBranch(session);
  session.branch = Math.max(...session.branches.map((branch) => branch.id)) + 1;
  session.branches.push({ id: session.branch, parent: left.id, at: now, inputs: [], end: now });
  while (session.branches.length > branchesMax) forgetBranch(session);
  session.inputs.length = session.applied;
  session.end = now;
  dropCheckpointsAfter(session, now);
}

function dropCheckpointsAfter(session: Session, at: number): void {
  while (session.checkpoints.length > 1 && session.checkpoints.at(-1)!.at > at) session.checkpoints.pop();
}

function rememberBranch(session: Session): Branch {
  const current = session.branches.find((branch) => branch.id === session.branch)!;
  current.inputs = session.inputs.slice();
  current.end = session.end;
  return current;
}

/** The oldest branch that no other grew from and that is not the present one. */
function forgetBranch(session: Session): void {
  const parents = new Set(session.branches.map((branch) => branch.parent));
  const index = session.branches.findIndex((branch) => !parents.has(branch.id) && branch.id !== session.branch);
  session.branches.splice(Math.max(0, index), 1);
}

export function branchesOf(session: Session): readonly BranchInfo[] {
  return session.branches.map(({ id, parent, at, end }) => {
    const isCurrent = id === session.branch;
    return { id, parent, at: at as VirtualMs, end: (isCurrent ? session.end : end) as VirtualMs, isCurrent };
  });
}

/** The tape of a branch, or undefined when there is none with this id. */
export function branchTape(session: Session, id: number): Tape | undefined {
  if (id === session.branch) return tapeOf(session);
  const branch = session.branches.find((one) => one.id === id);
  return branch === undefined ? undefined : { ...session.spec, inputs: branch.inputs };
}

/**
 * Goes over to another branch, to where it leaves this one. Answers the moment to which it is then to be played: the present one, or the
 * branch's end when that is earlier; undefined when there is no such branch.
 */
export function takeUpBranch(session: Session, id: number): number | undefined {
  const target = session.branches.find((branch) => branch.id === id);
  if (target === undefined || id === session.branch) return undefined;
  const at = Math.min(session.world.kernel.now, target.end);
  const shared = commonInputs(session.inputs, target.inputs);
  const fork = Math.min(session.inputs[shared]?.at ?? session.end, target.inputs[shared]?.at ?? target.end);
  rememberBranch(session);
  session.branch = id;
  session.inputs.splice(0, session.inputs.length, ...target.inputs);
  session.end = target.end;
  while (session.checkpoints.length > 1 && isPast(session.checkpoints.at(-1)!, fork, shared)) session.checkpoints.pop();
  restore(session.world, session.checkpoints.at(-1)!);
  session.applied = session.checkpoints.at(-1)!.applied;
  session.toldAtLastCheckpoint = session.world.kernel.told;
  session.reset = true;
  return at;
}

function isPast(checkpoint: Checkpoint, fork: number, shared: number): boolean {
  return checkpoint.at > fork || checkpoint.applied > shared;
}

function commonInputs(a: readonly TapeInput[], b: readonly TapeInput[]): number {
  let count = 0;
  while (count < a.length && a[count] === b[count]) count += 1;
  return count;
}

function keepCheckpoint(session: Session): void {
  const { kernel } = session.world;
  const last = session.checkpoints.at(-1)!;
  if (kernel.told - session.toldAtLastCheckpoint < Math.max(checkpointEveryEvents, last.items / itemsPerEvent)) return;
  session.toldAtLastCheckpoint = kernel.told;
  if (kernel.now <= last.at) return;
  session.checkpoints.push({ ...checkpoint(session.world), applied: session.applied });
  while (areTooMany(session.checkpoints)) thinOut(session.checkpoints);
}

function areTooMany(checkpoints: readonly Checkpoint[]): boolean {
  if (checkpoints.length > checkpointsMax) return true;
  return checkpoints.length > 3 && checkpoints.reduce((sum, { items }) => sum + items, 0) > checkpointItemsMax;
}

/** Drops every other checkpoint of the older half, but never the first. */
function thinOut(checkpoints: Checkpoint[]): void {
  const half = checkpoints.length >> 1;
  const kept = checkpoints.filter((_, i) => i === 0 || i >= half || i % 2 === 0);
  checkpoints.splice(0, checkpoints.length, ...kept);
}
