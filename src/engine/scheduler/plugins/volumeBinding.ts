/**
 * Claims of a pod: are they there, are they bound, does their volume reach the node?
 * upstream: pkg/scheduler/framework/plugins/volumebinding
 */
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '#api/kinds.ts';
import { claimNames } from '../../helpers/podClaims.ts';
import type { Lister } from '../../client/informer.ts';
import { anyNodeChange, refuse, type NodeInfo, type Plugin, type Refusal } from '../framework.ts';
import { matchesTerm } from '../../helpers/nodeFit.ts';

export interface PodClaims {
  readonly bound: readonly PersistentVolumeClaim[];
  /** Claims whose class waits for the first consumer: they are bound once the pod has a node. */
  readonly delayed: readonly PersistentVolumeClaim[];
}

export const volumeBinding: Plugin = {
  name: 'VolumeBinding',
  events: [
    ...anyNodeChange,
    'StorageClass/Add',
    'StorageClass/Update',
    'PersistentVolumeClaim/Add',
    'PersistentVolumeClaim/Update',
    'PersistentVolume/Add',
    'PersistentVolume/Update',
    'CSINode/Add',
    'CSINode/Update',
  ],
  preFilter({ pod, see }) {
    const claims = claimsOf(pod, see);
    return 'bound' in claims ? undefined : claims;
  },
  applies: ({ pod }) => claimNames(pod).length > 0,
  filter({ pod, see }, node) {
    const claims = claimsOf(pod, see);
    if (!('bound' in claims)) return claims;
    for (const claim of claims.bound) {
      const volume = see.get('PersistentVolume', claim.spec.volumeName ?? '');
      if (volume === undefined)
        return refuse(`persistentvolumeclaim "${claim.metadata.name}" bound to non-existent persistentvolume "${claim.spec.volumeName}"`);
      if (!reaches(volume, node)) return refuse('node(s) had volume node affinity conflict');
    }
    const stuck = claims.delayed.some((claim) => findVolume(claim, node, see) === undefined && !canProvision(claim, node, see));
    return stuck ? refuse("node(s) didn't find available persistent volumes to bind") : undefined;
  },
};

export function isBound(claim: PersistentVolumeClaim): boolean {
  return (claim.spec.volumeName ?? '') !== '' && claim.metadata.annotations?.['pv.kubernetes.io/bind-completed'] !== undefined;
}

/** The pod's claims sorted by how they are bound, or why the pod cannot be scheduled anywhere. */
export function claimsOf(pod: Pod, see: Lister): PodClaims | Refusal {
  const bound: PersistentVolumeClaim[] = [];
  const delayed: PersistentVolumeClaim[] = [];
  let immediate = false;
  for (const name of claimNames(pod)) {
    const claim = see.get('PersistentVolumeClaim', `${pod.metadata.namespace}/${name}`);
    if (claim === undefined) return refuse(`persistentvolumeclaim "${name}" not found`);
    if (claim.status.phase === 'Lost') {
      return refuse(`persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec.volumeName ?? ''}"`);
    }
    if (claim.metadata.deletionTimestamp !== undefined) return refuse(`persistentvolumeclaim "${name}" is being deleted`);
    if (isBound(claim)) bound.push(claim);
    else if (waitsForConsumer(claim, see) && (claim.spec.volumeName ?? '') === '') delayed.push(claim);
    else immediate = true;
  }
  return immediate ? refuse('pod has unbound immediate PersistentVolumeClaims') : { bound, delayed };
}

/** The smallest available volume that a delayed claim could be bound to on this node. */
export function findVolume(claim: PersistentVolumeClaim, node: NodeInfo, see: Lister): PersistentVolume | undefined {
  const { storageClassName, accessModes = [], volumeMode = 'Filesystem' } = claim.spec;
  return see
    .list('PersistentVolume')
    .filter(
      (volume) =>
        volume.status.phase === 'Available' &&
        volume.spec.claimRef === undefined &&
        (volume.spec.storageClassName ?? '') === storageClassName &&
        (volume.spec.volumeMode ?? 'Filesystem') === volumeMode &&
        accessModes.every((mode) => volume.spec.accessModes?.includes(mode)) &&
        reaches(volume, node),
    )
    .at(0);
}

function waitsForConsumer(claim: PersistentVolumeClaim, see: Lister): boolean {
  return see.get('StorageClass', claim.spec.storageClassName ?? '')?.volumeBindingMode === 'WaitForFirstConsumer';
}

function canProvision(claim: PersistentVolumeClaim, node: NodeInfo, see: Lister): boolean {
  const storageClass = see.get('StorageClass', claim.spec.storageClassName ?? '');
  if (storageClass === undefined || storageClass.provisioner === 'kubernetes.io/no-provisioner') return false;
  const { allowedTopologies } = storageClass;
  const labels = node.node.metadata.labels ?? {};
  return (
    allowedTopologies === undefined ||
    allowedTopologies.length === 0 ||
    allowedTopologies.some((term) => (term.matchLabelExpressions ?? []).every((it) => it.values.includes(labels[it.key] ?? '')))
  );
}

function reaches(volume: PersistentVolume, { node }: NodeInfo): boolean {
  const terms = volume.spec.nodeAffinity?.required?.nodeSelectorTerms;
  return terms === undefined || terms.some((term) => matchesTerm(term, node));
}
