/** Where lines run: along the aisles and the gaps between cards, like wiring, never across a card. */
import { netOf, startWays, stepWays, type Plan, type Port, type WaysWork } from './aisles.ts';
import type { Box, Point } from './model.ts';
import { size } from './pieces.ts';

/** Wires keep this far from what they pass; those of another lane keep a little farther. */
const margin = 10;
const laneWidth = 3;
/** The same between the cards of one ground, where there is less room. */
const gap = 7;
/** How far beside the straight way one is looked for. */
const scope = 90;
/** Crossing a ground costs more than going round it in the aisle, crossing the words in its head still more. */
const groundWeight = 1.5;
const headWeight = 4;

/** One end of a wire. */
export interface End {
  readonly box: Box;
  /** The outermost thing that it stands on, or itself. */
  readonly ground: Box;
}

export interface FarEnd extends End {
  /** What is written where the wire ends stands over the thing's upper edge, so the wire comes from above. */
  readonly isFromAbove: boolean;
  /** How many wires of others end there before this one: they plug in apart from each other. */
  readonly plug: number;
}

export interface Wiring {
  /** Wires of different lanes run a little apart. */
  readonly lane: number;
  /** Which way the hub's wires go. */
  readonly isOutward: boolean;
  /** Everything that stands on no other thing. */
  readonly blocks: readonly Box[];
  /** What stands on one of them. */
  readonly cardsOn: (ground: Box) => readonly Box[];
  /** The ground itself and those that stand on it, whose heads have words. */
  readonly headsOn: (ground: Box) => readonly Box[];
}

/** All that the ways of one thing's wires depend on. */
export interface Task {
  readonly starts: readonly Port[];
  readonly goals: readonly (readonly Port[])[];
  readonly plan: Plan;
}

export function taskOf(hub: End, ends: readonly FarEnd[], wiring: Wiring): Task {
  return {
    starts: portsOf(hub, wiring.isOutward ? exits(hub) : entries(hub, false)),
    goals: ends.map((end) => portsOf(end, wiring.isOutward ? entries(end, end.isFromAbove) : exits(end), end.plug)),
    plan: planOf(hub, ends, wiring),
  };
}

/** The laying of a task's wires, which may rest between any two steps. */
export interface WiresWork {
  readonly task: Task;
  /** Absent when the net is too large to look for ways in it. */
  readonly search: WaysWork | undefined;
}

/**
 * The wires of one thing, from it to each of the others: where they go the same way they are one. No net may have more crossings than
 * `most`, nor all searches through it together when ways are to share.
 */
export function startWires(task: Task, most: number): WiresWork {
  const { starts, goals, plan } = task;
  const ports = [starts, ...goals].flat();
  const [xs, ys] = [new Set([...plan.xs, ...ports.map(({ x }) => x)]), new Set([...plan.ys, ...ports.map(({ y }) => y)])];
  const crossings = xs.size * ys.size;
  const search = crossings > most ? undefined : startWays(netOf(plan, ports), starts, goals, crossings * goals.length <= most);
  return { task, search };
}

/** One step; all wires, when it was the last. */
export function stepWires({ task: { starts, goals }, search }: WiresWork): readonly (readonly Point[])[] | undefined {
  if (search !== undefined && !stepWays(search)) return undefined;
  return goals.map((goal, index) => {
    const way = search?.ways[index] ?? [];
    return way.length > 0 ? way : elbow(starts, goal);
  });
}

/** Whether two tasks have the same answer. */
export function isSameTask(a: Task, b: Task): boolean {
  return (
    arePorts(a.starts, b.starts) &&
    areAlike(a.goals, b.goals, arePorts) &&
    areAlike(a.plan.solids, b.plan.solids, isSamePlace) &&
    areAlike(a.plan.grounds, b.plan.grounds, (one, other) => one.weight === other.weight && isSamePlace(one.box, other.box)) &&
    areAlike(a.plan.xs, b.plan.xs, Object.is) &&
    areAlike(a.plan.ys, b.plan.ys, Object.is)
  );
}

function arePorts(a: readonly Port[], b: readonly Port[]): boolean {
  return areAlike(
    a,
    b,
    (one, other) => one.x === other.x && one.y === other.y && one.isUpright === other.isUpright && one.cost === other.cost,
  );
}

function areAlike<T>(a: readonly T[], b: readonly T[], isSame: (one: T, other: T) => boolean): boolean {
  return a.length === b.length && a.every((one, index) => isSame(one, b[index]!));
}

export function isSamePlace(a: Box, b: Box): boolean {
  return a === b || (a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height);
}

