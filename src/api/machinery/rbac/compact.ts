/**
 * Rules about one resource put together: their verbs stand in one rule.
 * upstream: pkg/registry/rbac/validation/policy_compact.go
 */
import { equalJson } from '../stableJson.ts';
import type { PolicyRule } from './policyRule.ts';

export interface SimpleResource {
  readonly group: string;
  readonly resource: string;
  /** Absent: objects of any name. */
  readonly name?: string;
}

/** The one resource a rule is about; undefined when it is about more, or about paths. */
export function simpleResource(rule: PolicyRule): SimpleResource | undefined {
  const { apiGroups, resources, resourceNames, verbs: _verbs, nonResourceURLs: _urls, ...rest } = rule;
  const names = resourceNames ?? [];
  if (names.length > 1 || (rule.nonResourceURLs ?? []).length > 0) return undefined;
  if (apiGroups?.length !== 1 || resources?.length !== 1 || !equalJson(rest, {})) return undefined;
  const [group = ''] = apiGroups;
  const [resource = ''] = resources;
  return names.length === 0 ? { group, resource } : { group, resource, name: names[0] ?? '' };
}

export function compactRules(rules: readonly PolicyRule[]): readonly PolicyRule[] {
  const others: PolicyRule[] = [];
  const simple = new Map<string, PolicyRule>();
  for (const rule of rules) {
    const about = simpleResource(rule);
    if (about === undefined) {
      others.push(rule);
      continue;
    }
    const key = JSON.stringify([about.group, about.resource, about.name]);
    const known = simple.get(key);
    simple.set(key, known === undefined ? rule : { ...known, verbs: [...(known.verbs ?? []), ...(rule.verbs ?? [])] });
  }
  return [...others, ...simple.values()];
}
