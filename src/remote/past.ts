/**
 * The way that was taken, change by change: what the picture was at any moment of it, without playing the engine there. Owns
 * nothing that the engine did not tell; a moment before the first change that is kept has to be played.
 */
import type { KubeObject } from '#api/meta.ts';
import type { EngineNews } from './engine.ts';
import { isQuiet, placeOf } from './quiet.ts';

export interface Placed {
  readonly place: string;
  readonly cluster: string;
  /** Undefined when nothing is there. */
  readonly object: KubeObject | undefined;
}

export interface Past {
  /** Takes in what happened up to `now`. After a reset this is everything that is there, and no step of the way. */
  record(news: Pick<EngineNews, 'reset' | 'changes' | 'history'>, now: number): void;
  /** What lies ahead of the present place, at `now`, will not happen. */
  cut(now: number): void;
  /** Another way begins at `now`. */
  forget(now: number): void;
  /** Goes to a moment; tells what is there now at each place that is not as it was, or undefined when that is not known. */
  goTo(at: number): readonly Placed[] | undefined;
  /** How far along the way the present place is. */
  here(): number;
  /** Goes back, or on, to such a place. */
  returnTo(place: number): void;
}

interface Step {
  readonly at: number;
  readonly place: string;
  readonly cluster: string;
  readonly before: KubeObject | undefined;
  readonly after: KubeObject | undefined;
}

interface State {
  steps: Step[];
  /** How many of the steps lie behind. */
  position: number;
  /** Moments from here on are known, up to there. */
  from: number;
  until: number;
  readonly present: Map<string, KubeObject>;
}

/** More steps than this would cost more memory than going back far is worth; the older part is then given up. */
const stepsMax = 80_000;

export function createPast(): Past {
  const state: State = { steps: [], position: 0, from: 0, until: 0, present: new Map() };
  return {
    record: (news, now) => record(state, news, now),
    cut(now) {
      state.steps.length = state.position;
      state.until = now;
    },
    forget(now) {
      state.steps = [];
      state.position = 0;
      state.from = state.until = now;
      state.present.clear();
    },
    goTo: (at) => (at < state.from || at > state.until ? undefined : goTo(state, at)),
    here: () => state.position,
    returnTo: (place) => void walk(state, (position) => Math.sign(place - position)),
  };
}

function record(state: State, { reset, changes, history }: Pick<EngineNews, 'reset' | 'changes' | 'history'>, now: number): void {
  state.until = Math.max(state.until, now);
  if (reset) return takeStock(state, changes, now);
  const moments = new Map(history.map(({ cluster, revision, at }) => [`${cluster} ${revision}`, at]));
  for (const { type, cluster, object } of changes) {
    if (isQuiet(object)) continue;
    const at = moments.get(`${cluster} ${object.metadata.resourceVersion}`) ?? now;
    step(state, { at, cluster, place: placeOf(cluster, object), after: type === 'DELETED' ? undefined : object });
  }
  if (state.steps.length > stepsMax && state.position === state.steps.length) giveUp(state, stepsMax >> 1);
}

/** After the engine was moved: what is there is what the way says; if there is no way yet, it begins here. */
function takeStock(state: State, changes: EngineNews['changes'], now: number): void {
  const { present } = state;
  if (state.steps.length === 0) state.from = now;
  present.clear();
  for (const { cluster, object } of changes) if (!isQuiet(object)) present.set(placeOf(cluster, object), object);
}

/** The same way may be played again: then its steps are known. */
function step(state: State, { at, cluster, place, after }: Omit<Step, 'before'>): void {
  const { steps, position, present } = state;
  const known = steps[position];
  const isSame = known !== undefined && known.place === place && known.after?.metadata.resourceVersion === after?.metadata.resourceVersion;
  if (!isSame) {
    steps.length = position;
    steps.push({ at: Math.max(at, steps.at(-1)?.at ?? 0), cluster, place, before: present.get(place), after });
  }
  state.position += 1;
  put(present, place, after);
}

function put(present: Map<string, KubeObject>, place: string, object: KubeObject | undefined): void {
  if (object === undefined) present.delete(place);
  else present.set(place, object);
}

function giveUp(state: State, count: number): void {
  state.from = state.steps[count - 1]!.at;
  state.steps = state.steps.slice(count);
  state.position -= count;
}

function goTo(state: State, at: number): readonly Placed[] {
  const { steps } = state;
  return walk(state, (position) => {
    if (position > 0 && steps[position - 1]!.at > at) return -1;
    return position < steps.length && steps[position]!.at <= at ? 1 : 0;
  });
}

/** Takes steps, back or on, until there is nowhere to go. */
function walk(state: State, turn: (position: number) => number): readonly Placed[] {
  const { steps, present } = state;
  const touched = new Map<string, Placed>();
  for (let way = turn(state.position); way !== 0; way = turn(state.position)) {
    const { place, cluster, before, after } = steps[way > 0 ? state.position : state.position - 1]!;
    const object = way > 0 ? after : before;
    state.position += way;
    touched.set(place, { place, cluster, object });
    put(present, place, object);
  }
  return [...touched.values()];
}
