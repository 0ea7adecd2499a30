import type { StorageClass } from '../kinds.ts';
import { ageOf, columns, type Printer } from './printer.ts';

const defaultMarks = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];

export const storageClass: Printer<StorageClass> = {
  columns: columns('Name Provisioner ReclaimPolicy VolumeBindingMode AllowVolumeExpansion Age'),
  cells(object, now) {
    const name = isDefaultClass(object) ? `${object.metadata.name} (default)` : object.metadata.name;
    return [
      name,
      object.provisioner,
      object.reclaimPolicy ?? 'Delete',
      object.volumeBindingMode ?? 'Immediate',
      object.allowVolumeExpansion ?? false,
      ageOf(object, now),
    ];
  },
};

export function isDefaultClass(object: StorageClass): boolean {
  return defaultMarks.some((mark) => object.metadata.annotations?.[mark] === 'true');
}
