/**
 * Volumes that the controller makes itself: folders of the node, for a class whose provisioner is `kubernetes.io/host-path`.
 * upstream: pkg/controller/volume/persistentvolume/pv_controller.go (provisionClaimOperation), pkg/volume/hostpath
 */
import type { PersistentVolumeClaim, StorageClass } from '#api/kinds.ts';
import { generateUid } from '#api/machinery/names.ts';
import { nextBelow } from '#sim/random.ts';
import { isAlreadyExists } from '../../client/client.ts';
import type { Outcome, Reconcile } from '../../client/controller.ts';
import { boundByController, failed } from './bind.ts';

/** The one plugin that makes volumes in the controller itself. */
export const inTree = 'kubernetes.io/host-path';
const createdBy = 'kubernetes.io/createdby';
const provisionedBy = 'pv.kubernetes.io/provisioned-by';

export function provisionHostPath(claim: PersistentVolumeClaim, storageClass: StorageClass, r: Reconcile): Outcome | undefined {
  const name = `pvc-${claim.metadata.uid}`;
  if (r.see.get('PersistentVolume', name) !== undefined) return undefined;
  const { provisioner } = storageClass;
  const created = r.client.create('PersistentVolume', {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name,
      annotations: { [createdBy]: 'hostpath-dynamic-provisioner', [boundByController]: 'yes', [provisionedBy]: provisioner },
    },
    spec: {
      ...specFor(claim, storageClass),
      hostPath: { path: `/tmp/hostpath_pv/${generateUid((below) => nextBelow(r.context.random, below))}`, type: '' },
    },
  });
  if (!created.ok) return isAlreadyExists(created.status) ? undefined : failed(created);
  const message = `Successfully provisioned volume ${name} using ${provisioner}`;
  r.event({ object: claim, type: 'Normal', reason: 'ProvisioningSucceeded', message });
  return undefined;
}

function specFor(claim: PersistentVolumeClaim, storageClass: StorageClass) {
  const { namespace, name, uid, resourceVersion } = claim.metadata;
  return {
    accessModes: claim.spec.accessModes ?? [],
    capacity: { storage: claim.spec.resources?.requests?.['storage'] ?? '0' },
    claimRef: { kind: 'PersistentVolumeClaim', apiVersion: 'v1', namespace: namespace!, name, uid, resourceVersion },
    persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? ('Delete' as const),
    storageClassName: storageClass.metadata.name,
    volumeMode: claim.spec.volumeMode ?? ('Filesystem' as const),
  };
}
