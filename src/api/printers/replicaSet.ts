import type { ReplicaSet, ReplicationController } from '../kinds.ts';
import { formatLabelSelector } from '../machinery/labels.ts';
import { ageOf, columns, containerCells, labelsText, type Printer } from './printer.ts';

export const replicaSet: Printer<ReplicaSet> = printerOf(({ spec }) => formatLabelSelector(spec.selector));
export const replicationController: Printer<ReplicationController> = printerOf(({ spec }) => labelsText(spec.selector));

/** The two kinds are told alike but for the form of their selectors. */
function printerOf<T extends ReplicaSet | ReplicationController>(selectorOf: (object: T) => string): Printer<T> {
  return {
    columns: columns('Name Desired:integer Current:integer Ready:integer Age Containers* Images* Selector*'),
    cells(object, now) {
      const { metadata, spec, status } = object;
      return [
        metadata.name,
        spec.replicas ?? 0,
        status.replicas,
        status.readyReplicas ?? 0,
        ageOf(object, now),
        ...containerCells(spec.template?.spec?.containers),
        selectorOf(object),
      ];
    },
  };
}
