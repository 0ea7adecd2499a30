import type { CSINode } from '../kinds.ts';
import { ageOf, columns, type Printer } from './printer.ts';

export const csiNode: Printer<CSINode> = {
  columns: columns('Name Drivers:integer Age'),
  cells: (object, now) => [object.metadata.name, object.spec.drivers.length, ageOf(object, now)],
};
