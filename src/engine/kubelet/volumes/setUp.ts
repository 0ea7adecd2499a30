/**
 * Makes a pod's volumes ready: finds the disk of each and fills those whose content is the kubelet's.
 * A persistent volume's disk is named by the volume, so that it is the same for every pod and node that mounts it.
 * upstream: pkg/kubelet/volumemanager, pkg/volume
 */
import type { PersistentVolume, Volume } from '#api/kinds.ts';
import { nextUint32 } from '#sim/random.ts';
import { isNotFound } from '../../client/client.ts';
import { diskOfVolume, setGroup, type Disk } from '../../helpers/disks.ts';
import { ephemeralClaimName } from '../../helpers/podClaims.ts';
import { isRegistered } from '../node/csiNode.ts';
import { wallMs, type Kubelet, type Mounted, type MountTrouble, type PodWorker } from '../state.ts';
import { sourceFor } from '../pod/source.ts';
import { isInMemory, volumeContent } from './content.ts';
import { diskNamed, writeFiles } from './disk.ts';
import { hostPath } from './hostPath.ts';
import { noteUse, whenAttached } from './inUse.ts';
import { ownedBy } from './ownership.ts';

/** The volume, or why it cannot be set up now. */
export function setUpVolume(k: Kubelet, worker: PodWorker, volume: Volume): Mounted | MountTrouble {
  if (volume.persistentVolumeClaim !== undefined) return claimed(k, worker, volume.persistentVolumeClaim);
  if (volume.ephemeral !== undefined) return claimed(k, worker, { claimName: ephemeralClaimName(worker.pod, volume) });
  const made = makeVolume(k, worker, volume);
  if (typeof made !== 'string') return made;
  return { at: 'mount', message: `MountVolume.SetUp failed for volume "${volume.name}" : ${made}` };
}

export function isTrouble(result: Mounted | MountTrouble): result is MountTrouble {
  return 'at' in result;
}

function makeVolume(k: Kubelet, worker: PodWorker, volume: Volume): Mounted | string {
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
  writeFiles(files, ownedBy(worker.pod, content), { wallMs: wallMs(k), keepOld: hasSubPath(worker, volume.name), digits });
  return { disk, path: '', readOnly: true };
}

/** The top of a volume that lives with its pod: everybody may write there, and what is made there is the pod's group's. */
function ownRoot(k: Kubelet, { pod }: PodWorker, { volume, files }: { readonly volume: Volume; readonly files: Disk }): void {
  if (files.has('/')) return;
  const { fsGroup } = pod.spec.securityContext ?? {};
  const isWritten = volume.emptyDir === undefined;
  const mode = (isInMemory(volume) && isWritten ? 0o1777 : 0o777) | (fsGroup === undefined ? 0 : setGroup);
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

interface ClaimMount {
  readonly claimName: string;
  readonly readOnly?: boolean;
}

function claimed(k: Kubelet, worker: PodWorker, { claimName, readOnly }: ClaimMount): Mounted | MountTrouble {
  const volume = volumeBehind(k, worker, claimName);
  if (typeof volume === 'string') return { at: 'process', message: volume };
  const trouble = whyNotHere(k, worker, { claimName, volume });
  if (trouble !== undefined) return trouble;
  if (volume.spec.hostPath !== undefined) {
    const here = hostPath(k, volume.spec.hostPath);
    if (typeof here !== 'string') return { ...here, readOnly: readOnly === true };
    return { at: 'mount', message: `MountVolume.SetUp failed for volume "${volume.metadata.name}" : ${here}` };
  }
  const disk = diskOfVolume(volume);
  diskNamed(k, disk);
  return { disk, path: '', readOnly: readOnly === true };
}

/** The volume that a claim is bound to, or why there is none. */
function volumeBehind(k: Kubelet, worker: PodWorker, claimName: string): PersistentVolume | string {
  const { namespace } = worker.pod.metadata;
  const refused = (why: string) => `error processing PVC ${namespace ?? ''}/${claimName}: ${why}`;
  const claim = k.client.get('PersistentVolumeClaim', namespace, claimName);
  if (!claim.ok) return refused(`failed to fetch PVC from API server: ${claim.status.message ?? ''}`);
  const { metadata, spec, status } = claim.value;
  const name = spec.volumeName ?? '';
  if (metadata.deletionTimestamp !== undefined && worker.sandboxes === 0 && status.phase !== 'Bound')
    return refused('PVC is being deleted');
  if (status.phase !== 'Bound' || name === '') return refused('PVC is not bound');
  const volume = k.client.get('PersistentVolume', undefined, name);
  if (volume.ok) return volume.value;
  const message = volume.status.message ?? '';
  return isNotFound(volume.status) ? refused(`failed to fetch PV ${name} from API server: ${message}`) : message;
}

/** A driver's volume must have been brought to the node, and the driver must be there to mount it. */
function whyNotHere(
  k: Kubelet,
  worker: PodWorker,
  { claimName, volume }: { readonly claimName: string; readonly volume: PersistentVolume },
): MountTrouble | undefined {
  const driver = volume.spec.csi?.driver;
  if (driver === undefined) return undefined;
  const name = noteUse(k, worker, { claimName, volume });
  const wait = name === '' ? undefined : whenAttached(k, name);
  if (wait !== undefined) return { at: 'attach', message: '', ...(wait === 'backOff' ? {} : { notBeforeMs: wait }) };
  if (isRegistered(k, driver)) return undefined;
  const missing = `driver name ${driver} not found in the list of registered CSI drivers`;
  const step = 'kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient';
  return { at: 'mount', message: `MountVolume.MountDevice failed for volume "${volume.metadata.name}" : ${step}: ${missing}` };
}

function hasSubPath({ pod }: PodWorker, volume: string): boolean {
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  return containers.some(
    ({ volumeMounts }) =>
      volumeMounts?.some((mount) => mount.name === volume && mount.subPath !== undefined && mount.subPath !== '') === true,
  );
}
