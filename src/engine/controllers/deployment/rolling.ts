/**
 * The rolling update: up with the new set, down with the old ones, within the fenceposts.
 * upstream: pkg/controller/deployment/rolling.go
 */
import type { ReplicaSet } from '#api/kinds.ts';
import { failure, success, type Outcome } from '#api/machinery/outcome.ts';
import { maxUnavailable, newSetReplicas, wanted } from './fenceposts.ts';
import { byCreation, isActive, sizeOf, totalSize, totalStatus } from './replicaSets.ts';
import { allSets, type Rollout } from './status.ts';
import { scaleTo, type Work } from './work.ts';

/** Makes one step, up or else down; answers whether there was one to make. */
export function rollOn(work: Work, rollout: Rollout): Outcome<boolean> {
  const { newSet } = rollout;
  if (newSet === undefined) return failure('no new replica set');
  const up = growNew(work, rollout, newSet);
  return !up.ok || up.value ? up : shrinkOld(work, rollout, newSet);
}

function growNew(work: Work, rollout: Rollout, newSet: ReplicaSet): Outcome<boolean> {
  const most = wanted(work.d);
  if (sizeOf(newSet) === most) return success(false);
  const size = sizeOf(newSet) > most ? most : newSetReplicas(work.d, totalSize(allSets(rollout)), sizeOf(newSet));
  const scaled = scaleTo(work, newSet, size);
  return scaled.ok ? success(scaled.value.scaled) : scaled;
}

/** Takes unhealthy old pods first, as they keep nobody up, then healthy ones as far as enough stay available. */
function shrinkOld(work: Work, rollout: Rollout, newSet: ReplicaSet): Outcome<boolean> {
  const old = rollout.oldSets.filter(isActive).toSorted(byCreation);
  if (old.length === 0) return success(false);
  const fewest = wanted(work.d) - maxUnavailable(work.d);
  const newUnavailable = sizeOf(newSet) - (newSet.status.availableReplicas ?? 0);
  const mayGo = totalSize(allSets(rollout)) - fewest - newUnavailable;
  if (mayGo <= 0) return success(false);
  const cleaned = dropUnhealthy(work, old, mayGo);
  // What could not be scaled now is tried again when the ReplicaSets change; the status is written meanwhile.
  if (!cleaned.ok) return success(false);
  const available = totalStatus([...cleaned.value.sets, newSet], 'availableReplicas');
  const dropped = dropHealthy(work, cleaned.value.sets, available - fewest);
  return success(dropped.ok && cleaned.value.count + dropped.value > 0);
}

/** At most so many pods that are not available go. upstream: cleanupUnhealthyReplicas */
export function dropUnhealthy(
  work: Work,
  old: readonly ReplicaSet[],
  most: number,
): Outcome<{ readonly sets: readonly ReplicaSet[]; readonly count: number }> {
  const sets: ReplicaSet[] = [];
  let count = 0;
  for (const rs of old) {
    const unhealthy = sizeOf(rs) - (rs.status.availableReplicas ?? 0);
    const less = Math.min(most - count, unhealthy);
    if (less < 0 && count < most)
      return failure(
        `when cleaning up unhealthy replicas, got invalid request to scale down ${rs.metadata.namespace}/${rs.metadata.name} ${sizeOf(rs)} -> ${sizeOf(rs) - less}`,
      );
    const scaled = less > 0 ? scaleTo(work, rs, sizeOf(rs) - less) : undefined;
    if (scaled !== undefined && !scaled.ok) return scaled;
    sets.push(scaled?.value.rs ?? rs);
    count += Math.max(less, 0);
  }
  return success({ sets, count });
}

/** So many go that are available, the oldest set's first. upstream: scaleDownOldReplicaSetsForRollingUpdate */
export function dropHealthy(work: Work, old: readonly ReplicaSet[], most: number): Outcome<number> {
  let count = 0;
  for (const rs of old) {
    if (count >= most) break;
    const less = Math.min(sizeOf(rs), most - count);
    const scaled = scaleTo(work, rs, sizeOf(rs) - less);
    if (!scaled.ok) return scaled;
    count += less;
  }
  return success(count);
}
