/**
 * Claims of a pod: are they there, are they bound, does their volume reach the node?
 * upstream: pkg/scheduler/framework/plugins/volumebinding
 */
import type { PersistentVolumeClaim, Pod } from '#api/kinds.ts';
import { claimNames } from '../../helpers/podClaims.ts';
import { classOfClaim } from '../../helpers/volumeMatch.ts';
import type { Lister } from '../../client/informer.ts';
import { anyNodeChange, refuse, type Plugin, type Refusal } from '../framework.ts';
import { nodesNamed, volumesOn, type PodClaims } from './nodeVolumes.ts';

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
    'CSIDriver/Add',
    'CSIDriver/Update',
    'CSIStorageCapacity/Add',
    'CSIStorageCapacity/Update',
  ],
  preFilter({ pod, see }) {
    const claims = claimsOf(pod, see);
    if (!('bound' in claims)) return claims;
    const only = nodesNamed(claims.bound, see);
    return only === undefined ? undefined : { only };
  },
  applies: ({ pod }) => claimNames(pod).length > 0,
  filter({ pod, see }, node) {
    const claims = claimsOf(pod, see);
    if (!('bound' in claims)) return claims;
    const { reasons } = volumesOn(claims, node, see);
    return reasons.length === 0 ? undefined : { reasons, resolvable: false };
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

function waitsForConsumer(claim: PersistentVolumeClaim, see: Lister): boolean {
  return see.get('StorageClass', classOfClaim(claim))?.volumeBindingMode === 'WaitForFirstConsumer';
}
