import type { Secret } from '../kinds.ts';
import { ageOf, columns, type Printer } from './printer.ts';

export const secret: Printer<Secret> = {
  columns: columns('Name Type Data Age'),
  cells: (object, now) => [object.metadata.name, object.type ?? '', Object.keys(object.data ?? {}).length, ageOf(object, now)],
};
