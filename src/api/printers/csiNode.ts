import type { CSINode } from '../kinds.ts';
import { ageOf, columns, type Printer } from './printer.ts';

export const csiNode: Printer<CSINode> = {
  columns: columns('Name Drivers:integer Age'),
  // Go writes a node without drivers as null.
  cells: (object, now) => [object.metadata.name, (object.spec.drivers as readonly unknown[] | null)?.length ?? 0, ageOf(object, now)],
};
