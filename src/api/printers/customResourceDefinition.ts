/** upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition (its table convertor) */
import type { CustomResourceDefinition } from '../kinds.ts';
import { columns, type Printer } from './printer.ts';

export const customResourceDefinition: Printer<CustomResourceDefinition> = {
  columns: columns('Name Created_At:date'),
  cells: (object) => [object.metadata.name, object.metadata.creationTimestamp],
};
