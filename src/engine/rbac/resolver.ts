/**
 * Which rules hold for a user: the cluster's bindings, then those of the namespace.
 * upstream: pkg/registry/rbac/validation/rule.go (DefaultRuleResolver)
 */
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from '#api/kinds.ts';
import { goQuote } from '#api/machinery/goText.ts';
import type { PolicyRule } from '#api/machinery/rbac/policyRule.ts';
import type { User } from '#api/request.ts';
import { describeSubject, indexOfSubject, type Subject } from './subjects.ts';

/** Where roles and bindings are read. */
export interface RoleSource {
  role(namespace: string, name: string): Role | undefined;
  clusterRole(name: string): ClusterRole | undefined;
  clusterRoleBindings(): readonly ClusterRoleBinding[];
  roleBindings(namespace: string): readonly RoleBinding[];
}

/** What the visitor of rules is told; it answers whether to go on. A role that is missing is an error. */
export type Visit = (found: { readonly rule: PolicyRule; readonly source: () => string } | { readonly error: string }) => boolean;

export type Binding = ClusterRoleBinding | RoleBinding;

export function visitRules(from: RoleSource, at: { readonly user: User; readonly namespace: string }, visit: Visit): void {
  const { user, namespace } = at;
  const everywhere = from.clusterRoleBindings().every((binding) => visitBinding(from, { user, binding, namespace: '' }, visit));
  if (!everywhere || namespace === '') return;
  from.roleBindings(namespace).every((binding) => visitBinding(from, { user, binding, namespace }, visit));
}

function visitBinding(
  from: RoleSource,
  at: { readonly user: User; readonly binding: Binding; readonly namespace: string },
  visit: Visit,
): boolean {
  const { user, binding, namespace } = at;
  const subjects = (binding.subjects ?? []) as readonly Subject[];
  const index = indexOfSubject(user, subjects, namespace);
  if (index < 0) return true;
  const rules = rulesOfRole(from, binding.roleRef, namespace);
  if (typeof rules === 'string') return visit({ error: rules });
  const source = (): string => sourceText(binding, subjects[index]!, namespace);
  return rules.every((rule) => visit({ rule, source }));
}

/** The rules of the role a binding refers to, or why there are none. */
export function rulesOfRole(
  from: RoleSource,
  { kind, name }: { readonly kind: string; readonly name: string },
  namespace: string,
): readonly PolicyRule[] | string {
  if (kind !== 'Role' && kind !== 'ClusterRole') return `unsupported role reference kind: ${goQuote(kind)}`;
  const role = kind === 'Role' ? from.role(namespace, name) : from.clusterRole(name);
  return role === undefined ? `${kind.toLowerCase()}.rbac.authorization.k8s.io ${goQuote(name)} not found` : (role.rules ?? []);
}

function sourceText({ metadata, roleRef }: Binding, subject: Subject, namespace: string): string {
  const [kind, name] = namespace === '' ? ['ClusterRoleBinding', metadata.name] : ['RoleBinding', `${metadata.name}/${namespace}`];
  return `${kind} ${goQuote(name)} of ${roleRef.kind} ${goQuote(roleRef.name)} to ${describeSubject(subject, namespace)}`;
}

/** All rules of a user in a namespace, and every role that was missing. */
export function rulesFor(from: RoleSource, user: User, namespace: string): { readonly rules: PolicyRule[]; readonly errors: string[] } {
  const rules: PolicyRule[] = [];
  const errors: string[] = [];
  visitRules(from, { user, namespace }, (found) => {
    if ('error' in found) errors.push(found.error);
    else rules.push(found.rule);
    return true;
  });
  return { rules, errors };
}
