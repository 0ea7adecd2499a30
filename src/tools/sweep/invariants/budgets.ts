/** Evictions do not spend more than a budget has. */
import type { Pod, PodDisruptionBudget } from '#api/kinds.ts';
import { isPodReady } from '#api/machinery/podReadiness.ts';
import { isDeleting } from '../look.ts';

export function budgetViolations({ metadata, status }: PodDisruptionBudget): string[] {
  const left = status?.disruptionsAllowed ?? 0;
  return left < 0 ? [`${metadata.name} allows ${left} disruptions`] : [];
}

/** How things stood when an eviction was granted. */
export interface Before {
  readonly pods: readonly Pod[];
  readonly budgets: readonly PodDisruptionBudget[];
}

/**
 * A healthy pod costs one disruption of its budget. Where the budget's own count was up to date, enough pods must be left;
 * where its controller was late, the server could not know better. A pod that is not ready, or on its way out, costs nothing.
 */
export function evictionViolations(evicted: Pod, { pods, budgets }: Before): string[] {
  if (!isPodReady(evicted) || isDeleting(evicted)) return [];
  const app = evicted.metadata.labels?.['app'];
  const own = budgets.filter(({ spec }) => spec.selector?.matchLabels?.['app'] === app);
  return own.flatMap(({ metadata, spec, status }) => {
    if ((status?.disruptionsAllowed ?? 0) < 1) return [`${evicted.metadata.name} was evicted where ${metadata.name} allows no disruption`];
    const healthy = pods.filter((pod) => pod.metadata.labels?.['app'] === app && isPodReady(pod) && !isDeleting(pod)).length;
    const upToDate = status?.currentHealthy === healthy && Object.keys(status.disruptedPods ?? {}).length === 0;
    const left = healthy - 1;
    if (!upToDate || left >= Number(spec.minAvailable)) return [];
    return [`the eviction of ${evicted.metadata.name} leaves ${left} pods where ${metadata.name} asks for ${spec.minAvailable}`];
  });
}
