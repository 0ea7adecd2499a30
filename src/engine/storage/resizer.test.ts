import { expect, test } from 'vitest';
import { controlPlane } from '../testing/controlPlane.ts';

const storage = (amount: string) => ({ requests: { storage: amount } });

test('a claim grows with its volume, and has the storage once a pod mounts it', () => {
  const cluster = controlPlane([{ name: 'node-1' }]);
  cluster.create('StorageClass', 'grows', { provisioner: 'hostpath.csi.k8s.io', allowVolumeExpansion: true });
  cluster.create('PersistentVolumeClaim', 'data', {
    spec: { storageClassName: 'grows', accessModes: ['ReadWriteOnce'], resources: storage('1Gi') },
  });
  cluster.wait(5);
  cluster.patch('PersistentVolumeClaim', 'data', { spec: { resources: storage('2Gi') } });
  cluster.wait(2);
  const claim = () => cluster.get('PersistentVolumeClaim', 'data')!;
  expect(cluster.get('PersistentVolume', claim().spec.volumeName!)?.spec.capacity).toEqual({ storage: '2Gi' });
  expect(claim().status).toMatchObject({
    capacity: { storage: '1Gi' },
    conditions: [
      { type: 'FileSystemResizePending', message: 'Waiting for user to (re-)start a pod to finish file system resize of volume on node.' },
    ],
  });
  const volumes = [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }];
  const containers = [{ name: 'c', image: 'nginx', volumeMounts: [{ name: 'd', mountPath: '/d' }] }];
  cluster.create('Pod', 'p', { spec: { volumes, containers } });
  cluster.wait(30);
  expect(claim().status.capacity).toEqual({ storage: '2Gi' });
  expect(claim().status.conditions).toBeUndefined();
});
