/**
 * What a cluster lets nobody have without a quota that covers it.
 * upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go (limitedByDefault, getMatchedLimitedScopes)
 */
import type { LimitedResource } from '#api/admissionPlugins.ts';
import type { ResourceQuota } from '#api/kinds.ts';
import { sortedNames, type Amounts } from '#engine/helpers/quota/amounts.ts';
import type { Evaluator } from '#engine/helpers/quota/evaluators.ts';
import { scopesOf, type ScopeRequirement } from '#engine/helpers/quota/scopes.ts';
import type { AnyObject } from '../object.ts';

export interface Uncovered {
  readonly message: string;
  /** Upstream answers to uncovered scopes with an error that is no refusal. */
  readonly isPlain: boolean;
}

interface Asking {
  readonly evaluator: Evaluator;
  readonly object: AnyObject;
  readonly limited: readonly LimitedResource[];
}

/** `covered` are the resources of the quotas that the object falls under; `quotas` are all of its namespace. */
export function uncovered(
  { evaluator, object, limited }: Asking,
  taken: Amounts,
  { covered, quotas }: { readonly covered: readonly string[]; readonly quotas: readonly ResourceQuota[] },
): Uncovered | undefined {
  const parts = limited.flatMap(({ matchContains = [] }) => matchContains);
  const consumed = Object.keys(taken).filter((name) => taken[name]!.unscaled > 0n && parts.some((part) => name.includes(part)));
  const open = consumed.filter((name) => !covered.includes(name));
  if (open.length > 0) return { message: `insufficient quota to consume: ${sortedNames(open).join(',')}`, isPlain: false };
  const matching = (scopes: readonly ScopeRequirement[]) => scopes.filter((scope) => evaluator.matchesScope(scope, object));
  const known = new Set(quotas.flatMap(({ spec }) => matching(scopesOf(spec ?? {}))).map(({ scopeName }) => scopeName));
  const scopes = limited.flatMap(({ matchScopes = [] }) => matching(matchScopes)).filter(({ scopeName }) => !known.has(scopeName));
  if (scopes.length === 0) return undefined;
  const texts = scopes.map(({ scopeName, operator, values = [] }) => `{${scopeName} ${operator} [${values.join(' ')}]}`);
  return { message: `insufficient quota to match these scopes: [${texts.join(' ')}]`, isPlain: true };
}
