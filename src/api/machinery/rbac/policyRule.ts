/**
 * One rule of a role: what it matches, and how it is printed.
 * upstream: pkg/apis/rbac/v1/evaluation_helpers.go, pkg/apis/rbac/helpers.go
 */
import { goQuote } from '../goText.ts';
import { urlCovers } from './covers.ts';

export interface PolicyRule {
  readonly verbs?: readonly string[] | null;
  readonly apiGroups?: readonly string[] | null;
  readonly resources?: readonly string[] | null;
  readonly resourceNames?: readonly string[] | null;
  readonly nonResourceURLs?: readonly string[] | null;
}

/** What somebody wants to do, as far as rules can see it. */
export interface RequestedAction {
  readonly verb: string;
  readonly apiGroup: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
  /** False: `path` says what is asked for. */
  readonly isResource: boolean;
  readonly path: string;
}

const none: readonly string[] = Object.freeze([]);

export function verbMatches(rule: PolicyRule, verb: string): boolean {
  return (rule.verbs ?? none).some((it) => it === '*' || it === verb);
}

export function apiGroupMatches(rule: PolicyRule, group: string): boolean {
  return (rule.apiGroups ?? none).some((it) => it === '*' || it === group);
}

/** A rule for `pods/log` means just that; a star before the slash means this subresource of every resource. */
export function resourceMatches(rule: PolicyRule, combined: string, subresource: string): boolean {
  const anyOf = subresource === '' ? undefined : `*/${subresource}`;
  return (rule.resources ?? none).some((it) => it === '*' || it === combined || it === anyOf);
}

export function resourceNameMatches(rule: PolicyRule, name: string): boolean {
  const names = rule.resourceNames ?? none;
  return names.length === 0 || names.includes(name);
}

export function nonResourceUrlMatches(rule: PolicyRule, url: string): boolean {
  return (rule.nonResourceURLs ?? none).some((it) => urlCovers(it, url));
}

export function ruleAllows(rule: PolicyRule, action: RequestedAction): boolean {
  if (!action.isResource) return verbMatches(rule, action.verb) && nonResourceUrlMatches(rule, action.path);
  const combined = action.subresource === '' ? action.resource : `${action.resource}/${action.subresource}`;
  return (
    verbMatches(rule, action.verb) &&
    apiGroupMatches(rule, action.apiGroup) &&
    resourceMatches(rule, combined, action.subresource) &&
    resourceNameMatches(rule, action.name)
  );
}

/** `{APIGroups:[""], Resources:["pods"], Verbs:["get"]}`. */
export function ruleText(rule: PolicyRule): string {
  const parts: readonly (readonly [string, readonly string[] | null | undefined])[] = [
    ['APIGroups', rule.apiGroups],
    ['Resources', rule.resources],
    ['NonResourceURLs', rule.nonResourceURLs],
    ['ResourceNames', rule.resourceNames],
    ['Verbs', rule.verbs],
  ];
  const said = parts.filter(([, values]) => (values ?? none).length > 0);
  return `{${said.map(([name, values]) => `${name}:[${(values ?? none).map(goQuote).join(' ')}]`).join(', ')}}`;
}
