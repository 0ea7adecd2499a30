import { expect, it, test } from 'vitest';
import type { Node } from '#api/kinds.ts';
import { testCluster } from '../common/testing.ts';
import { stepFor, ttl, ttlAnnotation, ttlSteps } from './ttl.ts';

function node(name: string): Node {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name }, spec: {}, status: {} } as unknown as Node;
}

it('annotates every node, and all of them anew when there are more than a step has room for', () => {
  const cluster = testCluster(ttl);
  const told = () => [...new Set(cluster.all('Node').map(({ metadata }) => metadata.annotations?.[ttlAnnotation]))];
  for (let i = 0; i < 100; i += 1) cluster.put(node(`n-${i}`));
  cluster.run(1_000);
  expect(told()).toEqual(['0']);
  cluster.put(node('one-more'));
  cluster.run(1_000);
  expect(told()).toEqual(['15']);
});

test.each([
  [0, 100, 0],
  [0, 101, 15],
  [1, 90, 15],
  [1, 89, 0],
  [1, 501, 30],
  [0, 2_500, 300],
])('from step %d with %d nodes it is %d seconds', (step, nodes, seconds) => {
  expect(ttlSteps[stepFor(step, nodes)]?.seconds).toBe(seconds);
});
