/** Where a line runs: along the aisles and the gaps between rows, like wiring, never across a card. */
import type { Box, Point } from './model.ts';
import { size } from './pieces.ts';

const gap = 7;
/** Further down than this, something else may stand in between. */
const near = 80;
/** Wires keep this far from what they pass. */
const margin = 10;
const laneWidth = 3;

export interface WireRoom {
  /** The outermost thing that the near end stands on, or the near end itself. */
  readonly home: Box;
  /** The same of the far end. */
  readonly ground: Box;
  /** Wires of different lanes run a little apart. */
  readonly lane: number;
  /** Everything that stands on no other thing: what a wire has to pass. */
  readonly blocks: readonly Box[];
}

interface Way extends WireRoom {
  readonly from: Box;
  readonly to: Box;
}

/** The corners of a wire from one thing to another. */
export function wire(from: Box, to: Box, room: WireRoom): Point[] {
  const { home, ground } = room;
  if (isInside(to, from)) return branch(from, to);
  if (isInside(from, to)) return branch(to, from).reverse();
  const way = { ...room, from, to };
  if (isStraightBelow(way)) return straightDown(way);
  if (home === ground) return within(way);
  if (footOf(home) <= ground.y) return from === home && isStackedOn(way) ? pastTheLeft(way) : down(way);
  if (footOf(ground) <= home.y) return down({ ...way, from: to, to: from, home: ground, ground: home }).reverse();
  return aside(way);
}

function footOf(box: Box): number {
  return box.y + box.height;
}

function sideOf(box: Box): number {
  return box.x + box.width;
}

