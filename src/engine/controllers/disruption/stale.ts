/**
 * A pod that was to be disrupted and was not: after two minutes nobody believes it any more.
 * upstream: pkg/controller/disruption/disruption.go (syncStalePodDisruption)
 */
import type { Pod } from '#api/kinds.ts';
import { formatTime, parseTime } from '#api/machinery/time.ts';
import { keyOf } from '#api/meta.ts';
import { isNotFound } from '#engine/client/client.ts';
import type { DelayedKey, Outcome, Reconcile } from '#engine/client/controller.ts';
import type { Delta } from '#engine/client/informer.ts';
import { messageOf } from '../common/claim.ts';

const prefix = 'pod:';
const staleMs = 120_000;

function target(pod: Pod | undefined) {
  if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) return undefined;
  return pod.status.conditions?.find((condition) => condition.type === 'DisruptionTarget' && condition.status === 'True');
}

export function staleKeys(delta: Delta): readonly DelayedKey[] {
  const pod = delta.object as unknown as Pod;
  if (delta.type === 'DELETED' || target(pod) === undefined || target(delta.old as unknown as Pod | undefined) !== undefined) return [];
  return [{ key: `${prefix}${keyOf(pod)}`, afterMs: staleMs, why: 'a disruption that does not come' }];
}

export function isStaleKey(key: string): boolean {
  return key.startsWith(prefix);
}

export function syncStale(key: string, r: Reconcile): Outcome | undefined {
  const pod = r.see.get('Pod', key.slice(prefix.length));
  const condition = target(pod);
  if (pod === undefined || condition === undefined) return undefined;
  const left = (parseTime(String(condition.lastTransitionTime)) ?? 0) + staleMs - r.wallMs;
  if (left > 0) return { requeueAfterMs: left, why: 'a disruption that does not come' };
  const { namespace, name, uid } = pod.metadata;
  const conditions = [{ type: 'DisruptionTarget', status: 'False', lastTransitionTime: formatTime(r.wallMs) }];
  const patched = r.client.patch(
    'Pod',
    { namespace, name },
    { type: 'strategic', body: { metadata: { uid }, status: { conditions } }, subresource: 'status' },
  );
  return patched.ok || isNotFound(patched.status) ? undefined : { error: messageOf(patched.status) };
}
