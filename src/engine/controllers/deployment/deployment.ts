/**
 * The Deployment controller: rollouts of a pod template by way of one ReplicaSet for each template.
 * Owns: the ReplicaSets that carry its owner reference, their sizes, revisions and notes; the Deployment's status and revision.
 * Reads: Deployments, ReplicaSets; pods only for Recreate, which waits until the old ones are gone.
 * Writes: ReplicaSets (create, update, delete, adopt, release), the Deployment's status, events.
 * Deliberately not: pods. Those are the ReplicaSet controller's.
 * upstream: pkg/controller/deployment/deployment_controller.go
 */
import type { Deployment, ReplicaSet } from '#api/kinds.ts';
import { selectorOf } from '#api/machinery/labels.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { keyOf, objectKey } from '#api/meta.ts';
import { controller, ownKey, type Controller, type Outcome, type Reconcile } from '#engine/client/controller.ts';
import type { Delta, Lister } from '#engine/client/informer.ts';
import { claim } from '../common/claim.ts';
import { watchOwned } from '../common/podWatch.ts';
import { cleanUp } from './cleanup.ts';
import { conditionOf, newCondition, reasons, withCondition } from './conditions.ts';
import { syncRevision } from './newReplicaSet.ts';
import { recreate } from './recreate.ts';
import { rollback, rollbackRevision } from './rollback.ts';
import { rollOn } from './rolling.ts';
import { isScalingEvent, scale } from './scale.ts';
import { countedStatus, hasDeadline, isComplete, rolloutStatus, stuckCheckMs, type Rollout } from './status.ts';
import { writeStatus, type Work } from './work.ts';

export const deployment: Controller = controller({
  name: 'deployment',
  eventSource: 'deployment-controller',
  retry: { tries: 15 },
  watches: [
    { kind: 'Deployment', keys: ownKey },
    watchOwned('ReplicaSet', { ownerKind: 'Deployment', selector: (owner) => selectorOf((owner as Deployment).spec.selector) }),
    { kind: 'Pod', keys: recreateKeys },
  ],
  memory: () => undefined,
  reconcile,
});

/** A Deployment that recreates is looked at when the last of its pods is gone. */
function recreateKeys(delta: Delta, see: Lister): readonly string[] {
  if (delta.type !== 'DELETED') return [];
  const { namespace, ownerReferences } = delta.object.metadata;
  const owner = ownerReferences?.find((reference) => reference.controller === true);
  const rs = owner?.kind === 'ReplicaSet' ? see.get('ReplicaSet', objectKey(namespace, owner.name)) : undefined;
  const above = rs?.metadata.ownerReferences?.find((reference) => reference.controller === true);
  const d = above?.kind === 'Deployment' ? see.get('Deployment', objectKey(namespace, above.name)) : undefined;
  if (d?.spec.strategy?.type !== 'Recreate') return [];
  const podsLeft = see.ownedBy('ReplicaSet', d.metadata.uid).some((set) => see.ownedBy('Pod', set.metadata.uid).length > 0);
  return podsLeft ? [] : [keyOf(d)];
}

function reconcile(key: string, r: Reconcile): Outcome | undefined {
  const d = r.see.get('Deployment', key);
  if (d === undefined) return undefined;
  if (selectsAll(d)) return refuseSelectingAll(d, r);
  const claimed = claim({ kind: 'ReplicaSet', owner: d, ownerKind: 'Deployment', selector: selectorOf(d.spec.selector) }, r);
  if (claimed.error !== undefined) return { error: claimed.error };
  return sync({ d, r, sets: claimed.objects });
}

function selectsAll({ spec: { selector } }: Deployment): boolean {
  return Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0;
}

function refuseSelectingAll(d: Deployment, r: Reconcile): Outcome | undefined {
  r.event({
    object: d,
    type: 'Warning',
    reason: 'SelectingAll',
    message: 'This deployment is selecting all pods. A non-empty selector is required.',
  });
  const generation = d.metadata.generation ?? 0;
  if ((d.status.observedGeneration ?? 0) < generation)
    r.client.updateStatus('Deployment', { ...d, status: { ...d.status, observedGeneration: generation } });
  return undefined;
}

