import type { Lease } from '../kinds.ts';
import { ageOf, columns, type Printer } from './printer.ts';

export const lease: Printer<Lease> = {
  columns: columns('Name Holder Age'),
  cells: (object, now) => [object.metadata.name, object.spec.holderIdentity ?? '', ageOf(object, now)],
};
