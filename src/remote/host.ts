/**
 * The worker's side of the boundary: serves a Client's requests, drives the clock by the wall's, and sends frames.
 * Owns the pace: how much is computed at a time, and that no frame is sent before the page has taken in the last one.
 */
import type { Tape } from '#api/tape.ts';
import { createState, type HostOptions, type HostState } from './hostState.ts';
import { goOn, halt, setOut, setOutAcross } from './journey.ts';
import { isUrgent, playOn, problemOf, startLoading, stoppedProblem, type Loading } from './loading.ts';
import type { ClockCommand, ToHost, ToPage } from './protocol.ts';
import { stoppedResponse } from './stopped.ts';
import { collect, forget, hasNews, sendFrame, take } from './telling.ts';

export interface Host {
  /** Takes in one message of the page. */
  receive(message: ToHost): void;
  /** Plays what is due and sends what there is to tell. */
  tick(): void;
  /** Whether ticks have anything to do. */
  busy(): boolean;
}

/** Wall milliseconds of computing at a time, and events between two looks at the wall's clock. */
const sliceMs = 12;
const sliceEvents = 200;
/** No frame tells of more than this of the wall's time: a page that sleeps or cannot follow sees everything, only later. */
const leapMaxMs = 250;
/** A frame that has nothing to tell but the time may wait this long, and one with news a little, so that more goes into it. */
const restMs = 40;
const gatherMs = 30;
/** When the playhead has stood still for so long, the engine follows it. */
const handRestMs = 120;

export function createHost(options: HostOptions, tape: Tape): Host {
  const state = createState(options, tape);
  guarded(state, () => collect(state));
  return {
    receive: (message) => hear(state, options, message),
    tick: () => tick(state, options),
    busy: () =>
      state.loading !== undefined ||
      state.journey !== undefined ||
      state.beside.isBusy() ||
      state.playing ||
      state.viewAt !== undefined ||
      state.stale ||
      hasNews(state) ||
      state.waiting,
  };
}

function hear(state: HostState, options: HostOptions, message: ToHost): void {
  if (state.loading !== undefined && !isUrgent(message)) state.loading.held.push(message);
  else if (message.type === 'stop') stop(state, options);
  else if (state.crashed === undefined) guarded(state, () => receive(state, options, message));
  else outlive(state, options, message);
}

/** Whatever takes long is given up: a run that is being opened, or a way through time where it has come to. */
function stop(state: HostState, options: HostOptions): void {
  endLoading(state, options, { problem: stoppedProblem });
  guarded(state, () => reach(state, options, halt));
}

/** Goes on with a way through time; what waited for its end is answered there. */
function reach(state: HostState, options: HostOptions, go: (state: HostState, options: HostOptions) => void): void {
  go(state, options);
  if (state.journey === undefined && state.viewAt === undefined)
    for (const message of state.held.splice(0)) receive(state, options, message);
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
    state.journey = undefined;
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

function receive(state: HostState, options: HostOptions, message: ToHost): void {
  if ((state.viewAt !== undefined || state.journey !== undefined) && isOfMoment(message)) return void state.held.push(message);
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
      return state.watches.open(state.engine, options.post, message);
    case 'unwatch':
      return state.watches.close(state.engine, message.id);
    case 'clock':
      return clock(state, options, message.command);
    case 'tape':
      return options.post({ type: 'tape', id: message.id, tape: state.engine.tape() });
    case 'load':
      return load(state, options, message);
    case 'glimpse':
      return tell(options, state.beside.ask(state.engine, message));
    case 'ack':
      if (message.sequence === state.sequence) state.waiting = false;
  }
}

function tell({ post }: HostOptions, message: ToPage | undefined): void {
  if (message !== undefined) post(message);
}

function clock(state: HostState, options: HostOptions, command: ClockCommand): void {
  state.stale = true;
  if (command.do === 'play' || command.do === 'pause') {
    state.playing = command.do === 'play';
    state.lastWall = options.wall();
  } else if (command.do === 'speed') {
    state.speed = Math.min(1_000, Math.max(0.01, command.factor));
  } else {
    move(state, options, command);
  }
}

function move(state: HostState, options: HostOptions, command: ClockCommand & { readonly do: 'seek' | 'step' | 'branch' }): void {
  if (command.do === 'seek') {
    const at = Math.max(0, command.at);
    if (show(state, options, at)) return;
    // The engine is on its way to a moment that is shown already: it goes on from there.
    if (state.viewAt !== undefined) return hold(state, command);
    return reach(state, options, () => setOut(state, options, at));
  }
  if (command.do === 'branch') return reach(state, options, () => setOutAcross(state, options, command.id));
  state.engine.step(command.by);
  state.playing = false;
  state.lastWall = options.wall();
  collect(state);
}

