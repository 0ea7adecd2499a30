import type { Namespace } from '../kinds.ts';
import { ageOf, columns, type Printer } from './printer.ts';

export const namespace: Printer<Namespace> = {
  columns: columns('Name Status Age'),
  cells: (object, now) => [object.metadata.name, object.status.phase ?? '', ageOf(object, now)],
};
