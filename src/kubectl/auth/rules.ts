/**
 * Which rules another set of rules lacks: pure.
 * upstream: component-helpers/auth/rbac/validation/policy_comparator.go (Covers)
 */
import type { Role, RoleBinding } from '#api/kinds.ts';

export type Rules = NonNullable<Role['rules']>;
export type Rule = Rules[number];
export type Subject = NonNullable<RoleBinding['subjects']>[number];

/** The parts of `wanted`, each with one verb and one resource or URL, that `owned` does not grant. */
export function uncovered(owned: Rules, wanted: Rules): Rules {
  return wanted.flatMap(parts).filter((part) => !owned.flatMap(parts).some((one) => covers(one, part)));
}

function parts({ verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: Rule): Rule[] {
  const urls = nonResourceURLs.flatMap((url) => verbs.map((verb) => ({ verbs: [verb], nonResourceURLs: [url] })));
  const named = resourceNames.length === 0 ? [{}] : resourceNames.map((name) => ({ resourceNames: [name] }));
  const plain = apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.flatMap((verb) => named.map((name) => ({ verbs: [verb], apiGroups: [group], resources: [resource], ...name }))),
    ),
  );
  return [...plain, ...urls];
}

function covers(owner: Rule, part: Rule): boolean {
  const has = (own: readonly string[] | undefined, asked: readonly string[] | undefined) =>
    (asked ?? []).every((word) => own?.includes('*') === true || own?.includes(word) === true);
  if (!has(owner.verbs, part.verbs)) return false;
  if (part.nonResourceURLs !== undefined)
    return part.nonResourceURLs.every((url) => owner.nonResourceURLs?.some((own) => urlCovers(own, url)));
  if (owner.nonResourceURLs !== undefined || !has(owner.apiGroups, part.apiGroups)) return false;
  if (!(part.resources ?? []).every((asked) => resourceCovers(owner.resources ?? [], asked))) return false;
  const names = owner.resourceNames ?? [];
  return names.length === 0 || ((part.resourceNames ?? []).length > 0 && (part.resourceNames ?? []).every((name) => names.includes(name)));
}

function resourceCovers(own: readonly string[], asked: string): boolean {
  const at = asked.indexOf('/');
  return own.includes('*') || own.includes(asked) || (at >= 0 && own.includes(`*${asked.slice(at)}`));
}

function urlCovers(own: string, asked: string): boolean {
  return own === asked || (own.endsWith('*') && asked.startsWith(own.slice(0, -1)));
}

/** As Go prints one. */
export function ruleText({ verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: Rule): string {
  const list = (words: readonly string[]) => `[${words.join(' ')}]`;
  return `{Verbs:${list(verbs)} APIGroups:${list(apiGroups)} Resources:${list(resources)} ResourceNames:${list(resourceNames)} NonResourceURLs:${list(nonResourceURLs)}}`;
}

export function subjectText({ kind, apiGroup = '', name, namespace = '' }: Subject): string {
  return `{Kind:${kind} APIGroup:${apiGroup} Name:${name} Namespace:${namespace}}`;
}

/** The subjects that are not in the other list, each once. */
export function without(subjects: readonly Subject[], others: readonly Subject[]): readonly Subject[] {
  const known = new Set(others.map(subjectText));
  const fresh = new Map(subjects.map((subject) => [subjectText(subject), subject]));
  return [...fresh].filter(([text]) => !known.has(text)).map(([, subject]) => subject);
}
