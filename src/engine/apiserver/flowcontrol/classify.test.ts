import { expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import { list } from '#engine/etcd/store.ts';
import { create, testServer, type TestServer } from '../testServer.ts';
import { classify, type Asked } from './classify.ts';

/** The name of the flow schema and of the priority level. */
function flow(it: TestServer, user: string, asked: Asked, groups: readonly string[] = ['system:authenticated']): string {
  const { store } = it.server;
  const found = classify(store, { name: user, groups }, asked);
  const nameOf = (resource: string, uid: string | undefined): string =>
    list(store, `${resource}.flowcontrol.apiserver.k8s.io`).find(({ metadata }) => metadata.uid === uid)?.metadata.name ?? 'none';
  return `${nameOf('flowschemas', found?.schema)} ${nameOf('prioritylevelconfigurations', found?.level)}`;
}

const pods: Asked = { verb: 'list', group: '', resource: 'pods', namespace: 'default' };
const nodeStatus: Asked = { verb: 'patch', group: '', resource: 'nodes', subresource: 'status' };

test.each<[string, Asked, string[], string]>([
  ['kubernetes-admin', pods, ['system:masters', 'system:authenticated'], 'exempt exempt'],
  ['somebody', pods, ['system:authenticated'], 'global-default global-default'],
  ['somebody', { verb: 'get', path: '/healthz' }, ['system:unauthenticated'], 'probes exempt'],
  ['somebody', { verb: 'get', path: '/else' }, ['system:unauthenticated'], 'global-default global-default'],
  ['system:node:n', nodeStatus, ['system:nodes', 'system:authenticated'], 'system-node-high node-high'],
  ['system:node:n', pods, ['system:nodes', 'system:authenticated'], 'system-nodes system'],
  ['system:kube-scheduler', pods, ['system:authenticated'], 'kube-scheduler workload-high'],
  ['system:serviceaccount:kube-system:job-controller', pods, ['system:authenticated'], 'kube-system-service-accounts workload-high'],
  ['system:serviceaccount:default:default', pods, ['system:serviceaccounts', 'system:authenticated'], 'service-accounts workload-low'],
])('%s asking %j as one of %j falls under %s', (user, asked, groups, expected) => {
  expect(flow(testServer(), user, asked, groups)).toBe(expected);
});

test('a schema of lower number comes first, unless its level is missing', () => {
  const it = testServer();
  const spec = (level: string): Json => ({
    matchingPrecedence: 100,
    priorityLevelConfiguration: { name: level },
    rules: [
      {
        subjects: [{ kind: 'User', user: { name: 'noxu' } }],
        nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
      },
    ],
  });
  create(it, 'FlowSchema', 'dangling', { spec: spec('none') });
  const version: Asked = { verb: 'get', path: '/version' };
  expect(flow(it, 'noxu', version)).toBe('global-default global-default');
  create(it, 'FlowSchema', 'noxu', { spec: spec('workload-low') });
  expect(flow(it, 'noxu', version)).toBe('noxu workload-low');
});
