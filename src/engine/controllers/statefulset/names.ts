/**
 * Names, ordinals and revisions of a StatefulSet's pods.
 * upstream: pkg/controller/statefulset/stateful_set_utils.go
 */
import type { Pod, StatefulSet } from '#api/kinds.ts';

export const podNameLabel = 'statefulset.kubernetes.io/pod-name';
export const podIndexLabel = 'apps.kubernetes.io/pod-index';
export const revisionLabel = 'controller-revision-hash';

/** What a pod's name says: whose it is and which one; -1 and '' when it says nothing. */
export function parentAndOrdinal(name: string): { readonly parent: string; readonly ordinal: number } {
  const match = /^(.*)-(\d+)$/s.exec(name);
  if (match === null || Number(match[2]) > 2_147_483_647) return { parent: match?.[1] ?? '', ordinal: -1 };
  return { parent: match[1] ?? '', ordinal: Number(match[2]) };
}

export function ordinalOf(pod: { readonly metadata: { readonly name: string } }): number {
  return parentAndOrdinal(pod.metadata.name).ordinal;
}

/** The pod's name is the set's with an ordinal. */
export function isMemberOf(set: StatefulSet, pod: Pod): boolean {
  return parentAndOrdinal(pod.metadata.name).parent === set.metadata.name;
}

export function podName(set: StatefulSet, ordinal: number): string {
  return `${set.metadata.name}-${ordinal}`;
}

export function claimName(set: StatefulSet, template: string, ordinal: number): string {
  return `${template}-${set.metadata.name}-${ordinal}`;
}

export function replicasOf(set: StatefulSet): number {
  return set.spec.replicas ?? 1;
}

export function startOrdinal(set: StatefulSet): number {
  return set.spec.ordinals?.start ?? 0;
}

export function isInRange(set: StatefulSet, ordinal: number): boolean {
  return ordinal >= startOrdinal(set) && ordinal < startOrdinal(set) + replicasOf(set);
}

export function revisionOf(pod: Pod): string {
  return pod.metadata.labels?.[revisionLabel] ?? '';
}

/** Pods are made and removed one at a time, each waiting for the one before. */
export function isMonotonic(set: StatefulSet): boolean {
  return set.spec.podManagementPolicy !== 'Parallel';
}
