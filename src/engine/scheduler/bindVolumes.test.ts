import { expect, it, test } from 'vitest';
import type { Node } from '#api/kinds.ts';
import type { Lister } from '../client/informer.ts';
import { controlPlane } from '../testing/controlPlane.ts';
import { checkBindings, type Awaited } from './bindVolumes.ts';

const node = { metadata: { name: 'n1', labels: { zone: 'a' } } } as unknown as Node;
const done = { 'pv.kubernetes.io/bind-completed': 'yes' };
const here = { 'volume.kubernetes.io/selected-node': 'n1' };

function claim(annotations?: object, volumeName = '') {
  return { metadata: { name: 'c', resourceVersion: '5', ...(annotations === undefined ? {} : { annotations }) }, spec: { volumeName } };
}

function volume(zone = 'a', uid = 'u') {
  const matchExpressions = [{ key: 'zone', operator: 'In', values: [zone] }];
  const nodeAffinity = { required: { nodeSelectorTerms: [{ matchExpressions }] } };
  return { metadata: { name: 'v', resourceVersion: '5' }, spec: { nodeAffinity, claimRef: { uid } } };
}

function check(it: Partial<Awaited>, PersistentVolumeClaim?: object, PersistentVolume?: object) {
  const see = { get: (kind: string) => ({ PersistentVolumeClaim, PersistentVolume })[kind] } as unknown as Lister;
  return checkBindings([{ claim: 'd/c', revision: 5, ...it }], node, see);
}

test.each<[what: string, is: boolean | string, it: Partial<Awaited>, claim?: object, volume?: object]>([
  ['waits for a provisioner', false, {}, claim(here)],
  ['is bound when the claim is', true, {}, claim({ ...here, ...done }, 'v'), volume()],
  ['waits for news of its own write', false, { revision: 6 }, claim()],
  ['waits for the volume to be seen', false, {}, claim(here, 'v')],
  ['ends when the claim is gone', 'failed to check provisioning pvc: could not find v1.PersistentVolumeClaim "d/c"', {}],
  ['ends when the node is taken off the claim', 'provisioning failed for PVC "c"', {}, claim({})],
  ['ends when the claim has no annotations', 'selectedNode annotation reset for PVC "c"', {}, claim()],
  [
    'ends when the volume is elsewhere',
    'pv "v" node affinity doesn\'t match node "n1": no matching NodeSelectorTerms',
    {},
    claim({ ...here, ...done }, 'v'),
    volume('b'),
  ],
  ['waits for a reserved volume', false, { volume: 'v' }, claim(), volume()],
  ['ends when the volume is given up', 'ClaimRef got reset for pv "v"', { volume: 'v' }, claim(), volume('a', '')],
])('%s', (_what, is, it, ...objects) => expect(check(it, ...objects)).toEqual(typeof is === 'string' ? { failed: is } : is));

it('does not wait longer for claims than it is told to, and tries again', () => {
  const profile = {
    schedulerName: 'default-scheduler',
    pluginConfig: [{ name: 'VolumeBinding' as const, args: { bindTimeoutSeconds: 5 } }],
  };
  const it = controlPlane([{ name: 'n1' }], { scheduler: { profiles: [profile] } });
  it.wait(5);
  it.create('StorageClass', 'slow', { provisioner: 'nobody.example.com', volumeBindingMode: 'WaitForFirstConsumer' });
  it.create('PersistentVolumeClaim', 'c', {
    spec: { storageClassName: 'slow', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  });
  const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }];
  it.create('Pod', 'p', { spec: { containers: [{ name: 'c', image: 'nginx' }], volumes } });
  it.wait(4);
  expect(it.events('p')).toEqual([]);
  it.wait(3);
  expect(it.events('p')).toEqual(['FailedScheduling: running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded']);
  expect(it.get('PersistentVolumeClaim', 'c')!.metadata.annotations).toMatchObject({ 'volume.kubernetes.io/selected-node': 'n1' });
});

it('looks for a place again when a provisioner takes the node off the claim', () => {
  const it = controlPlane([{ name: 'n1' }]);
  it.wait(5);
  it.create('StorageClass', 'slow', { provisioner: 'nobody.example.com', volumeBindingMode: 'WaitForFirstConsumer' });
  it.create('PersistentVolumeClaim', 'c', {
    spec: { storageClassName: 'slow', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  });
  it.create('Pod', 'p', {
    spec: { containers: [{ name: 'c', image: 'nginx' }], volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }] },
  });
  it.wait(2);
  it.patch('PersistentVolumeClaim', 'c', { metadata: { annotations: { 'volume.kubernetes.io/selected-node': null, other: 'x' } } });
  it.wait(2);
  expect(it.events('p')[0]).toBe(
    'FailedScheduling: running PreBind plugin "VolumeBinding": binding volumes: provisioning failed for PVC "c"',
  );
  it.wait(3);
  expect(it.get('PersistentVolumeClaim', 'c')!.metadata.annotations).toHaveProperty(['volume.kubernetes.io/selected-node'], 'n1');
});

it('knows at once of the volumes and claims that it has just written to, for the pod that comes next', () => {
  const it = controlPlane([{ name: 'n1' }, { name: 'n2' }]);
  it.wait(5);
  it.create('StorageClass', 'kept', { provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer' });
  it.create('StorageClass', 'made', { provisioner: 'nobody.example.com', volumeBindingMode: 'WaitForFirstConsumer' });
  const claim = (name: string, storageClassName: string) =>
    it.create('PersistentVolumeClaim', name, {
      spec: { storageClassName, accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    });
  const pod = (name: string, claimName: string) =>
    it.create('Pod', name, {
      spec: { containers: [{ name: 'c', image: 'nginx' }], volumes: [{ name: 'v', persistentVolumeClaim: { claimName } }] },
    });
  for (const name of ['v1', 'v2', 'v3'])
    it.create('PersistentVolume', name, {
      spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], storageClassName: 'kept', hostPath: { path: `/tmp/${name}` } },
    });
  for (const name of ['c1', 'c2', 'c3']) claim(name, 'kept');
  claim('shared', 'made');
  it.wait(2);
  for (const name of ['1', '2', '3']) pod(`p${name}`, `c${name}`);
  pod('s1', 'shared');
  pod('s2', 'shared');
  it.wait(4);
  expect(['p1', 'p2', 'p3', 's1', 's2'].flatMap((name) => it.events(name).filter((told) => told.startsWith('FailedScheduling')))).toEqual(
    [],
  );
  expect(new Set(['c1', 'c2', 'c3'].map((name) => it.get('PersistentVolumeClaim', name)!.spec.volumeName))).toEqual(
    new Set(['v1', 'v2', 'v3']),
  );
});
