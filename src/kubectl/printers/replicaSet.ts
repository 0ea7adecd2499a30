import type { ReplicaSet } from '#api/kinds.ts';
import { formatLabelSelector } from '#api/machinery/labels.ts';
import { ageOf, columns, containerCells, type Printer } from './printer.ts';

export const replicaSet: Printer<ReplicaSet> = {
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
      formatLabelSelector(spec.selector),
    ];
  },
};
