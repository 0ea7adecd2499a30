/** The page's side of what the host's ledger says: packed changes in, whole objects out. */
import type { ObjectChange } from '#api/frame.ts';
import type { Json } from '#api/immutable.ts';
import type { KubeObject } from '#api/meta.ts';
import { withDelta } from './delta.ts';
import type { PackedChange } from './protocol.ts';

/** Objects by the number that the host gave them. */
export type Known = Map<number, { readonly cluster: string; readonly object: KubeObject }>;

export function unpack(known: Known, change: PackedChange): ObjectChange {
  if ('gone' in change) {
    const { cluster, object } = held(known, change.id);
    known.delete(change.id);
    return { type: 'DELETED', cluster, object };
  }
  if ('object' in change) return keep(known, change.id, { type: 'ADDED', cluster: change.cluster, object: change.object });
  const isNew = 'like' in change;
  const { cluster, object } = held(known, isNew ? change.like : change.id);
  const made = withDelta(object as unknown as Json, change.delta) as unknown as KubeObject;
  return keep(known, change.id, { type: isNew ? 'ADDED' : 'MODIFIED', cluster, object: made });
}

function held(known: Known, id: number): { readonly cluster: string; readonly object: KubeObject } {
  const found = known.get(id);
  if (found === undefined) throw new Error(`nothing was told of object ${id}`);
  return found;
}

function keep(known: Known, id: number, change: ObjectChange): ObjectChange {
  known.set(id, { cluster: change.cluster, object: change.object });
  return change;
}
