/** The ways that are free between things, as a net of upright and level lines, and the shortest ways through it with few turns. */
import { pop, push, type Ordered } from '#sim/heap.ts';
import type { Box, Point } from './model.ts';

/** Nothing runs nearer than this beside a thing. */
const clearance = 3;
/** A turn costs as much as this long a way. */
const turnCost = 26;

/** A place at the edge of a thing where a wire may end. */
export interface Port extends Point {
  /** Whether a wire leaves it up or down. */
  readonly isUpright: boolean;
  /** How much another port of the same thing is to be preferred. */
  readonly cost: number;
}

export interface Plan {
  readonly solids: readonly Box[];
  /** Grounds that may be crossed, at a price. */
  readonly grounds: readonly { readonly box: Box; readonly weight: number }[];
  /** Where the lines of the net are, beside those through the ports. */
  readonly xs: readonly number[];
  readonly ys: readonly number[];
}

/** What it costs to go from each crossing to the next one to the right and the next one below; not finite where a thing stands. */
interface Net {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  readonly level: Float64Array;
  readonly upright: Float64Array;
}

export function netOf({ solids, grounds, ...lines }: Plan, ports: readonly Port[]): Net {
  const xs = sorted([...lines.xs, ...ports.map(({ x }) => x)]);
  const ys = sorted([...lines.ys, ...ports.map(({ y }) => y)]);
  const net = {
    xs,
    ys,
    level: Float64Array.from({ length: xs.length * ys.length }, (_, at) => step(xs, at % xs.length)),
    upright: Float64Array.from({ length: xs.length * ys.length }, (_, at) => step(ys, Math.floor(at / xs.length))),
  };
  for (const { box, weight } of grounds) weigh(net, box, { weight, spare: 0 });
  for (const box of solids) weigh(net, box, { weight: Infinity, spare: clearance });
  return net;
}

function sorted(values: readonly number[]): Float64Array {
  return Float64Array.from(new Set(values)).sort();
}

function step(values: Float64Array, at: number): number {
  return at + 1 < values.length ? values[at + 1]! - values[at]! : Infinity;
}

function weigh({ xs, ys, level, upright }: Net, box: Box, { weight, spare }: { readonly weight: number; readonly spare: number }): void {
  const [left, right, top, foot] = [box.x, box.x + box.width, box.y, box.y + box.height];
  for (let row = 0; row < ys.length && ys[row]! < foot + spare; row += 1) {
    if (ys[row + 1]! <= top - spare) continue;
    for (let column = 0; column < xs.length && xs[column]! < right + spare; column += 1) {
      const at = row * xs.length + column;
      if (ys[row]! > top - spare && xs[column]! < right && xs[column + 1]! > left) level[at]! *= weight;
      if (xs[column]! > left - spare && ys[row]! < foot && ys[row + 1]! > top) upright[at]! *= weight;
    }
  }
}

/** Along a wire that lies there already a way costs this part: so wires of one thing that go the same way become one. */
const sharedPart = 0.4;

/** Long work in small steps, so that whoever does it may stop between any two and go on later. */
export type Work<T> = Generator<undefined, T>;

