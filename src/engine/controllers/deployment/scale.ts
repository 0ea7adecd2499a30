/**
 * A change of a Deployment's own size, also in the middle of a rollout: shared out in proportion to the sets' sizes.
 * upstream: pkg/controller/deployment/sync.go (scale, isScalingEvent), util/deployment_util.go (GetProportion)
 */
import type { Deployment, ReplicaSet } from '#api/kinds.ts';
import { desiredReplicasOf, maxReplicasOf } from './annotations.ts';
import { isRollingUpdate, maxSurge, wanted } from './fenceposts.ts';
import { activeOrLatest, bySizeNewer, bySizeOlder, isActive, isSaturated, sizeOf, totalSize } from './replicaSets.ts';
import { allSets, type Rollout } from './status.ts';
import { scaleAndNote, scaleTo, type Work } from './work.ts';

/** Whether the sets were last sized for another size of the Deployment. */
export function isScalingEvent(d: Deployment, rollout: Rollout): boolean {
  return allSets(rollout).some((rs) => {
    const desired = isActive(rs) ? desiredReplicasOf(rs) : undefined;
    return desired !== undefined && desired !== wanted(d);
  });
}

/** Brings the sets to the Deployment's size; answers what went wrong. */
export function scale(work: Work, rollout: Rollout): string | undefined {
  const { d } = work;
  const only = activeOrLatest(rollout.newSet, rollout.oldSets);
  if (only !== undefined) return errorOf(scaleTo(work, only, wanted(d)));
  if (isSaturated(d, rollout.newSet)) {
    for (const old of rollout.oldSets.filter(isActive)) {
      const error = errorOf(scaleTo(work, old, 0));
      if (error !== undefined) return error;
    }
    return undefined;
  }
  if (!isRollingUpdate(d)) return undefined;
  for (const [rs, size] of proportionalSizes(d, allSets(rollout).filter(isActive))) {
    const error = errorOf(scaleAndNote(work, rs, size));
    if (error !== undefined) return error;
  }
  return undefined;
}

function errorOf(outcome: { readonly ok: true } | { readonly ok: false; readonly message: string }): string | undefined {
  return outcome.ok ? undefined : outcome.message;
}

/** The new size of each active set: its share of the change; what rounding leaves over goes to the largest. */
function proportionalSizes(d: Deployment, active: readonly ReplicaSet[]): readonly (readonly [ReplicaSet, number])[] {
  const allowed = wanted(d) > 0 ? wanted(d) + maxSurge(d) : 0;
  const toAdd = allowed - totalSize(active);
  if (toAdd === 0) return active.map((rs) => [rs, sizeOf(rs)]);
  const sorted = active.toSorted(toAdd > 0 ? bySizeNewer : bySizeOlder);
  let added = 0;
  const sizes = sorted.map((rs) => {
    const share = proportion(d, rs, { toAdd, added });
    added += share;
    return sizeOf(rs) + share;
  });
  if (sizes.length > 0) sizes[0] = Math.max((sizes[0] ?? 0) + toAdd - added, 0);
  return sorted.map((rs, index) => [rs, sizes[index] ?? 0]);
}

function proportion(d: Deployment, rs: ReplicaSet, { toAdd, added }: { toAdd: number; added: number }): number {
  if (sizeOf(rs) === 0 || toAdd === added) return 0;
  const share = fraction(d, rs);
  return toAdd > 0 ? Math.min(share, toAdd - added) : Math.max(share, toAdd - added);
}

/** How much this set is to grow (or shrink) if all keep their shares. */
function fraction(d: Deployment, rs: ReplicaSet): number {
  if (wanted(d) === 0) return -sizeOf(rs);
  const most = maxReplicasOf(rs) ?? d.status.replicas ?? 0;
  return Math.floor((sizeOf(rs) * (wanted(d) + maxSurge(d))) / most + 0.5) - sizeOf(rs);
}
