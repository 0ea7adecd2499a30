/**
 * Makes a pod's volumes ready: finds the disk of each and fills those whose content is the kubelet's.
 * A persistent volume's disk is named by the volume, so that it is the same for every pod and node that mounts it.
 * upstream: pkg/kubelet/volumemanager, pkg/volume
 */
import type { PersistentVolume, Volume } from '#api/kinds.ts';
import { nextUint32 } from '#sim/random.ts';
import { isNotFound } from '../../client/client.ts';
import type { Disk } from '../../helpers/disks.ts';
import { ephemeralClaimName } from '../../helpers/podClaims.ts';
import { wallMs, type Kubelet, type Mounted, type PodWorker } from '../state.ts';
import { sourceFor } from '../pod/source.ts';
import { isInMemory, volumeContent } from './content.ts';
import { diskNamed, writeFiles } from './disk.ts';
import { hostPath } from './hostPath.ts';

/** The volume, or why it cannot be set up now. */
export function setUpVolume(k: Kubelet, worker: PodWorker, volume: Volume): Mounted | string {
  if (volume.persistentVolumeClaim !== undefined) return claimed(k, worker, volume.persistentVolumeClaim);
  if (volume.ephemeral !== undefined) return claimed(k, worker, { claimName: ephemeralClaimName(worker.pod, volume) });
  if (volume.hostPath !== undefined) return hostPath(k, volume.hostPath);
  if (volume.nfs !== undefined)
    return { disk: `nfs:${volume.nfs.server}:${volume.nfs.path}`, path: '', readOnly: volume.nfs.readOnly === true };
  const disk = podDisk(worker, volume.name);
  const content = volumeContent(volume, sourceFor(k, worker));
  if (typeof content === 'string') return content;
  const files = diskNamed(k, disk);
  ownRoot(k, worker, { volume, files });
  if (content === undefined) return { disk, path: '', readOnly: false };
  const digits = () => nextUint32(k.context.random);
  writeFiles(files, content, { wallMs: wallMs(k), keepOld: hasSubPath(worker, volume.name), digits });
  return { disk, path: '', readOnly: true };
}

/** The top of a volume that lives with its pod: everybody may write there, and what is made there is the pod's group's. */
function ownRoot(k: Kubelet, { pod }: PodWorker, { volume, files }: { readonly volume: Volume; readonly files: Disk }): void {
  if (files.has('/')) return;
  const { fsGroup } = pod.spec.securityContext ?? {};
  const isWritten = volume.emptyDir === undefined;
  const mode = (isInMemory(volume) && isWritten ? 0o1777 : 0o777) | (fsGroup === undefined ? 0 : 0o2000);
  if (mode === 0o777) return;
  files.set('/', Object.freeze({ content: '', mode, modifiedMs: wallMs(k), ...(fsGroup === undefined ? {} : { uid: 0, gid: fsGroup }) }));
}

/** The disk of a volume that lives and dies with its pod. */
function podDisk(worker: PodWorker, volume: string): string {
  return `pods/${worker.uid}/${volume}`;
}

/** Forgets what lived with the pod. */
export function removePodDisks(k: Kubelet, worker: PodWorker): void {
  for (const { name } of worker.pod.spec.volumes ?? []) k.context.disks.delete(podDisk(worker, name));
}

/** The name of a persistent volume's disk. */
function volumeHandle({ metadata, spec }: PersistentVolume): string {
  if (spec.csi !== undefined) return spec.csi.volumeHandle;
  if (spec.hostPath !== undefined) return `hostPath:${spec.hostPath.path}`;
  if (spec.nfs !== undefined) return `nfs:${spec.nfs.server}:${spec.nfs.path}`;
  if (spec.local !== undefined) return `local:${metadata.name}:${spec.local.path}`;
  return metadata.name;
}

function claimed(
  k: Kubelet,
  worker: PodWorker,
  { claimName, readOnly }: { readonly claimName: string; readonly readOnly?: boolean },
): Mounted | string {
  const { namespace } = worker.pod.metadata;
  const claim = k.client.get('PersistentVolumeClaim', namespace, claimName);
  if (!claim.ok)
    return `error processing PVC ${namespace ?? ''}/${claimName}: failed to fetch PVC from API server: ${claim.status.message ?? ''}`;
  const name = claim.value.spec.volumeName ?? '';
  if (claim.value.metadata.deletionTimestamp !== undefined && worker.sandboxes === 0 && claim.value.status.phase !== 'Bound') {
    return `error processing PVC ${namespace ?? ''}/${claimName}: PVC is being deleted`;
  }
  if (claim.value.status.phase !== 'Bound' || name === '') return `error processing PVC ${namespace ?? ''}/${claimName}: PVC is not bound`;
  const volume = k.client.get('PersistentVolume', undefined, name);
  if (!volume.ok) {
    return isNotFound(volume.status)
      ? `error processing PVC ${namespace ?? ''}/${claimName}: failed to fetch PV ${name} from API server: ${volume.status.message ?? ''}`
      : (volume.status.message ?? '');
  }
  const handle = volumeHandle(volume.value);
  diskNamed(k, handle);
  return { disk: handle, path: '', readOnly: readOnly === true };
}

function hasSubPath({ pod }: PodWorker, volume: string): boolean {
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  return containers.some(
    ({ volumeMounts }) =>
      volumeMounts?.some((mount) => mount.name === volume && mount.subPath !== undefined && mount.subPath !== '') === true,
  );
}
