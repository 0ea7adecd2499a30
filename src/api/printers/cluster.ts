/** upstream: pkg/printers/internalversion/printers.go of 1.5 (printCluster) */
import type { Cluster } from '../kinds.ts';
import { ageOf, columns, type Printer } from './printer.ts';

export const cluster: Printer<Cluster> = {
  columns: columns('Name Status Age'),
  cells: (object, now) => [object.metadata.name, statusOf(object), ageOf(object, now)],
};

function statusOf({ status }: Cluster): string {
  const told = (status?.conditions ?? []).map(({ type, status: is }) => (is === 'True' ? type : `Not${type}`));
  return told.length === 0 ? 'Unknown' : told.join(',');
}
