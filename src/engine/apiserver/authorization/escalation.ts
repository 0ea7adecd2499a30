/**
 * Nobody gives what they do not have: a role or binding is written only by who holds all of its rules, or may escalate
 * or bind.
 * upstream: pkg/registry/rbac/{role,clusterrole,rolebinding,clusterrolebinding}/policybased, pkg/registry/rbac/validation/rule.go
 */
import type { ClusterRole, RoleBinding } from '#api/kinds.ts';
import { goQuote } from '#api/machinery/goText.ts';
import { compactRules } from '#api/machinery/rbac/compact.ts';
import { uncovered } from '#api/machinery/rbac/covers.ts';
import { ruleText, type PolicyRule } from '#api/machinery/rbac/policyRule.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import type { Status, User } from '#api/request.ts';
import { rulesFor, rulesOfRole } from '#engine/rbac/resolver.ts';
import type { AnyObject } from '../object.ts';
import type { Call } from '../state.ts';
import { forbidden, notFound } from '../status.ts';
import { decide, rolesOf, superuserGroup } from './authorization.ts';

export const rbacGroup = 'rbac.authorization.k8s.io';

const everything: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
];

/** A refusal when this write would give rights that the writer does not have. */
export function refuseEscalation(call: Call, object: AnyObject, old?: AnyObject): Status | undefined {
  if (call.row.group !== rbacGroup || call.user.groups.includes(superuserGroup)) return undefined;
  if (old !== undefined && isOnlyCollected(object, old)) return undefined;
  return call.row.kind.endsWith('Binding')
    ? refuseBinding(call, object as unknown as RoleBinding)
    : refuseRole(call, object as unknown as ClusterRole, old as unknown as ClusterRole | undefined);
}

/** The garbage collector may loosen what it is about to delete. upstream: pkg/registry/rbac/helpers.go */
function isOnlyCollected(object: AnyObject, old: AnyObject): boolean {
  const { ownerReferences: _a, finalizers: _b, managedFields: _c, ...meta } = object.metadata as unknown as Record<string, unknown>;
  const { ownerReferences: _d, finalizers: _e, managedFields: _f, ...oldMeta } = old.metadata as unknown as Record<string, unknown>;
  const moved = !equalJson([_a, _b], [_d, _e]);
  return moved && equalJson({ ...object, metadata: meta }, { ...old, metadata: oldMeta });
}

function refuseRole(call: Call, role: ClusterRole, old: ClusterRole | undefined): Status | undefined {
  if (may(call, 'escalate', { resource: call.row.plural, name: call.request.name ?? '' })) return undefined;
  const { name } = role.metadata;
  const missing = missingText(call, role.rules ?? []);
  if (missing !== undefined) return forbidden(call.row, name, missing);
  const aggregates = role.aggregationRule !== undefined || old?.aggregationRule !== undefined;
  if (!aggregates || missingText(call, everything) === undefined) return undefined;
  return forbidden(call.row, name, 'must have cluster-admin privileges to use an aggregationRule');
}

function refuseBinding(call: Call, binding: RoleBinding): Status | undefined {
  const { roleRef, metadata } = binding;
  const resource = roleRef.kind === 'ClusterRole' ? 'clusterroles' : 'roles';
  if (may(call, 'bind', { resource, name: roleRef.name })) return undefined;
  const rules = rulesOfRole(rolesOf(call.server), roleRef, call.request.namespace ?? '');
  if (typeof rules === 'string') return notFound({ group: rbacGroup, plural: resource }, roleRef.name);
  const missing = missingText(call, rules);
  return missing === undefined ? undefined : forbidden(call.row, metadata.name, missing);
}

function may({ server, user, request }: Call, verb: string, what: { readonly resource: string; readonly name: string }): boolean {
  const namespace = request.namespace ?? '';
  const attributes = { user, verb, apiGroup: rbacGroup, apiVersion: '*', subresource: '', namespace, isResource: true, path: '', ...what };
  return decide(server, attributes).decision === 'Allow';
}

/** What the writer lacks, in the words of the refusal. */
function missingText({ server, user, request }: Call, wanted: readonly PolicyRule[]): string | undefined {
  const { rules, errors } = rulesFor(rolesOf(server), user, request.namespace ?? '');
  const missing = uncovered(rules, wanted);
  if (missing.length === 0) return undefined;
  const texts = [...new Set(compactRules(missing).map(ruleText))].toSorted();
  const resolution = errors.length === 0 ? '' : `; resolution errors: [${errors.join(' ')}]`;
  return `user ${goQuote(user.name)} (groups=${groupsText(user)}) is attempting to grant RBAC permissions not currently held:\n${texts.join('\n')}${resolution}`;
}

function groupsText({ groups }: User): string {
  return `[${groups.map(goQuote).join(' ')}]`;
}
