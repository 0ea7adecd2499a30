/** Where a line runs: along the aisles and the gaps between rows, like wiring, never across a card. */
import type { Box, Point } from './model.ts';

const gap = 9;

/**
 * The corners of a wire from one thing to another. `gate` is the left edge of the ground that the far end stands on;
 * wires from the left come in beside it, a little apart for each lane.
 */
export function wire(from: Box, to: Box, gate: number, lane = 0): Point[] {
  const start = middle(from);
  const end = middle(to);
  const isBelow = to.y >= from.y + from.height;
  if (isBelow && Math.abs(start.x - end.x) < 4) return [{ x: start.x, y: from.y + from.height }, { x: end.x, y: to.y }];
  if (from.x + from.width <= to.x) {
    const trunk = Math.max(from.x + from.width + 10, gate - 22 - lane * 7);
    const apart = (lane % 3) - 1;
    const bus = to.y - gap + apart * 4;
    const plug = end.x + apart * 46;
    return [{ x: from.x + from.width, y: start.y }, { x: trunk, y: start.y }, { x: trunk, y: bus }, { x: plug, y: bus }, { x: plug, y: to.y }];
  }
  const side = from.x + from.width;
  const level = isBelow ? to.y - 22 - lane * 6 : to.y + to.height + 22 + lane * 6;
  return [{ x: side, y: start.y }, { x: side + gap, y: start.y }, { x: side + gap, y: level }, { x: end.x, y: level }, { x: end.x, y: isBelow ? to.y : to.y + to.height }];
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
