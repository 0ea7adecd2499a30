/**
 * What the attach/detach controller, the drivers' attachers and the kubelets call the same things by.
 * upstream: pkg/volume/csi/csi_attacher.go, pkg/volume/csi/csi_plugin.go, pkg/volume/util/util.go
 */
import type { CSIDriver, PersistentVolume } from '#api/kinds.ts';
import { sha256Hex } from '#api/machinery/sha256.ts';

type Source = NonNullable<PersistentVolume['spec']['csi']>;

/** The name by which a node tells that it uses a volume, and by which it is told that it has it. */
export function uniqueVolumeName({ driver, volumeHandle }: Source): string {
  return `kubernetes.io/csi/${driver}^${volumeHandle}`;
}

/** The same volume on the same node always has the same attachment. */
export function attachmentName({ driver, volumeHandle }: Source, node: string): string {
  return `csi-${sha256Hex(`${volumeHandle}${driver}${node}`)}`;
}

/** Drivers that say nothing about themselves are taken to need it. */
export function needsAttach(driver: CSIDriver | undefined): boolean {
  return driver?.spec.attachRequired !== false;
}

/** Whether a volume may be at several nodes at once; of one that names no modes, its driver may judge. */
export function mayAttachTwice({ spec }: PersistentVolume): boolean {
  const modes = spec.accessModes ?? [];
  return modes.length === 0 || modes.includes('ReadWriteMany') || modes.includes('ReadOnlyMany');
}

/** upstream: kubernetes-csi/external-attacher/pkg/controller/util.go (GetFinalizerName) */
export function attacherFinalizer(driver: string): string {
  return `external-attacher/${driver.replace(/[^a-zA-Z0-9-]/g, '-')}`;
}
