/**
 * Volumes that must be attached before they can be mounted: the node says which ones it uses, and is told which ones it has.
 * What it says it uses is not taken from it, so a pod's volumes are said to be used as soon as the pod is known.
 * upstream: pkg/kubelet/volumemanager/volume_manager.go (GetVolumesInUse), operation_generator.go (VerifyControllerAttachedVolume)
 */
import type { PersistentVolume } from '#api/kinds.ts';
import { isNotFound } from '../../client/client.ts';
import { listerOf } from '../../client/informer.ts';
import { needsAttach, uniqueVolumeName } from '../../helpers/attachment.ts';
import { claimNames } from '../../helpers/podClaims.ts';
import type { Kubelet, PodWorker } from '../state.ts';

/** The kubelet looks again at what it could not mount so often. */
const lookMs = 100;

/** What the node uses, in order; undefined while that cannot be known. */
export function volumesInUse(k: Kubelet): readonly string[] | undefined {
  const used = new Set<string>();
  for (const worker of k.state.pods.values()) {
    if (worker.phase === 'terminated') continue;
    for (const claim of claimNames(worker.pod)) {
      const name = usedBy(k, worker, claim);
      if (name === undefined) return undefined;
      if (name !== '') used.add(name);
    }
  }
  return [...used].sort();
}

/** The attachable volume behind a claim; empty when there is none, undefined when nobody answers. */
function usedBy(k: Kubelet, worker: PodWorker, claimName: string): string | undefined {
  const known = worker.uses.get(claimName);
  if (known !== undefined) return known;
  const claim = k.client.get('PersistentVolumeClaim', worker.pod.metadata.namespace, claimName);
  if (!claim.ok) return isNotFound(claim.status) ? '' : undefined;
  const { spec, status } = claim.value;
  if (status.phase !== 'Bound') return '';
  const volume = k.client.get('PersistentVolume', undefined, spec.volumeName ?? '');
  if (!volume.ok) return isNotFound(volume.status) ? '' : undefined;
  return noteUse(k, worker, { claimName, volume: volume.value });
}

interface Use {
  readonly claimName: string;
  readonly volume: PersistentVolume;
}

/** Keeps what a claim turned out to be, as a bound claim stays with its volume; empty for one that needs no attaching. */
export function noteUse({ state }: Kubelet, worker: PodWorker, { claimName, volume: { spec } }: Use): string {
  const known = worker.uses.get(claimName);
  if (known !== undefined) return known;
  const driver = spec.csi === undefined || state.informers === undefined ? undefined : spec.csi.driver;
  const name = driver !== undefined && needsAttach(listerOf(state.informers!).get('CSIDriver', driver)) ? uniqueVolumeName(spec.csi!) : '';
  worker.uses.set(claimName, name);
  return name;
}

/** When to look again for a volume that is not there yet; undefined when it is, `backOff` when nobody can say. */
export function whenAttached(k: Kubelet, name: string): number | 'backOff' | undefined {
  if (!k.state.inUse.includes(name)) return Math.max(k.state.reportAtMs, k.context.now) + lookMs;
  const node = k.client.get('Node', undefined, k.node);
  return node.ok && node.value.status.volumesAttached?.some((it) => it.name === name) === true ? undefined : 'backOff';
}
