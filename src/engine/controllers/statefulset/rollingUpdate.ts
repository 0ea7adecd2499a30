/**
 * Replaces pods of an old revision by deleting them, highest ordinal first; the next looks make the new ones.
 * The field maxUnavailable is of a later feature (on by default since 1.35): it counts when it is set.
 * upstream: pkg/controller/statefulset/stateful_set_control.go (updateStatefulSetAfterInvariantEstablished)
 */
import type { Pod } from '#api/kinds.ts';
import { scaledValue, type IntOrString } from '#api/machinery/intstr.ts';
import type { Look, Looked } from './control.ts';
import { replicasOf, revisionOf } from './names.ts';
import { deleteStatefulPod } from './podControl.ts';
import { isHealthy, isTerminating } from './podState.ts';
import type { Counts } from './status.ts';

export function rollingUpdate(look: Look, counts: Counts): Looked {
  const { maxUnavailable, partition = 0 } = look.set.spec.updateStrategy?.rollingUpdate ?? {};
  return maxUnavailable === undefined ? replaceOne(look, counts, partition) : replaceSeveral(look, counts, { partition, maxUnavailable });
}

function isOutdated(look: Look, pod: Pod): boolean {
  return revisionOf(pod) !== look.revisions.update.metadata.name && !isTerminating(pod);
}

/** Deletes the last pod of an old revision, but waits as long as one behind it is not well. */
function replaceOne(look: Look, counts: Counts, partition: number): Looked {
  for (let index = look.replicas.length - 1; index >= partition; index -= 1) {
    const pod = look.replicas[index]!;
    if (isOutdated(look, pod)) {
      const { error, gone } = deleteStatefulPod(look.set, pod, look.r);
      if (error !== undefined && gone === undefined) return { counts, error };
      return { counts: oneCurrentLess(counts), ...(error === undefined ? {} : { error }) };
    }
    if (!isHealthy(pod)) return { counts };
  }
  return { counts };
}

function oneCurrentLess(counts: Counts): Counts {
  return { ...counts, currentReplicas: counts.currentReplicas - 1 };
}

/** Deletes as many as may be missing at once. */
function replaceSeveral(look: Look, counts: Counts, rolling: { readonly partition: number; readonly maxUnavailable: IntOrString }): Looked {
  const most = maxUnavailablePods(rolling.maxUnavailable, replicasOf(look.set));
  let missing = look.replicas.filter((pod) => !isHealthy(pod)).length;
  let after = counts;
  for (let index = look.replicas.length - 1; index >= rolling.partition && missing < most; index -= 1) {
    const pod = look.replicas[index]!;
    if (!isOutdated(look, pod)) continue;
    const { error, gone } = deleteStatefulPod(look.set, pod, look.r);
    if (error !== undefined && gone === undefined) return { counts: after, error };
    missing += 1;
    after = oneCurrentLess(after);
  }
  return { counts: after };
}

/** A percentage is rounded down; at least one pod may always be missing. */
export function maxUnavailablePods(maxUnavailable: IntOrString, replicas: number): number {
  const scaled = scaledValue(maxUnavailable, replicas, false);
  return scaled.ok ? Math.max(scaled.value, 1) : 1;
}
