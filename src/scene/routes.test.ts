import { expect, test } from 'vitest';
import type { Box, Lens, Point, Scene } from './model.ts';
import { routesOf } from './routes.ts';
import { buildScene } from './scene.ts';
import { cluster } from './testing/notation.ts';

function see(lines: readonly string[], before?: Scene): Scene {
  const mirror = cluster(...lines);
  return buildScene({ mirror, lens: 'placement', arrangement: 'workload', opened: new Set(), moved: new Map(), namespace: '' }, before);
}

const set = ['node n1', 'node n2', 'sts web 2'];
const pods = ['pod web-0 Running n1 @StatefulSet/web', 'pod web-1 Pending n2 @StatefulSet/web'];

test('every line of a picture has a way from the one thing to the other', () => {
  const { routes } = routesOf(see([...set, ...pods]));
  expect(routes.map(({ edge }) => edge.id)).toEqual(['Pod/default/web-0>Node//n1', 'Pod/default/web-1>Node//n2']);
  for (const { from, to, points } of routes) {
    expect(points[0]).toEqual({ x: from.x + from.width / 2, y: from.y + from.height });
    expect(points.at(-1)!.y).toBe(to.y);
  }
});

test('ways stay as long as nothing moves, and the lines on them have their newest colour', () => {
  const scene = see([...set, ...pods]);
  const found = routesOf(scene);
  const { routes } = found;
  const later = see([...set, pods[0]!, pods[1]!.replace('Pending', 'Running')], scene);
  const again = routesOf(later, found).routes;
  expect(again.map(({ points }) => points)).toEqual(routes.map(({ points }) => points));
  expect(again[0]!.points).toBe(routes[0]!.points);
  expect(again.map(({ edge }) => edge.tone)).not.toEqual(routes.map(({ edge }) => edge.tone));
  expect(routesOf(see([...set, 'sts more 2', ...pods], scene), found).routes[0]!.points).not.toBe(routes[0]!.points);
});

interface Many {
  readonly lens: Lens;
  readonly sets: number;
  readonly each: number;
}

/** Sets on six nodes, each with a Service. */
function many({ lens, sets, each }: Many, before?: Scene): Scene {
  const names = Array.from({ length: sets }, (_, at) => `set${at}`);
  const podsOf = (name: string): readonly string[] => Array.from({ length: each }, (_, at) => `${name}-${at}`);
  const mirror = cluster(
    ...Array.from({ length: 6 }, (_, at) => `node n${at}`),
    ...names.flatMap((name) => [`sts ${name} ${each}`, `svc ${name}`, `slice ${name} ${podsOf(name).join(' ')}`]),
    ...names.flatMap((name, set) => podsOf(name).map((pod, at) => `pod ${pod} Running n${(set + at) % 6} @StatefulSet/${name}`)),
  );
  return buildScene({ mirror, lens, arrangement: 'workload', opened: new Set(), moved: new Map(), namespace: '' }, before);
}

function isOver(a: Point, b: Point, box: Box): boolean {
  return (
    Math.min(a.x, b.x) < box.x + box.width &&
    Math.max(a.x, b.x) > box.x &&
    Math.min(a.y, b.y) < box.y + box.height &&
    Math.max(a.y, b.y) > box.y
  );
}

test.each([
  { lens: 'network', sets: 5, each: 12 },
  { lens: 'placement', sets: 70, each: 5 },
] as const)('in a picture of $sets sets of $each no wire of the lens $lens runs across a pod', (of) => {
  const scene = many(of);
  const pods = scene.nodes.filter(({ type }) => type === 'pod');
  const { routes } = routesOf(scene);
  expect(routes).toHaveLength(of.sets * of.each);
  const across = routes.filter(({ points }) => points.slice(1).some((end, at) => pods.some((pod) => isOver(points[at]!, end, pod))));
  expect(across).toEqual([]);
});

test('when something changes only the ways near it are looked for again', () => {
  const scene = many({ lens: 'network', sets: 5, each: 3 });
  const found = routesOf(scene);
  const later = routesOf(many({ lens: 'network', sets: 6, each: 3 }, scene), found);
  const isKept = [...later.hubs].map(([key, answered]) => answered === found.hubs.get(key));
  expect(isKept.length).toBe(6);
  expect(isKept.filter(Boolean).length).toBeGreaterThan(0);
});
