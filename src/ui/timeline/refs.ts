import type { HistoryEntry } from '#api/watch.ts';
import type { Ref } from '#scene/model.ts';

/** The object that an entry of history is about. */
export function refOf({ kind, namespace, name }: HistoryEntry): Ref {
  return namespace === undefined || namespace === '' ? { kind, name } : { kind, namespace, name };
}
