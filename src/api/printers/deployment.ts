import type { Deployment } from '../kinds.ts';
import { formatLabelSelector } from '../machinery/labels.ts';
import { ageOf, columns, containerCells, type Printer } from './printer.ts';

export const deployment: Printer<Deployment> = {
  columns: columns('Name Ready Up-to-date Available Age Containers* Images* Selector*'),
  cells(object, now) {
    const { spec, status } = object;
    return [
      object.metadata.name,
      `${status.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
      status.updatedReplicas ?? 0,
      status.availableReplicas ?? 0,
      ageOf(object, now),
      ...containerCells(spec.template.spec?.containers),
      formatLabelSelector(spec.selector),
    ];
  },
};
