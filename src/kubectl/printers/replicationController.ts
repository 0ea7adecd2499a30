import type { ReplicationController } from '#api/kinds.ts';
import { ageOf, columns, containerCells, labelsText, type Printer } from './printer.ts';

export const replicationController: Printer<ReplicationController> = {
  columns: columns('Name Desired:integer Current:integer Ready:integer Age Containers* Images* Selector*'),
  cells(object, now) {
    const { spec, status } = object;
    return [
      object.metadata.name,
      spec.replicas ?? 0,
      status.replicas,
      status.readyReplicas ?? 0,
      ageOf(object, now),
      ...containerCells(spec.template?.spec?.containers),
      labelsText(spec.selector),
    ];
  },
};
