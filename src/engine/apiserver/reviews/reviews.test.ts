import { expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import type { Request, User } from '#api/request.ts';
import { handle } from '../apiserver.ts';
import { ask, body, create, podServer, type Loose, type TestServer } from '../testServer.ts';

const ann: User = { name: 'ann', groups: ['devs', 'system:authenticated'], uid: '7', extra: { why: ['because'] } };

function review(it: TestServer, resource: string, spec: Json, rest: Partial<Request> = {}): Loose {
  const group = resource === 'tokenreviews' || resource === 'selfsubjectreviews' ? 'authentication.k8s.io' : 'authorization.k8s.io';
  return body(handle(it.server, { verb: 'create', group, version: 'v1', resource, object: { spec }, ...rest }, it.env));
}

function server(): TestServer {
  const it = podServer();
  create(it, 'Role', 'reader', { rules: [{ apiGroups: [''], resources: ['pods'], resourceNames: ['a'], verbs: ['get'] }] });
  create(it, 'RoleBinding', 'ann', {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'ann' }],
  });
  return it;
}

const pod = { namespace: 'default', verb: 'get', resource: 'pods', name: 'a' };

test('may somebody do something, and by which binding', () => {
  const it = server();
  const reason = 'RBAC: allowed by RoleBinding "ann/default" of Role "reader" to User "ann"';
  expect(review(it, 'subjectaccessreviews', { user: 'ann', resourceAttributes: pod })['status']).toEqual({ allowed: true, reason });
  expect(review(it, 'subjectaccessreviews', { user: 'bob', resourceAttributes: pod })['status']).toEqual({ allowed: false });
  expect(review(it, 'selfsubjectaccessreviews', { resourceAttributes: { ...pod, name: 'b' } }, { user: ann })['status']).toEqual({
    allowed: false,
  });
  expect(
    review(it, 'selfsubjectaccessreviews', { nonResourceAttributes: { path: '/healthz', verb: 'get' } }, { user: ann })['status'],
  ).toMatchObject({
    allowed: true,
  });
  const local = { user: 'ann', resourceAttributes: pod };
  expect(review(it, 'localsubjectaccessreviews', local, { namespace: 'default' })['status']).toEqual({ allowed: true, reason });
});

test('questions that say nothing, or too much', () => {
  const it = server();
  expect(review(it, 'subjectaccessreviews', {})['message']).toBe(
    '.authorization.k8s.io "" is invalid: [spec.resourceAttributes: Invalid value: "null": exactly one of nonResourceAttributes or resourceAttributes must be specified, spec.user: Invalid value: "": at least one of user or group must be specified]',
  );
  expect(
    review(it, 'localsubjectaccessreviews', { user: 'ann', resourceAttributes: pod }, { namespace: 'kube-system' })['message'],
  ).toContain('must match metadata.namespace');
});

test('what one may do in a namespace', () => {
  const it = server();
  const { resourceRules, nonResourceRules, incomplete } = review(it, 'selfsubjectrulesreviews', { namespace: 'default' }, { user: ann })[
    'status'
  ]!;
  expect(resourceRules).toContainEqual({ verbs: ['get'], apiGroups: [''], resources: ['pods'], resourceNames: ['a'] });
  expect(nonResourceRules).toContainEqual(expect.objectContaining({ verbs: ['get'] }));
  expect(incomplete).toBe(false);
});

test('who one is', () => {
  const it = server();
  expect(review(it, 'selfsubjectreviews', {}, { user: ann })['status']).toEqual({
    userInfo: { username: 'ann', uid: '7', groups: ['devs', 'system:authenticated'], extra: { why: ['because'] } },
  });
});

test('whose token this is', () => {
  const it = server();
  const request = { verb: 'create', name: 'default', subresource: 'token', object: { spec: { audiences: ['vault'] } } } as const;
  const { token } = body(ask(it, 'ServiceAccount', request))['status']!;
  expect(review(it, 'tokenreviews', { token: 'test-token' })['status']).toEqual({ user: {}, error: 'invalid bearer token' });
  expect(review(it, 'tokenreviews', { token: token!, audiences: ['vault', 'other'] })['status']).toMatchObject({
    authenticated: true,
    audiences: ['vault'],
    user: { username: 'system:serviceaccount:default:default' },
  });
  expect(review(it, 'tokenreviews', { token: token! })['status']!['error']).toContain('is invalid for the target audiences');
});
