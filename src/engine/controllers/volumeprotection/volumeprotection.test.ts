import { testCluster } from '../common/testing.ts';
import { pvcProtection, pvProtection } from './volumeprotection.ts';
import { expect, it } from 'vitest';

it('protects what came without its finalizer', () => {
  const cluster = testCluster(pvcProtection, pvProtection);
  cluster.put({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'disk', finalizers: ['a/b'] }, spec: {}, status: {} });
  cluster.put({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', namespace: 'default' }, spec: {}, status: {} });
  cluster.run();
  expect(cluster.get('PersistentVolume', 'disk')?.metadata.finalizers).toEqual(['a/b', 'kubernetes.io/pv-protection']);
  expect(cluster.get('PersistentVolumeClaim', 'data')?.metadata.finalizers).toEqual(['kubernetes.io/pvc-protection']);
});
