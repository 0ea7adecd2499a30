import { expect, test } from 'vitest';
import { testCluster, type TestCluster } from '../common/testing.ts';
import { volumeExpand } from './volumeexpand.ts';

function claimOf(storage: string, capacity: string): object {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace: 'default', uid: 'c' },
    spec: { volumeName: 'v', resources: { requests: { storage } } },
    status: { phase: 'Bound', capacity: { storage: capacity } },
  };
}

function withVolume(uid = 'c'): TestCluster {
  const cluster = testCluster(volumeExpand);
  cluster.put({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'v' }, spec: { claimRef: { uid } }, status: {} });
  cluster.put(claimOf('1Gi', '1Gi'));
  cluster.run();
  return cluster;
}

test('a claim that asks for more waits for the one who can give it, and says so', () => {
  const cluster = withVolume();
  expect(cluster.events()).toEqual([]);
  cluster.put(claimOf('2Gi', '1Gi'));
  cluster.run();
  expect(cluster.events()).toEqual(['Warning ExternalExpanding waiting for an external controller to expand this PVC']);
  cluster.put(claimOf('2Gi', '2Gi'));
  cluster.run();
  expect(cluster.events()).toHaveLength(1);
});

test('a volume of another claim is nothing to wait for', () => {
  const cluster = withVolume('other');
  cluster.put(claimOf('2Gi', '1Gi'));
  cluster.run();
  expect(cluster.events()).toEqual([]);
});
