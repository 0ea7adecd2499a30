/**
 * The status of a StatefulSet: counts by readiness and revision, and when a rolling update is over.
 * upstream: pkg/controller/statefulset/stateful_set_control.go (updateStatus, completeRollingUpdate), stateful_set_status_updater.go
 */
import type { Pod, StatefulSet } from '#api/kinds.ts';
import { isConflict } from '#engine/client/client.ts';
import type { Reconcile } from '#engine/client/controller.ts';
import { messageOf } from '../common/claim.ts';
import { replicasOf, revisionOf } from './names.ts';
import { isCreated, isRunningAndAvailable, isRunningAndReady, isTerminating } from './podState.ts';
import type { Revisions } from './revisions.ts';

/** All numbers of a status, none missing. */
export interface Counts {
  readonly replicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
  readonly currentReplicas: number;
  readonly updatedReplicas: number;
}

/** Counts pods in one pass; pods that are only thought of count as nothing. */
export function countPods(pods: readonly Pod[], set: StatefulSet, { revisions, wallMs }: { revisions: Revisions; wallMs: number }): Counts {
  const minReadySeconds = set.spec.minReadySeconds ?? 0;
  const current = revisions.current.metadata.name;
  const update = revisions.update.metadata.name;
  const counts = { replicas: 0, readyReplicas: 0, availableReplicas: 0, currentReplicas: 0, updatedReplicas: 0 };
  for (const pod of pods) {
    if (!isCreated(pod)) continue;
    counts.replicas += 1;
    if (isRunningAndReady(pod)) counts.readyReplicas += 1;
    if (isRunningAndAvailable(pod, minReadySeconds, wallMs)) counts.availableReplicas += 1;
    if (isTerminating(pod)) continue;
    const revision = revisionOf(pod);
    if (revision === current) counts.currentReplicas += 1;
    if (revision === update) counts.updatedReplicas += 1;
  }
  return counts;
}

/** The status as stored: zeros are left out where the server leaves them out. A finished rolling update makes the new revision the current one. */
export function statusOf(set: StatefulSet, counts: Counts, revisions: Revisions): StatefulSet['status'] {
  const done = isRolledOut(set, counts);
  const currentReplicas = done ? counts.updatedReplicas : counts.currentReplicas;
  const { conditions } = set.status ?? {};
  return {
    observedGeneration: set.metadata.generation ?? 0,
    replicas: counts.replicas,
    ...(counts.readyReplicas === 0 ? {} : { readyReplicas: counts.readyReplicas }),
    ...(currentReplicas === 0 ? {} : { currentReplicas }),
    ...(counts.updatedReplicas === 0 ? {} : { updatedReplicas: counts.updatedReplicas }),
    currentRevision: (done ? revisions.update : revisions.current).metadata.name,
    updateRevision: revisions.update.metadata.name,
    collisionCount: revisions.collisionCount,
    ...(conditions === undefined ? {} : { conditions }),
    availableReplicas: counts.availableReplicas,
  };
}

function isRolledOut(set: StatefulSet, counts: Counts): boolean {
  const wanted = replicasOf(set);
  const rolling = (set.spec.updateStrategy?.type ?? 'RollingUpdate') === 'RollingUpdate';
  return rolling && counts.updatedReplicas === wanted && counts.readyReplicas === wanted && counts.replicas === wanted;
}

/** Writes the status if it says something new; tries again when the set has changed meanwhile. */
export function writeStatus(set: StatefulSet, status: StatefulSet['status'], r: Pick<Reconcile, 'client'>): string | undefined {
  if (!differs(set.status, status)) return undefined;
  let current = set;
  for (let attempt = 0; ; attempt += 1) {
    const written = r.client.updateStatus('StatefulSet', { ...current, status });
    if (written.ok) return undefined;
    if (!isConflict(written.status) || attempt === 4) return messageOf(written.status);
    const fresh = r.client.get('StatefulSet', set.metadata.namespace, set.metadata.name);
    if (fresh.ok) current = fresh.value;
  }
}

type Status = Partial<StatefulSet['status']>;

const compared = [
  'replicas',
  'currentReplicas',
  'readyReplicas',
  'updatedReplicas',
  'availableReplicas',
  'currentRevision',
  'updateRevision',
] as const;

function differs(old: Status | undefined, status: Status): boolean {
  if ((status.observedGeneration ?? 0) > (old?.observedGeneration ?? 0)) return true;
  return compared.some((field) => (old?.[field] ?? emptyOf(field)) !== (status[field] ?? emptyOf(field)));
}

function emptyOf(field: (typeof compared)[number]): string | number {
  return field.endsWith('Revision') ? '' : 0;
}
