import type { ConfigMap } from '../kinds.ts';
import { ageOf, columns, type Printer } from './printer.ts';

export const configMap: Printer<ConfigMap> = {
  columns: columns('Name Data Age'),
  cells: (object, now) => [
    object.metadata.name,
    Object.keys(object.data ?? {}).length + Object.keys(object.binaryData ?? {}).length,
    ageOf(object, now),
  ],
};
