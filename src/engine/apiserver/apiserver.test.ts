import { describe, expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import type { Kind } from '#api/kinds.ts';
import type { Request, RequestOptions, Verb } from '#api/request.ts';
import { scheme } from '#api/scheme.ts';
import { handle, openWatch, readWatch } from './apiserver.ts';
import { annsRequest } from '#engine/helpers/signingRequest.test-helper.ts';
import { ask, body, create, podSpec, testServer } from './testServer.ts';

const deploymentSpec = {
  replicas: 1,
  selector: { matchLabels: { app: 'x' } },
  template: { metadata: { labels: { app: 'x' } }, spec: podSpec },
};

test('every kind of the scheme can be created, read, listed, patched, updated, watched and deleted', () => {
  const it = testServer({ bare: true, federation: true, featureGates: { ValidatingAdmissionPolicy: true } });
  for (const ns of ['default']) expect(create(it, 'Namespace', ns).code).toBe(201);
  expect(create(it, 'ServiceAccount', 'default').code).toBe(201);
  for (const kind of Object.keys(scheme) as Kind[]) {
    // Their names are made of their fields: they have tests of their own.
    if (kind === 'CustomResourceDefinition' || kind === 'APIService') continue;
    const row = scheme[kind];
    const watch = openWatch(it.server, 'me', { group: row.group, resource: row.plural, revision: it.server.store.revision });
    const created = create(it, kind, 'thing', minimal[kind] ?? {});
    expect([kind, created.code, created.body]).toMatchObject([kind, 201, { kind, metadata: { name: 'thing' } }]);
    expect(ask(it, kind, { name: 'thing' }).body).toEqual(created.body);
    const patched = ask(it, kind, { verb: 'patch', name: 'thing', patch: { type: 'merge', body: { metadata: { labels: { a: 'b' } } } } });
    expect(body(patched)['metadata']?.['labels']).toMatchObject({ a: 'b' });
    const unlabelled = {
      ...(patched.body as object),
      metadata: { ...(body(patched)['metadata'] as object | undefined), labels: { c: 'd' } },
    } as unknown as Json;
    expect([kind, ask(it, kind, { verb: 'update', name: 'thing', object: unlabelled }).code]).toEqual([kind, 200]);
    const list = ask(it, kind, { verb: 'list', options: { labelSelector: 'c=d' } });
    expect(body(list)['items']).toHaveLength(1);
    expect(ask(it, kind, { verb: 'delete', name: 'thing' }).code).toBe(200);
    const news = readWatch(it.server, watch);
    const types = news.type === 'events' ? news.events.map((event) => event.type) : [];
    expect([kind, types.slice(0, 3)]).toEqual([kind, ['ADDED', 'MODIFIED', 'MODIFIED']]);
  }
});

const minimal: { readonly [K in Kind]?: Record<string, Json> } = {
  Pod: { spec: podSpec },
  ValidatingAdmissionPolicy: {
    spec: {
      matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['pods'] }] },
      validations: [{ expression: 'true' }],
    },
  },
  ValidatingAdmissionPolicyBinding: { spec: { policyName: 'p', validationActions: ['Deny'] } },
  Event: { involvedObject: { namespace: 'default' } },
  Deployment: { spec: deploymentSpec },
  ReplicaSet: { spec: deploymentSpec },
  StatefulSet: { spec: deploymentSpec },
  DaemonSet: { spec: { selector: deploymentSpec.selector, template: deploymentSpec.template } },
  ReplicationController: { spec: { selector: { app: 'x' }, template: deploymentSpec.template } },
  PodTemplate: { template: deploymentSpec.template },
  Job: { spec: { template: { spec: { ...podSpec, restartPolicy: 'Never' } } } },
  CronJob: { spec: { schedule: '* * * * *', jobTemplate: { spec: { template: { spec: { ...podSpec, restartPolicy: 'Never' } } } } } },
  Service: { spec: { ports: [{ port: 80 }] } },
  PersistentVolumeClaim: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
  PersistentVolume: { spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/x' } } },
  StorageClass: { provisioner: 'x/y' },
  PriorityClass: { value: 1 },
  Fault: { spec: { type: 'DNSDown' } },
  RuntimeClass: { handler: 'h' },
  EndpointSlice: { addressType: 'IPv4', endpoints: [] },
  HorizontalPodAutoscaler: { spec: { maxReplicas: 3, scaleTargetRef: { kind: 'Deployment', name: 'x', apiVersion: 'apps/v1' } } },
  Ingress: { spec: { defaultBackend: { service: { name: 's', port: { number: 80 } } } } },
  RoleBinding: { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' } },
  ClusterRoleBinding: { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'r' } },
  NetworkPolicy: { spec: { podSelector: {} } },
  LimitRange: { spec: { limits: [] } },
  VolumeAttachment: { spec: { attacher: 'a', nodeName: 'n', source: { persistentVolumeName: 'p' } } },
  CSINode: { spec: { drivers: [] } },
  CSIDriver: { spec: {} },
  ControllerRevision: { revision: 1, data: {} },
  IngressClass: { spec: { controller: 'a/b' } },
  CertificateSigningRequest: { spec: { request: annsRequest, signerName: 'example.com/signer', usages: ['client auth'] } },
  CSIStorageCapacity: { storageClassName: 'x' },
  FlowSchema: { spec: { priorityLevelConfiguration: { name: 'x' } } },
  PriorityLevelConfiguration: { spec: { type: 'Limited', limited: { limitResponse: { type: 'Reject' } } } },
  PodDisruptionBudget: { spec: { minAvailable: 1, selector: { matchLabels: { app: 'x' } } } },
};

