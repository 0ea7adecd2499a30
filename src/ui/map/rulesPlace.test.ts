import { expect, test } from 'vitest';
import type { SceneNode } from '#scene/model.ts';
import { leaderTo, rulesPlace } from './rulesPlace.ts';

const plate = (x: number, y: number) => ({ type: 'room', shape: 'plate', x, y, width: 200, height: 60 }) as unknown as SceneNode;
const grow = { width: 260, height: 110 };
const place = (node: SceneNode, nodes: readonly SceneNode[], seen = { x: 0, y: 0, width: 1000, height: 700 }) =>
  rulesPlace(node, { width: 260, height: 40 }, { grow, nodes, seen });

test('the rules open below their node where there is room', () => {
  const node = plate(100, 100);
  expect(place(node, [node])).toEqual({ x: 100, y: 168 });
});

test('at the foot of the screen they open where they cover nothing', () => {
  const [left, node] = [plate(100, 600), plate(400, 600)];
  expect(place(node, [left, node])).toEqual({ x: 608, y: 600 });
  const right = plate(640, 600);
  expect(place(node, [left, node, right])).toEqual({ x: 400, y: 532 });
});

test('they stay where they are as rules are added', () => {
  const [node, below] = [plate(100, 100), plate(100, 260)];
  expect(place(node, [node, below]).x).toBe(308);
});

test('on a narrow screen full of nodes they open at its foot, with a line down the aisle', () => {
  const column = [100, 240, 380].map((y) => plate(20, y));
  const at = place(column[1]!, column, { x: 0, y: 0, width: 300, height: 700 });
  expect(at).toEqual({ x: 20, y: 652 });
  expect(leaderTo(column[1]!, { ...at, width: 260, height: 40 }, column)).toEqual([
    { x: 220, y: 270 },
    { x: 228, y: 270 },
    { x: 228, y: 652 },
  ]);
});

test('rules right beside their node need no line, others have one that runs over no other node', () => {
  const row = [plate(100, 300), plate(340, 300), plate(580, 300)];
  const box = (x: number, y: number) => ({ x, y, width: 260, height: 110 });
  expect(leaderTo(row[0]!, box(100, 368), row)).toEqual([]);
  expect(leaderTo(row[2]!, box(840, 300), row)).toEqual([
    { x: 780, y: 312 },
    { x: 840, y: 312 },
  ]);
  expect(leaderTo(row[0]!, box(820, 300), row)).toEqual([
    { x: 284, y: 360 },
    { x: 284, y: 368 },
    { x: 820, y: 368 },
  ]);
  expect(leaderTo(row[2]!, box(0, 100), [...row, plate(340, 364)])).toEqual([
    { x: 596, y: 300 },
    { x: 596, y: 292 },
    { x: 244, y: 292 },
    { x: 244, y: 210 },
  ]);
});
