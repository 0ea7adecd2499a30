/**
 * A way through time that the host does not know by heart, such as far back to a moment whose changes are forgotten, or to where another
 * branch goes on: it is played a slice at a time, so that the page hears how far it is and may stop there.
 */
import type { HostOptions, HostState } from './hostState.ts';
import { collect } from './telling.ts';

export interface Journey {
  readonly from: number;
  readonly to: number;
  /** Nothing that the page knows is of use there. */
  readonly isOtherRun: boolean;
  /** The engine had to go back for it: what was known of the way lies ahead of another place now. */
  readonly isBack: boolean;
  readonly begunAt: number;
}

/** Wall milliseconds of playing at a time, and events between two looks at the clock. */
const sliceMs = 80;
const sliceEvents = 500;
/** A way that is shorter than this is there before it could be read of. */
const untoldMs = 250;

/** Begins a way to a moment, in the place of one that is under way; a short one is over when this returns. */
export function setOut(state: HostState, options: HostOptions, to: number): void {
  const isBack = state.journey?.isBack === true || to < state.engine.now();
  state.engine.rewind(to);
  begin(state, options, { to, isBack, isOtherRun: state.journey?.isOtherRun === true });
}

/** Takes up another branch, as far as it goes or as far as the present one has come. */
export function setOutAcross(state: HostState, options: HostOptions, branch: number): void {
  const to = state.engine.takeUpBranch(branch);
  if (to !== undefined) begin(state, options, { to, isBack: true, isOtherRun: true });
}

function begin(state: HostState, options: HostOptions, way: Omit<Journey, 'from' | 'begunAt'>): void {
  const isUnderWay = state.journey !== undefined;
  state.journey = { ...way, from: state.engine.now(), begunAt: options.wall() };
  // A playhead that is dragged asks for more moments than could be gone to.
  if (!isUnderWay) goOn(state, options);
}

/** Plays a slice of the way. */
export function goOn(state: HostState, options: HostOptions): void {
  const { journey, engine } = state;
  if (journey === undefined) return;
  const started = options.wall();
  while (!engine.advance(journey.to, sliceEvents)) {
    if (options.wall() - started < sliceMs) continue;
    if (options.wall() - journey.begunAt > untoldMs) options.post({ type: 'going', from: journey.from, now: engine.now(), to: journey.to });
    return;
  }
  arriveAt(state, options, journey.to);
}

/** The way ends where the engine is now. */
export function halt(state: HostState, options: HostOptions): void {
  if (state.journey !== undefined) arriveAt(state, options, state.engine.now());
}

function arriveAt(state: HostState, options: HostOptions, at: number): void {
  const { isBack = false, isOtherRun = false } = state.journey ?? {};
  state.journey = undefined;
  state.engine.seek(at);
  if (isBack) state.past.forget(state.engine.now());
  state.lastWall = options.wall();
  state.stale = true;
  collect(state, isOtherRun);
}
