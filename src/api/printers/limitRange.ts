import type { LimitRange } from '../kinds.ts';
import { columns, type Printer } from './printer.ts';

/** The server has no columns for it, only the plain ones. */
export const limitRange: Printer<LimitRange> = {
  columns: columns('Name Created_At:date'),
  cells: (object) => [object.metadata.name, object.metadata.creationTimestamp],
};
