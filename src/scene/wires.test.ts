import { expect, test } from 'vitest';
import { onArc, wire } from './wires.ts';

const box = (x: number, y: number) => ({ x, y, width: 100, height: 50 });

test('a wire from the left goes down the aisle and in through the gap above the row', () => {
  const points = wire(box(0, 0), box(400, 200), { ground: { x: 300, y: 20, width: 400, height: 400 }, lane: 1, isFree: true });
  expect(points.map((point) => `${point.x},${point.y}`)).toEqual(['100,25', '271,25', '271,193', '450,193', '450,200']);
});

test('a thing straight below is joined by a straight line', () => {
  expect(wire(box(0, 0), box(0, 100), { ground: box(0, 100), lane: 0, isFree: true })).toEqual([
    { x: 50, y: 50 },
    { x: 50, y: 100 },
  ]);
});

test('from a row above, a wire leaves downwards and crosses no neighbour', () => {
  const points = wire(box(0, 0), box(400, 300), { ground: { x: 380, y: 200, width: 300, height: 300 }, lane: 1, isFree: true });
  expect(points.map((point) => `${point.x},${point.y}`)).toEqual(['50,50', '50,179', '363,179', '363,293', '450,293', '450,300']);
});

test('what stands on the ground that owns it hangs from its head as in a tree', () => {
  const ground = { x: 0, y: 0, width: 500, height: 300 };
  const points = wire(ground, box(200, 100), { ground, lane: 0, isFree: true });
  expect(points.map((point) => `${point.x},${point.y}`)).toEqual(['9,26', '9,93', '216,93', '216,100']);
});

test('from a card among others a wire leaves by the foot and goes round, never through a neighbour', () => {
  const home = { x: 0, y: 0, width: 500, height: 400 };
  const text = (points: readonly { x: number; y: number }[]) => points.map((point) => `${point.x},${point.y}`);
  const room = (y: number) => wire(box(20, y), box(700, 600), { ground: box(700, 600), lane: 1, isFree: false, home });
  expect(text(room(50))).toEqual(['70,100', '70,108', '517,108', '517,572', '750,572', '750,600']);
  expect(text(room(330))).toEqual(['70,380', '70,572', '750,572', '750,600']);
});

test('every wire starts at the edge of one thing and ends at the edge of the other', () => {
  for (const [x, y] of [
    [300, 300],
    [-300, 300],
    [-300, -300],
    [300, -300],
    [20, 200],
  ] as const) {
    const to = box(x, y);
    const points = wire(box(0, 0), to, { ground: to, lane: 1, isFree: true });
    const last = points.at(-1)!;
    expect(last.x).toBe(x + 50);
    expect([y, y + 50]).toContain(last.y);
    for (let i = 1; i < points.length; i += 1) expect(points[i]!.x === points[i - 1]!.x || points[i]!.y === points[i - 1]!.y).toBe(true);
  }
});

test('an arc begins and ends in the middle of its things', () => {
  expect(onArc(box(0, 0), box(200, 0), 0)).toEqual({ x: 50, y: 25 });
  expect(onArc(box(0, 0), box(200, 0), 1)).toEqual({ x: 250, y: 25 });
});
