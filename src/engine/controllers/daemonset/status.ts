/** upstream: pkg/controller/daemon/daemon_controller.go (updateDaemonSetStatus, storeDaemonSetStatus) */
import type { DaemonSet } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { isPodReady } from '#api/machinery/podReadiness.ts';
import type { Reconcile } from '#engine/client/controller.ts';
import { messageOf } from '../common/claim.ts';
import { available, updated, type Look } from './look.ts';

type Status = DaemonSet['status'];

/** The oldest pod of a node speaks for it. Counts that the server leaves out when zero are left out. */
export function statusOf(look: Look): Status {
  const counts = { desired: 0, current: 0, misscheduled: 0, ready: 0, available: 0, updated: 0 };
  for (const node of look.nodes) {
    const [pod] = node.pods;
    if (!node.shouldRun) {
      counts.misscheduled += pod === undefined ? 0 : 1;
      continue;
    }
    counts.desired += 1;
    if (pod === undefined) continue;
    counts.current += 1;
    if (isPodReady(pod)) counts.ready += 1;
    if (available(look, pod)) counts.available += 1;
    if (updated(look, pod)) counts.updated += 1;
  }
  const { collisionCount, conditions } = look.set.status ?? {};
  const unavailable = counts.desired - counts.available;
  return {
    currentNumberScheduled: counts.current,
    numberMisscheduled: counts.misscheduled,
    desiredNumberScheduled: counts.desired,
    numberReady: counts.ready,
    observedGeneration: look.set.metadata.generation ?? 0,
    ...(counts.updated === 0 ? {} : { updatedNumberScheduled: counts.updated }),
    ...(counts.available === 0 ? {} : { numberAvailable: counts.available }),
    ...(unavailable === 0 ? {} : { numberUnavailable: unavailable }),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    ...(conditions === undefined ? {} : { conditions }),
  };
}

/** Writes the status if it says something new; one more try when the set has changed meanwhile. */
export function writeStatus(set: DaemonSet, status: Status, r: Pick<Reconcile, 'client'>): string | undefined {
  if (equalJson(set.status, status)) return undefined;
  const written = r.client.updateStatus('DaemonSet', { ...set, status });
  if (written.ok) return undefined;
  const fresh = r.client.get('DaemonSet', set.metadata.namespace, set.metadata.name);
  if (!fresh.ok) return messageOf(fresh.status);
  const again = r.client.updateStatus('DaemonSet', { ...fresh.value, status });
  return again.ok ? undefined : messageOf(again.status);
}
