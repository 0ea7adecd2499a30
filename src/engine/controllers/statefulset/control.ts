/**
 * One look at a set and its pods: what is missing is made, what is too much goes, what is old is replaced, in that order.
 * With OrderedReady everything happens one pod at a time and waits for the pods before; with Parallel nothing waits.
 * upstream: pkg/controller/statefulset/stateful_set_control.go (updateStatefulSet)
 */
import type { Pod, StatefulSet } from '#api/kinds.ts';
import type { Reconcile } from '#engine/client/controller.ts';
import { slowStart } from '../common/slowStart.ts';
import { identityMatches, newPod, storageMatches } from './identity.ts';
import { isInRange, isMonotonic, ordinalOf, replicasOf, startOrdinal } from './names.ts';
import {
  claimIsStale,
  claimOwnersMatch,
  createMissingClaims,
  createStatefulPod,
  deleteStatefulPod,
  setClaimOwners,
  updateStatefulPod,
} from './podControl.ts';
import { isCreated, isFailed, isHealthy, isPending, isRunningAndAvailable, isRunningAndReady, isTerminating } from './podState.ts';
import { applyRevision, type Revisions } from './revisions.ts';
import { rollingUpdate } from './rollingUpdate.ts';
import { countPods, type Counts } from './status.ts';

const largestBatch = 500;

/** What one look works on. */
export interface Look {
  readonly set: StatefulSet;
  readonly revisions: Revisions;
  /** The set with the template of the current and of the update revision. */
  readonly currentSet: StatefulSet;
  readonly updateSet: StatefulSet;
  /** One for each ordinal in range, made up where there is none yet. */
  readonly replicas: Pod[];
  /** Pods out of range, highest ordinal first. */
  readonly condemned: readonly Pod[];
  readonly firstUnhealthy: Pod | undefined;
  readonly monotonic: boolean;
  readonly r: Reconcile;
}

/** What a step says: go on, or stop here (until something changes), or that it failed. */
interface Step {
  readonly stop?: true;
  readonly error?: string;
}

const goOn: Step = {};
const stop: Step = { stop: true };

export interface Looked {
  readonly counts: Counts;
  readonly error?: string;
}

/** Does what can be done now; the counts are those of the pods as they were seen, as far as this look has changed them. */
export function updatePods(set: StatefulSet, pods: readonly Pod[], revisions: Revisions, r: Reconcile): Looked {
  const seen = { revisions, wallMs: r.wallMs };
  if (set.metadata.deletionTimestamp !== undefined) return { counts: countPods(pods, set, seen) };
  const look = lookAt(set, pods, revisions, r);
  const step = processAll(look);
  const counts = countPods([...look.replicas, ...look.condemned], set, seen);
  if (step.error !== undefined) return { counts, error: step.error };
  if (step.stop === true || set.spec.updateStrategy?.type === 'OnDelete') return { counts };
  return rollingUpdate(look, counts);
}

function lookAt(set: StatefulSet, pods: readonly Pod[], revisions: Revisions, r: Reconcile): Look {
  const found = new Map<number, Pod>();
  const condemned: Pod[] = [];
  for (const pod of pods) {
    const ordinal = ordinalOf(pod);
    if (isInRange(set, ordinal)) found.set(ordinal, pod);
    else if (ordinal >= 0) condemned.push(pod);
  }
  condemned.sort((a, b) => ordinalOf(b) - ordinalOf(a));
  const sets = { set, revisions, currentSet: applyRevision(set, revisions.current), updateSet: applyRevision(set, revisions.update) };
  const start = startOrdinal(set);
  const replicas = Array.from({ length: replicasOf(set) }, (_, index) => found.get(start + index) ?? versionedPod(sets, start + index));
  const firstUnhealthy = replicas.find((pod) => !isHealthy(pod)) ?? condemned.findLast((pod) => !isHealthy(pod));
  return { ...sets, replicas, condemned, firstUnhealthy, monotonic: isMonotonic(set), r };
}

