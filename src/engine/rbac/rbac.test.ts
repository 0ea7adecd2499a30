import { expect, test } from 'vitest';
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from '#api/kinds.ts';
import type { Attributes } from '#engine/helpers/contracts/authorizer.ts';
import { rbacAuthorizer } from './rbac.ts';
import type { RoleSource } from './resolver.ts';

const group = 'rbac.authorization.k8s.io';

function sourceOf(given: {
  roles?: readonly object[];
  clusterRoles?: readonly object[];
  roleBindings?: readonly object[];
  clusterRoleBindings?: readonly object[];
}): RoleSource {
  const roles = (given.roles ?? []) as readonly Role[];
  const clusterRoles = (given.clusterRoles ?? []) as readonly ClusterRole[];
  const bindings = (given.roleBindings ?? []) as readonly RoleBinding[];
  return {
    role: (namespace, name) => roles.find((it) => it.metadata.namespace === namespace && it.metadata.name === name),
    clusterRole: (name) => clusterRoles.find((it) => it.metadata.name === name),
    clusterRoleBindings: () => (given.clusterRoleBindings ?? []) as readonly ClusterRoleBinding[],
    roleBindings: (namespace) => bindings.filter((it) => it.metadata.namespace === namespace),
  };
}

function may(verb: string, what: string, rest: Partial<Attributes> = {}): Attributes {
  const [resource = '', subresource = ''] = what.split('/');
  const user = { name: 'ann', groups: ['devs', 'system:authenticated'] };
  return {
    user,
    verb,
    apiGroup: '',
    apiVersion: 'v1',
    resource,
    subresource,
    namespace: 'team',
    name: '',
    isResource: true,
    path: '',
    ...rest,
  };
}

const reader = {
  metadata: { name: 'reader', namespace: 'team' },
  rules: [{ apiGroups: [''], resources: ['pods', '*/log'], verbs: ['get', 'list'] }],
};
const named = {
  metadata: { name: 'named' },
  rules: [{ apiGroups: [''], resources: ['configmaps'], resourceNames: ['a', 'b'], verbs: ['*'] }],
};
const urls = { metadata: { name: 'urls' }, rules: [{ nonResourceURLs: ['/healthz', '/logs/*'], verbs: ['get'] }] };

const source = sourceOf({
  roles: [reader],
  clusterRoles: [named, urls],
  roleBindings: [
    {
      metadata: { name: 'r', namespace: 'team' },
      roleRef: { apiGroup: group, kind: 'Role', name: 'reader' },
      subjects: [{ kind: 'User', name: 'ann' }],
    },
    {
      metadata: { name: 'bot', namespace: 'team' },
      roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'named' },
      subjects: [{ kind: 'ServiceAccount', name: 'bot' }],
    },
    {
      metadata: { name: 'lost', namespace: 'gone' },
      roleRef: { apiGroup: group, kind: 'Role', name: 'no' },
      subjects: [{ kind: 'User', name: 'ann' }],
    },
  ],
  clusterRoleBindings: [
    {
      metadata: { name: 'urls' },
      roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'urls' },
      subjects: [{ kind: 'Group', name: 'devs' }],
    },
  ],
});

test.each<readonly [string, Attributes, boolean]>([
  ['a rule of the namespace', may('list', 'pods'), true],
  ['another namespace', may('list', 'pods', { namespace: 'other' }), false],
  ['the whole cluster', may('list', 'pods', { namespace: '' }), false],
  ['a verb that is not there', may('delete', 'pods'), false],
  ['a subresource is not its resource', may('get', 'pods/exec'), false],
  ["every resource's log", may('get', 'pods/log'), true],
  ['another group', may('get', 'pods', { apiGroup: 'metrics.k8s.io' }), false],
  ['a path', may('get', '', { isResource: false, path: '/healthz', namespace: '' }), true],
  ['a path under a star', may('get', '', { isResource: false, path: '/logs/kubelet', namespace: '' }), true],
  ['a path that is not there', may('get', '', { isResource: false, path: '/metrics', namespace: '' }), false],
  ['a name that is allowed', may('get', 'configmaps', { name: 'b', user: bot() }), true],
  ['a name that is not', may('get', 'configmaps', { name: 'c', user: bot() }), false],
  ['no name at all', may('create', 'configmaps', { user: bot() }), false],
])('%s', (_name, attributes, expected) => {
  const rbac = rbacAuthorizer(source);
  expect([rbac.allows(attributes), rbac.allows(attributes)]).toEqual([expected, expected]);
  expect(rbac.authorize(attributes).decision).toBe(expected ? 'Allow' : 'NoOpinion');
});

function bot() {
  return { name: 'system:serviceaccount:team:bot', groups: ['system:serviceaccounts'] };
}

test('the answer says which binding allowed it, or which role is missing', () => {
  const rbac = rbacAuthorizer(source);
  expect(rbac.authorize(may('get', 'pods')).reason).toBe('RBAC: allowed by RoleBinding "r/team" of Role "reader" to User "ann"');
  expect(rbac.authorize(may('get', 'configmaps', { name: 'a', user: bot() })).reason).toBe(
    'RBAC: allowed by RoleBinding "bot/team" of ClusterRole "named" to ServiceAccount "bot/team"',
  );
  expect(rbac.authorize(may('get', 'pods', { namespace: 'gone' })).reason).toBe('RBAC: role.rbac.authorization.k8s.io "no" not found');
});

test('what was remembered is forgotten when roles change', () => {
  const bindings: object[] = [];
  const rbac = rbacAuthorizer(sourceOf({ clusterRoles: [named], clusterRoleBindings: bindings }));
  const wanted = may('get', 'configmaps', { name: 'a' });
  expect(rbac.allows(wanted)).toBe(false);
  bindings.push({
    metadata: { name: 'n' },
    roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'named' },
    subjects: [{ kind: 'User', name: 'ann' }],
  });
  expect(rbac.allows(wanted)).toBe(false);
  rbac.forget();
  expect(rbac.allows(wanted)).toBe(true);
});
