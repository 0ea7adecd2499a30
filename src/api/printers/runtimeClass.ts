import type { RuntimeClass } from '../kinds.ts';
import { ageOf, columns, type Printer } from './printer.ts';

export const runtimeClass: Printer<RuntimeClass> = {
  columns: columns('Name Handler Age'),
  cells: (object, now) => [object.metadata.name, object.handler, ageOf(object, now)],
};
