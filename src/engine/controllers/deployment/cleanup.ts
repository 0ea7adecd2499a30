/**
 * Old ReplicaSets beyond the history limit are deleted once they are empty, lowest revision first.
 * upstream: pkg/controller/deployment/sync.go (cleanupDeployment)
 */
import type { ReplicaSet } from '#api/kinds.ts';
import { isNotFound } from '#engine/client/client.ts';
import { messageOf } from '../common/claim.ts';
import { byRevision, sizeOf } from './replicaSets.ts';
import type { Work } from './work.ts';

const noLimit = 2_147_483_647;

/** Answers what went wrong. */
export function cleanUp(work: Work, oldSets: readonly ReplicaSet[]): string | undefined {
  const limit = work.d.spec.revisionHistoryLimit;
  if (limit === undefined || limit === noLimit) return undefined;
  const alive = oldSets.filter((rs) => rs.metadata.deletionTimestamp === undefined);
  for (const rs of alive.toSorted(byRevision).slice(0, Math.max(alive.length - limit, 0))) {
    if (!isEmpty(rs)) continue;
    const deleted = work.r.client.delete('ReplicaSet', rs.metadata);
    if (!deleted.ok && !isNotFound(deleted.status)) return messageOf(deleted.status);
  }
  return undefined;
}

function isEmpty(rs: ReplicaSet): boolean {
  const settled = (rs.metadata.generation ?? 0) <= (rs.status.observedGeneration ?? 0);
  return sizeOf(rs) === 0 && (rs.status.replicas ?? 0) === 0 && settled;
}
