import { expect, test } from 'vitest';
import { controlPlane } from '../testing/controlPlane.ts';

test.each([
  ['ebs.csi.aws.com', 'Bound'],
  ['example.com/none', 'Pending'],
])('a claim of a class of %s is %s', (provisioner, phase) => {
  const cluster = controlPlane([{ name: 'node-1' }]);
  cluster.create('StorageClass', 'own', { provisioner });
  const resources = { requests: { storage: '1Gi' } };
  cluster.create('PersistentVolumeClaim', 'data', { spec: { storageClassName: 'own', accessModes: ['ReadWriteOnce'], resources } });
  cluster.wait(5);
  expect(cluster.get('PersistentVolumeClaim', 'data')!.status.phase).toBe(phase);
  expect(cluster.events('data')[0]).toBe(
    `ExternalProvisioning: Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
  );
});
