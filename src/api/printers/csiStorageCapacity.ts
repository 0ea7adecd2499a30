import type { CSIStorageCapacity } from '../kinds.ts';
import { columns, type Printer } from './printer.ts';

export const csiStorageCapacity: Printer<CSIStorageCapacity> = {
  columns: columns('Name StorageClassName Capacity'),
  cells: (object) => [object.metadata.name, object.storageClassName, String(object.capacity ?? '<unset>')],
};