/** The work to its end, at once. */
export function finish<T>(work: Work<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

/**
 * The best way from one of the starts to one of the ports of each goal, its corners only; a goal that cannot be reached has none.
 * That ways share costs a search for each goal instead of one for all.
 */
export function* waysThrough(
  net: Net,
  starts: readonly Port[],
  goals: readonly (readonly Port[])[],
  areSharing: boolean,
): Work<readonly (readonly Point[])[]> {
  const first = yield* searchFor(net, starts, goals);
  if (goals.length === 1 || !areSharing) return first.map(({ places }) => corners(net, places));
  const laid = { ...net, level: net.level.slice(), upright: net.upright.slice() };
  const ways = goals.map((): readonly Point[] => []);
  const nearest = first.map((_, index) => index).sort((a, b) => first[a]!.cost - first[b]!.cost || a - b);
  for (const index of nearest) {
    const { places } = (yield* searchFor(laid, starts, [goals[index]!]))[0]!;
    for (let at = 1; at < places.length; at += 1) cheapen(net, laid, [places[at - 1]!, places[at]!]);
    ways[index] = corners(net, places);
  }
  return ways;
}

/** Places are crossings; a turn is at one twice. */
function cheapen(net: Net, laid: Net, [a, b]: readonly [number, number]): void {
  const first = Math.min(a, b);
  if (a === b) return;
  if (Math.abs(a - b) === 1) laid.level[first] = net.level[first]! * sharedPart;
  else laid.upright[first] = net.upright[first]! * sharedPart;
}

interface Found {
  readonly cost: number;
  /** The crossings from the start on. */
  readonly places: readonly number[];
}

/** So many places are looked at in one step. */
const stepPlaces = 2_000;

function* searchFor(net: Net, starts: readonly Port[], goals: readonly (readonly Port[])[]): Work<readonly Found[]> {
  const size = net.xs.length * net.ys.length;
  const search = { net, cost: new Float64Array(2 * size).fill(Infinity), came: new Int32Array(2 * size).fill(-1), heap: [] as Ordered[] };
  for (const port of starts) offer(search, placeOf(net, port), { cost: port.cost, came: -1 });
  const found = goals.map(() => ({ cost: Infinity, end: -1 }));
  const gates = gatesOf(net, goals);
  let farthest = Infinity;
  let left = stepPlaces;
  for (let item = pop(search.heap); item !== undefined && item.at < farthest; item = pop(search.heap)) {
    const { at: cost, seq: at } = item;
    if (cost > search.cost[at]!) continue;
    for (const gate of gates.get(at) ?? []) {
      if (cost + gate.cost >= found[gate.goal]!.cost) continue;
      found[gate.goal] = { cost: cost + gate.cost, end: at };
      farthest = found.reduce((most, goal) => Math.max(most, goal.cost), 0);
    }
    spread(search, at, cost);
    left -= 1;
    if (left > 0) continue;
    left = stepPlaces;
    yield;
  }
  return found.map(({ cost, end }) => ({ cost, places: placesTo(search, end) }));
}

interface Gate {
  readonly goal: number;
  readonly cost: number;
}

/** At which places which goals are reached. */
function gatesOf(net: Net, goals: readonly (readonly Port[])[]): ReadonlyMap<number, readonly Gate[]> {
  const gates = new Map<number, Gate[]>();
  goals.forEach((ports, goal) => {
    for (const port of ports) {
      const at = placeOf(net, port);
      gates.set(at, [...(gates.get(at) ?? []), { goal, cost: port.cost }]);
    }
  });
  return gates;
}

function placesTo({ came }: Search, end: number): readonly number[] {
  const places: number[] = [];
  for (let at = end; at >= 0; at = came[at]!) places.push(at >> 1);
  return places.reverse();
}

function corners({ xs, ys }: Net, crossings: readonly number[]): readonly Point[] {
  const places = crossings
    .filter((crossing, index) => crossing !== crossings[index - 1])
    .map((crossing) => ({ x: xs[crossing % xs.length]!, y: ys[Math.floor(crossing / xs.length)]! }));
  return places.filter((place, index) => {
    const [before, after] = [places[index - 1], places[index + 1]];
    return before === undefined || after === undefined || (before.x === place.x) !== (after.x === place.x);
  });
}

interface Search {
  readonly net: Net;
  readonly cost: Float64Array;
  readonly came: Int32Array;
  /** Places yet to be gone on from: `at` is what the way to one has cost, `seq` the place. */
  readonly heap: Ordered[];
}

/** A crossing and the way one goes there: twice the crossing's number, and one more when upright. */
function placeOf({ xs, ys }: Net, { x, y, isUpright }: Port): number {
  return 2 * (ys.indexOf(y) * xs.length + xs.indexOf(x)) + (isUpright ? 1 : 0);
}

function spread(search: Search, at: number, cost: number): void {
  const { xs, level, upright } = search.net;
  const crossing = at >> 1;
  const [costs, stride, mark] = (at & 1) === 1 ? [upright, xs.length, 1] : [level, 1, 0];
  offer(search, at ^ 1, { cost: cost + turnCost, came: at });
  offer(search, 2 * (crossing + stride) + mark, { cost: cost + costs[crossing]!, came: at });
  if (crossing >= stride) offer(search, 2 * (crossing - stride) + mark, { cost: cost + costs[crossing - stride]!, came: at });
}

function offer({ cost: costs, came, heap }: Search, at: number, way: { readonly cost: number; readonly came: number }): void {
  if (!(way.cost < costs[at]!)) return;
  costs[at] = way.cost;
  came[at] = way.came;
  push(heap, { at: way.cost, seq: at });
}
