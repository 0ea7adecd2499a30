/**
 * What workload controllers ask about a pod: is it ready, for how long, does it still count.
 * upstream: pkg/api/v1/pod/util.go, pkg/controller/controller_utils.go
 */
import type { Pod, PodCondition } from '#api/kinds.ts';
import { parseTime } from '#api/machinery/time.ts';

export function readyCondition(pod: Pod): PodCondition | undefined {
  const { conditions } = pod.status;
  if (conditions === undefined) return undefined;
  for (const condition of conditions) if (condition.type === 'Ready') return condition;
  return undefined;
}

export function isPodReady(pod: Pod): boolean {
  return readyCondition(pod)?.status === 'True';
}

/** Since when the pod has been ready, in milliseconds of the Unix epoch; undefined when it is not, or does not say. */
export function readySince(pod: Pod): number | undefined {
  const condition = readyCondition(pod);
  if (condition?.status !== 'True' || typeof condition.lastTransitionTime !== 'string') return undefined;
  return parseTime(condition.lastTransitionTime);
}

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
