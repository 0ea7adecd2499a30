/** Facts of claims, volumes, and who makes them. */
import type { CSINode, PersistentVolume, PersistentVolumeClaim, StorageClass, VolumeAttachment } from '#api/kinds.ts';
import { textAt } from '#scene/fields.ts';
import { fact, factsAt, named, pairs, words, type Fact } from './fact.ts';

export function claimFact(namespace: string | undefined, name: string | undefined): Fact {
  return named('claim', 'PersistentVolumeClaim', name, namespace);
}

/** Where the bytes are: the one source field that is set. */
function sourceOf(volume: PersistentVolume): readonly Fact[] {
  return factsAt(volume, 'spec.hostPath.path', 'spec.local.path', 'spec.nfs.path', 'spec.csi.driver', 'spec.csi.volumeHandle');
}

export const storage = {
  PersistentVolumeClaim: (claim: PersistentVolumeClaim): readonly Fact[] => [
    ...factsAt(claim, 'status.phase'),
    named('volumeName', 'PersistentVolume', claim.spec.volumeName),
    fact('capacity', textAt(claim, 'status.capacity.storage')),
    fact('requests', textAt(claim, 'spec.resources.requests.storage')),
    fact('accessModes', words(claim, 'spec.accessModes')),
    fact('volumeMode', claim.spec.volumeMode),
    named('storageClassName', 'StorageClass', claim.spec.storageClassName),
  ],
  PersistentVolume: (volume: PersistentVolume): readonly Fact[] => [
    ...factsAt(volume, 'status.phase', 'status.reason', 'status.message'),
    ...(volume.spec.claimRef?.name === undefined ? [] : [claimFact(volume.spec.claimRef.namespace, volume.spec.claimRef.name)]),
    fact('capacity', textAt(volume, 'spec.capacity.storage')),
    fact('accessModes', words(volume, 'spec.accessModes')),
    fact('reclaimPolicy', volume.spec.persistentVolumeReclaimPolicy),
    named('storageClassName', 'StorageClass', volume.spec.storageClassName),
    ...sourceOf(volume),
  ],
  StorageClass: (one: StorageClass): readonly Fact[] => [
    ...factsAt(one, 'provisioner', 'reclaimPolicy', 'volumeBindingMode', 'allowVolumeExpansion'),
    fact('parameters', pairs(one.parameters)),
    fact('mountOptions', words(one, 'mountOptions')),
  ],
  VolumeAttachment: (one: VolumeAttachment): readonly Fact[] => [
    ...factsAt(one, 'spec.attacher'),
    named('nodeName', 'Node', one.spec.nodeName),
    named('persistentVolumeName', 'PersistentVolume', one.spec.source.persistentVolumeName),
    ...factsAt(one, 'status.attached', 'status.attachError.message', 'status.detachError.message'),
  ],
  CSINode: (one: CSINode): readonly Fact[] => (one.spec.drivers ?? []).map((driver) => fact('driver', `${driver.name} (${driver.nodeID})`)),
};
