/**
 * Which pods a quota's scopes take in.
 * upstream: pkg/quota/v1/evaluator/core/pods.go (podMatchesScopeFunc), staging/src/k8s.io/apiserver/pkg/quota/v1/generic/evaluator.go
 */
import type { Pod, ResourceQuota } from '#api/kinds.ts';
import { isBestEffort } from '#api/machinery/qos.ts';

export interface ScopeRequirement {
  readonly scopeName: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** Old scopes are requirements that something exists. */
export function scopesOf(spec: ResourceQuota['spec']): readonly ScopeRequirement[] {
  const plain = (spec.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists' }));
  return [...plain, ...((spec.scopeSelector?.matchExpressions ?? []) as readonly ScopeRequirement[])];
}

export function podMatchesScope(requirement: ScopeRequirement, { spec }: Pod): boolean {
  switch (requirement.scopeName) {
    case 'Terminating':
      return isTerminating(spec);
    case 'NotTerminating':
      return !isTerminating(spec);
    case 'BestEffort':
      return isBestEffort(spec);
    case 'NotBestEffort':
      return !isBestEffort(spec);
    case 'PriorityClass':
      return matchesPriorityClass(requirement, spec.priorityClassName ?? '');
    case 'CrossNamespacePodAffinity':
      return asksOtherNamespaces(spec);
    default:
      return false;
  }
}

function isTerminating(spec: Pod['spec']): boolean {
  return spec.activeDeadlineSeconds !== undefined && spec.activeDeadlineSeconds >= 0;
}

function matchesPriorityClass({ operator, values = [] }: ScopeRequirement, name: string): boolean {
  switch (operator) {
    case 'Exists':
      return name !== '';
    case 'DoesNotExist':
      return name === '';
    case 'In':
      return name !== '' && values.includes(name);
    default:
      return name === '' || !values.includes(name);
  }
}

interface Term {
  readonly namespaces?: readonly string[];
  readonly namespaceSelector?: object;
}

function asksOtherNamespaces({ affinity }: Pod['spec']): boolean {
  const sides = [affinity?.podAffinity, affinity?.podAntiAffinity];
  return sides.some(
    (side) =>
      (side?.requiredDuringSchedulingIgnoredDuringExecution ?? []).some(isWide) ||
      (side?.preferredDuringSchedulingIgnoredDuringExecution ?? []).some((it) => isWide(it.podAffinityTerm)),
  );
}

function isWide(term: Term): boolean {
  return (term.namespaces ?? []).length > 0 || (term.namespaceSelector !== undefined && term.namespaceSelector !== null);
}
