/**
 * Terms of affinity between pods, and whether a pod is one they mean.
 * upstream: pkg/scheduler/framework/types.go (AffinityTerm)
 */
import type { Pod } from '#api/kinds.ts';
import { matchesLabels, selectorOf } from '#api/machinery/labels.ts';
import type { Lister } from '../../client/informer.ts';

type PodAffinity = NonNullable<NonNullable<Pod['spec']['affinity']>['podAffinity']>;
export type PodAffinityTerm = NonNullable<PodAffinity['requiredDuringSchedulingIgnoredDuringExecution']>[number];
export type WeightedTerm = NonNullable<PodAffinity['preferredDuringSchedulingIgnoredDuringExecution']>[number];

export function requiredAffinity(pod: Pod): readonly PodAffinityTerm[] {
  return pod.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
}

export function requiredAntiAffinity(pod: Pod): readonly PodAffinityTerm[] {
  return pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
}

export function preferredAffinity(pod: Pod): readonly WeightedTerm[] {
  return pod.spec.affinity?.podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
}

export function preferredAntiAffinity(pod: Pod): readonly WeightedTerm[] {
  return pod.spec.affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
}

/** Whether `other` is a pod that a term of `owner` means: its namespace is listed, selected or the owner's own. */
export function termMatches(term: PodAffinityTerm, pods: { readonly owner: Pod; readonly other: Pod }, see: Lister): boolean {
  return inNamespaces(term, pods, see) && matchesLabels(selectorOf(term.labelSelector), pods.other.metadata.labels);
}

/** A pod satisfies required affinity only when it is meant by every term. */
export function allTermsMatch(terms: readonly PodAffinityTerm[], pods: { readonly owner: Pod; readonly other: Pod }, see: Lister): boolean {
  return terms.length > 0 && terms.every((term) => termMatches(term, pods, see));
}

function inNamespaces(term: PodAffinityTerm, { owner, other }: { readonly owner: Pod; readonly other: Pod }, see: Lister): boolean {
  const namespace = other.metadata.namespace ?? '';
  const { namespaces = [], namespaceSelector } = term;
  const selects = namespaceSelector !== undefined && namespaceSelector !== null;
  if (namespaces.length === 0 && !selects) return namespace === (owner.metadata.namespace ?? '');
  if (namespaces.includes(namespace)) return true;
  return selects && matchesLabels(selectorOf(namespaceSelector), see.get('Namespace', namespace)?.metadata.labels);
}
