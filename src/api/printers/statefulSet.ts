import type { StatefulSet } from '../kinds.ts';
import { ageOf, columns, containerCells, type Printer } from './printer.ts';

export const statefulSet: Printer<StatefulSet> = {
  columns: columns('Name Ready Age Containers* Images*'),
  cells: (object, now) => [
    object.metadata.name,
    `${object.status.readyReplicas ?? 0}/${object.spec.replicas ?? 0}`,
    ageOf(object, now),
    ...containerCells(object.spec.template.spec?.containers),
  ],
};
