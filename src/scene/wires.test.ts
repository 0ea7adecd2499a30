import { expect, test } from 'vitest';
import type { Box, Point } from './model.ts';
import { branch, onArc, startWires, stepWires, taskOf, type Task } from './wires.ts';

const box = (x: number, y: number, width = 100, height = 50): Box => ({ x, y, width, height });

const text = (points: readonly Point[]): string[] => points.map(({ x, y }) => `${x},${y}`);

function layAll(task: Task, most: number): readonly (readonly Point[])[] {
  const work = startWires(task, most);
  for (;;) {
    const ways = stepWires(work);
    if (ways !== undefined) return ways;
  }
}

interface Scenery {
  readonly home?: Box;
  readonly ground?: Box;
  readonly others?: readonly Box[];
  /** What stands on a ground. */
  readonly cards?: ReadonlyMap<Box, readonly Box[]>;
  readonly lane?: number;
}

function run(from: Box, to: Box, scenery: Scenery = {}): readonly Point[] {
  return runAll(from, [to], scenery)[0]!;
}

function runAll(from: Box, ends: readonly Box[], { home = from, ground, others = [], cards, lane = 0 }: Scenery = {}) {
  const task = taskOf(
    { box: from, ground: home },
    ends.map((one) => ({ box: one, ground: ground ?? one, isFromAbove: false, plug: 0 })),
    {
      lane,
      isOutward: true,
      blocks: [...new Set([home, ...ends.map((one) => ground ?? one), ...others])],
      cardsOn: (on) => cards?.get(on) ?? [],
      headsOn: () => [],
    },
  );
  return layAll(task, 100_000);
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
  const ground = box(300, 20, 400, 400);
  const card = box(400, 200);
  const points = run(box(0, 0), card, { ground, cards: new Map([[ground, [card]]]) });
  expect(text(points.slice(-2))).toEqual(['450,193', '450,200']);
  expect(points.length).toBeLessThanOrEqual(5);
});

test('a thing straight below is joined by a straight line', () => {
  expect(text(run(box(0, 0), box(0, 100)))).toEqual(['50,50', '50,100']);
});

test('two things of a row are joined straight when nothing is between them, and round it when something is', () => {
  expect(text(run(box(0, 0), box(200, 0)))).toEqual(['100,25', '200,25']);
  const between = box(150, 0);
  expect(crosses(run(box(0, 0), box(300, 0), { others: [between] }), between)).toBe(false);
});

test('what stands above its ground in the same stack runs past what is in between', () => {
  const between = box(0, 60);
  const ground = box(0, 150, 300, 300);
  const card = box(20, 200);
  const points = run(box(0, 0), card, { ground, others: [between], cards: new Map([[ground, [card]]]) });
  expect(crosses(points, between)).toBe(false);
});

test('a row in between is passed where it lets through', () => {
  const home = box(0, 0, 500, 200);
  const pod = box(200, 100);
  const row = [box(0, 300), box(150, 300), box(300, 300, 300, 80)];
  const points = run(pod, box(180, 500), { home, others: row, cards: new Map([[home, [pod]]]) });
  for (const one of row) expect(crosses(points, one), `${one.x}`).toBe(false);
});

test('out of a ground a wire goes straight down, not round the edge', () => {
  const home = box(0, 0, 500, 200);
  const pod = box(200, 100);
  const points = run(pod, box(200, 300), { home, cards: new Map([[home, [pod]]]) });
  expect(text(points)).toEqual(['250,150', '250,300']);
});

test('what stands on the ground that owns it hangs from its head as in a tree', () => {
  expect(text(branch(box(0, 0, 500, 300), box(200, 100)))).toEqual(['9,26', '9,93', '216,93', '216,100']);
});

test('from a card among others a wire goes round its neighbours', () => {
  const home = box(0, 0, 500, 400);
  const cards = [box(20, 50), box(20, 180), box(138, 50), box(138, 180)];
  const points = run(cards[0]!, box(700, 600), { home, cards: new Map([[home, cards]]) });
  for (const card of cards) expect(crosses(points, card)).toBe(false);
});

test('wires of one thing that go the same way are one as far as they can be', () => {
  const ground = box(300, 0, 500, 200);
  const cards = [box(320, 100), box(438, 100), box(556, 100)];
  const found = runAll(box(0, 20), cards, { ground, cards: new Map([[ground, cards]]) });
  const first = found.map((points) => text(points.slice(0, -2)).join(' '));
  expect(new Set(first).size).toBe(1);
});

test('among many cards no wire crosses one, wherever it goes', () => {
  const blocks = Array.from({ length: 36 }, (_, at) =>
    box((at % 6) * 150 + (at % 5) * 4, Math.floor(at / 6) * 110, 100, 50 + (at % 3) * 12),
  );
  for (const from of blocks.slice(0, 8)) {
    const ends = blocks.filter((one) => one !== from);
    for (const points of runAll(from, ends, { others: blocks })) {
      expect(points.length).toBeGreaterThan(1);
      for (const one of blocks) expect(crosses(points, one)).toBe(false);
    }
  }
});

test('too many things to look for a way between are joined all the same', () => {
  const task = taskOf({ box: box(0, 0), ground: box(0, 0) }, [{ box: box(300, 300), ground: box(300, 300), isFromAbove: false, plug: 0 }], {
    lane: 0,
    isOutward: true,
    blocks: [],
    cardsOn: () => [],
    headsOn: () => [],
  });
  const points = layAll(task, 1)[0]!;
  expect(points.length).toBeGreaterThan(1);
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

test('what is written at the end of a wire stands to its right, so a second one plugs in to its left', () => {
  const hub = { box: box(0, 0), ground: box(0, 0) };
  const end = { box: box(300, 300), ground: box(300, 300), isFromAbove: true };
  const scenery = { lane: 0, isOutward: true, blocks: [hub.box, end.box], cardsOn: () => [], headsOn: () => [] };
  const ends = [0, 1, 2].map((plug) => layAll(taskOf(hub, [{ ...end, plug }], scenery), 1_000)[0]!.at(-1)!.x);
  expect(ends).toEqual([350, 325, 375]);
});
