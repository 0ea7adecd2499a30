import type { VolumeAttachment } from '../kinds.ts';
import { ageOf, columns, type Printer } from './printer.ts';

export const volumeAttachment: Printer<VolumeAttachment> = {
  columns: columns('Name Attacher PV Node Attached:boolean Age').map((column) =>
    column.name === 'Attacher' ? { ...column, format: 'name' } : column,
  ),
  cells: (object, now) => [
    object.metadata.name,
    object.spec.attacher,
    object.spec.source.persistentVolumeName ?? '',
    object.spec.nodeName,
    object.status.attached,
    ageOf(object, now),
  ],
};
