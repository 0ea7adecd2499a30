import type { Fault } from '../kinds.ts';
import { ageOf, columns, type Printer } from './printer.ts';

export const fault: Printer<Fault> = {
  columns: columns('Name Type Target Status Age Message*'),
  cells: (object, now) => [
    object.metadata.name,
    object.spec.type,
    object.spec.target ?? '',
    object.status?.phase ?? '',
    ageOf(object, now),
    object.status?.message ?? '',
  ],
};
