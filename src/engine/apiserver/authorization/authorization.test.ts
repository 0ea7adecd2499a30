import { expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import type { Request, User } from '#api/request.ts';
import { authorizePath } from '../apiserver.ts';
import { ask, body, create, podServer, podSpec, type TestServer } from '../testServer.ts';

const group = 'rbac.authorization.k8s.io';

function person(name: string, ...groups: string[]): User {
  return { name, groups: [...groups, 'system:authenticated'] };
}

function node(name: string): User {
  return { name: `system:node:${name}`, groups: ['system:nodes', 'system:authenticated'] };
}

function answer(it: TestServer, kind: Parameters<typeof ask>[1], rest: Partial<Request>): string {
  const response = ask(it, kind, rest);
  return response.code < 400 ? 'ok' : (body(response)['message'] ?? '');
}

/** `ann` reads pods in `default`; `boss` may act as anybody and edits. */
function server(): TestServer {
  const it = podServer();
  create(it, 'Role', 'reader', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }] });
  create(it, 'RoleBinding', 'ann', {
    roleRef: { apiGroup: group, kind: 'Role', name: 'reader' },
    subjects: [{ apiGroup: group, kind: 'User', name: 'ann' }],
  });
  create(it, 'ClusterRole', 'imp', { rules: [{ apiGroups: [''], resources: ['users', 'serviceaccounts'], verbs: ['impersonate'] }] });
  create(it, 'ClusterRoleBinding', 'imp', {
    roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'imp' },
    subjects: [{ apiGroup: group, kind: 'User', name: 'boss' }],
  });
  return it;
}

test('what no role allows is refused in the recorded words', () => {
  const it = server();
  const user = person('ann');
  expect(answer(it, 'Pod', { verb: 'list', user })).toBe('ok');
  expect(answer(it, 'Pod', { verb: 'delete', name: 'x', user })).toBe(
    'pods "x" is forbidden: User "ann" cannot delete resource "pods" in API group "" in the namespace "default"',
  );
  expect(answer(it, 'Deployment', { verb: 'update', name: 'd', subresource: 'scale', user })).toBe(
    'deployments.apps "d" is forbidden: User "ann" cannot update resource "deployments/scale" in API group "apps" in the namespace "default"',
  );
  expect(answer(it, 'Node', { verb: 'list', user })).toBe(
    'nodes is forbidden: User "ann" cannot list resource "nodes" in API group "" at the cluster scope',
  );
  expect(body(ask(it, 'Namespace', { name: 'default', user }))).toMatchObject({
    code: 403,
    reason: 'Forbidden',
    message: 'namespaces "default" is forbidden: User "ann" cannot get resource "namespaces" in API group "" in the namespace "default"',
    details: { name: 'default', kind: 'namespaces' },
  });
});

test('paths that are no resources have their own words', () => {
  const { server: state } = server();
  expect(authorizePath(state, person('ann'), { verb: 'get', path: '/healthz' })).toBeUndefined();
  expect(authorizePath(state, person('ann'), { verb: 'get', path: '/metrics' })).toMatchObject({
    message: 'forbidden: User "ann" cannot get path "/metrics"',
    details: {},
  });
});

test('who may, acts as another, with the rights of the other', () => {
  const it = server();
  const boss = person('boss');
  expect(answer(it, 'Pod', { verb: 'list', user: boss, impersonate: { user: 'ann' } })).toBe('ok');
  expect(answer(it, 'Secret', { verb: 'list', user: boss, impersonate: { user: 'ann' } })).toContain('User "ann" cannot list');
  expect(answer(it, 'Pod', { verb: 'list', user: boss, impersonate: { user: 'ann', groups: ['system:masters'] } })).toBe(
    'groups "system:masters" is forbidden: User "boss" cannot impersonate resource "groups" in API group "" at the cluster scope',
  );
  expect(answer(it, 'Pod', { verb: 'list', user: person('ann'), impersonate: { user: 'system:serviceaccount:default:bot' } })).toBe(
    'serviceaccounts "bot" is forbidden: User "ann" cannot impersonate resource "serviceaccounts" in API group "" in the namespace "default"',
  );
});

