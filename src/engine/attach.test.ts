/** What happens to a pod's disk when the pod or its node goes: on a whole cluster, whose default class makes disks that attach. */
import { expect, test } from 'vitest';
import { controlPlane, type ControlPlane } from './testing/controlPlane.ts';

const resources = { requests: { storage: '1Gi' } };
const multiAttach = /^FailedAttachVolume: Multi-Attach error for volume "pvc-[0-9a-f-]+" (.*)$/;

/** Of a StatefulSet with one pod. */
function start(): { readonly cluster: ControlPlane; readonly at: () => string; readonly other: () => string } {
  const cluster = controlPlane([{ name: 'node-1' }, { name: 'node-2' }]);
  const containers = [{ name: 'c', image: 'nginx', volumeMounts: [{ name: 'data', mountPath: '/d' }] }];
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers, terminationGracePeriodSeconds: 1 } };
  const claims = [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources } }];
  cluster.create('StatefulSet', 'web', {
    spec: { serviceName: 'web', selector: { matchLabels: { app: 'web' } }, template, volumeClaimTemplates: claims },
  });
  cluster.wait(20);
  const at = () => cluster.get('Pod', 'web-0')?.spec.nodeName ?? '';
  return { cluster, at, other: () => (at() === 'node-1' ? 'node-2' : 'node-1') };
}

function attachments(cluster: ControlPlane): readonly string[] {
  return cluster.names('VolumeAttachment').map((name) => {
    const { spec, status, metadata } = cluster.get('VolumeAttachment', name)!;
    return `${spec.nodeName} ${status?.attached === true ? 'attached' : 'not'}${metadata.deletionTimestamp === undefined ? '' : ' leaving'}`;
  });
}

function kill(cluster: ControlPlane, node: string): void {
  cluster.create('Fault', 'off', { spec: { type: 'NodeOff', target: node } });
}

function forget(cluster: ControlPlane): void {
  cluster.remove('Pod', 'web-0', { gracePeriodSeconds: 0 });
}

const told = (cluster: ControlPlane) =>
  cluster
    .events('web-0')
    .map((line) => multiAttach.exec(line)?.[1])
    .filter((it) => it !== undefined);

test('a running pod has its disk, and everybody says so', () => {
  const { cluster, at } = start();
  expect(cluster.get('Pod', 'web-0')?.status.phase).toBe('Running');
  const [name] = cluster.names('PersistentVolume');
  const volume = `kubernetes.io/csi/disk.orrery.io^${name!}`;
  expect(cluster.get('Node', at())?.status).toMatchObject({
    volumesInUse: [volume],
    volumesAttached: [{ name: volume, devicePath: '' }],
  });
  expect(attachments(cluster)).toEqual([`${at()} attached`]);
  const [attachment] = cluster.names('VolumeAttachment');
  expect(cluster.get('VolumeAttachment', attachment!)).toMatchObject({
    metadata: { finalizers: ['external-attacher/disk-orrery-io'], annotations: { 'csi.alpha.kubernetes.io/node-id': at() } },
    spec: { attacher: 'disk.orrery.io', source: { persistentVolumeName: name } },
  });
  expect(cluster.events('web-0')).toContain(`SuccessfulAttachVolume: AttachVolume.Attach succeeded for volume "${name!}" `);
  expect(cluster.get('CSINode', at())?.spec.drivers).toEqual([
    { name: 'disk.orrery.io', nodeID: at(), allocatable: { count: 128 }, topologyKeys: null },
  ]);
});

test('a disk leaves its node once the node has unmounted it, and a volume that goes is let go', () => {
  const { cluster, at } = start();
  const node = at();
  cluster.patch('StatefulSet', 'web', { spec: { replicas: 0 } });
  cluster.wait(20);
  expect(attachments(cluster)).toEqual([]);
  const status = cluster.get('Node', node)!.status;
  expect([status.volumesInUse, status.volumesAttached]).toEqual([undefined, undefined]);
  cluster.remove('PersistentVolumeClaim', 'data-web-0');
  cluster.wait(5);
  expect(cluster.names('PersistentVolume')).toEqual([]);
});

