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
  const crossings = xs.length * ys.length;
  const net = { xs, ys, level: new Float64Array(crossings), upright: new Float64Array(crossings) };
  const across = xs.map((_, column) => step(xs, column));
  for (let row = 0; row < ys.length; row += 1) {
    net.level.set(across, row * xs.length);
    net.upright.fill(step(ys, row), row * xs.length, (row + 1) * xs.length);
  }
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

/** The looking for ways from one of the starts to one of the ports of each goal, which may rest between any two steps. */
export interface WaysWork {
  readonly net: Net;
  /** The same with what has been laid: there the next way is cheaper. */
  readonly laid: Net;
  readonly starts: readonly Port[];
  readonly goals: readonly (readonly Port[])[];
  /** That ways share costs a search for each goal instead of one for all. */
  readonly areSharing: boolean;
  search: Search;
  /** Goals whose ways are still to be laid, the nearest first; absent until all distances are known. */
  left: number[] | undefined;
  /** The corners of each way; none where a goal cannot be reached. */
  readonly ways: (readonly Point[])[];
}

export function startWays(net: Net, starts: readonly Port[], goals: readonly (readonly Port[])[], areSharing: boolean): WaysWork {
  const isOneSearch = goals.length === 1 || !areSharing;
  const laid = isOneSearch ? net : { ...net, level: net.level.slice(), upright: net.upright.slice() };
  return { net, laid, starts, goals, areSharing: !isOneSearch, search: searchFor(net, starts, goals), left: undefined, ways: [] };
}

/** One step; whether all ways are there now. */
export function stepWays(work: WaysWork): boolean {
  const { net, laid, starts, goals, search, ways } = work;
  if (!stepSearch(search)) return false;
  if (work.left !== undefined) {
    ways[work.left.shift()!] = lay(work, placesTo(search, search.found[0]!.end));
  } else if (work.areSharing) {
    const { found } = search;
    work.left = found.map((_, index) => index).sort((a, b) => found[a]!.cost - found[b]!.cost || a - b);
  } else {
    for (const { end } of search.found) ways.push(corners(net, placesTo(search, end)));
    return true;
  }
  const next = work.left[0];
  if (next === undefined) return true;
  work.search = searchFor(laid, starts, [goals[next]!]);
  return false;
}

function lay({ net, laid }: WaysWork, places: readonly number[]): readonly Point[] {
  for (let at = 1; at < places.length; at += 1) cheapen(net, laid, [places[at - 1]!, places[at]!]);
  return corners(net, places);
}

/** Places are crossings; a turn is at one twice. */
function cheapen(net: Net, laid: Net, [a, b]: readonly [number, number]): void {
  const first = Math.min(a, b);
  if (a === b) return;
  if (Math.abs(a - b) === 1) laid.level[first] = net.level[first]! * sharedPart;
  else laid.upright[first] = net.upright[first]! * sharedPart;
}

/** So many places are looked at in one step. */
const stepPlaces = 2_000;

function searchFor(net: Net, starts: readonly Port[], goals: readonly (readonly Port[])[]): Search {
  const size = net.xs.length * net.ys.length;
  const search: Search = {
    net,
    cost: new Float64Array(2 * size).fill(Infinity),
    came: new Int32Array(2 * size).fill(-1),
    heap: [],
    found: goals.map(() => ({ cost: Infinity, end: -1 })),
    gates: gatesOf(net, goals),
  };
  for (const port of starts) offer(search, placeOf(net, port), { cost: port.cost, came: -1 });
  return search;
}

/** Whether the best way to every goal is known now. */
function stepSearch({ found, gates, ...search }: Search): boolean {
  let farthest = farthestOf(found);
  for (let left = stepPlaces; left > 0; left -= 1) {
    const item = pop(search.heap);
    if (item === undefined || item.at >= farthest) return true;
    const { at: cost, seq: at } = item;
    if (cost > search.cost[at]!) continue;
    for (const gate of gates.get(at) ?? []) {
      if (cost + gate.cost >= found[gate.goal]!.cost) continue;
      found[gate.goal] = { cost: cost + gate.cost, end: at };
      farthest = farthestOf(found);
    }
    spread(search, at, cost);
  }
  return false;
}

function farthestOf(found: Search['found']): number {
  return found.reduce((most, { cost }) => Math.max(most, cost), 0);
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

function placesTo({ came }: Reach, end: number): readonly number[] {
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

interface Reach {
  readonly net: Net;
  readonly cost: Float64Array;
  readonly came: Int32Array;
  /** Places yet to be gone on from: `at` is what the way to one has cost, `seq` the place. */
  readonly heap: Ordered[];
}

interface Search extends Reach {
  /** For each goal what the best way to it costs, and the place where it ends. */
  readonly found: { readonly cost: number; readonly end: number }[];
  readonly gates: ReadonlyMap<number, readonly Gate[]>;
}

/** A crossing and the way one goes there: twice the crossing's number, and one more when upright. */
function placeOf({ xs, ys }: Net, { x, y, isUpright }: Port): number {
  return 2 * (ys.indexOf(y) * xs.length + xs.indexOf(x)) + (isUpright ? 1 : 0);
}

function spread(search: Reach, at: number, cost: number): void {
  const { xs, level, upright } = search.net;
  const crossing = at >> 1;
  const [costs, stride, mark] = (at & 1) === 1 ? [upright, xs.length, 1] : [level, 1, 0];
  offer(search, at ^ 1, { cost: cost + turnCost, came: at });
  offer(search, 2 * (crossing + stride) + mark, { cost: cost + costs[crossing]!, came: at });
  if (crossing >= stride) offer(search, 2 * (crossing - stride) + mark, { cost: cost + costs[crossing - stride]!, came: at });
}

function offer({ cost: costs, came, heap }: Reach, at: number, way: { readonly cost: number; readonly came: number }): void {
  if (!(way.cost < costs[at]!)) return;
  costs[at] = way.cost;
  came[at] = way.came;
  push(heap, { at: way.cost, seq: at });
}
