/** Evictions do not spend more than a budget has. */
import type { Pod, PodDisruptionBudget } from '#api/kinds.ts';
import type { Store } from '#engine/etcd/store.ts';
import { allOf, isDeleting, isReady } from '../look.ts';
import { seemedReady, type Memory } from './memory.ts';

export function budgetViolations({ metadata, status }: PodDisruptionBudget): string[] {
  const left = status?.disruptionsAllowed ?? 0;
  return left < 0 ? [`${metadata.name} allows ${left} disruptions`] : [];
}

/** After an eviction was granted: so many pods must still seem ready as the budget asks for. A pod that is not ready, or on its way out, costs nothing. */
export function evictionViolations(evicted: Pod, store: Store, memory: Memory, now: number): string[] {
  const app = evicted.metadata.labels?.['app'];
  if (!isReady(evicted) || isDeleting(evicted)) return [];
  const left = allOf(store, 'Pod').filter(
    (pod) =>
      pod.metadata.labels?.['app'] === app && pod.metadata.uid !== evicted.metadata.uid && seemedReady(memory, pod.metadata.uid, now),
  ).length;
  return allOf(store, 'PodDisruptionBudget')
    .filter(({ spec }) => spec.selector?.matchLabels?.['app'] === app && left < Number(spec.minAvailable))
    .map(
      ({ metadata, spec }) =>
        `the eviction of ${evicted.metadata.name} leaves ${left} pods where ${metadata.name} asks for ${spec.minAvailable}`,
    );
}
