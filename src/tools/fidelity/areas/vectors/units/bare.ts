/** Objects as Go prints them and as we hold them, made comparable: nothing that is empty, no marks, no revisions. */
import { isFields } from '../row.ts';

const chance = new Set(['$type', 'resourceVersion', 'managedFields']);

export function bare(value: unknown, without: ReadonlySet<string> = chance): unknown {
  if (Array.isArray(value)) return value.map((item) => bare(item, without));
  if (!isFields(value)) return value;
  const kept = Object.entries(value)
    .filter(([key]) => !without.has(key))
    .map(([key, item]) => [key, bare(item, without)] as const)
    .filter(([, item]) => !isEmpty(item));
  return Object.fromEntries(kept);
}

/** Without the keys named, beside what is always left out. */
export function bareWithout(value: unknown, ...keys: readonly string[]): unknown {
  return bare(value, new Set([...chance, ...keys]));
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  return Array.isArray(value) ? value.length === 0 : isFields(value) && Object.keys(value).length === 0;
}