test('version 0 in an update or a patch stands for whatever is stored', () => {
  const it = testServer();
  create(it, 'ConfigMap', 'a', { data: { k: '1' } });
  const metadata = { name: 'a', resourceVersion: '0' };
  const put = ask(it, 'ConfigMap', { verb: 'update', name: 'a', object: { metadata, data: { k: '2' } } });
  expect([put.code, body(put)['data']]).toEqual([200, { k: '2' }]);
  const patched = ask(it, 'ConfigMap', { verb: 'patch', name: 'a', patch: { type: 'merge', body: { metadata, data: { k: '3' } } } });
  expect([patched.code, body(patched)['data']]).toEqual([200, { k: '3' }]);
});

describe('refusals have the words of the real server', () => {
  const cases: readonly (readonly [string, Partial<Request>, number, string])[] = [
    ['get what is not there', { name: 'none' }, 404, 'configmaps "none" not found'],
    ['create twice', { verb: 'create', object: { metadata: { name: 'a' } } }, 409, 'configmaps "a" already exists'],
    [
      'another kind',
      { verb: 'create', object: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'q' } } },
      400,
      'Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion',
    ],
    [
      'no name',
      { verb: 'create', object: {} },
      422,
      'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
    ],
    [
      'another namespace',
      { verb: 'create', object: { metadata: { name: 'n', namespace: 'other' } } },
      400,
      'the namespace of the provided object does not match the namespace sent on the request',
    ],
    ['no such namespace', { verb: 'create', namespace: 'nons', object: { metadata: { name: 'n' } } }, 404, 'namespaces "nons" not found'],
    ['no such resource', { verb: 'list', resource: 'foos' }, 404, 'the server could not find the requested resource'],
    ['post to a name', { verb: 'create', name: 'a', object: {} }, 405, 'the server does not allow this method on the requested resource'],
    [
      'another name',
      { verb: 'update', name: 'b', object: { metadata: { name: 'a' } } },
      400,
      'the name of the object (a) does not match the name on the URL (b)',
    ],
    ['put what is not there', { verb: 'update', name: 'x', object: { metadata: { name: 'x' } } }, 404, 'configmaps "x" not found'],
    [
      'a stale version',
      { verb: 'update', name: 'a', object: { metadata: { name: 'a', resourceVersion: '1' } } },
      409,
      'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
    ],
    [
      'no version',
      { verb: 'update', name: 'a', object: { metadata: { name: 'a', resourceVersion: 'abc' } } },
      500,
      'strconv.ParseUint: parsing "abc": invalid syntax',
    ],
    [
      'a stale patch',
      { verb: 'patch', name: 'a', patch: { type: 'merge', body: { metadata: { resourceVersion: '1' } } } },
      409,
      'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
    ],
    [
      'a bad label selector',
      { verb: 'list', options: { labelSelector: 'bad bad' } },
      400,
      "unable to parse requirement: found 'bad', expected: in, notin, =, ==, !=, gt, lt",
    ],
    [
      'a bad field selector',
      { verb: 'list', options: { fieldSelector: 'data.k=1' } },
      400,
      '"data.k" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ],
    [
      'the future',
      { verb: 'list', options: { resourceVersion: '999999999' } },
      504,
      'Timeout: Too large resource version: 999999999, current: ',
    ],
    [
      'a bad version',
      { verb: 'list', options: { resourceVersion: 'abc' } },
      500,
      'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
    ],
    [
      'a bad token',
      { verb: 'list', options: { limit: 3, continue: 'bad' } },
      400,
      "invalid continue token: continue key is not valid: invalid character 'm' looking for beginning of value",
    ],
    [
      'a bad dry run',
      { verb: 'create', object: { metadata: { name: 'q' } }, options: { dryRun: ['bad'] } },
      422,
      'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: []string{"bad"}: supported values: "All"',
    ],
    [
      'a bad policy',
      { verb: 'delete', name: 'a', options: { delete: { propagationPolicy: 'Bad' as 'Orphan' } } },
      422,
      'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "Bad": supported values: "Foreground", "Background", "Orphan", "nil"',
    ],
    [
      'another uid',
      { verb: 'delete', name: 'a', options: { delete: { preconditions: { uid: 'zzz' } } } },
      409,
      'Operation cannot be fulfilled on ConfigMap "a": the UID in the precondition (zzz) does not match the UID in record (',
    ],
  ];
  test.each(cases)('%s', (_name, request, code, message) => {
    const it = testServer();
    create(it, 'ConfigMap', 'a', { data: { k: '1' } });
    const response = ask(it, 'ConfigMap', request);
    expect([response.code, body(response)['message']]).toEqual([code, expect.stringContaining(message)]);
  });
  test('an unknown group is not even a Status', () => {
    const it = testServer();
    expect(handle(it.server, { verb: 'list', group: 'foo', version: 'v1', resource: 'bars' }, it.env)).toEqual({
      code: 404,
      body: '404 page not found\n',
    });
  });
});

