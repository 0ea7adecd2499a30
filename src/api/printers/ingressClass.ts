import type { IngressClass } from '../kinds.ts';
import { ageOf, columns, type Printer } from './printer.ts';

export const ingressClass: Printer<IngressClass> = {
  columns: columns('Name Controller Parameters Age'),
  cells(object, now) {
    const { controller, parameters } = object.spec;
    const group = parameters?.apiGroup === undefined ? '' : `.${parameters.apiGroup}`;
    return [
      object.metadata.name,
      controller ?? '',
      parameters === undefined ? '<none>' : `${parameters.kind}${group}/${parameters.name}`,
      ageOf(object, now),
    ];
  },
};
