/**
 * The external provisioner: makes a volume for every claim that was referred to it, and takes it away when it is
 * Released and to be deleted. It stands for all drivers that are installed; the claims of others wait.
 * Owns the volumes' contents (Context.disks). Reads claims, volumes, classes. Writes volumes and events.
 * upstream: sigs.k8s.io/sig-storage-lib-external-provisioner/controller
 */
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '#api/kinds.ts';
import { keyOf, type KubeObject } from '#api/meta.ts';
import { controller, type Outcome, type Reconcile } from '../client/controller.ts';
import { isAlreadyExists, isNotFound } from '../client/client.ts';
import { controllerManager } from '../client/runner.ts';
import type { Component } from '../client/component.ts';
import { accountUser } from '../helpers/serviceAccountUser.ts';
import { provisioners, type Provisioner } from '../helpers/csiDrivers.ts';
import { diskOfVolume } from '../helpers/disks.ts';
import { attacher } from './attacher.ts';
import { driverInstaller } from './installer.ts';
import { resizer } from './resizer.ts';

const provisionerKey = 'volume.kubernetes.io/storage-provisioner';
const provisionedBy = 'pv.kubernetes.io/provisioned-by';
const selectedNode = 'volume.kubernetes.io/selected-node';
/** Making or removing a volume takes the storage backend about this long. */
const backendMs = 250;

type Known = ReadonlyMap<string, Provisioner>;

export function externalProvisioner(known: Known = provisioners): Component {
  return controllerManager({
    address: 'external-provisioner',
    user: accountUser({ namespace: 'kube-system', name: 'external-provisioner' }),
    controllers: [provisionerOf(known), driverInstaller, attacher, resizer],
  });
}

function provisionerOf(known: Known) {
  return controller({
    name: 'external-provisioner',
    eventSource: 'external-provisioner',
    watches: [
      {
        kind: 'PersistentVolumeClaim',
        keys: ({ type, object }) => later(type !== 'DELETED' && isWanted(object as never, known), object, 'claim'),
      },
      {
        kind: 'PersistentVolume',
        keys: ({ type, object }) => later(type !== 'DELETED' && isToGo(object as never, known), object, 'volume'),
      },
      { kind: 'StorageClass', keys: () => [] },
      { kind: 'VolumeAttachment', keys: () => [] },
    ],
    memory: () => undefined,
    reconcile(item: string, r: Reconcile): Outcome | undefined {
      const key = item.slice(item.indexOf(':') + 1);
      return item.startsWith('claim:') ? provision(key, known, r) : reclaim(key, known, r);
    },
  });
}

/** Work is picked up at once when there is any, and done when the backend has had its time. */
function later(wanted: boolean, object: KubeObject, what: 'claim' | 'volume') {
  return wanted ? [{ key: `${what}:${keyOf(object)}`, afterMs: backendMs, why: 'the storage backend has answered' }] : [];
}

function isWanted({ metadata, spec }: PersistentVolumeClaim, known: Known): boolean {
  return (
    known.has(metadata.annotations?.[provisionerKey] ?? '') && (spec.volumeName ?? '') === '' && metadata.deletionTimestamp === undefined
  );
}

function isToGo({ metadata, spec, status }: PersistentVolume, known: Known): boolean {
  return (
    status.phase === 'Released' &&
    spec.persistentVolumeReclaimPolicy === 'Delete' &&
    known.has(metadata.annotations?.[provisionedBy] ?? '') &&
    metadata.deletionTimestamp === undefined
  );
}

