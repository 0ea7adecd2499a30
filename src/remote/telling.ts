/** What the engine has to tell is gathered here, and goes to the page in frames of a size that it can take in. */
import type { Frame } from '#api/frame.ts';
import type { VirtualMs } from '#api/meta.ts';
import type { EngineNews } from './engine.ts';
import type { HostOptions, HostState } from './hostState.ts';
import type { PackedFrame } from './protocol.ts';

/** Objects in one frame: more would hold up the page's main thread while they are taken in. */
const changesMax = 100;
/** A moment that was sought is told at once, as far as that goes. */
const movedMax = 1_500;
const tracesMax = 150;
const historyMax = 400;
/** Takes the engine's news; of several changes of one object only the last is kept. */
export function collect(state: HostState, isOtherRun = false): void {
  const news = state.engine.drain();
  if (news.reset && isOtherRun) {
    forget(state);
    state.past.forget(state.engine.now());
  }
  take(state, news);
}

/** `from`: the place on the way from which the engine has gone on, when more of it was shown than that. */
export function take(state: HostState, news: EngineNews, from?: number): void {
  const end = state.engine.end();
  const isFork = end < state.end;
  if (news.reset) {
    state.moved = true;
    state.traces = [];
  }
  if (isFork) state.past.cut(state.engine.now());
  if (!news.reset && from !== undefined) state.past.returnTo(from);
  if (!state.isLive) state.past.record(news, state.engine.now());
  state.ledger.add(news, isFork);
  state.end = end;
  state.traces.push(...news.traces);
  state.streams.push(...news.streams);
}

/** Nothing that the page knows is of use any more. */
export function forget(state: HostState): void {
  state.reset = true;
  state.ledger.forget();
  state.traces = [];
}

export function hasNews(state: HostState): boolean {
  return state.ledger.hasNews() || state.traces.length > 0 || state.streams.length > 0;
}

export function sendFrame(state: HostState, { post, wall }: HostOptions): void {
  state.sequence += 1;
  const frame: PackedFrame = {
    sequence: state.sequence,
    now: (state.viewAt as VirtualMs | undefined) ?? state.engine.now(),
    epoch: state.engine.epoch,
    end: state.engine.end(),
    playing: state.playing,
    speed: state.speed,
    reset: state.reset,
    moved: state.moved,
    ...state.ledger.takeChanges(state.moved ? movedMax : changesMax),
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
