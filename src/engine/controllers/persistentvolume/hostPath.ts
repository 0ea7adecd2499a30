/**
 * Volumes that the controller makes itself: folders of the node, for a class whose provisioner is `kubernetes.io/host-path`.
 * upstream: pkg/controller/volume/persistentvolume/pv_controller.go (provisionClaimOperation), pkg/volume/hostpath
 */
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '#api/kinds.ts';
import { generateUid } from '#api/machinery/names.ts';
import { keyOf } from '#api/meta.ts';
import type { Result } from '#api/request.ts';
import { nextBelow } from '#sim/random.ts';
import { isAlreadyExists, type Draft } from '../../client/client.ts';
import type { Outcome, Reconcile } from '../../client/controller.ts';
import { boundByController, failed } from './bind.ts';

/** The one plugin that makes volumes in the controller itself. */
export const inTree = 'kubernetes.io/host-path';
const createdBy = 'kubernetes.io/createdby';
const provisionedBy = 'pv.kubernetes.io/provisioned-by';

/** How often one attempt asks for the volume's object to be kept, before what was made for it is removed. */
const saves = 5;

export function provisionHostPath(claim: PersistentVolumeClaim, storageClass: StorageClass, r: Reconcile): Outcome | undefined {
  const name = `pvc-${claim.metadata.uid}`;
  if (r.see.get('PersistentVolume', name) !== undefined) return undefined;
  const tell = (type: 'Normal' | 'Warning', reason: string, message: string) => r.event({ object: claim, type, reason, message });
  const problem = whyNotProvisioned(claim, storageClass);
  if (problem !== undefined) {
    tell('Warning', 'ProvisioningFailed', problem);
    return undefined;
  }
  const { provisioner } = storageClass;
  const annotations = { [createdBy]: 'hostpath-dynamic-provisioner', [boundByController]: 'yes', [provisionedBy]: provisioner };
  const path = `/tmp/hostpath_pv/${generateUid((below) => nextBelow(r.context.random, below))}`;
  const spec = { ...specFor(claim, storageClass), hostPath: { path, type: '' as const } };
  const saved = save({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name, annotations }, spec }, r);
  if (saved.ok || isAlreadyExists(saved.status)) {
    tell('Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${name} using ${provisioner}`);
    return undefined;
  }
  const why = saved.status.message ?? saved.status.reason;
  tell('Warning', 'ProvisioningFailed', `Error creating provisioned PV object for claim ${keyOf(claim)}: ${why}. Deleting the volume.`);
  return failed(saved);
}

function save(volume: Draft<'PersistentVolume'>, r: Reconcile): Result<PersistentVolume> {
  let created = r.client.create('PersistentVolume', volume);
  for (let tried = 1; tried < saves && !created.ok && !isAlreadyExists(created.status); tried += 1)
    created = r.client.create('PersistentVolume', volume);
  return created;
}

/** What folders of a node cannot do. */
function whyNotProvisioned({ spec }: PersistentVolumeClaim, { metadata, mountOptions = [] }: StorageClass): string | undefined {
  if (mountOptions.length > 0)
    return `Mount options are not supported by the provisioner but StorageClass "${metadata.name}" has mount options [${mountOptions.join(' ')}]`;
  if (spec.volumeMode !== 'Block') return undefined;
  return `Failed to provision volume with StorageClass "${metadata.name}": ${inTree} does not support block volume provisioning`;
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
