import type { NetworkPolicy } from '../kinds.ts';
import { formatLabelSelector } from '../machinery/labels.ts';
import { ageOf, columns, type Printer } from './printer.ts';

export const networkPolicy: Printer<NetworkPolicy> = {
  columns: columns('Name Pod-Selector Age'),
  cells: (object, now) => [object.metadata.name, formatLabelSelector(object.spec.podSelector), ageOf(object, now)],
};
