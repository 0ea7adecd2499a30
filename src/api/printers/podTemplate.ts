import type { PodTemplate } from '../kinds.ts';
import { columns, containerCells, labelsText, type Printer } from './printer.ts';

export const podTemplate: Printer<PodTemplate> = {
  columns: columns('Name Containers Images Pod_Labels'),
  cells: (object) => [
    object.metadata.name,
    ...containerCells(object.template?.spec?.containers),
    labelsText(object.template?.metadata?.labels),
  ],
};