type Sets = Pick<Look, 'set' | 'revisions' | 'currentSet' | 'updateSet'>;

/** Below the partition (or, without one, among the first pods that still have it) a pod comes back at the current revision. */
function versionedPod({ set, revisions, currentSet, updateSet }: Sets, ordinal: number): Pod {
  const { type, rollingUpdate: rolling } = set.spec.updateStrategy ?? {};
  const keep = rolling === undefined ? (type === 'RollingUpdate' ? (set.status?.currentReplicas ?? 0) : 0) : (rolling.partition ?? 0);
  return ordinal < startOrdinal(set) + keep
    ? newPod(currentSet, ordinal, revisions.current.metadata.name)
    : newPod(updateSet, ordinal, revisions.update.metadata.name);
}

function processAll(look: Look): Step {
  const { replicas, condemned } = look;
  const living = forAll(look, replicas.length, (index) => processReplica(look, index));
  if (living.stop === true || living.error !== undefined) return living;
  const claims = forAll(look, condemned.length, (index) => ({ ...errorStep(setClaimOwners(look.updateSet, condemned[index]!, look.r)) }));
  if (claims.stop === true || claims.error !== undefined) return claims;
  return forAll(look, condemned.length, (index) => processCondemned(look, condemned[index]!));
}

function errorStep(error: string | undefined): Step {
  return error === undefined ? goOn : { error };
}

/** One after the other, as far as it goes; or in growing batches, where nothing but an error stops. */
function forAll({ monotonic }: Look, count: number, process: (index: number) => Step): Step {
  if (!monotonic) return errorStep(slowStart(count, (index) => process(index).error, largestBatch));
  for (let index = 0; index < count; index += 1) {
    const step = process(index);
    if (step.stop === true || step.error !== undefined) return step;
  }
  return goOn;
}

/** Brings one pod in range a step forward. */
function processReplica(look: Look, index: number): Step {
  const { set, replicas, monotonic, r } = look;
  const failed = replicas[index]!;
  if (isFailed(failed)) {
    const { namespace, name } = set.metadata;
    const message = `StatefulSet ${namespace}/${name} is recreating failed Pod ${failed.metadata.name}`;
    r.event({ object: set, type: 'Warning', reason: 'RecreatingFailedPod', message });
    const deleted = deleteStatefulPod(set, failed, r);
    if (deleted.error !== undefined) return { error: deleted.error };
    replicas[index] = versionedPod(look, startOrdinal(set) + index);
  }
  const pod = replicas[index]!;
  if (!isCreated(pod)) {
    if (claimIsStale(set, pod, r)) return stop;
    const error = createStatefulPod(set, pod, r);
    if (error !== undefined || monotonic) return error === undefined ? stop : { error };
  }
  if (isPending(pod)) {
    const error = createMissingClaims(set, pod, r);
    if (error !== undefined) return { error };
  }
  if (monotonic && (isTerminating(pod) || !isRunningAndReady(pod) || !isRunningAndAvailable(pod, set.spec.minReadySeconds ?? 0, r.wallMs)))
    return stop;
  return mend(look, pod);
}

function mend({ set, updateSet, r }: Look, pod: Pod): Step {
  if (identityMatches(set, pod) && storageMatches(set, pod) && claimOwnersMatch(updateSet, pod, r)) return goOn;
  return errorStep(updateStatefulPod(updateSet, pod, r));
}

/** Removes one pod out of range, unless a pod below is unwell; the one that is unwell itself may go. */
function processCondemned({ set, firstUnhealthy, monotonic, r }: Look, pod: Pod): Step {
  if (isTerminating(pod)) return monotonic ? stop : goOn;
  const well = isRunningAndReady(pod) && isRunningAndAvailable(pod, set.spec.minReadySeconds ?? 0, r.wallMs);
  if (!well && monotonic && pod !== firstUnhealthy) return stop;
  const deleted = deleteStatefulPod(set, pod, r);
  return deleted.error === undefined ? stop : { error: deleted.error };
}
