import { expect, test } from 'vitest';
import { ask, body, create, testServer } from './testServer.ts';

test('a fresh cluster has the default roles and who holds them; none of them can be created again', () => {
  const it = testServer();
  const admin = body(ask(it, 'ClusterRoleBinding', { name: 'cluster-admin' }));
  expect(admin['subjects']).toEqual([{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'system:masters' }]);
  expect(admin['metadata']).toMatchObject({ labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' } });
  const again = create(it, 'ClusterRole', 'cluster-admin', { rules: [] });
  expect([again.code, body(again)['message']]).toEqual([409, 'clusterroles.rbac.authorization.k8s.io "cluster-admin" already exists']);
});
