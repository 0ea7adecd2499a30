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

function following(): (scene: Scene, at: number, isStill: boolean) => ReturnType<ReturnType<typeof followWires>> {
  let now = 0;
  const follow = followWires(() => now);
  return (scene, at, isStill) => {
    now = at;
    return follow(scene, isStill);
  };
}

test('a new wire comes by degrees, and what lies there stays', () => {
  const follow = following();
  expect(follow(picture([a, b, c], [edge('a', 'b')]), 0, false).areComing).toBe(true);
  const later = follow(picture([a, b, c], [edge('a', 'b'), edge('a', 'c')]), 1000, false);
  expect(later.routes.map((route) => later.seen(route))).toEqual([1, 0]);
});

test('wires of things that glide come when these are at rest', () => {
  const follow = following();
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
  const wires = following()(picture([a, b], [edge('a', 'b')]), 0, true);
  expect(wires.areComing).toBe(false);
});

test('ways of a big picture are looked for a slice a frame; meanwhile the old ones stay where they are still true', () => {
  let now = 0;
  // Every look at the clock takes longer than a slice.
  const follow = followWires(() => (now += 10));
  const until = (scene: Scene): number => {
    for (let frames = 1; ; frames += 1) if (follow(scene, true).routes.length === scene.edges.length) return frames;
  };
  const cards = Array.from({ length: 12 }, (_, at) => card(`n${at}`, (at % 4) * 200, Math.floor(at / 4) * 120));
  const edges = cards.slice(1).map(({ id }, at) => edge(cards[at]!.id, id));
  expect(until(picture(cards, edges))).toBeGreaterThan(3);
  const fewer = picture([...cards.slice(0, 11), card('n11', 900, 900)], edges.slice(1));
  expect(follow(fewer, true).routes.map((route) => route.edge.id)).toEqual(edges.slice(1, 10).map(({ id }) => id));
  expect(until(fewer)).toBeGreaterThan(1);
  expect(follow(fewer, true).areComing).toBe(false);
});
