/** Whether a pod is ready, and since when. upstream: pkg/api/v1/pod/util.go */
import type { Pod, PodCondition } from '../kinds.ts';
import { parseTime } from './time.ts';

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
