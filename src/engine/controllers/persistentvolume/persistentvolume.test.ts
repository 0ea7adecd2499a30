import { testCluster } from '../common/testing.ts';
import { persistentVolume } from './persistentvolume.ts';
import { describe, expect, it } from 'vitest';

const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };

function claim(more: object = {}, annotations: Readonly<Record<string, string>> = {}) {
  const metadata = { name: 'data', namespace: 'default', uid: 'claim', annotations };
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec: { ...spec, ...more }, status: { phase: 'Pending' } };
}

function volume(more: object, status: object = { phase: 'Available' }) {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'disk' },
    spec: { capacity: { storage: '1Gi' }, ...more },
    status,
  };
}

function storageClass(name: string, provisioner: string, isDefault = false) {
  const annotations = isDefault ? { 'storageclass.kubernetes.io/is-default-class': 'true' } : {};
  return { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name, annotations }, provisioner };
}

const claimRef = { kind: 'PersistentVolumeClaim', namespace: 'default', name: 'data', uid: 'claim' };

describe('the binder', () => {
  it('gives a claim without a class the default one that comes later', () => {
    const cluster = testCluster(persistentVolume);
    cluster.put(claim());
    cluster.run();
    cluster.put(storageClass('fast', 'example.com/disk', true));
    cluster.run(20_000);
    expect(cluster.get('PersistentVolumeClaim', 'data')?.spec.storageClassName).toBe('fast');
  });

  it('asks for a volume again with the next resync when it could not save that, as recorded', () => {
    const cluster = testCluster(persistentVolume);
    const named = () => cluster.get('PersistentVolumeClaim', 'data')?.metadata.annotations?.['volume.kubernetes.io/storage-provisioner'];
    cluster.put(storageClass('fast', 'example.com/disk'));
    cluster.refuse(({ verb }) => verb === 'update', { reason: 'Conflict', code: 409, message: 'the object has been modified' });
    cluster.put(claim({ storageClassName: 'fast' }));
    cluster.run(100);
    cluster.allow();
    cluster.put(claim({ storageClassName: 'fast' }, { note: 'news while the operation backs off' }));
    cluster.run(10_000);
    expect(named()).toBeUndefined();
    expect(cluster.events()).toEqual(['Warning ProvisioningFailed Error saving claim: the object has been modified']);
    cluster.run(6_000);
    expect(named()).toBe('example.com/disk');
  });

  it('says that there is no plugin for a name in the tree that nothing stands behind', () => {
    const cluster = testCluster(persistentVolume);
    cluster.put(storageClass('old', 'kubernetes.io/glusterfs'));
    cluster.put(claim({ storageClassName: 'old' }));
    cluster.run();
    expect(cluster.events()).toEqual(['Warning ProvisioningFailed no volume plugin matched name: kubernetes.io/glusterfs']);
  });

  it('marks a claim whose provisioner has moved to a driver', () => {
    const cluster = testCluster(persistentVolume);
    cluster.put(claim({}, { 'volume.kubernetes.io/storage-provisioner': 'kubernetes.io/gce-pd' }));
    cluster.run();
    const annotations = cluster.get('PersistentVolumeClaim', 'data')?.metadata.annotations;
    expect(annotations?.['pv.kubernetes.io/migrated-to']).toBe('pd.csi.storage.gke.io');
  });

  it('tells both sides when a reserved volume can never serve its claim', () => {
    const cluster = testCluster(persistentVolume);
    cluster.put(claim());
    cluster.put(volume({ accessModes: ['ReadWriteOnce'], volumeMode: 'Block', claimRef }));
    cluster.run();
    expect(cluster.events().filter((line) => line.includes('VolumeMismatch'))).toEqual([
      'Warning VolumeMismatch Cannot bind PersistentVolume to requested PersistentVolumeClaim "data" due to incompatible volumeMode.',
      'Warning VolumeMismatch Cannot bind PersistentVolume "disk" to requested PersistentVolumeClaim due to incompatible volumeMode.',
    ]);
  });

  it.each([
    [{ csi: { driver: 'd', volumeHandle: 'h' } }, 'Failed', 'No recycler plugin found for the volume!'],
    [{ nfs: { server: 's', path: '/' } }, 'Released', undefined],
  ])('recycles what it can: %j', (source, phase, message) => {
    const cluster = testCluster(persistentVolume);
    cluster.put(volume({ ...source, claimRef, persistentVolumeReclaimPolicy: 'Recycle' }, { phase: 'Bound' }));
    cluster.run();
    expect(cluster.get('PersistentVolume', 'disk')?.status).toEqual({ phase, ...(message === undefined ? {} : { message }) });
  });

  it('has a pod wipe a volume, which may then be claimed again', () => {
    const cluster = testCluster(persistentVolume);
    const nfs = { nfs: { server: 's', path: '/' }, capacity: { storage: '20Gi' } };
    const metadata = { name: 'disk', annotations: { 'pv.kubernetes.io/bound-by-controller': 'yes' } };
    cluster.put({ ...volume({ ...nfs, claimRef, persistentVolumeReclaimPolicy: 'Recycle' }, { phase: 'Bound' }), metadata });
    cluster.run();
    const pod = cluster.get('Pod', 'recycler-for-disk')!;
    expect(pod.spec).toMatchObject({
      activeDeadlineSeconds: 600,
      restartPolicy: 'Never',
      volumes: [{ name: 'vol', nfs: { server: 's', path: '/' } }],
    });
    cluster.put({ ...pod, status: { phase: 'Succeeded' } });
    cluster.run();
    expect(cluster.get('Pod', 'recycler-for-disk')).toBeUndefined();
    expect(cluster.get('PersistentVolume', 'disk')).toMatchObject({ status: { phase: 'Available' } });
    expect(cluster.get('PersistentVolume', 'disk')?.spec.claimRef).toBeUndefined();
    expect(cluster.events()).toContain('Normal VolumeRecycled Volume recycled');
  });

  it('says why a volume could not be wiped, and tries again', () => {
    const cluster = testCluster(persistentVolume);
    cluster.put(volume({ hostPath: { path: '/srv' }, claimRef, persistentVolumeReclaimPolicy: 'Recycle' }, { phase: 'Bound' }));
    cluster.run();
    cluster.put({ ...cluster.get('Pod', 'recycler-for-disk')!, status: { phase: 'Failed' } });
    cluster.run(10_000);
    const message = 'Recycle failed: failed to recycle volume: pod failed, pod.Status.Message unknown';
    expect(cluster.get('PersistentVolume', 'disk')?.status).toEqual({ phase: 'Failed', message });
    cluster.run(30_000);
    expect(cluster.get('Pod', 'recycler-for-disk')).toBeDefined();
  });

  it('deletes a volume that was made for a claim which is bound to another, and frees it if it is to be kept', () => {
    const phaseOf = (persistentVolumeReclaimPolicy: string) => {
      const cluster = testCluster(persistentVolume);
      const bound = { 'pv.kubernetes.io/bind-completed': 'yes' };
      cluster.put(claim({ volumeName: 'other' }, bound));
      const metadata = { name: 'disk', annotations: { 'pv.kubernetes.io/provisioned-by': 'kubernetes.io/host-path' } };
      cluster.put({ ...volume({ hostPath: { path: '/tmp/x' }, claimRef, persistentVolumeReclaimPolicy }, { phase: 'Bound' }), metadata });
      cluster.run();
      return cluster.get('PersistentVolume', 'disk')?.status.phase;
    };
    expect([phaseOf('Delete'), phaseOf('Retain')]).toEqual([undefined, 'Available']);
  });

  it.each([
    [
      'mount options',
      {},
      { mountOptions: ['a', 'b'] },
      'Mount options are not supported by the provisioner but StorageClass "c" has mount options [a b]',
    ],
    [
      'a device',
      { volumeMode: 'Block' },
      {},
      'Failed to provision volume with StorageClass "c": kubernetes.io/host-path does not support block volume provisioning',
    ],
    [
      'data of another',
      { dataSource: { kind: 'PersistentVolumeClaim', name: 'old' } },
      {},
      'plugin "kubernetes.io/host-path" is not a CSI plugin. Only CSI plugin can provision a claim with a datasource',
    ],
  ])('makes no folder of a node that is to have %s', (_what, wanted, having, why) => {
    const cluster = testCluster(persistentVolume);
    cluster.put({ ...storageClass('c', 'kubernetes.io/host-path'), ...having });
    cluster.put(claim({ storageClassName: 'c', ...wanted }));
    cluster.run();
    expect(cluster.events().map((line) => line.replace(/ x\d+$/, ''))).toEqual([`Warning ProvisioningFailed ${why}`]);
    expect(cluster.all('PersistentVolume')).toEqual([]);
  });

  it('says that the volume it made could not be kept', () => {
    const cluster = testCluster(persistentVolume);
    cluster.refuse(({ verb, resource }) => verb === 'create' && resource === 'persistentvolumes', { code: 500, message: 'no' });
    cluster.put(storageClass('c', 'kubernetes.io/host-path'));
    cluster.put(claim({ storageClassName: 'c' }));
    cluster.run(10);
    const told = 'Warning ProvisioningFailed Error creating provisioned PV object for claim default/data: no. Deleting the volume.';
    expect(cluster.events()).toEqual([told]);
  });

  it('gives a claim the room that its volume had before it grew, as long as the file system has not grown too', () => {
    const cluster = testCluster(persistentVolume);
    const grown = volume({ accessModes: ['ReadWriteOnce'], capacity: { storage: '2Gi' } });
    const annotations = { 'volume.alpha.kubernetes.io/pre-resize-capacity': '1Gi' };
    cluster.put({ ...grown, metadata: { ...grown.metadata, annotations } });
    cluster.put(claim());
    cluster.run();
    expect(cluster.get('PersistentVolumeClaim', 'data')?.status).toMatchObject({ phase: 'Bound', capacity: { storage: '1Gi' } });
  });
});
