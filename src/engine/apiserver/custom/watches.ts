/**
 * What a definition serves is rebuilt when the definition changes, and gone with it: the watches of its resource end then, and
 * clients begin anew.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/customresource_handler.go (updateCustomResourceDefinition, removeDeadStorage)
 */
import type { CustomResourceDefinition } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import type { Change } from '#engine/etcd/store.ts';
import { endWatches, type Notify, type WatchTable } from '../watchTable.ts';

/** Ends the watches that cannot go on after a change of a definition. */
export function noteDefinition(table: WatchTable, change: Change, notify: Notify): void {
  if (change.old === undefined) return;
  const before = change.old as unknown as CustomResourceDefinition;
  const now = change.object as unknown as CustomResourceDefinition;
  if (change.type !== 'DELETED' && sameService(before, now)) return;
  endWatches(table, `${before.spec.names.plural}.${before.spec.group}`, notify);
}

/** Whether the same is served after the change. */
function sameService(before: CustomResourceDefinition, now: CustomResourceDefinition): boolean {
  return equalJson(before.spec, now.spec) && equalJson(before.status.acceptedNames, now.status.acceptedNames);
}
