import { expect, test } from 'vitest';
import type { Scene } from './model.ts';
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
  const routes = routesOf(see([...set, ...pods]));
  expect(routes.map(({ edge }) => edge.id)).toEqual(['Pod/default/web-0>Node//n1', 'Pod/default/web-1>Node//n2']);
  for (const { from, to, points } of routes) {
    expect(points[0]).toEqual({ x: from.x + from.width / 2, y: from.y + from.height });
    expect(points.at(-1)!.y).toBe(to.y);
  }
});

test('ways stay as long as nothing moves, and the lines on them have their newest colour', () => {
  const scene = see([...set, ...pods]);
  const routes = routesOf(scene);
  const later = see([...set, pods[0]!, pods[1]!.replace('Pending', 'Running')], scene);
  const again = routesOf(later, { scene, routes });
  expect(again.map(({ points }) => points)).toEqual(routes.map(({ points }) => points));
  expect(again[0]!.points).toBe(routes[0]!.points);
  expect(again.map(({ edge }) => edge.tone)).not.toEqual(routes.map(({ edge }) => edge.tone));
  expect(routesOf(see([...set, 'sts more 2', ...pods], scene), { scene, routes })[0]!.points).not.toBe(routes[0]!.points);
});

test('in a picture of many sets, each with a Service, no wire runs across a pod', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const places = names.flatMap((name) => Array.from({ length: 12 }, (_, at) => [name, `${name}-${at}`] as const));
  const mirror = cluster(
    ...names.flatMap((name) => [`sts ${name} 12`, `svc ${name}`]),
    ...places.map(([name, pod]) => `pod ${pod} Running n1 @StatefulSet/${name}`),
    ...names.map((name) => `slice ${name} ${places.flatMap(([of, pod]) => (of === name ? [pod] : [])).join(' ')}`),
  );
  const scene = buildScene({ mirror, lens: 'network', arrangement: 'workload', opened: new Set(), moved: new Map(), namespace: '' });
  const pods = scene.nodes.filter(({ type }) => type === 'pod');
  const routes = routesOf(scene);
  expect(routes).toHaveLength(60);
  for (const { points } of routes)
    for (const pod of pods)
      for (const [index, end] of points.slice(1).entries()) {
        const start = points[index]!;
        const isAcross = Math.min(start.x, end.x) < pod.x + pod.width && Math.max(start.x, end.x) > pod.x;
        const isDown = Math.min(start.y, end.y) < pod.y + pod.height && Math.max(start.y, end.y) > pod.y;
        expect(isAcross && isDown, pod.id).toBe(false);
      }
});
