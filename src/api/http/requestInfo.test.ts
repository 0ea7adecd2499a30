import { expect, test } from 'vitest';
import { readTarget } from './query.ts';
import { requestInfo } from './requestInfo.ts';

test.each([
  ['GET', '/api/v1/namespaces', { verb: 'list', resource: 'namespaces' }],
  ['GET', '/api/v1/namespaces/other', { verb: 'get', resource: 'namespaces', name: 'other' }],
  ['PUT', '/api/v1/namespaces/other/finalize', { verb: 'update', resource: 'namespaces', name: 'other', subresource: 'finalize' }],
  ['GET', '/api/v1/namespaces/other/pods', { verb: 'list', namespace: 'other', resource: 'pods' }],
  ['GET', '/api/v1/pods?watch=true', { verb: 'watch', resource: 'pods' }],
  ['GET', '/api/v1/pods?watch=', { verb: 'watch' }],
  ['GET', '/api/v1/pods?watch=foo', { verb: 'watch' }],
  ['GET', '/api/v1/pods?watch=False', { verb: 'list' }],
  ['GET', '/api/v1/pods?watch=0', { verb: 'list' }],
  ['GET', '/api/v1/watch/namespaces/other/pods/a', { verb: 'watch', namespace: 'other', resource: 'pods', name: 'a' }],
  ['DELETE', '/api/v1/namespaces/other/pods', { verb: 'deletecollection', namespace: 'other', resource: 'pods' }],
  ['POST', '/api/v1/namespaces/other/pods/a/eviction', { verb: 'create', resource: 'pods', name: 'a', subresource: 'eviction' }],
  ['OPTIONS', '/api/v1/namespaces/other/pods/a/proxy', { verb: 'get', subresource: 'proxy' }],
  ['GET', '/api/v1/namespaces/other/pods/a/proxy/b/c', { verb: 'get', subresource: 'proxy', rest: 'b/c' }],
  ['GET', '/api/v1/namespaces/other/pods/a/proxy/b//c/', { verb: 'get', subresource: 'proxy', rest: 'b//c/' }],
  ['GET', '/api/v1/pods/', { verb: 'list', resource: 'pods' }],
  ['GET', '/api/v1//pods', { verb: 'get', resource: '', name: 'pods' }],
  ['GET', '/api/v1/namespaces//pods', { verb: 'list', namespace: '', resource: 'pods' }],
  ['GET', '/api/v1/namespaces/other/pods/%2e%2e', { verb: 'get', namespace: 'other', resource: 'pods', name: '..' }],
  ['GET', '/api/v1/namespaces/other/pods/a%2Flog', { verb: 'get', name: 'a', subresource: 'log' }],
  ['GET', '/api/v1/namespaces/other/pods/a/log/x', { verb: 'get', name: 'a', subresource: 'log/x' }],
  ['GET', '/apis/apps/v1/namespaces/ns/deployments/a', { group: 'apps', version: 'v1', resource: 'deployments', name: 'a' }],
  [
    'GET',
    '/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode',
    { group: 'rbac.authorization.k8s.io', resource: 'clusterroles', name: 'system:node' },
  ],
])('%s %s', (method, target, expected) => {
  const { path = '', query = new URLSearchParams() } = readTarget(target) ?? {};
  expect(requestInfo(method, path, query)).toMatchObject(expected);
});

test.each(['HEAD', 'OPTIONS', 'TRACE'])('%s asks no resource, but for what is passed on', (method) => {
  expect(requestInfo(method, '/api/v1/pods', new URLSearchParams())).toBeUndefined();
  if (method !== 'TRACE') expect(requestInfo(method, '/api/v1/nodes/n/proxy', new URLSearchParams())).toMatchObject({ verb: 'get' });
});

test.each(['/', '//api/v1/pods', '/apis//apps/v1/deployments', '/api', '/api/v1', '/apis', '/apis/apps', '/apis/apps/v1', '/version'])(
  '%s is no resource',
  (path) => {
    expect(requestInfo('GET', path, new URLSearchParams())).toBeUndefined();
  },
);
