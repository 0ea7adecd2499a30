import { expect, test } from 'vitest';
import type { Box, Point } from './model.ts';
import { onArc, wire } from './wires.ts';

const box = (x: number, y: number, width = 100, height = 50): Box => ({ x, y, width, height });

const text = (points: readonly Point[]): string[] => points.map(({ x, y }) => `${x},${y}`);

interface Scenery {
  readonly home?: Box;
  readonly ground?: Box;
  readonly others?: readonly Box[];
  readonly lane?: number;
}

function run(from: Box, to: Box, { home = from, ground = to, others = [], lane = 1 }: Scenery = {}): Point[] {
  return wire(from, to, { home, ground, lane, blocks: [home, ground, ...others] });
}

/** Whether a wire runs through the inside of a box. */
function crosses(points: readonly Point[], over: Box): boolean {
  return points.slice(1).some((end, index) => {
    const start = points[index]!;
    return (
      Math.min(start.x, end.x) < over.x + over.width &&
      Math.max(start.x, end.x) > over.x &&
      Math.min(start.y, end.y) < over.y + over.height &&
      Math.max(start.y, end.y) > over.y
    );
  });
}

test('a wire from the left goes down the aisle and in through the gap above the row', () => {
  const points = run(box(0, 0), box(400, 200), { ground: box(300, 20, 400, 400) });
  expect(text(points)).toEqual(['100,25', '271,25', '271,193', '450,193', '450,200']);
});

test('a thing straight below is joined by a straight line', () => {
  expect(text(run(box(0, 0), box(0, 100)))).toEqual(['50,50', '50,100']);
});

test('two things of a row are joined straight when nothing is between them, and over the top when something is', () => {
  expect(text(run(box(0, 0), box(200, 0)))).toEqual(['100,25', '200,25']);
  const between = box(150, 0);
  const points = run(box(0, 0), box(300, 0), { others: [between] });
  expect(crosses(points, between)).toBe(false);
  expect(points.at(-1)!.y).toBe(0);
});

test('what stands above its ground in the same stack runs past the left of what is in between', () => {
  const between = box(0, 60);
  const points = run(box(0, 0), box(20, 200), { ground: box(0, 150, 300, 300), others: [between] });
  expect(crosses(points, between)).toBe(false);
  expect(Math.min(...points.map(({ x }) => x))).toBeLessThan(0);
});

test('a row in between is passed where it lets through, down and up alike', () => {
  const home = box(0, 0, 500, 200);
  const pod = box(200, 100);
  const row = [box(0, 300), box(150, 300), box(300, 300, 300, 80)];
  const node = box(180, 500);
  const points = run(pod, node, { home, others: row });
  for (const one of row) expect(crosses(points, one), `${one.x}`).toBe(false);
  const back = run(node, pod, { ground: home, others: row });
  for (const one of row) expect(crosses(back, one), `${one.x}`).toBe(false);
  expect(back[0]!.y).toBe(500);
});

test('what stands on the ground that owns it hangs from its head as in a tree', () => {
  const ground = box(0, 0, 500, 300);
  expect(text(run(ground, box(200, 100), { ground }))).toEqual(['9,26', '9,93', '216,93', '216,100']);
});

test('from a card among others a wire leaves by the foot and goes round, never through a neighbour', () => {
  const home = box(0, 0, 500, 400);
  const below = box(20, 180);
  const points = run(box(20, 50), box(700, 600), { home });
  expect(crosses(points, below)).toBe(false);
  expect(points[0]).toEqual({ x: 70, y: 100 });
});

test('every wire starts at the edge of one thing and ends at the edge of the other, and has corners only', () => {
  const onEdge = ({ x, y }: Point, of: Box): boolean =>
    x >= of.x &&
    x <= of.x + of.width &&
    y >= of.y &&
    y <= of.y + of.height &&
    (x === of.x || x === of.x + of.width || y === of.y || y === of.y + of.height);
  for (const [x, y] of [
    [300, 300],
    [-300, 300],
    [-300, -300],
    [300, -300],
    [20, 200],
    [300, 10],
    [-300, 10],
  ] as const) {
    const from = box(0, 0);
    const to = box(x, y);
    const points = run(from, to);
    expect(onEdge(points[0]!, from) && onEdge(points.at(-1)!, to), `${x},${y}`).toBe(true);
    for (let i = 1; i < points.length; i += 1) expect(points[i]!.x === points[i - 1]!.x || points[i]!.y === points[i - 1]!.y).toBe(true);
  }
});

test('an arc begins and ends in the middle of its things', () => {
  expect(onArc(box(0, 0), box(200, 0), 0)).toEqual({ x: 50, y: 25 });
  expect(onArc(box(0, 0), box(200, 0), 1)).toEqual({ x: 250, y: 25 });
});