describe('versions and generations', () => {
  test('what changes nothing is not written', () => {
    const it = testServer();
    const created = create(it, 'ConfigMap', 'a', { data: { k: '1' } });
    const revision = it.server.store.revision;
    const again = ask(it, 'ConfigMap', { verb: 'update', name: 'a', object: { metadata: { name: 'a' }, data: { k: '1' } } });
    expect(again.body).toEqual(created.body);
    expect(it.server.store.revision).toBe(revision);
  });
  test('only changes of the desired state count', () => {
    const it = testServer();
    const change = (patch: Json, subresource?: string): number => {
      const response = ask(it, 'Deployment', {
        verb: 'patch',
        name: 'd',
        patch: { type: 'merge', body: patch },
        ...(subresource === undefined ? {} : { subresource }),
      });
      return Number(body(response)['metadata']?.['generation']);
    };
    create(it, 'Deployment', 'd', { spec: deploymentSpec });
    expect(change({ metadata: { labels: { l: '1' } } })).toBe(1);
    expect(change({ status: { replicas: 5 } })).toBe(1);
    expect(change({ spec: { replicas: 2 } })).toBe(2);
    expect(change({ spec: { replicas: 9 }, status: { observedGeneration: 77 } }, 'status')).toBe(2);
    const stored = body(ask(it, 'Deployment', { name: 'd' }));
    expect([stored['spec']?.['replicas'], stored['status']]).toEqual([2, { observedGeneration: 77 }]);
  });
  test('scale is one form for every workload', () => {
    const it = testServer();
    create(it, 'Deployment', 'd', { spec: deploymentSpec });
    expect(ask(it, 'Deployment', { name: 'd', subresource: 'scale' }).body).toMatchObject({
      kind: 'Scale',
      spec: { replicas: 1 },
      status: { replicas: 0, selector: 'app=x' },
    });
    ask(it, 'Deployment', { verb: 'patch', name: 'd', subresource: 'scale', patch: { type: 'merge', body: { spec: { replicas: 4 } } } });
    expect(ask(it, 'Deployment', { name: 'd' }).body).toMatchObject({ metadata: { generation: 2 }, spec: { replicas: 4 } });
    const bad = ask(it, 'Deployment', {
      verb: 'update',
      name: 'd',
      subresource: 'scale',
      object: { metadata: { name: 'd' }, spec: { replicas: -1 } },
    });
    expect(body(bad)['message']).toBe(
      'Scale.autoscaling "d" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    );
  });
  test('dry run stores nothing', () => {
    const it = testServer();
    const options: RequestOptions = { dryRun: ['All'] };
    expect(ask(it, 'ConfigMap', { verb: 'create', object: { metadata: { name: 'dry' } }, options }).code).toBe(201);
    expect(ask(it, 'ConfigMap', { name: 'dry' }).code).toBe(404);
  });
});

test('a patch meets what no update may change, where a replacement meets another object', () => {
  const it = testServer();
  const made = body(create(it, 'ConfigMap', 'a'));
  const patch = (metadata: Json) => ask(it, 'ConfigMap', { verb: 'patch', name: 'a', patch: { type: 'merge', body: { metadata } } });
  const immutable = (field: string, value: string) =>
    `ConfigMap "a" is invalid: metadata.${field}: Invalid value: ${value}: field is immutable`;
  expect(body(patch({ uid: 'other' }))['message']).toBe(immutable('uid', '"other"'));
  expect(ask(it, 'ConfigMap', { verb: 'update', name: 'a', object: { metadata: { name: 'a', uid: 'other' } } }).code).toBe(409);
  const time = '2020-01-01T00:00:00Z';
  expect(body(patch({ deletionTimestamp: time }))['message']).toBe(immutable('deletionTimestamp', '2020-01-01 00:00:00 +0000 UTC'));
  // The time of birth stays what it is, and nobody is told.
  expect(body(patch({ creationTimestamp: time }))['metadata']?.['creationTimestamp']).toBe(made['metadata']?.['creationTimestamp']);
});

test('a Job whose labels are taken away has those of its template', () => {
  const it = testServer();
  const template = { metadata: { labels: { app: 'x' } }, spec: { ...podSpec, restartPolicy: 'Never' } };
  create(it, 'Job', 'j', { metadata: { labels: { own: 'y' } }, spec: { template } });
  const patched = ask(it, 'Job', { verb: 'patch', name: 'j', patch: { type: 'merge', body: { metadata: { labels: null } } } });
  expect(body(patched)['metadata']?.['labels']).toMatchObject({ app: 'x', 'job-name': 'j' });
});

describe('lists in pages', () => {
  test('go on where they stopped and count what remains', () => {
    const it = testServer();
    for (const name of ['e', 'b', 'd', 'a', 'c']) create(it, 'Secret', name);
    const first = body(ask(it, 'Secret', { verb: 'list', options: { limit: 2 } }));
    expect(first['metadata']).toMatchObject({ remainingItemCount: 3 });
    const token = String(first['metadata']?.['continue']);
    const second = ask(it, 'Secret', { verb: 'list', options: { limit: 9, continue: token } }).body as {
      items: { metadata: { name: string } }[];
    };
    expect(second.items.map((item) => item.metadata.name)).toEqual(['c', 'd', 'e']);
  });
});

test.each<readonly [Partial<Request> & { readonly verb: Verb }, number]>([
  [{ verb: 'list', resource: 'pods' }, 200],
  [{ verb: 'deletecollection', resource: 'pods' }, 405],
  [{ verb: 'create', resource: 'pods', object: { metadata: { name: 'a', namespace: 'default' } } }, 405],
  [{ verb: 'get', resource: 'pods', name: 'a' }, 404],
  [{ verb: 'list', resource: 'nodes', namespace: 'default' }, 404],
])('a path out of scope leads nowhere: %j', (request, code) => {
  const it = testServer();
  const answer = handle(it.server, { group: '', version: 'v1', resource: '', ...request }, it.env);
  expect(answer.code).toBe(code);
  if (code === 404) expect(body(answer)['message']).toBe('the server could not find the requested resource');
});