test('a kubelet reads what its own pods name, and keeps its own lease', () => {
  const it = server();
  create(it, 'Secret', 'used', {});
  create(it, 'Secret', 'other', {});
  const spec = { ...podSpec, volumes: [{ name: 's', secret: { secretName: 'used' } }] };
  const user = node('n1');
  const refused = `secrets "used" is forbidden: User "system:node:n1" cannot get resource "secrets" in API group "" in the namespace "default": no relationship found between node 'n1' and this object`;
  expect(answer(it, 'Secret', { name: 'used', user })).toBe(refused);
  create(it, 'Pod', 'p', { spec });
  expect(answer(it, 'Secret', { name: 'used', user })).toBe(refused);
  ask(it, 'Pod', {
    verb: 'create',
    name: 'p',
    subresource: 'binding',
    object: { metadata: { name: 'p' }, target: { kind: 'Node', name: 'n1' } },
  });
  expect(answer(it, 'Secret', { name: 'used', user })).toBe('ok');
  expect(answer(it, 'Secret', { name: 'other', user })).toContain('no relationship found');
  expect(answer(it, 'Secret', { name: 'used', user: node('n2') })).toContain("between node 'n2'");
  ask(it, 'Pod', { verb: 'delete', name: 'p', options: { delete: { gracePeriodSeconds: 0 } } });
  expect(answer(it, 'Secret', { name: 'used', user })).toBe(refused);
  expect(answer(it, 'Lease', { namespace: 'kube-node-lease', name: 'n2', user })).toContain(
    'can only access node lease with the same name as the requesting node',
  );
  const claim = { namespace: 'kube-system', verb: 'create', object: { metadata: { name: 'n1' } }, user } as const;
  expect(answer(it, 'Lease', claim)).toContain('can only access leases in the');
  expect(answer(it, 'Node', { verb: 'create', object: { metadata: { name: 'n1' }, spec: { configSource: {} } }, user })).toContain(
    'is not allowed to create pods with a non-nil configSource',
  );
});

test('nobody gives what they do not have, unless they may bind or escalate', () => {
  const it = server();
  create(it, 'ClusterRole', 'manager', {
    rules: [{ apiGroups: [group], resources: ['roles', 'rolebindings', 'clusterroles'], verbs: ['create'] }],
  });
  create(it, 'ClusterRoleBinding', 'm', {
    roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'manager' },
    subjects: [{ apiGroup: group, kind: 'User', name: 'ann' }],
  });
  const user = person('ann');
  const write = (kind: 'Role' | 'RoleBinding' | 'ClusterRole', fields: Record<string, Json>) =>
    answer(it, kind, { verb: 'create', user, object: { metadata: { name: 'new' }, ...fields } });
  const pods = (...verbs: string[]) => ({ rules: [{ apiGroups: [''], resources: ['pods', 'secrets'], verbs }] });
  expect(write('Role', pods('get', 'list', 'delete'))).toBe(
    'roles.rbac.authorization.k8s.io "new" is forbidden: user "ann" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n' +
      '{APIGroups:[""], Resources:["pods"], Verbs:["delete"]}\n{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list" "delete"]}',
  );
  expect(write('Role', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] })).toBe('ok');
  const bind = (name: string) => write('RoleBinding', { roleRef: { apiGroup: group, kind: 'ClusterRole', name }, subjects: [] });
  expect(bind('system:node')).toContain('is attempting to grant RBAC permissions not currently held');
  expect(bind('gone')).toBe('clusterroles.rbac.authorization.k8s.io "gone" not found');
  create(it, 'ClusterRole', 'binder', {
    rules: [
      { apiGroups: [group], resources: ['clusterroles'], resourceNames: ['view'], verbs: ['bind'] },
      { apiGroups: [group], resources: ['roles'], verbs: ['escalate'] },
    ],
  });
  create(it, 'ClusterRoleBinding', 'b', {
    roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'binder' },
    subjects: [{ apiGroup: group, kind: 'User', name: 'ann' }],
  });
  expect([bind('view'), answer(it, 'Role', { verb: 'create', user, object: { metadata: { name: 'more' }, ...pods('*') } })]).toEqual([
    'ok',
    'ok',
  ]);
  expect(write('ClusterRole', { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] } })).toBe(
    'clusterroles.rbac.authorization.k8s.io "new" is forbidden: must have cluster-admin privileges to use an aggregationRule',
  );
});

test('a kubelet changes its own node and the state of its own pods only', () => {
  const it = server();
  const user = node('n1');
  const register = (name: string, labels: Record<string, string> = {}) =>
    answer(it, 'Node', { verb: 'create', user, object: { metadata: { name, labels } } });
  expect(register('n2')).toBe('nodes "n2" is forbidden: node "n1" is not allowed to modify node "n2"');
  expect(register('n1', { 'node-role.kubernetes.io/master': '' })).toBe(
    'nodes "n1" is forbidden: node "n1" is not allowed to set the following labels: node-role.kubernetes.io/master',
  );
  expect(register('n1', { 'topology.kubernetes.io/zone': 'a' })).toBe('ok');
  const patch = (body: Json) => answer(it, 'Node', { verb: 'patch', name: 'n1', user, patch: { type: 'merge', body } });
  expect(patch({ spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } })).toContain('node "n1" is not allowed to modify taints');
  expect(answer(it, 'Pod', { verb: 'create', user, object: { metadata: { name: 'p' }, spec: podSpec } })).toContain(
    'pod does not have "kubernetes.io/config.mirror" annotation, node "n1" can only create mirror pods',
  );
  create(it, 'Pod', 'p', { spec: podSpec });
  expect(answer(it, 'Pod', { verb: 'delete', name: 'p', user })).toContain(
    'node "n1" can only delete pods with spec.nodeName set to itself',
  );
  const status = {
    verb: 'patch',
    name: 'p',
    subresource: 'status',
    patch: { type: 'merge', body: { status: { phase: 'Failed' } } },
  } as const;
  expect(answer(it, 'Pod', { ...status, user })).toContain('can only update pod status for pods with spec.nodeName set to itself');
});
