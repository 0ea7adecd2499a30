import type { PodDisruptionBudget } from '../kinds.ts';
import { ageOf, columns, type Printer } from './printer.ts';

export const podDisruptionBudget: Printer<PodDisruptionBudget> = {
  columns: columns('Name Min_Available Max_Unavailable Allowed_Disruptions:integer Age'),
  cells: (object, now) => [
    object.metadata.name,
    String(object.spec.minAvailable ?? 'N/A'),
    String(object.spec.maxUnavailable ?? 'N/A'),
    object.status.disruptionsAllowed ?? 0,
    ageOf(object, now),
  ],
};
