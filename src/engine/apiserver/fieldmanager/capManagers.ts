/**
 * Updaters beyond the tenth: the oldest are put together.
 * upstream: staging/src/k8s.io/apimachinery/pkg/util/managedfields/internal/capmanagers.go
 */
import { union } from '#api/machinery/fieldpath/fieldSet.ts';
import { compareKeys } from '#api/machinery/stableJson.ts';
import { identifierOf, secondsOf, type Managed, type ManagerEntry } from './managed.ts';

const UPDATERS_MAX = 10;

export function capManagers(managed: Managed, most = UPDATERS_MAX): Managed {
  let count = 0;
  for (const entry of managed.values()) if (entry.operation === 'Update') count += 1;
  if (count <= most) return managed;
  const result = new Map(managed);
  const updaters = [...managed].filter(([, entry]) => entry.operation === 'Update').toSorted(oldestFirst);
  const firstOf = new Map<string, string>();
  for (const [id, entry] of updaters) {
    if (count <= most) break;
    const first = firstOf.get(entry.apiVersion);
    if (first === undefined) {
      firstOf.set(entry.apiVersion, id);
      continue;
    }
    addToBucket(result, first, entry);
    result.delete(id);
    count -= 1;
  }
  return result;
}

function oldestFirst([a, left]: readonly [string, ManagerEntry], [b, right]: readonly [string, ManagerEntry]): number {
  return secondsOf(left) - secondsOf(right) || compareKeys(a, b);
}

function addToBucket(managed: Map<string, ManagerEntry>, first: string, { apiVersion, time, set }: ManagerEntry): void {
  const who = { manager: 'ancient-changes', operation: 'Update', apiVersion, subresource: '' } as const;
  const bucket = identifierOf(who);
  const before = managed.get(bucket) ?? managed.get(first);
  if (!managed.has(bucket)) managed.delete(first);
  managed.set(bucket, { ...who, time, set: before === undefined ? set : union(set, before.set) });
}
