import type { ResourceQuota } from '../kinds.ts';
import { canonicalQuantity } from '../machinery/quantity.ts';
import { ageOf, columns, type Printer } from './printer.ts';

export const resourceQuota: Printer<ResourceQuota> = {
  columns: columns('Name Age Request Limit'),
  cells(object, now) {
    const { hard, used } = object.status;
    const names = Object.keys(hard ?? {}).sort();
    const text = (list: readonly string[]): string =>
      list.map((name) => `${name}: ${canonicalQuantity(used?.[name] ?? 0)}/${canonicalQuantity(hard?.[name] ?? 0)}`).join(', ');
    const isLimit = (name: string): boolean => name.startsWith('limits');
    return [object.metadata.name, ageOf(object, now), text(names.filter((name) => !isLimit(name))), text(names.filter(isLimit))];
  },
};