function planOf(hub: End, ends: readonly End[], { lane, blocks, cardsOn, headsOn }: Wiring): Plan {
  const every = [hub, ...ends];
  const window = around(every.map(({ ground }) => ground));
  const open = new Set(every.flatMap(({ box, ground }) => (box === ground ? [] : [ground])));
  const seen = blocks.filter((block) => isOver(block, window));
  const closed = seen.filter((block) => !open.has(block));
  const grounds = [...open];
  const cards = grounds.flatMap((ground) => cardsOn(ground));
  const far = margin + lane * laneWidth;
  const close = gap + aside(lane) * 3;
  return {
    solids: [...closed, ...cards],
    grounds: [
      ...grounds.map((box) => ({ box, weight: groundWeight })),
      ...grounds.flatMap((ground) => headsOn(ground)).map((box) => ({ box: { ...box, height: size.head - 8 }, weight: headWeight })),
    ],
    xs: [
      hub.ground.x + hub.ground.width + 2 * margin,
      ...seen.flatMap((box) => [box.x - far, box.x + box.width + far]),
      ...cards.flatMap((box) => [box.x - close, box.x + box.width + close]),
    ],
    ys: [...seen.flatMap((box) => [box.y - far, footOf(box) + far]), ...cards.flatMap((box) => [box.y - close, footOf(box) + close])],
  };
}

/** In the middle first, then to either side of it. */
function aside(index: number): number {
  return index % 3 === 2 ? -1 : index % 3;
}

function around(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x)) - scope;
  const y = Math.min(...boxes.map((box) => box.y)) - scope;
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) + scope - x,
    height: Math.max(...boxes.map(footOf)) + scope - y,
  };
}

function isOver(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && a.x + a.width > b.x && a.y < footOf(b) && footOf(a) > b.y;
}

type Sides = Readonly<Partial<Record<'top' | 'left' | 'right' | 'foot', number>>>;

/** Where a wire leaves a thing: rather to the right or down. */
function exits({ box, ground }: End): Sides {
  return box === ground ? { right: 0, foot: 0, left: 45, top: 15 } : { foot: 0, left: 40, right: 40, top: 60 };
}

/** Where it comes in: rather from above. */
function entries({ box, ground }: End, isFromAbove: boolean): Sides {
  if (isFromAbove) return { top: 0 };
  return box === ground ? { top: 0, left: 90, right: 90, foot: 60 } : { top: 0, foot: 40, left: 260, right: 260 };
}

function portsOf({ box, ground }: End, sides: Sides, plug = 0): Port[] {
  // What is written at the end of a wire stands to its right, so the next one plugs in to its left.
  const apart = -aside(plug);
  const x = middle(box).x + apart * Math.min(46, box.width / 4);
  const isWide = box === ground && box.height > 3 * size.head;
  const y = (isWide ? box.y + size.head / 2 : middle(box).y) + apart * Math.min(8, box.height / 8);
  const places = {
    top: { x, y: box.y, isUpright: true },
    foot: { x, y: footOf(box), isUpright: true },
    left: { x: box.x, y, isUpright: false },
    right: { x: box.x + box.width, y, isUpright: false },
  };
  return (Object.keys(places) as (keyof typeof places)[]).flatMap((side) => {
    const cost = sides[side];
    return cost === undefined ? [] : [{ ...places[side], cost }];
  });
}

/** Where no way is free, or there are too many things to look for one. */
function elbow(starts: readonly Port[], goal: readonly Port[]): Point[] {
  const from = starts[0]!;
  const to = goal[0]!;
  const level = (from.y + to.y) / 2;
  return [from, { x: from.x, y: level }, { x: to.x, y: level }, to].map(({ x, y }) => ({ x, y }));
}

function footOf(box: Box): number {
  return box.y + box.height;
}

export function middle(box: Box): Point {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** From a ground's head down its left edge, as a tree is drawn, to what stands on it. */
export function branch(from: Box, to: Box): Point[] {
  const trunk = from.x + size.pad / 2;
  const bus = to.y - gap;
  const plug = to.x + 16;
  const root = { x: trunk, y: from.y + size.head - 20 };
  if (bus <= root.y) return [root, { x: trunk, y: to.y + 16 }, { x: to.x, y: to.y + 16 }];
  return [root, { x: trunk, y: bus }, { x: plug, y: bus }, { x: plug, y: to.y }];
}

/** What stands on the very ground that owns it hangs from the ground's head. */
export function isInside(box: Box, ground: Box): boolean {
  return box.x >= ground.x && box.y >= ground.y && box.x + box.width <= ground.x + ground.width && footOf(box) <= footOf(ground);
}

/** The point at a part (0 to 1) of a curve that bows upward between two things. */
export function onArc(from: Box, to: Box, along: number): Point {
  const a = middle(from);
  const b = middle(to);
  const bow = { x: (a.x + b.x) / 2, y: Math.min(a.y, b.y) - 40 };
  const rest = 1 - along;
  return {
    x: rest * rest * a.x + 2 * rest * along * bow.x + along * along * b.x,
    y: rest * rest * a.y + 2 * rest * along * bow.y + along * along * b.y,
  };
}
