/**
 * The status of a ReplicaSet or ReplicationController: counts and the ReplicaFailure condition.
 * upstream: pkg/controller/replicaset/replica_set_utils.go
 */
import type { ReplicaSet } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { formatTime } from '#api/machinery/time.ts';
import type { Reconcile } from '#engine/client/controller.ts';
import { messageOf } from './claim.ts';
import type { PodSet, ReplicasKind } from './replicas.ts';

type Status = ReplicaSet['status'];
type Condition = NonNullable<Status['conditions']>[number];

export interface PodCounts {
  readonly replicas: number;
  readonly fullyLabeled: number;
  readonly ready: number;
  readonly available: number;
  /** When the next ready pod will have been ready long enough, by the wall clock. */
  readonly nextAvailableMs?: number;
}

/** The status that the counts and the outcome of creating and deleting make. Counts of zero are left out, as in JSON of the server. */
export function replicasStatus(set: PodSet, counts: PodCounts, manageError: string | undefined, wallMs: number): Status {
  const conditions = conditionsAfter(set, counts, manageError, wallMs);
  return {
    replicas: counts.replicas,
    ...(counts.fullyLabeled === 0 ? {} : { fullyLabeledReplicas: counts.fullyLabeled }),
    ...(counts.ready === 0 ? {} : { readyReplicas: counts.ready }),
    ...(counts.available === 0 ? {} : { availableReplicas: counts.available }),
    observedGeneration: set.metadata.generation ?? 0,
    ...(conditions.length === 0 ? {} : { conditions }),
  };
}

/** A failure is noted once and stays as first noted until creating and deleting work again. */
function conditionsAfter(set: PodSet, counts: PodCounts, manageError: string | undefined, wallMs: number): readonly Condition[] {
  const before = (set.status?.conditions ?? []) as readonly Condition[];
  const failing = before.some(({ type }) => type === 'ReplicaFailure');
  if (manageError === undefined) return failing ? before.filter(({ type }) => type !== 'ReplicaFailure') : before;
  if (failing) return before;
  const reason = counts.replicas < (set.spec.replicas ?? 1) ? 'FailedCreate' : 'FailedDelete';
  return [...before, { type: 'ReplicaFailure', status: 'True', lastTransitionTime: formatTime(wallMs), reason, message: manageError }];
}

/** Writes the status if it says something new; one more try when the set has changed meanwhile. */
export function writeReplicasStatus(kind: ReplicasKind, set: PodSet, status: Status, r: Pick<Reconcile, 'client'>): string | undefined {
  if (equalJson(set.status, status)) return undefined;
  const written = r.client.updateStatus(kind, { ...set, status } as never);
  if (written.ok) return undefined;
  const fresh = r.client.get(kind, set.metadata.namespace, set.metadata.name);
  if (!fresh.ok) return messageOf(fresh.status);
  const again = r.client.updateStatus(kind, { ...fresh.value, status } as never);
  return again.ok ? undefined : messageOf(again.status);
}
