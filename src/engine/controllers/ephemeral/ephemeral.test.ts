import { expect, test } from 'vitest';
import { testCluster } from '../common/testing.ts';
import { ephemeralVolume } from './ephemeral.ts';

const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };

function pod(name: string) {
  const volumes = [{ name: 'scratch', ephemeral: { volumeClaimTemplate: { metadata: { labels: { a: 'b' } }, spec } } }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec: { containers: [], volumes }, status: {} };
}

test('a claim is made for the volume, owned by the pod, and made again when it goes', () => {
  const cluster = testCluster(ephemeralVolume);
  cluster.put(pod('p'));
  cluster.run();
  const claim = cluster.get('PersistentVolumeClaim', 'p-scratch')!;
  expect(claim).toMatchObject({ metadata: { labels: { a: 'b' }, ownerReferences: [{ kind: 'Pod', name: 'p', controller: true }] }, spec });
  cluster.remove('PersistentVolumeClaim', 'p-scratch');
  cluster.run();
  expect(cluster.get('PersistentVolumeClaim', 'p-scratch')).toBeDefined();
});

test("another's claim of that name is not used", () => {
  const cluster = testCluster(ephemeralVolume);
  cluster.put({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'p-scratch', namespace: 'default' }, spec, status: {} });
  cluster.put(pod('p'));
  cluster.run();
  expect(cluster.get('PersistentVolumeClaim', 'p-scratch')?.metadata.ownerReferences).toBeUndefined();
});
