import { expect, test } from 'vitest';
import type { Scene, SceneEdge, SceneNode } from '#scene/model.ts';
import { followWires } from './fading.ts';

const card = (id: string, x: number, y: number) =>
  ({ type: 'form', id, x, y, width: 100, height: 50, tone: 'idle' }) as unknown as SceneNode;
const edge = (from: string, to: string): SceneEdge => ({ id: `${from}>${to}`, from, to, tone: 'ready', label: '', dashed: false });

function picture(nodes: readonly SceneNode[], edges: readonly SceneEdge[]): Scene {
  return { nodes, edges, byId: new Map(nodes.map((node) => [node.id, node])) } as unknown as Scene;
}

const [a, b, c] = [card('a', 0, 0), card('b', 300, 0), card('c', 300, 200)];

test('a new wire comes by degrees, and what lies there stays', () => {
  const follow = followWires();
  expect(follow(picture([a, b, c], [edge('a', 'b')]), 0, false).areComing).toBe(true);
  const later = follow(picture([a, b, c], [edge('a', 'b'), edge('a', 'c')]), 1000, false);
  expect(later.routes.map((route) => later.seen(route))).toEqual([1, 0]);
});

test('wires of things that glide come when these are at rest', () => {
  const follow = followWires();
  follow(picture([a, b, c], [edge('a', 'b')]), 0, false);
  const moved = picture([a, card('b', 300, 100), c], [edge('a', 'b')]);
  for (const [at, seen] of [
    [1000, 0],
    [1300, 0],
    [2000, 1],
  ] as const) {
    const wires = follow(moved, at, false);
    expect(wires.routes.map(wires.seen)).toEqual([seen]);
  }
});

test('for whoever wants no motion all is there at once', () => {
  const wires = followWires()(picture([a, b], [edge('a', 'b')]), 0, true);
  expect(wires.areComing).toBe(false);
});
