/**
 * The worker's side of the boundary: serves a Client's requests, drives the clock by the wall's, and sends frames.
 * Owns the pace: how much is computed at a time, how much a frame carries, and that no frame is sent before the page has
 * taken in the last one.
 */
import type { Frame, StreamChunk } from '#api/frame.ts';
import type { KubeObject } from '#api/meta.ts';
import type { Request, Response } from '#api/request.ts';
import type { Tape } from '#api/tape.ts';
import type { WatchEvent } from '#api/watch.ts';
import type { Engine } from './engine.ts';
import { createLedger, withoutManagedFields, type Ledger } from './ledger.ts';
import type { ClockCommand, PackedFrame, ToHost, ToPage } from './protocol.ts';

export interface HostOptions {
  readonly makeEngine: (tape: Tape) => Engine;
  readonly post: (message: ToPage) => void;
  /** Milliseconds of the wall's clock; only its differences count. */
  readonly wall: () => number;
}

export interface Host {
  /** Takes in one message of the page. */
  receive(message: ToHost): void;
  /** Plays what is due and sends what there is to tell. */
  tick(): void;
  /** Whether ticks have anything to do. */
  busy(): boolean;
}

/** Objects in one frame: more would hold up the page's main thread while they are taken in. */
const changesMax = 100;
const tracesMax = 150;
const historyMax = 400;
/** Wall milliseconds of computing at a time, and events between two looks at the wall's clock. */
const sliceMs = 12;
const sliceEvents = 200;
/** No frame tells of more than this of the wall's time: a page that sleeps or cannot follow sees everything, only later. */
const leapMaxMs = 250;
/** A frame that has nothing to tell but the time may wait this long, and one with news a little, so that more goes into it. */
const restMs = 40;
const gatherMs = 30;

interface OpenWatch {
  readonly cluster: string;
  readonly watch: string;
}

interface HostState {
  engine: Engine;
  playing: boolean;
  speed: number;
  lastWall: number;
  /** The part of a virtual millisecond that has passed and was not played. */
  owed: number;
  /** How much of the wall's time was played since the last frame, and when that was sent. */
  untold: number;
  toldAt: number;
  sequence: number;
  /** A frame is out and has not been acknowledged. */
  waiting: boolean;
  reset: boolean;
  moved: boolean;
  /** The last frame could not hold all that was to be told. */
  more: boolean;
  readonly ledger: Ledger;
  /** The furthest moment of the branch, as it was when the engine was last asked. */
  end: number;
  traces: Frame['traces'][number][];
  streams: StreamChunk[];
  readonly watches: Map<number, OpenWatch>;
  /** Something other than time passing is to be told (play, pause, speed). */
  stale: boolean;
  crashed: Frame['crash'];
  toldBranches: string;
  beside:
    | { readonly branch: number; readonly inputs: number; readonly engine: Engine; readonly objects: Map<string, KubeObject> }
    | undefined;
}

export function createHost(options: HostOptions, tape: Tape): Host {
  const state: HostState = {
    engine: options.makeEngine(tape),
    playing: true,
    speed: 1,
    lastWall: options.wall(),
    owed: 0,
    untold: 0,
    toldAt: -Infinity,
    sequence: 0,
    waiting: false,
    reset: true,
    moved: false,
    more: false,
    ledger: createLedger(),
    end: 0,
    traces: [],
    streams: [],
    watches: new Map(),
    stale: true,
    crashed: undefined,
    toldBranches: '',
    beside: undefined,
  };
  return {
    receive: (message) =>
      state.crashed === undefined ? guarded(state, () => receive(state, options, message)) : outlive(state, options, message),
    tick: () => tick(state, options),
    busy: () => state.playing || state.stale || hasNews(state) || state.waiting,
  };
}

/** An impossible state in the engine stops the clock and is shown with the tape that led there; it never freezes the page. */
function guarded(state: HostState, work: () => void): void {
  if (state.crashed !== undefined) return;
  try {
    work();
  } catch (error) {
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    state.crashed = { message, stack, tape: state.engine.tape() };
    state.playing = false;
    state.stale = true;
  }
}

/** After a crash the page is still answered: frames go on, another tape may be loaded, and requests are refused. */
function outlive(state: HostState, options: HostOptions, message: ToHost): void {
  if (message.type === 'ack' && message.sequence === state.sequence) state.waiting = false;
  else if (message.type === 'load') load(state, options, message);
  else if (message.type === 'tape') options.post({ type: 'tape', id: message.id, tape: state.engine.tape() });
  else if (message.type === 'request')
    options.post({ type: 'response', id: message.id, response: stoppedResponse, now: state.engine.now() });
}