/** Of several moments that are wanted later only the last counts. */
function hold(state: HostState, command: ClockCommand): void {
  const others = state.held.filter((one) => one.type !== 'clock' || one.command.do !== 'seek');
  state.held = [...others, { type: 'clock', command }];
}

/** What has to do with the moment at which the world is. */
function isOfMoment(message: ToHost): boolean {
  if (message.type === 'clock') return message.command.do === 'step' || message.command.do === 'branch';
  return message.type === 'request' || message.type === 'input' || message.type === 'watch' || message.type === 'unwatch';
}

/** Shows a moment of the way that was taken, at once; the engine follows when the hand rests. False when it is not known. */
function show(state: HostState, options: HostOptions, at: number): boolean {
  const toldTo = state.viewAt === undefined ? state.past.here() : state.toldTo;
  const placed = state.past.goTo(at);
  if (placed === undefined) return false;
  state.ledger.note(placed);
  state.journey = undefined;
  state.viewAt = at;
  state.toldTo = toldTo;
  state.soughtAt = options.wall();
  state.moved = true;
  if (!state.waiting) sendFrame(state, options);
  return true;
}

/** Brings the engine nearer to the moment that is shown, a slice at a time. */
function follow(state: HostState, options: HostOptions, at: number): void {
  const started = options.wall();
  if (started - state.soughtAt < handRestMs && state.held.length === 0 && !state.playing) return;
  state.engine.rewind(at);
  while (!state.engine.advance(at, sliceEvents)) if (options.wall() - started > sliceMs) return;
  arrive(state, options);
}

/** The engine is at the moment that is shown, at the latest now; what was asked of it is answered. */
function arrive(state: HostState, options: HostOptions): void {
  if (state.viewAt === undefined) return;
  state.engine.seek(state.viewAt);
  state.viewAt = undefined;
  state.lastWall = options.wall();
  take(state, state.engine.drain(), state.toldTo);
  for (const message of state.held.splice(0)) receive(state, options, message);
}

function load(state: HostState, options: HostOptions, message: ToHost & { type: 'load' }): void {
  endLoading(state, options, { problem: stoppedProblem });
  reach(state, options, halt);
  arrive(state, options);
  try {
    state.loading = startLoading(options.makeEngine(message.tape), message);
  } catch (error) {
    return options.post({ type: 'loaded', id: message.id, problem: problemOf(error) });
  }
  goOnLoading(state, options, state.loading);
}

function goOnLoading(state: HostState, options: HostOptions, loading: Loading): void {
  try {
    if (!playOn(loading, options.wall)) return options.post({ type: 'loading', id: loading.id, now: loading.engine.now() });
    takeOver(state, options, loading);
    endLoading(state, options, {});
  } catch (error) {
    endLoading(state, options, { problem: problemOf(error) });
  }
}

function endLoading(state: HostState, options: HostOptions, result: { readonly problem?: string }): void {
  const { loading } = state;
  if (loading === undefined) return;
  state.loading = undefined;
  state.lastWall = options.wall();
  options.post({ type: 'loaded', id: loading.id, ...result });
  for (const message of loading.held) hear(state, options, message);
}

/** The run that was opened stands in the place of the old one. */
function takeOver(state: HostState, options: HostOptions, { engine, first, playing }: Loading): void {
  state.engine = engine;
  state.beside.forget();
  state.crashed = undefined;
  state.watches.forget();
  state.playing = playing;
  state.lastWall = options.wall();
  forget(state);
  // The way begins with the tape, not with the moment at which it is opened.
  state.past.forget(0);
  if (!state.isLive) state.past.record(first, 0);
  state.ledger.add(first, false);
  state.end = 0;
  collect(state);
}

function tick(state: HostState, options: HostOptions): void {
  if (state.loading !== undefined) return goOnLoading(state, options, state.loading);
  tell(options, state.beside.goOn(options.wall));
  guarded(state, () => {
    if (state.viewAt !== undefined) return follow(state, options, state.viewAt);
    if (state.journey !== undefined) return reach(state, options, goOn);
    play(state, options);
    collect(state);
    state.watches.tell(state.engine, options.post);
  });
  if (state.waiting || state.journey !== undefined) return;
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
