/** upstream: pkg/kubectl/resource_printer.go of 1.4 (petSetColumns) */
import type { KubeObject } from '../meta.ts';
import { ageOf, columns, type Printer } from './printer.ts';

interface PetSet extends KubeObject {
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly replicas?: number };
}

export const petSet: Printer<KubeObject> = {
  columns: columns('Name Desired Current Age'),
  cells: (object, now) => {
    const { metadata, spec, status } = object as PetSet;
    return [metadata.name, String(spec?.replicas ?? 0), String(status?.replicas ?? 0), ageOf(object, now)];
  },
};