const stoppedResponse: Response = {
  code: 500,
  body: {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'the engine has stopped; wind back or load another tape',
    reason: 'InternalError',
    code: 500,
  },
};

function receive(state: HostState, options: HostOptions, message: ToHost): void {
  switch (message.type) {
    case 'request': {
      const response = state.engine.say(message.cluster, { type: 'request', request: message.request });
      if (response === undefined) throw new Error('a request was not answered');
      options.post({ type: 'response', id: message.id, response, now: state.engine.now() });
      return collect(state);
    }
    case 'input':
      state.engine.say(message.cluster, message.input);
      return collect(state);
    case 'watch':
      return watch(state, options, message);
    case 'unwatch':
      return unwatch(state, message.id);
    case 'clock':
      return clock(state, options, message.command);
    case 'tape':
      return options.post({ type: 'tape', id: message.id, tape: state.engine.tape() });
    case 'load':
      return load(state, options, message);
    case 'glimpse':
      return options.post({ type: 'glimpsed', id: message.id, objects: glimpse(state, options, message) });
    case 'ack':
      if (message.sequence === state.sequence) state.waiting = false;
  }
}

/** Plays another branch beside the present one; the engine is kept, so that the next moment is near. */
function glimpse(state: HostState, options: HostOptions, { branch, at }: ToHost & { type: 'glimpse' }): readonly KubeObject[] | undefined {
  const tape = state.engine.branchTape(branch);
  if (tape === undefined) return undefined;
  if (state.beside?.branch !== branch || state.beside.inputs !== tape.inputs.length)
    state.beside = { branch, inputs: tape.inputs.length, engine: options.makeEngine(tape), objects: new Map() };
  const { engine, objects } = state.beside;
  engine.seek(at);
  const news = engine.drain();
  if (news.reset) objects.clear();
  for (const { type, object } of news.changes) {
    const key = `${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`;
    if (type === 'DELETED') objects.delete(key);
    else objects.set(key, withoutManagedFields(object));
  }
  return [...objects.values()].filter(({ kind }) => kind !== 'Event' && kind !== 'Lease');
}

function clock(state: HostState, options: HostOptions, command: ClockCommand): void {
  state.stale = true;
  if (command.do === 'play' || command.do === 'pause') {
    state.playing = command.do === 'play';
    state.lastWall = options.wall();
  } else if (command.do === 'speed') {
    state.speed = Math.min(1_000, Math.max(0.01, command.factor));
  } else {
    if (command.do === 'step') state.engine.step(command.by);
    else if (command.do === 'branch') state.engine.switchBranch(command.id);
    else state.engine.seek(Math.max(0, command.at));
    state.playing = state.playing && command.do !== 'step';
    state.lastWall = options.wall();
    collect(state, command.do === 'branch');
  }
}

function load(state: HostState, options: HostOptions, message: ToHost & { type: 'load' }): void {
  try {
    const engine = options.makeEngine(message.tape);
    if (message.at !== undefined) engine.seek(message.at);
    state.engine = engine;
    state.beside = undefined;
    state.crashed = undefined;
  } catch (error) {
    return options.post({ type: 'loaded', id: message.id, problem: error instanceof Error ? error.message : String(error) });
  }
  state.watches.clear();
  state.playing = message.playing;
  state.lastWall = options.wall();
  forget(state);
  collect(state);
  options.post({ type: 'loaded', id: message.id });
}

function tick(state: HostState, options: HostOptions): void {
  guarded(state, () => {
    play(state, options);
    collect(state);
    tellWatches(state, options);
  });
  if (state.waiting) return;
  const since = options.wall() - state.toldAt;
  if (state.stale || state.more || (state.playing && since >= restMs)) sendFrame(state, options);
  else if (hasNews(state) && (!state.playing || since >= gatherMs)) sendFrame(state, options);
}

