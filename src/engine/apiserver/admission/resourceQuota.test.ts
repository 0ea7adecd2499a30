import { expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import type { ObjectMeta } from '#api/meta.ts';
import { ask, body, create, podServer, type TestServer } from '../testServer.ts';

type Texts = { readonly [name: string]: string };

/** A server with one quota whose controller has counted. */
function withQuota(hard: Texts, used: Texts, spec: { readonly [name: string]: Json } = {}, it = podServer()): TestServer {
  create(it, 'ResourceQuota', 'q', { spec: { hard, ...spec } });
  ask(it, 'ResourceQuota', { verb: 'patch', name: 'q', subresource: 'status', patch: { type: 'merge', body: { status: { hard, used } } } });
  return it;
}

function used(it: TestServer): unknown {
  return body(ask(it, 'ResourceQuota', { name: 'q' }))['status']?.['used'];
}

test('what is counted is managed by the server, whoever creates', () => {
  const it = withQuota({ services: '1' }, { services: '0' });
  create(it, 'Service', 'e1', service);
  const { managedFields = [] } = body(ask(it, 'ResourceQuota', { name: 'q' }))['metadata'] as unknown as ObjectMeta;
  expect(managedFields.find((entry) => entry.manager === 'kube-apiserver')).toMatchObject({
    operation: 'Update',
    apiVersion: 'v1',
    subresource: 'status',
    fieldsV1: { 'f:status': { 'f:used': { 'f:services': {} } } },
  });
});

const service = { spec: { ports: [{ port: 80 }] } };

function pod(name: string, resources: Json, more: { readonly [name: string]: Json } = {}) {
  return { metadata: { name }, spec: { containers: [{ name: 'c', image: 'nginx', resources }], ...more } };
}

test('what is created is counted at once, and no more than allowed is created', () => {
  const it = withQuota({ services: '1' }, { services: '0' });
  expect(create(it, 'Service', 'e1', service).code).toBe(201);
  expect(used(it)).toEqual({ services: '1' });
  expect(create(it, 'Service', 'e2', service)).toMatchObject({
    code: 403,
    body: { message: 'services "e2" is forbidden: exceeded quota: q, requested: services=1, used: services=1, limited: services=1' },
  });
});

test('under a quota of cpu every container says how much it wants', () => {
  const it = withQuota({ 'limits.cpu': '2', 'requests.cpu': '1' }, { 'limits.cpu': '0', 'requests.cpu': '0' });
  expect(body(create(it, 'Pod', 'p', pod('p', {})))['message']).toBe(
    'pods "p" is forbidden: failed quota: q: must specify limits.cpu for: c; requests.cpu for: c',
  );
  expect(create(it, 'Pod', 'p', pod('p', { limits: { cpu: '600m' } })).code).toBe(201);
  expect(body(create(it, 'Pod', 'r', pod('r', { limits: { cpu: '600m' } })))['message']).toBe(
    'pods "r" is forbidden: exceeded quota: q, requested: requests.cpu=600m, used: requests.cpu=600m, limited: requests.cpu=1',
  );
});

test('a scoped quota takes only the pods of its scope', () => {
  const it = withQuota({ pods: '1' }, { pods: '1' }, { scopes: ['BestEffort'] });
  expect(create(it, 'Pod', 'a', pod('a', { requests: { cpu: '1' } })).code).toBe(201);
  expect(create(it, 'Pod', 'b', pod('b', {})).code).toBe(403);
});

test('a quota nobody has counted yet lets nothing pass that it limits', () => {
  const it = withQuota({ 'count/configmaps': '5' }, {});
  expect(body(create(it, 'ConfigMap', 'c'))['message']).toBe(
    'configmaps "c" is forbidden: status unknown for quota: q, resources: count/configmaps',
  );
});

test('a Service that becomes NodePort takes node ports', () => {
  const it = withQuota({ 'services.nodeports': '0' }, { 'services.nodeports': '0' });
  create(it, 'Service', 's', service);
  const asked = ask(it, 'Service', { verb: 'patch', name: 's', patch: { type: 'merge', body: { spec: { type: 'NodePort' } } } });
  expect(body(asked)['message']).toBe(
    'services "s" is forbidden: exceeded quota: q, requested: services.nodeports=1, used: services.nodeports=0, limited: services.nodeports=0',
  );
});

test('a dry run is refused the same, but not counted', () => {
  const it = withQuota({ services: '1' }, { services: '0' });
  ask(it, 'Service', { verb: 'create', object: { metadata: { name: 's' }, ...service }, options: { dryRun: ['All'] } });
  expect(used(it)).toEqual({ services: '0' });
});

test('what a cluster limits needs a quota that covers it', () => {
  const admission = {
    limitedResources: [
      { resource: 'pods', matchScopes: [{ scopeName: 'BestEffort', operator: 'Exists' }] },
      { resource: 'services', matchContains: ['loadbalancers'] },
    ],
  };
  const limits = () => podServer({ admission });
  const bare = pod('p', {});
  expect(create(limits(), 'Pod', 'p', bare)).toMatchObject({
    code: 500,
    body: { message: 'insufficient quota to match these scopes: [{BestEffort Exists []}]' },
  });
  expect(create(limits(), 'Pod', 'p', pod('p', { requests: { cpu: '1' } })).code).toBe(201);
  expect(create(withQuota({ pods: '1' }, { pods: '0' }, { scopes: ['BestEffort'] }, limits()), 'Pod', 'p', bare).code).toBe(201);
  const balanced = { spec: { type: 'LoadBalancer', ports: [{ port: 80 }] } };
  expect(body(create(limits(), 'Service', 's', balanced))['message']).toBe(
    'services "s" is forbidden: insufficient quota to consume: services.loadbalancers',
  );
  expect(create(limits(), 'Service', 's', service).code).toBe(201);
});
