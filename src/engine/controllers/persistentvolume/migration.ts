/**
 * Provisioners of the tree whose work drivers of their own have taken over: claims and volumes are marked with the driver.
 * upstream: pkg/controller/volume/persistentvolume/pv_controller.go (updateMigrationAnnotations), csi-translation-lib
 */
import type { PersistentVolume, PersistentVolumeClaim } from '#api/kinds.ts';
import type { Result } from '#api/request.ts';
import type { Reconcile } from '../../client/controller.ts';

const migratedTo = 'pv.kubernetes.io/migrated-to';
const provisionedBy = 'pv.kubernetes.io/provisioned-by';
const provisionerKeys = ['volume.kubernetes.io/storage-provisioner', 'volume.beta.kubernetes.io/storage-provisioner'];

const drivers: Readonly<Record<string, string>> = {
  'kubernetes.io/aws-ebs': 'ebs.csi.aws.com',
  'kubernetes.io/azure-disk': 'disk.csi.azure.com',
  'kubernetes.io/azure-file': 'file.csi.azure.com',
  'kubernetes.io/cinder': 'cinder.csi.openstack.org',
  'kubernetes.io/gce-pd': 'pd.csi.storage.gke.io',
  'kubernetes.io/vsphere-volume': 'csi.vsphere.vmware.com',
};

/** Provisioners of the tree that are still there, beside the host path. */
const inTreeStill = new Set(['kubernetes.io/portworx-volume', 'kubernetes.io/rbd']);

type Annotations = Readonly<Record<string, string>>;

/** Whether a name in the tree's own namespace stands for nothing any more. */
export function isUnknownInTree(provisioner: string): boolean {
  return provisioner.startsWith('kubernetes.io/') && drivers[provisioner] === undefined && !inTreeStill.has(provisioner);
}

export function keepClaimMigration(claim: PersistentVolumeClaim, r: Reconcile): Result<PersistentVolumeClaim> {
  const annotations = claim.metadata.annotations ?? {};
  const key = provisionerKeys.find((it) => annotations[it] !== undefined);
  const kept = key === undefined ? annotations : migrationAnnotations(annotations, annotations[key]!);
  if (kept === annotations) return { ok: true, value: claim };
  return r.client.update('PersistentVolumeClaim', { ...claim, metadata: { ...claim.metadata, annotations: kept } });
}

export function keepVolumeMigration(volume: PersistentVolume, r: Reconcile): Result<PersistentVolume> {
  const annotations = volume.metadata.annotations ?? {};
  const provisioner = annotations[provisionedBy];
  const kept = provisioner === undefined ? annotations : migrationAnnotations(annotations, provisioner);
  if (kept === annotations) return { ok: true, value: volume };
  return r.client.update('PersistentVolume', { ...volume, metadata: { ...volume.metadata, annotations: kept } });
}

/** The same annotations when they are right already. */
function migrationAnnotations(annotations: Annotations, provisioner: string): Annotations {
  const driver = drivers[provisioner];
  if (annotations[migratedTo] === driver) return annotations;
  if (driver !== undefined) return { ...annotations, [migratedTo]: driver };
  const { [migratedTo]: _gone, ...rest } = annotations;
  return rest;
}
