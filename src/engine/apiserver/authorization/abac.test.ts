import { expect, test } from 'vitest';
import type { Request, User } from '#api/request.ts';
import { handle } from '../apiserver.ts';
import { body, create, testServer } from '../testServer.ts';

const beta = (spec: object) => JSON.stringify({ apiVersion: 'abac.authorization.kubernetes.io/v1beta1', kind: 'Policy', spec });

const policy = [
  '# who may do what',
  beta({ user: 'ann', namespace: 'team', resource: 'pods', apiGroup: '*' }),
  beta({ group: 'readers', namespace: '*', resource: '*', apiGroup: '*', readonly: true }),
  '{"user":"old","resource":"events"}',
].join('\n');

const ann: User = { name: 'ann', groups: ['system:authenticated'] };
const bob: User = { name: 'bob', groups: ['readers', 'system:authenticated'] };
const deletePods = { verb: 'delete', group: '', version: 'v1', resource: 'pods', namespace: 'team', name: 'x' } as const;

function ask(access: NonNullable<Parameters<typeof testServer>[0]>['access'], request: Request): string {
  const it = testServer(access === undefined ? {} : { access });
  create(it, 'ConfigMap', 'c');
  const answer = handle(it.server, request, it.env);
  return answer.code < 300 ? 'ok' : (body(answer)['message'] ?? '');
}

test('one request under both models: policies of the start allow what no role does, and the other way about', () => {
  const refused = 'pods "x" is forbidden: User "ann" cannot delete resource "pods" in API group "" in the namespace "team"';
  expect(ask({ authorization: ['RBAC'] }, { ...deletePods, user: ann })).toBe(refused);
  expect(ask({ authorization: ['ABAC'], policy }, { ...deletePods, user: ann })).toBe('pods "x" not found');
  expect(ask({ authorization: ['ABAC'], policy }, { ...deletePods, user: bob })).toBe(
    'pods "x" is forbidden: User "bob" cannot delete resource "pods" in API group "" in the namespace "team": No policy matched.',
  );
  expect(ask({ authorization: ['RBAC', 'ABAC'], policy }, { ...deletePods, user: ann })).toBe('pods "x" not found');
  const list = { verb: 'list', group: '', version: 'v1', resource: 'configmaps', user: bob } as const;
  expect(ask({ authorization: ['ABAC'], policy }, list)).toBe('ok');
  expect(ask({ authorization: ['AlwaysDeny'] }, list)).toContain('at the cluster scope: Everything is forbidden.');
  expect(ask({ authorization: ['AlwaysAllow'] }, list)).toBe('ok');
});

test('a line that is no policy stops the start', () => {
  expect(() => ask({ authorization: ['ABAC'], policy: '{"kind":"Policy"}' }, { ...deletePods, user: ann })).toThrow(
    'error reading policy line 1: {"kind":"Policy"}: no kind "Policy" is registered for version ""',
  );
});
