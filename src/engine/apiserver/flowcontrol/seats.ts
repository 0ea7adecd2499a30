/**
 * How many requests the priority levels would let in at a time, each by its shares. Nothing waits here; clients read the numbers.
 * upstream: staging/src/k8s.io/apiserver/pkg/util/flowcontrol/apf_controller.go (finishQueueSetReconfigsLocked)
 */
import type { PriorityLevelConfiguration } from '#api/kinds.ts';
import { list, type Store } from '#engine/etcd/store.ts';
import { levels } from './classify.ts';

/** --max-requests-inflight and --max-mutating-requests-inflight together. */
const serverSeats = 400 + 200;

export function nominalSeats(store: Store): readonly { readonly level: string; readonly seats: number }[] {
  const all = list(store, levels) as readonly unknown[] as readonly PriorityLevelConfiguration[];
  const sum = all.reduce((total, level) => total + sharesOf(level), 0);
  return all.map((level) => ({ level: level.metadata.name, seats: Math.ceil((serverSeats * sharesOf(level)) / Math.max(sum, 1)) }));
}

function sharesOf({ spec }: PriorityLevelConfiguration): number {
  return (spec.limited ?? spec.exempt)?.nominalConcurrencyShares ?? 0;
}
