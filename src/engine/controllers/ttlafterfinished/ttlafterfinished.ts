/**
 * Deletes Jobs some time after they have finished, with their pods first.
 * Owns nothing. Reads Jobs; deletes them in the foreground.
 * Deliberately not: Jobs without a time to live; CronJobs keep their own history.
 * upstream: pkg/controller/ttlafterfinished/ttlafterfinished_controller.go
 */
import type { Job } from '#api/kinds.ts';
import { parseTime } from '#api/machinery/time.ts';
import { isNotFound } from '#engine/client/client.ts';
import { controller, ownKey, type Controller, type Outcome, type Reconcile } from '#engine/client/controller.ts';
import { messageOf } from '../common/claim.ts';

export const ttlAfterFinished: Controller = controller({
  name: 'ttlafterfinished',
  eventSource: 'ttl-after-finished-controller',
  watches: [{ kind: 'Job', keys: (delta) => (delta.type === 'DELETED' ? [] : ownKey(delta)) }],
  memory: () => undefined,
  reconcile,
});

function reconcile(key: string, r: Reconcile): Outcome | undefined {
  const known = r.see.get('Job', key);
  const left = known === undefined ? undefined : timeLeftMs(known, r.wallMs);
  if (known === undefined || left === undefined) return undefined;
  if (left > 0) return { requeueAfterMs: left, why: 'ttlSecondsAfterFinished' };
  // The cache may be behind: the time to live may have been changed at the last moment.
  const { namespace, name } = known.metadata;
  const fresh = r.client.get('Job', namespace, name);
  if (!fresh.ok) return isNotFound(fresh.status) ? undefined : { error: messageOf(fresh.status) };
  const still = timeLeftMs(fresh.value, r.wallMs);
  if (still === undefined || still > 0) return undefined;
  const preconditions = { uid: fresh.value.metadata.uid };
  const deleted = r.client.delete('Job', { namespace, name }, { propagationPolicy: 'Foreground', preconditions });
  return deleted.ok || isNotFound(deleted.status) ? undefined : { error: messageOf(deleted.status) };
}

/** Milliseconds until the Job may be deleted; undefined when it is not to be. */
export function timeLeftMs({ metadata, spec, status }: Job, wallMs: number): number | undefined {
  if (spec.ttlSecondsAfterFinished === undefined || metadata.deletionTimestamp !== undefined) return undefined;
  const ended = status?.conditions?.find(
    (condition) => (condition.type === 'Complete' || condition.type === 'Failed') && condition.status === 'True',
  );
  const endedMs = parseTime(ended?.lastTransitionTime ?? '');
  return endedMs === undefined ? undefined : endedMs + spec.ttlSecondsAfterFinished * 1000 - wallMs;
}
