/** Where a line runs: along the aisles and the gaps between rows, like wiring, never across a card. */
import type { Box, Point } from './model.ts';
import { size } from './pieces.ts';

const gap = 7;
/** Further down than this, something else may stand in between. */
const near = 80;

export interface WireRoom {
  /** The ground that the far end stands on, or the far end itself. */
  readonly ground: Box;
  /** Wires of different lanes run a little apart. */
  readonly lane: number;
  /** The near end stands on no ground, so the wire may leave it downwards. */
  readonly isFree: boolean;
  /** The ground that the near end stands on, when it stands on one. */
  readonly home?: Box;
}

/** The corners of a wire from one thing to another. */
export function wire(from: Box, to: Box, { ground, lane, isFree, home }: WireRoom): Point[] {
  const start = middle(from);
  const end = middle(to);
  const foot = from.y + from.height;
  const side = from.x + from.width;
  const isBelow = to.y >= foot;
  if (isInside(to, from)) return branch(from, to);
  if (isBelow && Math.abs(start.x - end.x) < 4 && to.y - foot < near)
    return [
      { x: start.x, y: foot },
      { x: end.x, y: to.y },
    ];
  const apart = (lane % 3) - 1;
  const bus = to.y - gap + apart * 3;
  const plug = end.x + apart * 46;
  const last: Point[] = [
    { x: plug, y: bus },
    { x: plug, y: to.y },
  ];
  if (isFree && ground !== to && foot <= ground.y) {
    const level = ground.y - 16 - lane * 5;
    const gate = ground.x - 12 - lane * 5;
    // Things stacked above the ground are passed on their left, and not run through.
    if (from.x === ground.x) return [{ x: from.x, y: start.y }, { x: gate, y: start.y }, { x: gate, y: bus }, ...last];
    return [{ x: start.x, y: foot }, { x: start.x, y: level }, { x: gate, y: level }, { x: gate, y: bus }, ...last];
  }
  if (home !== undefined && ground !== home && to.y >= home.y + home.height) return leaveDown({ from, to, home, lane });
  if (side <= to.x) {
    const trunk = Math.max(side + 10, ground.x - 22 - lane * 7);
    return [{ x: side, y: start.y }, { x: trunk, y: start.y }, { x: trunk, y: bus }, ...last];
  }
  const level = isBelow ? to.y - 22 - lane * 6 : to.y + to.height + 22 + lane * 6;
  return [
    { x: side, y: start.y },
    { x: side + gap, y: start.y },
    { x: side + gap, y: level },
    { x: end.x, y: level },
    { x: end.x, y: isBelow ? to.y : to.y + to.height },
  ];
}

interface Leaving {
  readonly from: Box;
  readonly to: Box;
  readonly home: Box;
  readonly lane: number;
}

/** Out of a card's foot, along the gap below its row, round the edge of its ground when rows follow, and down. */
function leaveDown({ from, to, home, lane }: Leaving): Point[] {
  const start = middle(from);
  const end = middle(to);
  const foot = from.y + from.height;
  const level = to.y - 22 - lane * 6;
  const apart = { x: end.x + ((lane % 3) - 1) * 46, y: to.y };
  const last: Point[] = [{ x: apart.x, y: level }, apart];
  if (home.y + home.height - foot < 2 * size.pad) return [{ x: start.x, y: foot }, { x: start.x, y: level }, ...last];
  const edge = end.x < home.x + home.width / 2 ? home.x - 12 - lane * 5 : home.x + home.width + 12 + lane * 5;
  return [{ x: start.x, y: foot }, { x: start.x, y: foot + 8 }, { x: edge, y: foot + 8 }, { x: edge, y: level }, ...last];
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
  return (
    box.x >= ground.x && box.y >= ground.y && box.x + box.width <= ground.x + ground.width && box.y + box.height <= ground.y + ground.height
  );
}

export function middle(box: Box): Point {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
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
