/**
 * Whether an object falls under a quota, and what is used of one.
 * upstream: staging/src/k8s.io/apiserver/pkg/quota/v1/generic/evaluator.go (Matches), quota/v1/resources.go (CalculateUsage)
 */
import type { ResourceQuota } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { addAmounts, mask, none, readAmounts, type Amounts } from './amounts.ts';
import type { Evaluator } from './evaluators.ts';
import { scopesOf } from './scopes.ts';

/** The resources of the quota that the object can take; none when the quota is not about it. */
export function matchingResources(quota: ResourceQuota, evaluator: Evaluator, object: KubeObject): readonly string[] {
  const names = evaluator.matching(Object.keys(quota.status?.hard ?? {}));
  const inScope = names.length > 0 && scopesOf(quota.spec ?? {}).every((scope) => evaluator.matchesScope(scope, object));
  return inScope ? names : [];
}

/** All objects of one kind in a quota's namespace. */
export interface Counted {
  readonly evaluator: Evaluator;
  objects(): readonly KubeObject[];
}

/** What the objects take of what the quota limits. A limit that nothing here can measure is left out. */
export function usedOf(quota: ResourceQuota, kinds: readonly Counted[], wallMs: number): Amounts {
  const hard = Object.keys(quota.spec?.hard ?? {});
  const scopes = scopesOf(quota.spec ?? {});
  let used: Amounts = {};
  for (const { evaluator, objects } of kinds) {
    const names = evaluator.matching(hard);
    if (names.length === 0) continue;
    used = addAmounts(Object.fromEntries(names.map((name) => [name, none])), used);
    for (const object of objects()) {
      if (!scopes.every((scope) => evaluator.matchesScope(scope, object))) continue;
      used = addAmounts(used, mask(evaluator.usage(object, wallMs), names));
    }
  }
  return used;
}

export function hardOf(quota: ResourceQuota): Amounts {
  return readAmounts(quota.spec?.hard);
}
