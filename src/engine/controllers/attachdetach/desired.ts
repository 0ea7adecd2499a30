/** Where a volume should be attached. upstream: pkg/controller/volume/attachdetach/cache/desired_state_of_world.go, util/util.go */
import type { Node, PersistentVolume, Pod } from '#api/kinds.ts';
import type { Lister } from '#engine/client/informer.ts';
import { needsAttach } from '#engine/helpers/attachment.ts';

const managed = 'volumes.kubernetes.io/controller-managed-attach-detach';

export function isAttachable({ spec }: PersistentVolume, see: Lister): boolean {
  return spec.csi !== undefined && needsAttach(see.get('CSIDriver', spec.csi.driver));
}

/** A pod that has ended uses its volumes no more; one that is being deleted does as long as a container of it runs. */
export function keepsVolumes({ metadata, status }: Pod): boolean {
  if (status.phase === 'Succeeded' || status.phase === 'Failed') return false;
  if (metadata.deletionTimestamp === undefined) return true;
  return status.containerStatuses?.some(({ state }) => state?.terminated === undefined && state?.waiting === undefined) === true;
}

/** Nodes of pods that mount the volume -> those pods, in the order of their names. */
export function desiredNodes({ metadata, spec }: PersistentVolume, see: Lister): ReadonlyMap<string, readonly Pod[]> {
  const nodes = new Map<string, Pod[]>();
  const key = `${spec.claimRef?.namespace ?? ''}/${spec.claimRef?.name ?? ''}`;
  const claim = see.get('PersistentVolumeClaim', key);
  if (claim === undefined || claim.status.phase !== 'Bound' || claim.spec.volumeName !== metadata.name) return nodes;
  if (claim.metadata.uid !== spec.claimRef?.uid) return nodes;
  const pods = see.by('Pod', 'claim', key).toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  for (const pod of pods) {
    const { nodeName } = pod.spec;
    if (nodeName === undefined || !keepsVolumes(pod)) continue;
    const there = nodes.get(nodeName);
    if (there === undefined) nodes.set(nodeName, [pod]);
    else there.push(pod);
  }
  return nodes;
}

/** Kubelets that attach by themselves are left alone. */
export function isManaged(node: Node): boolean {
  return node.metadata.annotations?.[managed] === 'true';
}