export function middle(box: Box): Point {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Wires of neighbouring lanes plug in apart from each other. */
function plugOf({ to, lane }: Way): number {
  return middle(to).x + ((lane % 3) - 1) * Math.min(46, to.width / 4);
}

function isStraightBelow({ from, to, blocks }: Way): boolean {
  const drop = to.y - footOf(from);
  if (drop < 0 || drop >= near || Math.abs(middle(from).x - middle(to).x) >= 4) return false;
  const line = { x: middle(from).x, y: footOf(from), width: 0, height: drop };
  return !blocks.some((block) => block !== to && block.y >= line.y && isHit(block, line));
}

function straightDown({ from, to }: Way): Point[] {
  return [
    { x: middle(from).x, y: footOf(from) },
    { x: middle(to).x, y: to.y },
  ];
}

/** What stands above its ground in the same stack runs down the left of what is in between. */
function isStackedOn({ from, ground, blocks }: Way): boolean {
  return from.x === ground.x && !blocks.some((block) => block.x < from.x && sideOf(block) > from.x - 40 && isBetween(block, from, ground));
}

function isBetween(block: Box, from: Box, ground: Box): boolean {
  return block.y < ground.y && footOf(block) > from.y;
}

function pastTheLeft(way: Way): Point[] {
  const { from, ground, lane, to } = way;
  const gate = ground.x - margin - lane * laneWidth;
  const start = { x: from.x, y: middle(from).y };
  if (to === ground) return [start, { x: gate, y: start.y }, { x: gate, y: middle(to).y }, { x: to.x, y: middle(to).y }];
  return [start, { x: gate, y: start.y }, ...through(way, gate)];
}

/** From the gate beside a ground along the gap above a row, and into a card from above. */
function through(way: Way, gate: number): Point[] {
  const { to, lane } = way;
  const bus = to.y - gap + ((lane % 3) - 1) * 3;
  const plug = plugOf(way);
  return [
    { x: gate, y: bus },
    { x: plug, y: bus },
    { x: plug, y: to.y },
  ];
}

/** To a card of the same ground: by the gap above its row. */
function within(way: Way): Point[] {
  const { from, to } = way;
  const start = middle(from);
  const isBelow = to.y >= footOf(from);
  const bus = to.y - gap;
  if (isBelow)
    return [
      { x: start.x, y: footOf(from) },
      { x: start.x, y: bus },
      { x: plugOf(way), y: bus },
      { x: plugOf(way), y: to.y },
    ];
  const end = middle(to);
  const foot = Math.max(footOf(from), footOf(to)) + gap;
  return [
    { x: start.x, y: footOf(from) },
    { x: start.x, y: foot },
    { x: end.x, y: foot },
    { x: end.x, y: footOf(to) },
  ];
}

/** Out of a card's foot, down the aisles past everything in between, and in from above. */
function down(way: Way): Point[] {
  const { ground, to, lane } = way;
  const points = leave(way);
  const target = ground === to ? plugOf(way) : ground.x - margin - lane * laneWidth;
  descend(points, way, target);
  const { x } = points.at(-1)!;
  const level = ground.y - 16 - lane * laneWidth;
  if (x !== target) points.push({ x, y: level }, { x: target, y: level });
  if (ground === to) points.push({ x: target, y: to.y });
  else points.push(...through(way, target));
  return points;
}

/** Down from the near end to where its ground ends: by its own foot, or round the edge when rows follow. */
function leave({ from, to, home, lane }: Way): Point[] {
  const start = middle(from);
  const foot = footOf(from);
  if (from === home || footOf(home) - foot < 2 * size.pad) return [{ x: start.x + (from === home ? 0 : lane * laneWidth), y: foot }];
  const edge = middle(to).x < middle(home).x ? home.x - margin - lane * laneWidth : sideOf(home) + margin + lane * laneWidth;
  return [
    { x: start.x, y: foot },
    { x: start.x, y: foot + 8 },
    { x: edge, y: foot + 8 },
    { x: edge, y: footOf(home) },
  ];
}

/** Goes down, and before each thing in the way along the aisle above it to the nearest place where the row lets through. */
function descend(points: Point[], { home, ground, lane, blocks }: Way, target: number): void {
  const others = blocks.filter((block) => block !== home && block !== ground && block.y < ground.y);
  let { x, y } = points.at(-1)!;
  for (let turn = 0; turn < 40; turn += 1) {
    const line = { x, y, width: 0, height: ground.y - y };
    const first = others.filter((block) => block.y >= y && isHit(block, line)).sort((a, b) => a.y - b.y)[0];
    if (first === undefined) return;
    const level = Math.max(y, first.y - margin - lane * laneWidth);
    const next = wayThrough(first, others, { x, target, lane });
    points.push({ x, y: level }, { x: next, y: level });
    [x, y] = [next, footOf(first)];
  }
}

interface Seeking {
  readonly x: number;
  readonly target: number;
  readonly lane: number;
}

/** Left and right of what is in the way, as far as its neighbours in the row make necessary; the side that is nearer wins. */
function wayThrough(first: Box, others: readonly Box[], { x, target, lane }: Seeking): number {
  const keep = margin + lane * laneWidth;
  const row = others.filter((block) => block.y < footOf(first) && footOf(block) > first.y);
  const seek = (from: number, step: (block: Box) => number): number => {
    let at = from;
    for (let turn = 0; turn < row.length; turn += 1) {
      const hit = row.find((block) => at > block.x - margin && at < sideOf(block) + margin);
      if (hit === undefined) break;
      at = step(hit);
    }
    return at;
  };
  const left = seek(first.x - keep, (block) => block.x - keep);
  const right = seek(sideOf(first) + keep, (block) => sideOf(block) + keep);
  const cost = (at: number): number => Math.abs(at - target) + 0.5 * Math.abs(at - x);
  return cost(left) <= cost(right) ? left : right;
}

function isHit(block: Box, line: Box): boolean {
  const isBeside = line.x + line.width <= block.x - 2 || line.x >= sideOf(block) + 2;
  return !isBeside && line.y < footOf(block) && line.y + line.height > block.y;
}

/** To what stands beside: straight through the aisle, or over the top of the row when something is in between. */
function aside(way: Way): Point[] {
  const { from, home, ground, blocks } = way;
  if (middle(ground).x < middle(home).x) return aside({ ...way, from: way.to, to: from, home: ground, ground: home }).reverse();
  const corridor = { x: sideOf(home), y: middle(from).y, width: ground.x - sideOf(home), height: 0 };
  const isFree = !blocks.some((block) => block !== home && block !== ground && isHit(block, corridor));
  return from === home && isFree ? across(way) : over(way);
}

function across(way: Way): Point[] {
  const { from, to, ground, lane } = way;
  const start = { x: sideOf(from), y: middle(from).y };
  if (ground !== to) {
    const trunk = Math.max(start.x + 10, ground.x - 22 - lane * 7);
    return [start, { x: trunk, y: start.y }, ...through(way, trunk)];
  }
  const end = { x: to.x, y: middle(to).y };
  if (Math.abs(start.y - end.y) < 4) return [start, { x: end.x, y: start.y }];
  const trunk = Math.max(start.x + 10, end.x - 16 - lane * laneWidth);
  return [start, { x: trunk, y: start.y }, { x: trunk, y: end.y }, end];
}

/** Up the aisle, over the row, and in from above. */
function over(way: Way): Point[] {
  const { from, to, home, ground, lane } = way;
  const level = Math.min(home.y, ground.y) - margin - lane * laneWidth;
  const lift = sideOf(home) + 10 + lane * laneWidth;
  const start =
    from === home
      ? [
          { x: sideOf(from), y: middle(from).y },
          { x: lift, y: middle(from).y },
        ]
      : [
          { x: middle(from).x, y: footOf(from) },
          { x: middle(from).x, y: footOf(from) + 8 },
          { x: lift, y: footOf(from) + 8 },
        ];
  if (ground === to) return [...start, { x: lift, y: level }, { x: plugOf(way), y: level }, { x: plugOf(way), y: to.y }];
  const gate = ground.x - margin - lane * laneWidth;
  return [...start, { x: lift, y: level }, { x: gate, y: level }, ...through(way, gate)];
}

/** From a ground's head down its left edge, as a tree is drawn, to what stands on it. */
function branch(from: Box, to: Box): Point[] {
  const trunk = from.x + size.pad / 2;
  const bus = to.y - gap;
  const plug = to.x + 16;
  const root = { x: trunk, y: from.y + size.head - 20 };
  if (bus <= root.y) return [root, { x: trunk, y: to.y + 16 }, { x: to.x, y: to.y + 16 }];
  return [root, { x: trunk, y: bus }, { x: plug, y: bus }, { x: plug, y: to.y }];
}

/** What stands on the very ground that owns it hangs from the ground's head. */
function isInside(box: Box, ground: Box): boolean {
  return box.x >= ground.x && box.y >= ground.y && sideOf(box) <= sideOf(ground) && footOf(box) <= footOf(ground);
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
