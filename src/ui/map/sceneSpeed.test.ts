import { expect, test } from 'vitest';
import type { SceneInput } from '#scene/model.ts';
import { buildScene } from '#scene/scene.ts';
import { cluster } from '#scene/testing/notation.ts';

test('a thousand pods are read and laid out quickly enough to do it for every frame', () => {
  const names = Array.from({ length: 1000 }, (_, i) => `pod web-1a-${i} Running n1 @ReplicaSet/web-1a`);
  const mirror = cluster('deploy web 1000', 'rs web-1a 1000 @Deployment/web', ...names);
  const input: SceneInput = {
    mirror,
    lens: 'network',
    arrangement: 'workload',
    moved: new Map(),
    namespace: '',
    opened: new Set(['ReplicaSet/default/web-1a']),
  };
  let scene = buildScene(input);
  let best = Infinity;
  for (let i = 0; i < 10; i += 1) {
    const start = performance.now();
    scene = buildScene(input, scene);
    best = Math.min(best, performance.now() - start);
  }
  expect(best).toBeLessThan(40);
  expect(scene.nodes.length).toBeGreaterThan(1000);
});
