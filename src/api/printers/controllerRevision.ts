import type { ControllerRevision } from '../kinds.ts';
import { controllerOf } from '../meta.ts';
import { ageOf, columns, type Printer } from './printer.ts';

export const controllerRevision: Printer<ControllerRevision> = {
  columns: columns('Name Controller Revision Age'),
  cells(object, now) {
    const owner = controllerOf({ apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata: object.metadata });
    const group = owner?.apiVersion.includes('/') === true ? `.${owner.apiVersion.split('/')[0]}` : '';
    const controller = owner === undefined ? '<none>' : `${owner.kind.toLowerCase()}${group}/${owner.name}`;
    return [object.metadata.name, controller, object.revision, ageOf(object, now)];
  },
};
