/** Every area there is, in the order of the table. */
import type { Area } from './area.ts';
import type { Sources } from './sources.ts';
import { traces } from './traces/area.ts';

export function areasOf(_sources: Sources): readonly Area[] {
  return [traces];
}
