/**
 * How far a rolling update may go above and below the wanted size.
 * upstream: pkg/controller/deployment/util/deployment_util.go (ResolveFenceposts, MaxSurge, MaxUnavailable, NewRSNewReplicas)
 */
import type { Deployment } from '#api/kinds.ts';
import { scaledValue, type IntOrString } from '#api/machinery/intstr.ts';

export interface Fenceposts {
  readonly surge: number;
  readonly unavailable: number;
}

/** Percentages become numbers, surge rounded up and unavailable rounded down; one of the two is never 0. Undefined when a text is no percentage. */
export function resolveFenceposts(
  maxSurge: IntOrString | undefined,
  maxUnavailable: IntOrString | undefined,
  desired: number,
): Fenceposts | undefined {
  const surge = scaledValue(maxSurge ?? 0, desired, true);
  const unavailable = scaledValue(maxUnavailable ?? 0, desired, false);
  if (!surge.ok || !unavailable.ok) return undefined;
  return { surge: surge.value, unavailable: surge.value === 0 && unavailable.value === 0 ? 1 : unavailable.value };
}

function fencepostsOf(d: Deployment): Fenceposts {
  const { maxSurge: surge, maxUnavailable: unavailable } = d.spec.strategy?.rollingUpdate ?? {};
  return resolveFenceposts(surge, unavailable, wanted(d)) ?? { surge: 0, unavailable: 0 };
}

export function wanted(d: Deployment): number {
  return d.spec.replicas ?? 1;
}

export function isRollingUpdate(d: Deployment): boolean {
  return d.spec.strategy?.type === 'RollingUpdate';
}

export function maxSurge(d: Deployment): number {
  return isRollingUpdate(d) ? fencepostsOf(d).surge : 0;
}

export function maxUnavailable(d: Deployment): number {
  if (!isRollingUpdate(d) || wanted(d) === 0) return 0;
  return Math.min(fencepostsOf(d).unavailable, wanted(d));
}

/** The size the new ReplicaSet may have now, given the sizes of all (the new one among them). */
export function newSetReplicas(d: Deployment, allReplicas: number, newReplicas: number): number {
  if (!isRollingUpdate(d)) return wanted(d);
  const most = wanted(d) + fencepostsSurge(d);
  if (allReplicas >= most) return newReplicas;
  return newReplicas + Math.min(most - allReplicas, wanted(d) - newReplicas);
}

/** The surge as written, without the rule that one of the two fenceposts must not be 0. */
function fencepostsSurge(d: Deployment): number {
  const surge = scaledValue(d.spec.strategy?.rollingUpdate?.maxSurge ?? 0, wanted(d), true);
  return surge.ok ? surge.value : 0;
}
