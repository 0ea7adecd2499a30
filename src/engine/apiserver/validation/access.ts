/**
 * Roles and their bindings.
 * upstream: pkg/apis/rbac/validation/validation.go
 */
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { isDNS1123Subdomain } from '#api/machinery/validation.ts';
import { invalidValue, required } from '../fieldError.ts';
import { byRule, oneOf, validSelector, type Errors } from './checks.ts';

type Rule = NonNullable<Role['rules']>[number];
type Subject = NonNullable<RoleBinding['subjects']>[number];

const GROUP = 'rbac.authorization.k8s.io';

/** A name that can stand in a path. */
export function isPathSegment(name: string): readonly string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter((character) => name.includes(character)).map((character) => `may not contain '${character}'`);
}

function validRule(rule: Rule, namespaced: boolean, at: string, errors: Errors): void {
  const { verbs = [], apiGroups = [], resources = [], nonResourceURLs = [] } = rule;
  if ((verbs ?? []).length === 0) errors.push(required(`${at}.verbs`, 'verbs must contain at least one value'));
  if (nonResourceURLs.length > 0) {
    if (namespaced)
      errors.push(
        invalidValue(
          `${at}.nonResourceURLs`,
          { printed: `[]string{${nonResourceURLs.map((it) => `"${it}"`).join(', ')}}` },
          'namespaced rules cannot apply to non-resource URLs',
        ),
      );
    if (apiGroups.length > 0 || resources.length > 0)
      errors.push(
        invalidValue(
          `${at}.nonResourceURLs`,
          { printed: `[]string{${nonResourceURLs.map((it) => `"${it}"`).join(', ')}}` },
          'rules cannot apply to both regular resources and non-resource URLs',
        ),
      );
    return;
  }
  if (apiGroups.length === 0) errors.push(required(`${at}.apiGroups`, 'resource rules must supply at least one api group'));
  if (resources.length === 0) errors.push(required(`${at}.resources`, 'resource rules must supply at least one resource'));
}

export function validateRole({ rules }: Role): Errors {
  const errors: Errors = [];
  for (const [i, rule] of (rules ?? []).entries()) validRule(rule, true, `rules[${i}]`, errors);
  return errors;
}

export function validateClusterRole({ rules, aggregationRule }: ClusterRole): Errors {
  const errors: Errors = [];
  for (const [i, rule] of (rules ?? []).entries()) validRule(rule, false, `rules[${i}]`, errors);
  if (aggregationRule === undefined) return errors;
  const at = 'aggregationRule.clusterRoleSelectors';
  const selectors = aggregationRule.clusterRoleSelectors ?? [];
  if (selectors.length === 0) errors.push(required(at, 'at least one clusterRoleSelector required if aggregationRule is non-nil'));
  for (const [i, selector] of selectors.entries()) validSelector(selector, `${at}[${i}]`, errors);
  return errors;
}

function validBinding(binding: RoleBinding | ClusterRoleBinding, kinds: readonly string[], namespaced: boolean): Errors {
  const errors: Errors = [];
  const { roleRef, subjects = [] } = binding;
  oneOf(roleRef.apiGroup, [GROUP], 'roleRef.apiGroup', errors);
  oneOf(roleRef.kind, kinds, 'roleRef.kind', errors);
  if ((roleRef.name ?? '') === '') errors.push(required('roleRef.name'));
  else byRule(isPathSegment, roleRef.name, 'roleRef.name', errors);
  for (const [i, subject] of subjects.entries()) validSubject(subject, namespaced, `subjects[${i}]`, errors);
  return errors;
}

function validSubject({ kind, name = '', apiGroup = '', namespace = '' }: Subject, namespaced: boolean, at: string, errors: Errors): void {
  if (name === '') errors.push(required(`${at}.name`));
  if (kind === 'ServiceAccount') {
    if (name !== '') byRule(isDNS1123Subdomain, name, `${at}.name`, errors);
    if (apiGroup !== '') oneOf(apiGroup, [''], `${at}.apiGroup`, errors);
    if (!namespaced && namespace === '') errors.push(required(`${at}.namespace`));
  } else if (kind === 'User' || kind === 'Group') oneOf(apiGroup, [GROUP], `${at}.apiGroup`, errors);
  else oneOf(kind, ['ServiceAccount', 'User', 'Group'], `${at}.kind`, errors);
}

export function validateRoleBinding(it: RoleBinding): Errors {
  return validBinding(it, ['Role', 'ClusterRole'], true);
}
export function validateClusterRoleBinding(it: ClusterRoleBinding): Errors {
  return validBinding(it, ['ClusterRole'], false);
}

function roleKept<T extends RoleBinding | ClusterRoleBinding>(it: T, old: T, errors: Errors): Errors {
  if (equalJson(it.roleRef, old.roleRef)) return [...errors, ...errors];
  const { apiGroup, kind, name } = it.roleRef;
  const printed = `rbac.RoleRef{APIGroup:${JSON.stringify(apiGroup)}, Kind:${JSON.stringify(kind)}, Name:${JSON.stringify(name)}}`;
  return [...errors, ...errors, invalidValue('roleRef', { printed }, 'cannot change roleRef')];
}

export function validateRoleBindingUpdate(it: RoleBinding, old: RoleBinding): Errors {
  return roleKept(it, old, validateRoleBinding(it));
}
export function validateClusterRoleBindingUpdate(it: ClusterRoleBinding, old: ClusterRoleBinding): Errors {
  return roleKept(it, old, validateClusterRoleBinding(it));
}
