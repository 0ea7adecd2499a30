import { describe, expect, it } from 'vitest';
import type { Node } from '#api/kinds.ts';
import { testCluster, type TestCluster } from '../common/testing.ts';
import { pod, pods } from '../common/testingKubelet.ts';
import { podGc, surplus } from './podgc.ts';

function start(...lines: readonly string[]): TestCluster {
  const cluster = testCluster(podGc);
  node(cluster, 'n1', 'True');
  for (const line of lines) cluster.put(pod(line));
  return cluster;
}

function node(cluster: TestCluster, name: string, ready: string, taints: NonNullable<Node['spec']['taints']> = []): void {
  cluster.put({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    spec: { taints },
    status: { conditions: [{ type: 'Ready', status: ready }] },
  });
}

const names = (cluster: TestCluster) =>
  cluster
    .all('Pod')
    .map(({ metadata }) => metadata.name)
    .join(' ');

describe('pods that go', () => {
  it('those of a node that is gone, after a while', () => {
    const cluster = start('a Running ready n1', 'b Running ready n2');
    cluster.run(59_000);
    expect(names(cluster)).toBe('a b');
    cluster.run(22_000);
    expect(names(cluster)).toBe('a');
    expect(cluster.log).toContain('~ Pod b');
  });

  it('not those of a node that came late', () => {
    const cluster = start('b Running ready n2');
    cluster.run(30_000);
    node(cluster, 'n2', 'True');
    cluster.run(90_000);
    expect(names(cluster)).toBe('b');
  });

  it('those that are being deleted and have no node', () => {
    const cluster = start('a Pending - terminating', 'b Pending -', 'c Running n1 terminating');
    cluster.run(21_000);
    expect(names(cluster)).toBe('b c');
  });

  it('those that are being deleted on a node out of service', () => {
    const cluster = start('a Running n1 terminating', 'b Running n1');
    node(cluster, 'n1', 'Unknown', [{ key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute' }]);
    cluster.run(21_000);
    expect(cluster.get('Pod', 'b')).toBeDefined();
    expect(cluster.get('Pod', 'a')).toBeUndefined();
  });
});

it('finished pods beyond the threshold, the evicted and the old first', () => {
  const made = pods('a Succeeded n1', 'b Failed n1', 'c Running n1', 'd Failed n1', 'e Succeeded n1');
  const old = made.map((it, i) => ({ ...it, metadata: { ...it.metadata, creationTimestamp: `2026-01-01T00:00:0${i}Z` } }));
  const evicted = old.map((it) => (it.metadata.name === 'd' ? { ...it, status: { ...it.status, reason: 'Evicted' } } : it));
  const gone = (threshold: number) => surplus(evicted as typeof made, threshold).map(({ metadata }) => metadata.name);
  expect(gone(4)).toEqual([]);
  expect(gone(2)).toEqual(['d', 'a']);
});