test('a pod of a dead node waits for its disk for six minutes after it was removed by force', () => {
  const { cluster, at } = start();
  const dead = at();
  kill(cluster, dead);
  cluster.wait(400);
  expect(cluster.get('Pod', 'web-0')?.metadata.deletionTimestamp).toBeDefined();
  expect(attachments(cluster)).toEqual([`${dead} attached`]);
  forget(cluster);
  cluster.wait(300);
  expect(at()).not.toBe(dead);
  expect(told(cluster)).toEqual(["Volume is already exclusively attached to one node and can't be attached to another"]);
  expect(cluster.get('Pod', 'web-0')?.status.phase).toBe('Pending');
  expect(cluster.events('web-0')).toContain(
    'FailedMount: Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[data], failed to process volumes=[]: timed out waiting for the condition',
  );
  expect(attachments(cluster)).toEqual([`${dead} attached`]);
  cluster.wait(200);
  expect(attachments(cluster)).toEqual([`${at()} attached`]);
  expect(cluster.get('Pod', 'web-0')?.status.phase).toBe('Running');
});

test('a node that is declared out of service gives its disks up at once', () => {
  const { cluster, at } = start();
  const dead = at();
  kill(cluster, dead);
  cluster.wait(400);
  const taints = cluster.get('Node', dead)!.spec.taints ?? [];
  const outOfService = { key: 'node.kubernetes.io/out-of-service', value: 'nodeshutdown', effect: 'NoExecute' };
  cluster.patch('Node', dead, { spec: { taints: [...taints, outOfService] } } as never);
  cluster.wait(60);
  expect(at()).not.toBe(dead);
  expect(attachments(cluster)).toEqual([`${at()} attached`]);
  expect(cluster.get('Pod', 'web-0')?.status.phase).toBe('Running');
});

test('a disk that another pod has at another node is told to be used by it', () => {
  const { cluster, other } = start();
  const volumes = [{ name: 'd', persistentVolumeClaim: { claimName: 'data-web-0' } }];
  cluster.create('Pod', 'second', { spec: { volumes, nodeName: other(), containers: [{ name: 'c', image: 'nginx' }] } });
  cluster.wait(30);
  const [name] = cluster.names('PersistentVolume');
  expect(cluster.events('second')).toEqual([
    `FailedAttachVolume: Multi-Attach error for volume "${name!}" Volume is already used by pod(s) web-0`,
  ]);
  forget(cluster);
  cluster.remove('StatefulSet', 'web');
  cluster.wait(60);
  expect(cluster.get('Pod', 'second')?.status.phase).toBe('Running');
});

test('a driver that nobody runs never attaches, and says so after two minutes', () => {
  const cluster = controlPlane([{ name: 'node-1' }]);
  cluster.create('PersistentVolume', 'pv', {
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '1Gi' },
      csi: { driver: 'example.com', volumeHandle: 'h' },
      storageClassName: '',
    },
  });
  cluster.create('PersistentVolumeClaim', 'data', {
    spec: { accessModes: ['ReadWriteOnce'], resources, volumeName: 'pv', storageClassName: '' },
  });
  cluster.create('Pod', 'p', {
    spec: { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }], containers: [{ name: 'c', image: 'nginx' }] },
  });
  cluster.wait(135);
  expect(cluster.events('p')).toContain(
    'FailedAttachVolume: AttachVolume.Attach failed for volume "pv" : timed out waiting for external-attacher of example.com CSI driver to attach volume h',
  );
});

test('a volume of a directory of the node that is to be recycled is emptied and can be claimed again', () => {
  const cluster = controlPlane([{ name: 'node-1' }]);
  const claim = { accessModes: ['ReadWriteOnce'], resources, storageClassName: '' };
  cluster.create('PersistentVolume', 'pv', {
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '1Gi' },
      hostPath: { path: '/srv/data' },
      persistentVolumeReclaimPolicy: 'Recycle',
      storageClassName: '',
    },
  });
  cluster.create('PersistentVolumeClaim', 'data', { spec: claim });
  const writes = (name: string, command: string) =>
    cluster.create('Pod', name, {
      spec: {
        restartPolicy: 'Never',
        volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }],
        containers: [{ name: 'c', image: 'busybox', command: ['sh', '-c', command], volumeMounts: [{ name: 'd', mountPath: '/d' }] }],
      },
    });
  writes('first', 'echo hello > /d/file');
  cluster.wait(20);
  cluster.remove('Pod', 'first');
  cluster.remove('PersistentVolumeClaim', 'data');
  cluster.wait(40);
  expect(cluster.get('PersistentVolume', 'pv')?.status.phase).toBe('Available');
  expect(cluster.events('pv')).toEqual(['VolumeRecycled: Volume recycled']);
  cluster.create('PersistentVolumeClaim', 'data', { spec: claim });
  writes('second', 'test ! -e /d/file');
  cluster.wait(20);
  expect(cluster.get('Pod', 'second')?.status.phase).toBe('Succeeded');
});