/** Moves the virtual clock by the wall's, as far as there is time to compute; a cluster too busy runs slower than asked. */
function play(state: HostState, options: HostOptions): void {
  if (!state.playing) return;
  const started = options.wall();
  const elapsed = Math.min(leapMaxMs - state.untold, started - state.lastWall);
  state.lastWall = started;
  state.untold += elapsed;
  // Virtual time goes in whole milliseconds; what is left of one is kept for the next tick.
  const due = elapsed * state.speed + state.owed;
  state.owed = due % 1;
  const target = Math.floor(state.engine.now()) + Math.floor(due);
  while (!state.engine.advance(target, sliceEvents)) {
    if (options.wall() - started > sliceMs) return;
  }
}

/** Takes the engine's news; of several changes of one object only the last is kept. */
function collect(state: HostState, isOtherRun = false): void {
  const news = state.engine.drain();
  const end = state.engine.end();
  if (news.reset) {
    if (isOtherRun) forget(state);
    state.moved = true;
    state.traces = [];
  }
  state.ledger.add(news, end < state.end);
  state.end = end;
  state.traces.push(...news.traces);
  state.streams.push(...news.streams);
}

/** Nothing that the page knows is of use any more. */
function forget(state: HostState): void {
  state.reset = true;
  state.ledger.forget();
  state.traces = [];
}

function hasNews(state: HostState): boolean {
  return state.ledger.hasNews() || state.traces.length > 0 || state.streams.length > 0;
}

function sendFrame(state: HostState, { post, wall }: HostOptions): void {
  state.sequence += 1;
  const frame: PackedFrame = {
    sequence: state.sequence,
    now: state.engine.now(),
    epoch: state.engine.epoch,
    end: state.engine.end(),
    playing: state.playing,
    speed: state.speed,
    reset: state.reset,
    moved: state.moved,
    ...state.ledger.takeChanges(changesMax),
    traces: state.traces.splice(0, tracesMax),
    history: state.ledger.takeHistory(historyMax),
    streams: state.streams.splice(0),
    ...branchNews(state),
    ...(state.crashed === undefined ? {} : { crash: state.crashed }),
  };
  state.reset = false;
  state.moved = false;
  state.more = frame.more;
  state.stale = false;
  state.waiting = true;
  state.untold = 0;
  state.toldAt = wall();
  post({ type: 'frame', frame });
}

/** The tree changes only when someone speaks in the past, or leaves a branch. */
function branchNews(state: HostState): Pick<Frame, 'branches'> {
  const branches = state.engine.branches();
  const text = branches.map((one) => `${one.id}${one.isCurrent ? '*' : one.end}`).join();
  if (text === state.toldBranches) return {};
  state.toldBranches = text;
  return { branches };
}

function watch(state: HostState, { post }: HostOptions, message: ToHost & { type: 'watch' }): void {
  const { id, cluster } = message;
  let { request } = message;
  if (request.options?.resourceVersion === undefined) {
    const list = state.engine.say(cluster, { type: 'request', request: { ...request, verb: 'list' } });
    if (list === undefined || list.code >= 400) {
      return post({ type: 'watched', id, event: { type: 'ERROR', object: list?.body as never } });
    }
    const body = list.body as unknown as { metadata: { resourceVersion: string }; items: readonly KubeObject[] };
    for (const object of body.items) post({ type: 'watched', id, event: { type: 'ADDED', object } });
    request = { ...request, options: { ...request.options, resourceVersion: body.metadata.resourceVersion } };
  }
  state.watches.set(id, { cluster, watch: state.engine.openWatch(cluster, withNameSelector(request)) });
}

/** A watch of one object is a watch of all, narrowed by its name. */
function withNameSelector(request: Request): Request {
  if (request.name === undefined) return request;
  const selector = [request.options?.fieldSelector, `metadata.name=${request.name}`].filter(Boolean).join(',');
  return { ...request, options: { ...request.options, fieldSelector: selector } };
}

function tellWatches(state: HostState, { post }: HostOptions): void {
  for (const [id, { cluster, watch: watchId }] of state.watches) {
    const news = state.engine.readWatch(cluster, watchId);
    if (news === 'gone') {
      state.watches.delete(id);
      post({ type: 'watched', id, event: goneEvent });
      continue;
    }
    for (const event of news.events) post({ type: 'watched', id, event });
    if (news.ended === true) state.watches.delete(id);
  }
}

const goneEvent: WatchEvent = {
  type: 'ERROR',
  object: {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'too old resource version',
    reason: 'Expired',
    code: 410,
  },
};

function unwatch(state: HostState, id: number): void {
  const open = state.watches.get(id);
  if (open === undefined) return;
  state.watches.delete(id);
  state.engine.closeWatch(open.cluster, open.watch);
}
