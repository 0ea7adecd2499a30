import { expect, test } from 'vitest';
import type { KubeObject } from '#api/meta.ts';
import { fakeCluster, fakeEnv } from '../fakeClient.test-helper.ts';
import { runKubectl } from '../run.ts';
import { updateEnv } from './env.ts';
import { selectorFrom, withSelector } from './selector.ts';

test('of several new values the first counts, once', () => {
  const set = [
    { name: 'b', value: '1' },
    { name: 'b', value: '2' },
  ];
  expect(updateEnv([{ name: 'a', value: 'x' }], { set, remove: ['a'] })).toEqual([{ name: 'b', value: '1' }]);
});

test('a service has labels for its selector, no expressions', () => {
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec: {} } as unknown as KubeObject;
  expect(withSelector(service, selectorFrom('a=b'))).toMatchObject({ spec: { selector: { a: 'b' } } });
  expect(() => withSelector(service, selectorFrom('a in (b,c)'))).toThrow(
    'error: match expression [{a In [b c]}] not supported on this object',
  );
});

test('an account for the whole cluster wants its namespace said', async () => {
  const binding = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: { name: 'b' }, roleRef: {} };
  const { env, text } = fakeEnv(fakeCluster([binding]));
  expect(await runKubectl(['set', 'subject', 'clusterrolebinding/b', '--serviceaccount=:foo'], env)).toBe(1);
  expect(text()).toBe('error: serviceaccount must be <namespace>:<name>, namespace must be specified\n');
});