function provision(key: string, known: Known, r: Reconcile): Outcome | undefined {
  const claim = r.see.get('PersistentVolumeClaim', key);
  if (claim === undefined || !isWanted(claim, known)) return undefined;
  const name = `pvc-${claim.metadata.uid}`;
  if (r.see.get('PersistentVolume', name) !== undefined) return undefined;
  const storageClass = r.see.get('StorageClass', claim.spec.storageClassName ?? '');
  if (storageClass === undefined) return undefined;
  r.event({
    object: claim,
    type: 'Normal',
    reason: 'Provisioning',
    message: `External provisioner is provisioning volume for claim "${key}"`,
  });
  const created = r.client.create('PersistentVolume', newVolume(claim, storageClass, known));
  if (!created.ok) return isAlreadyExists(created.status) ? undefined : { error: created.status.message ?? 'create failed' };
  const disk = diskOfVolume(created.value);
  if (!r.context.disks.has(disk)) r.context.disks.set(disk, new Map());
  r.event({ object: claim, type: 'Normal', reason: 'ProvisioningSucceeded', message: `Successfully provisioned volume ${name}` });
  return undefined;
}

function newVolume(claim: PersistentVolumeClaim, storageClass: StorageClass, known: Known) {
  const { namespace, name: claimName, uid, resourceVersion } = claim.metadata;
  const name = `pvc-${uid}`;
  const node = claim.metadata.annotations?.[selectedNode];
  return {
    apiVersion: 'v1' as const,
    kind: 'PersistentVolume' as const,
    metadata: { name, annotations: { [provisionedBy]: storageClass.provisioner } },
    spec: {
      accessModes: claim.spec.accessModes ?? [],
      capacity: { storage: claim.spec.resources?.requests?.['storage'] ?? '0' },
      claimRef: { kind: 'PersistentVolumeClaim', apiVersion: 'v1', namespace: namespace!, name: claimName, uid, resourceVersion },
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? ('Delete' as const),
      storageClassName: storageClass.metadata.name,
      volumeMode: claim.spec.volumeMode ?? ('Filesystem' as const),
      ...(storageClass.mountOptions === undefined ? {} : { mountOptions: storageClass.mountOptions }),
      ...sourceOf(known.get(storageClass.provisioner)!, { name, namespace: namespace!, claimName, node }),
    },
  };
}

interface Place {
  readonly name: string;
  readonly namespace: string;
  readonly claimName: string;
  /** The node that the scheduler has chosen, where the class waits for one. */
  readonly node: string | undefined;
}

type Source = Pick<PersistentVolume['spec'], 'csi' | 'nfs' | 'hostPath' | 'nodeAffinity'>;

/** Where the volume's data are. A directory of a node ties the volume to it, as far as the node is known. */
function sourceOf(by: Provisioner, { name, namespace, claimName, node }: Place): Source {
  if ('driver' in by) {
    const volumeAttributes = node === undefined ? {} : { volumeAttributes: { 'storage.orrery.io/selected-node': node } };
    return { csi: { driver: by.driver, volumeHandle: name, ...volumeAttributes } };
  }
  const path = `${by.root}/${name}_${namespace}_${claimName}`;
  if (by.source === 'nfs') return { nfs: { server: 'nfs.orrery.io', path } };
  const here = [{ key: 'kubernetes.io/hostname', operator: 'In' as const, values: node === undefined ? [] : [node] }];
  const affinity = node === undefined ? {} : { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: here }] } } };
  return { hostPath: { path, type: 'DirectoryOrCreate' }, ...affinity };
}

function reclaim(name: string, known: Known, r: Reconcile): Outcome | undefined {
  const volume = r.see.get('PersistentVolume', name);
  if (volume === undefined || !isToGo(volume, known)) return undefined;
  const there = r.see.by('VolumeAttachment', 'volume', name)[0];
  if (there !== undefined) {
    const message = `persistentvolume ${name} is still attached to node ${there.spec.nodeName}`;
    r.event({ object: volume, type: 'Warning', reason: 'VolumeFailedDelete', message });
    return { error: message };
  }
  const deleted = r.client.delete('PersistentVolume', { name });
  if (!deleted.ok && !isNotFound(deleted.status)) return { error: deleted.status.message ?? 'delete failed' };
  r.context.disks.delete(diskOfVolume(volume));
  return undefined;
}
