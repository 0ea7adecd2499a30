/**
 * What workload controllers ask about a pod: has it been ready for long enough, does it still count.
 * upstream: pkg/api/v1/pod/util.go, pkg/controller/controller_utils.go
 */
import type { Pod } from '#api/kinds.ts';
import { isPodReady, readySince } from '#api/machinery/podReadiness.ts';

/** Ready for at least so many seconds. */
export function isPodAvailable(pod: Pod, minReadySeconds: number, wallMs: number): boolean {
  if (!isPodReady(pod)) return false;
  if (minReadySeconds === 0) return true;
  const since = readySince(pod);
  return since !== undefined && since + minReadySeconds * 1000 < wallMs;
}

/** Neither finished nor on its way out. */
export function isPodActive(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp === undefined && !isPodFinished(pod);
}

export function isPodFinished(pod: Pod): boolean {
  return pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
}

/** The most restarts any one container of the pod has seen. upstream: maxContainerRestarts */
export function maxRestarts(pod: Pod): number {
  let most = 0;
  for (const status of pod.status.containerStatuses ?? []) if (status.restartCount > most) most = status.restartCount;
  return most;
}
