/**
 * The Recreate strategy: all old pods go, and only when none is left do the new ones come.
 * upstream: pkg/controller/deployment/recreate.go
 */
import type { Pod, ReplicaSet } from '#api/kinds.ts';
import { success, type Outcome } from '#api/machinery/outcome.ts';
import { isPodFinished } from '../common/pods.ts';
import { wanted } from './fenceposts.ts';
import { syncRevision } from './newReplicaSet.ts';
import { isActive, totalStatus } from './replicaSets.ts';
import type { Rollout } from './status.ts';
import { scaleTo, type Work } from './work.ts';

export interface Recreated {
  readonly rollout: Rollout;
  /** The new set has its size; what remains is to clean up. */
  readonly settled: boolean;
}

export function recreate(work: Work): Outcome<Recreated> {
  const first = syncRevision(work, false);
  if (!first.ok) return first;
  let rollout = first.value;
  let scaledDown = false;
  for (const rs of rollout.oldSets.filter(isActive)) {
    const scaled = scaleTo(work, rs, 0);
    if (!scaled.ok) return scaled;
    scaledDown ||= scaled.value.scaled;
  }
  if (scaledDown || oldPodsRun(work, rollout)) return success({ rollout, settled: false });
  if (rollout.newSet === undefined) {
    const made = syncRevision(work, true);
    if (!made.ok) return made;
    rollout = made.value;
  }
  if (rollout.newSet !== undefined) {
    const scaled = scaleTo(work, rollout.newSet, wanted(work.d));
    if (!scaled.ok) return scaled;
  }
  return success({ rollout, settled: true });
}

/** Whether any pod of another set is left that has not finished. */
export function oldPodsRun(work: Pick<Work, 'sets' | 'r'>, { newSet, oldSets }: Rollout): boolean {
  if (totalStatus(oldSets, 'replicas') > 0) return true;
  return work.sets.some((rs) => rs.metadata.uid !== newSet?.metadata.uid && podsOf(work, rs).some((pod) => !isPodFinished(pod)));
}

function podsOf(work: Pick<Work, 'r'>, rs: ReplicaSet): readonly Pod[] {
  return work.r.see.ownedBy('Pod', rs.metadata.uid);
}
