/**
 * How many pods of a DaemonSet may be missing or too many while it is updated. Both are rounded up.
 * upstream: pkg/controller/daemon/util/daemonset_util.go, update.go (updatedDesiredNodeCounts)
 */
import type { DaemonSet } from '#api/kinds.ts';
import { scaledValue, type IntOrString } from '#api/machinery/intstr.ts';

export interface Allowed {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}

export function allowedOf(set: DaemonSet, desired: number): Allowed {
  const rolling = set.spec.updateStrategy?.rollingUpdate;
  const maxSurge = scaled(rolling?.maxSurge ?? 0, desired);
  const maxUnavailable = scaled(rolling?.maxUnavailable ?? 0, desired);
  return { maxSurge, maxUnavailable: desired > 0 && maxSurge === 0 && maxUnavailable === 0 ? 1 : maxUnavailable };
}

export function isRolling(set: DaemonSet): boolean {
  return set.spec.updateStrategy?.type !== 'OnDelete';
}

export function hasSurge(set: DaemonSet): boolean {
  return isRolling(set) && scaled(set.spec.updateStrategy?.rollingUpdate?.maxSurge ?? 0, 1) > 0;
}

function scaled(value: IntOrString, total: number): number {
  const result = scaledValue(value, total, true);
  return result.ok ? result.value : 0;
}