function sync(work: Work): Outcome | undefined {
  if (work.d.metadata.deletionTimestamp !== undefined) return syncCounts(work, syncRevision(work, false));
  const noted = notePause(work);
  if (noted !== undefined) return { error: noted };
  if (work.d.spec.paused === true) return resize(work);
  const back = rollbackRevision(work);
  if (back !== undefined) return errorOutcome(rollback(work, back));
  const before = syncRevision(work, false);
  if (!before.ok) return { error: before.message };
  if (isScalingEvent(work.d, before.value)) return resize(work);
  return work.d.spec.strategy?.type === 'Recreate' ? rolloutRecreate(work) : rolloutRolling(work);
}

function errorOutcome(error: string | undefined): Outcome | undefined {
  return error === undefined ? undefined : { error };
}

/** Says in the conditions when a rollout is paused or goes on, so that the time in between does not count as no progress. */
function notePause(work: Work): string | undefined {
  const { d, r } = work;
  const current = conditionOf(d.status, 'Progressing');
  if (!hasDeadline(d) || current?.reason === reasons.timedOut) return undefined;
  const paused = d.spec.paused === true;
  if (paused === (current?.reason === reasons.paused)) return undefined;
  const words = paused
    ? { reason: reasons.paused, message: 'Deployment is paused' }
    : { reason: reasons.resumed, message: 'Deployment is resumed' };
  const status = withCondition(d.status, newCondition({ type: 'Progressing', status: 'Unknown', ...words }, r.wallMs));
  return writeStatus(work, status);
}

/** Follows a change of size, and nothing else. */
function resize(work: Work): Outcome | undefined {
  const synced = syncRevision(work, false);
  if (!synced.ok) return { error: synced.message };
  const rollout = synced.value;
  const error =
    scale(work, rollout) ??
    (work.d.spec.paused === true && rollbackRevision(work) === undefined ? cleanUp(work, rollout.oldSets) : undefined);
  return error === undefined ? syncCounts(work, synced) : { error };
}

function syncCounts(work: Work, synced: ReturnType<typeof syncRevision>): Outcome | undefined {
  if (!synced.ok) return { error: synced.message };
  const status = countedStatus(work.d, synced.value, work.r.wallMs);
  return equalJson(work.d.status, status) ? undefined : errorOutcome(writeStatus(work, status));
}

function rolloutRolling(work: Work): Outcome | undefined {
  const synced = syncRevision(work, true);
  if (!synced.ok) return { error: synced.message };
  const rollout = synced.value;
  const rolled = rollOn(work, rollout);
  if (!rolled.ok) return { error: rolled.message };
  if (rolled.value) return syncRollout(work, rollout);
  return cleanUpWhenComplete(work, rollout) ?? syncRollout(work, rollout);
}

function rolloutRecreate(work: Work): Outcome | undefined {
  const done = recreate(work);
  if (!done.ok) return { error: done.message };
  const { rollout, settled } = done.value;
  return (settled ? cleanUpWhenComplete(work, rollout) : undefined) ?? syncRollout(work, rollout);
}

function cleanUpWhenComplete(work: Work, { oldSets }: { readonly oldSets: readonly ReplicaSet[] }): Outcome | undefined {
  return isComplete(work.d, work.d.status) ? errorOutcome(cleanUp(work, oldSets)) : undefined;
}

function syncRollout(work: Work, rollout: Rollout): Outcome | undefined {
  const { wallMs } = work.r;
  const status = rolloutStatus(work.d, rollout, wallMs);
  if (!equalJson(work.d.status, status)) return errorOutcome(writeStatus(work, status));
  const requeueAfterMs = stuckCheckMs(work.d, status, wallMs);
  return requeueAfterMs === undefined ? undefined : { requeueAfterMs, why: 'progress deadline' };
}
