import type { ServiceAccount } from '../kinds.ts';
import { ageOf, columns, type Printer } from './printer.ts';

export const serviceAccount: Printer<ServiceAccount> = {
  columns: columns('Name Secrets Age'),
  cells: (object, now) => [object.metadata.name, (object.secrets ?? []).length, ageOf(object, now)],
};
