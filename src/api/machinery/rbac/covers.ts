/**
 * Whether some rules allow all that others do: nobody may give what they do not have.
 * upstream: staging/src/k8s.io/component-helpers/auth/rbac/validation/policy_comparator.go
 */
import type { PolicyRule } from './policyRule.ts';

/** The servant's rules that no owner's rule covers, each about one verb, group and resource; none: all are covered. */
export function uncovered(owner: readonly PolicyRule[], servant: readonly PolicyRule[]): readonly PolicyRule[] {
  return servant.flatMap(breakDown).filter((part) => !owner.some((rule) => ruleCovers(rule, part)));
}

const none: readonly string[] = Object.freeze([]);

function breakDown({ apiGroups, resources, verbs, resourceNames, nonResourceURLs }: PolicyRule): readonly PolicyRule[] {
  const parts: PolicyRule[] = [];
  for (const group of apiGroups ?? none)
    for (const resource of resources ?? none)
      for (const verb of verbs ?? none) {
        const part = { apiGroups: [group], resources: [resource], verbs: [verb] };
        if ((resourceNames ?? none).length === 0) parts.push(part);
        for (const name of resourceNames ?? none) parts.push({ ...part, resourceNames: [name] });
      }
  for (const url of nonResourceURLs ?? none) for (const verb of verbs ?? none) parts.push({ nonResourceURLs: [url], verbs: [verb] });
  return parts;
}

function ruleCovers(owner: PolicyRule, part: PolicyRule): boolean {
  const ownNames = owner.resourceNames ?? none;
  const names = part.resourceNames ?? none;
  return (
    hasAll(owner.verbs ?? none, part.verbs ?? none) &&
    hasAll(owner.apiGroups ?? none, part.apiGroups ?? none) &&
    (part.resources ?? none).every((resource) => resourceCovered(owner.resources ?? none, resource)) &&
    (ownNames.length === 0 || (names.length > 0 && names.every((name) => ownNames.includes(name)))) &&
    (part.nonResourceURLs ?? none).every((url) => (owner.nonResourceURLs ?? none).some((own) => urlCovers(own, url)))
  );
}

function hasAll(set: readonly string[], wanted: readonly string[]): boolean {
  return set.includes('*') || wanted.every((it) => set.includes(it));
}

function resourceCovered(set: readonly string[], resource: string): boolean {
  if (set.includes('*') || set.includes(resource)) return true;
  const slash = resource.indexOf('/');
  return slash >= 0 && set.includes(`*${resource.slice(slash)}`);
}

export function urlCovers(owner: string, url: string): boolean {
  if (owner === '*' || owner === url) return true;
  return owner.endsWith('*') && url.startsWith(owner.replace(/\*+$/, ''));
}
