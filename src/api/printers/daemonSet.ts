import type { DaemonSet } from '../kinds.ts';
import { formatLabelSelector } from '../machinery/labels.ts';
import { ageOf, columns, containerCells, labelsText, type Printer } from './printer.ts';

export const daemonSet: Printer<DaemonSet> = {
  columns: columns(
    'Name Desired:integer Current:integer Ready:integer Up-to-date:integer Available:integer Node_Selector Age Containers* Images* Selector*',
  ),
  cells(object, now) {
    const { spec, status } = object;
    return [
      object.metadata.name,
      status.desiredNumberScheduled,
      status.currentNumberScheduled,
      status.numberReady,
      status.updatedNumberScheduled ?? 0,
      status.numberAvailable ?? 0,
      labelsText(spec.template.spec?.nodeSelector),
      ageOf(object, now),
      ...containerCells(spec.template.spec?.containers),
      formatLabelSelector(spec.selector),
    ];
  },
};
