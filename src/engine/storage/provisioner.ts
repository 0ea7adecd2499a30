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
import { installedDrivers } from './drivers.ts';
import { resizer } from './resizer.ts';

const provisionerKey = 'volume.kubernetes.io/storage-provisioner';
const provisionedBy = 'pv.kubernetes.io/provisioned-by';
const selectedNode = 'volume.kubernetes.io/selected-node';
/** Making or removing a volume takes the storage backend about this long. */
const backendMs = 250;

type Drivers = ReadonlySet<string>;

export function externalProvisioner(drivers: Drivers = installedDrivers): Component {
  return controllerManager({
    address: 'external-provisioner',
    user: accountUser({ namespace: 'kube-system', name: 'external-provisioner' }),
    controllers: [provisionerOf(drivers), resizer],
  });
}

function provisionerOf(drivers: Drivers) {
  return controller({
    name: 'external-provisioner',
    eventSource: 'external-provisioner',
    watches: [
      {
        kind: 'PersistentVolumeClaim',
        keys: ({ type, object }) => later(type !== 'DELETED' && isWanted(object as never, drivers), object, 'claim'),
      },
      {
        kind: 'PersistentVolume',
        keys: ({ type, object }) => later(type !== 'DELETED' && isToGo(object as never, drivers), object, 'volume'),
      },
      { kind: 'StorageClass', keys: () => [] },
    ],
    memory: () => undefined,
    reconcile(item: string, r: Reconcile): Outcome | undefined {
      const key = item.slice(item.indexOf(':') + 1);
      return item.startsWith('claim:') ? provision(key, drivers, r) : reclaim(key, drivers, r);
    },
  });
}

/** Work is picked up at once when there is any, and done when the backend has had its time. */
function later(wanted: boolean, object: KubeObject, what: 'claim' | 'volume') {
  return wanted ? [{ key: `${what}:${keyOf(object)}`, afterMs: backendMs, why: 'the storage backend has answered' }] : [];
}

function isWanted({ metadata, spec }: PersistentVolumeClaim, drivers: Drivers): boolean {
  return (
    drivers.has(metadata.annotations?.[provisionerKey] ?? '') && (spec.volumeName ?? '') === '' && metadata.deletionTimestamp === undefined
  );
}

function isToGo({ metadata, spec, status }: PersistentVolume, drivers: Drivers): boolean {
  return (
    status.phase === 'Released' &&
    spec.persistentVolumeReclaimPolicy === 'Delete' &&
    drivers.has(metadata.annotations?.[provisionedBy] ?? '') &&
    metadata.deletionTimestamp === undefined
  );
}

function provision(key: string, drivers: Drivers, r: Reconcile): Outcome | undefined {
  const claim = r.see.get('PersistentVolumeClaim', key);
  if (claim === undefined || !isWanted(claim, drivers)) return undefined;
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
  const created = r.client.create('PersistentVolume', newVolume(name, claim, storageClass));
  if (!created.ok) return isAlreadyExists(created.status) ? undefined : { error: created.status.message ?? 'create failed' };
  if (!r.context.disks.has(name)) r.context.disks.set(name, new Map());
  r.event({ object: claim, type: 'Normal', reason: 'ProvisioningSucceeded', message: `Successfully provisioned volume ${name}` });
  return undefined;
}

/** A driver's name is a domain, a provisioner's may have a path: `orrery.io/disk` is served by `disk.orrery.io`. */
function driverOf(provisioner: string): string {
  return provisioner.split('/').toReversed().join('.').toLowerCase();
}

function newVolume(name: string, claim: PersistentVolumeClaim, storageClass: StorageClass) {
  const { namespace, name: claimName, uid, resourceVersion } = claim.metadata;
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
      csi: {
        driver: driverOf(storageClass.provisioner),
        volumeHandle: name,
        ...(node === undefined ? {} : { volumeAttributes: { 'storage.orrery.io/selected-node': node } }),
      },
    },
  };
}

function reclaim(name: string, drivers: Drivers, r: Reconcile): Outcome | undefined {
  const volume = r.see.get('PersistentVolume', name);
  if (volume === undefined || !isToGo(volume, drivers)) return undefined;
  const deleted = r.client.delete('PersistentVolume', { name });
  if (!deleted.ok && !isNotFound(deleted.status)) return { error: deleted.status.message ?? 'delete failed' };
  r.context.disks.delete(volume.spec.csi?.volumeHandle ?? name);
  return undefined;
}
