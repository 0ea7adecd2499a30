import type { PersistentVolumeClaim } from '../kinds.ts';
import { canonicalQuantity } from '../machinery/quantity.ts';
import { accessModesText, storageClassOf } from './accessModes.ts';
import { ageOf, columns, type Printer } from './printer.ts';

export const persistentVolumeClaim: Printer<PersistentVolumeClaim> = {
  columns: columns('Name Status Volume Capacity Access_Modes StorageClass Age VolumeMode*'),
  cells(object, now) {
    const { metadata, spec, status } = object;
    const isBound = (spec.volumeName ?? '') !== '';
    return [
      metadata.name,
      metadata.deletionTimestamp === undefined ? (status.phase ?? '') : 'Terminating',
      spec.volumeName ?? '',
      isBound ? canonicalQuantity(status.capacity?.['storage'] ?? 0) : '',
      isBound ? accessModesText(status.accessModes) : '',
      storageClassOf(object),
      ageOf(object, now),
      spec.volumeMode ?? '<unset>',
    ];
  },
};
