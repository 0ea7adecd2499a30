import type { PriorityClass } from '../kinds.ts';
import { ageOf, columns, type Printer } from './printer.ts';

export const priorityClass: Printer<PriorityClass> = {
  columns: columns('Name Value:integer Global-Default:boolean Age'),
  cells: (object, now) => [object.metadata.name, object.value ?? 0, object.globalDefault ?? false, ageOf(object, now)],
};
