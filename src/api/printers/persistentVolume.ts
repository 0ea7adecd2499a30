import type { PersistentVolume } from '../kinds.ts';
import { canonicalQuantity } from '../machinery/quantity.ts';
import { accessModesText, storageClassOf } from './accessModes.ts';
import { ageOf, columns, type Printer } from './printer.ts';

export const persistentVolume: Printer<PersistentVolume> = {
  columns: columns('Name Capacity Access_Modes Reclaim_Policy Status Claim StorageClass Reason Age VolumeMode*'),
  cells(object, now) {
    const { metadata, spec, status } = object;
    const claim = spec.claimRef === undefined ? '' : `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}`;
    return [
      metadata.name,
      canonicalQuantity(spec.capacity?.['storage'] ?? 0),
      accessModesText(spec.accessModes),
      spec.persistentVolumeReclaimPolicy ?? '',
      metadata.deletionTimestamp === undefined ? (status.phase ?? '') : 'Terminating',
      claim,
      storageClassOf(object),
      status.reason ?? '',
      ageOf(object, now),
      spec.volumeMode ?? '<unset>',
    ];
  },
};
