/**
 * Lets a cluster live by the wall's clock. Owns: how far the virtual clock may go, and when it is moved next. Nothing runs
 * while nothing is due: one timer waits for the next event.
 */
import type { Input } from '#api/tape.ts';
import type { Response } from '#api/request.ts';
import type { createEngine } from '#engine/engine.ts';

export type ServedEngine = ReturnType<typeof createEngine>;

export interface Pace {
  /** Says something at the present moment. */
  say(input: Input): Response | undefined;
  /** Called, soon and only once, after anything may have happened. */
  onNews(tell: () => void): () => void;
  /** Plays what is due, for those who look at the clock between two events. */
  catchUp(): void;
  /** Seconds of the cluster in a second of the wall's clock. */
  readonly speed: number;
  stop(): void;
}

export interface PaceOptions {
  readonly engine: ServedEngine;
  readonly cluster: string;
  readonly speed: number;
  /** Milliseconds of the wall's clock. */
  readonly wall: () => number;
  /** An impossible state stopped the engine. */
  readonly crashed: (error: unknown) => void;
}

/** Wall milliseconds of computing before requests are looked at again, and events between two looks at the clock. */
const sliceMs = 12;
const sliceEvents = 200;
/** A machine that slept, or a cluster that is too busy, does not try to make up for more than this. */
const leapMaxMs = 5_000;
const timerMaxMs = 60_000;

interface PaceState {
  readonly options: PaceOptions;
  /** A moment of the wall, and the virtual moment that belongs to it. */
  wallBase: number;
  virtualBase: number;
  timer: NodeJS.Timeout | undefined;
  immediate: NodeJS.Immediate | undefined;
  newsDue: boolean;
  stopped: boolean;
  readonly listeners: Set<() => void>;
}

export function createPace(options: PaceOptions): Pace {
  const state: PaceState = {
    options,
    wallBase: options.wall(),
    virtualBase: options.engine.now(),
    timer: undefined,
    immediate: undefined,
    newsDue: false,
    stopped: false,
    listeners: new Set(),
  };
  plan(state);
  return {
    say(input) {
      return guarded(state, () => {
        play(state);
        const answer = options.engine.say(options.cluster, input);
        plan(state);
        return answer;
      });
    },
    onNews(tell) {
      state.listeners.add(tell);
      return () => state.listeners.delete(tell);
    },
    catchUp: () => void guarded(state, () => play(state)),
    speed: options.speed,
    stop() {
      state.stopped = true;
      clearTimeout(state.timer);
      clearImmediate(state.immediate);
    },
  };
}

function guarded<T>(state: PaceState, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    state.stopped = true;
    state.options.crashed(error);
    return undefined;
  }
}

/** Plays what is due by now, as far as a slice of time allows; true when all of it was. */
function play(state: PaceState): boolean {
  if (state.stopped) return true;
  const { engine, wall } = state.options;
  const started = wall();
  const target = Math.floor(state.virtualBase + (started - state.wallBase) * state.options.speed);
  const late = (target - engine.now()) / state.options.speed;
  if (late > leapMaxMs) {
    const next = engine.nextAt();
    if (next !== undefined && next < target - leapMaxMs * state.options.speed) {
      state.virtualBase = engine.now() + leapMaxMs * state.options.speed;
      state.wallBase = started;
      return play(state);
    }
  }
  while (!engine.advance(target, sliceEvents)) if (wall() - started > sliceMs) return false;
  return true;
}

/** Sets the timer for the next event, and lets the listeners know. */
function plan(state: PaceState): void {
  if (state.stopped) return;
  tellSoon(state);
  clearTimeout(state.timer);
  const next = state.options.engine.nextAt();
  if (next === undefined) return;
  const dueIn = state.wallBase + (next - state.virtualBase) / state.options.speed - state.options.wall();
  state.timer = setTimeout(() => tick(state), Math.min(timerMaxMs, Math.max(0, Math.ceil(dueIn))));
}

function tick(state: PaceState): void {
  guarded(state, () => play(state));
  plan(state);
}

function tellSoon(state: PaceState): void {
  if (state.newsDue) return;
  state.newsDue = true;
  state.immediate = setImmediate(() => {
    state.newsDue = false;
    for (const tell of state.listeners) tell();
  });
}
