import { describe, expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import { connect } from './apiserver.ts';
import { ask, body, create, podServer, podSpec, testServer } from './testServer.ts';

describe('admission', () => {
  test('a pod gets an account, a token, tolerations and a priority', () => {
    const it = podServer();
    const { spec, status } = create(it, 'Pod', 'p', { spec: podSpec }).body as unknown as {
      spec: { volumes: { name: string }[] };
      status: unknown;
    };
    const name = spec.volumes[0]?.name ?? '';
    expect(name).toMatch(/^kube-api-access-[a-z0-9]{5}$/);
    expect(spec).toMatchObject({
      serviceAccountName: 'default',
      serviceAccount: 'default',
      priority: 0,
      preemptionPolicy: 'PreemptLowerPriority',
      containers: [
        { imagePullPolicy: 'Always', volumeMounts: [{ name, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }] },
      ],
      tolerations: [
        { key: 'node.kubernetes.io/not-ready', tolerationSeconds: 300 },
        { key: 'node.kubernetes.io/unreachable', tolerationSeconds: 300 },
      ],
    });
    expect(status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
  });
  test('without its account it is refused', () => {
    expect(body(create(testServer(), 'Pod', 'p', { spec: podSpec }))['message']).toBe(
      'pods "p" is forbidden: error looking up service account default/default: serviceaccount "default" not found',
    );
  });
  test('a priority class is looked up, and must be there', () => {
    const it = podServer();
    expect(create(it, 'Pod', 'p', { spec: { ...podSpec, priorityClassName: 'system-node-critical' } }).body).toMatchObject({
      spec: { priority: 2_000_001_000 },
    });
    expect(body(create(it, 'Pod', 'q', { spec: { ...podSpec, priorityClassName: 'none' } }))['message']).toBe(
      'pods "q" is forbidden: no PriorityClass with name none was found',
    );
  });
  test('a claim gets the default class and is protected', () => {
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    expect(create(testServer(), 'PersistentVolumeClaim', 'c', { spec }).body).toMatchObject({
      metadata: { finalizers: ['kubernetes.io/pvc-protection'] },
      spec: { storageClassName: 'standard', volumeMode: 'Filesystem' },
      status: { phase: 'Pending' },
    });
  });
});

test.each([
  [{}, 'BestEffort'],
  [{ requests: { cpu: '1' } }, 'Burstable'],
  [{ limits: { cpu: '1' } }, 'Burstable'],
  [{ limits: { cpu: '1', memory: '1Gi' } }, 'Guaranteed'],
  [{ limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m', memory: '1Gi' } }, 'Burstable'],
])('resources %o are %s', (resources, qosClass) => {
  expect(create(podServer(), 'Pod', 'p', { spec: { containers: [{ name: 'c', image: 'nginx', resources }] } }).body).toMatchObject({
    status: { qosClass },
  });
});

test('a probe by gRPC asks for the service without a name, unless it says which', () => {
  const spec = { containers: [{ name: 'c', image: 'nginx', livenessProbe: { grpc: { port: 91 } } }] };
  expect(create(podServer(), 'Pod', 'p', { spec }).body).toMatchObject({
    spec: { containers: [{ livenessProbe: { grpc: { port: 91, service: '' } } }] },
  });
});

test('a pod from a stored template is stored like one written by hand', () => {
  const it = podServer();
  const spec = {
    selector: { matchLabels: { app: 'x' } },
    template: { metadata: { labels: { app: 'x' } }, spec: { ...podSpec, serviceAccount: 'default' } },
  };
  const set = create(it, 'ReplicaSet', 'rs', { spec }).body as unknown as { spec: { template: { spec: Json } } };
  const a = create(it, 'Pod', 'a', { spec: set.spec.template.spec }).body as { spec: Json };
  const b = create(it, 'Pod', 'b', { spec: podSpec }).body as { spec: Json };
  const plain = (value: Json): Json => JSON.parse(JSON.stringify(value).replaceAll(/kube-api-access-\w{5}/g, 'token')) as Json;
  expect(plain(a.spec)).toEqual(plain(b.spec));
});

describe('binding', () => {
  test('sets the node and the condition, once', () => {
    const it = podServer();
    create(it, 'Pod', 'p', { spec: podSpec });
    const bind = (): ReturnType<typeof ask> =>
      ask(it, 'Pod', {
        verb: 'create',
        name: 'p',
        subresource: 'binding',
        object: { metadata: { name: 'p' }, target: { kind: 'Node', name: 'node-1' } },
      });
    expect(bind().code).toBe(201);
    expect(ask(it, 'Pod', { name: 'p' }).body).toMatchObject({
      spec: { nodeName: 'node-1' },
      status: { conditions: [{ type: 'PodScheduled', status: 'True', lastProbeTime: null }] },
    });
    expect([bind().code, body(bind())['message']]).toEqual([
      409,
      'Operation cannot be fulfilled on pods/binding "p": pod p is already assigned to node "node-1"',
    ]);
  });
});

test.each<readonly [string, Json, number, string]>([
  ['another pod', { metadata: { name: 'q' } }, 400, 'name in URL does not match name in Binding object'],
  [
    'another namespace',
    { metadata: { name: 'p', namespace: 'q' } },
    400,
    'the namespace of the provided object does not match the namespace sent on the request',
  ],
  [
    'no node',
    { metadata: { name: 'p' }, target: { kind: 'Pod' } },
    500,
    '[target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>", target.name: Required value]',
  ],
  [
    'a pod of before',
    { metadata: { name: 'p', uid: 'u' }, target: { name: 'n' } },
    409,
    'Operation cannot be fulfilled on pods "p": StorageError: invalid object, Code: 4, Key: /registry/pods/default/p, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: u, UID in object meta: ',
  ],
])('a binding of %s is refused', (_, object, code, message) => {
  const it = podServer();
  create(it, 'Pod', 'p', { spec: podSpec });
  const answer = ask(it, 'Pod', { verb: 'create', name: 'p', subresource: 'binding', object });
  expect(body(answer)).toMatchObject({ code, message: expect.stringContaining(message) });
});

test('a stream is not had without an upgrade', () => {
  const it = podServer();
  create(it, 'Pod', 'p', { spec: podSpec });
  const exec = (name: string): unknown => body(ask(it, 'Pod', { verb: 'create', name, subresource: 'exec' }))['message'];
  expect([exec('q'), exec('p')]).toEqual(['pods "q" not found', 'pod p does not have a host assigned']);
  ask(it, 'Pod', { verb: 'create', name: 'p', subresource: 'binding', object: { metadata: { name: 'p' }, target: { name: 'n' } } });
  expect(exec('p')).toBe('Upgrade request required');
});

test('an update of status leaves spec alone, and one of spec leaves status alone', () => {
  const it = podServer();
  const pod = create(it, 'Pod', 'p', { spec: podSpec }).body as { [key: string]: Json };
  const changed = { ...pod, spec: { ...(pod['spec'] as object), hostname: 'h' }, status: { phase: 'Running' } };
  expect(ask(it, 'Pod', { verb: 'update', name: 'p', subresource: 'status', object: changed }).body).toMatchObject({
    spec: pod['spec'],
    status: { phase: 'Running' },
  });
  const stored = ask(it, 'Pod', { name: 'p' }).body as { [key: string]: Json };
  const refused = ask(it, 'Pod', {
    verb: 'update',
    name: 'p',
    object: { ...stored, spec: { ...(stored['spec'] as object), hostname: 'h' } },
  });
  expect([refused.code, body(refused)['message']]).toEqual([
    422,
    expect.stringContaining('pod updates may not change fields other than `spec.containers[*].image`'),
  ]);
});

test('an eviction asks the disruption budget', () => {
  const it = podServer();
  create(it, 'Pod', 'p', { metadata: { labels: { app: 'x' } }, spec: podSpec });
  ask(it, 'Pod', { verb: 'create', name: 'p', subresource: 'binding', object: { metadata: { name: 'p' }, target: { name: 'node-1' } } });
  ask(it, 'Pod', {
    verb: 'patch',
    name: 'p',
    subresource: 'status',
    patch: { type: 'merge', body: { status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } } },
  });
  create(it, 'PodDisruptionBudget', 'b', { spec: { minAvailable: 2, selector: { matchLabels: { app: 'x' } } } });
  const allow = (disruptionsAllowed: number): void =>
    void ask(it, 'PodDisruptionBudget', {
      verb: 'patch',
      name: 'b',
      subresource: 'status',
      patch: { type: 'merge', body: { status: { disruptionsAllowed, desiredHealthy: 2, currentHealthy: 2, observedGeneration: 1 } } },
    });
  const evict = (): ReturnType<typeof ask> =>
    ask(it, 'Pod', { verb: 'create', name: 'p', subresource: 'eviction', object: { metadata: { name: 'p' } } });
  allow(0);
  expect(evict()).toMatchObject({
    code: 429,
    body: {
      reason: 'TooManyRequests',
      details: { causes: [{ reason: 'DisruptionBudget', message: 'The disruption budget b needs 2 healthy pods and has 2 currently' }] },
    },
  });
  allow(1);
  expect(evict().code).toBe(201);
  expect(ask(it, 'Pod', { name: 'p' }).body).toMatchObject({
    metadata: { deletionGracePeriodSeconds: 30 },
    status: {
      conditions: expect.arrayContaining([expect.objectContaining({ type: 'DisruptionTarget', reason: 'EvictionByEvictionAPI' })]),
    },
  });
  expect(ask(it, 'PodDisruptionBudget', { name: 'b' }).body).toMatchObject({
    metadata: { managedFields: expect.arrayContaining([expect.objectContaining({ manager: 'kube-apiserver', subresource: 'status' })]) },
    status: { disruptionsAllowed: 0, conditions: [{ type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods' }] },
  });
});

test('fields that say the same twice are kept in step, and no pod has a negative grace', () => {
  const it = podServer();
  const node = create(it, 'Node', 'n', { spec: { podCIDR: '10.0.0.0/24', podCIDRs: ['10.0.1.0/24'] } });
  expect(node.body).toMatchObject({ spec: { podCIDR: '10.0.0.0/24', podCIDRs: ['10.0.0.0/24'] } });
  create(it, 'Pod', 'p', { spec: { ...podSpec, terminationGracePeriodSeconds: -1 } });
  const body = { status: { podIPs: [{ ip: '10.0.0.5' }] } };
  expect(ask(it, 'Pod', { verb: 'patch', name: 'p', subresource: 'status', patch: { type: 'merge', body } }).body).toMatchObject({
    spec: { terminationGracePeriodSeconds: 1 },
    status: { podIP: '10.0.0.5', podIPs: [{ ip: '10.0.0.5' }] },
  });
});

test('an eviction is of the pod in the URL, and a rehearsal of it leaves the pod alone', () => {
  const it = podServer();
  create(it, 'Pod', 'p', { spec: podSpec });
  const evict = (name: string, deleteOptions: object, options: object = {}) =>
    ask(it, 'Pod', { verb: 'create', name: 'p', subresource: 'eviction', object: { metadata: { name }, deleteOptions } as never, options });
  expect(body(evict('q', {}))['message']).toBe('name in URL does not match name in Eviction object');
  expect(evict('p', { dryRun: ['All'] }).code).toBe(201);
  expect(evict('p', {}, { dryRun: ['All'] }).code).toBe(201);
  expect(ask(it, 'Pod', { name: 'p' }).body).not.toHaveProperty('status.conditions');
  expect(body(evict('p', { preconditions: { uid: 'other' } }))['reason']).toBe('Conflict');
  expect(evict('p', {}).code).toBe(201);
});

test('a stream goes to the kubelet of the node, or ends with the reason', () => {
  const it = podServer();
  const request = {
    verb: 'connect',
    group: '',
    version: 'v1',
    resource: 'pods',
    subresource: 'exec',
    namespace: 'default',
    name: 'p',
  } as const;
  expect(connect(it.server, 's', request, it.env)).toBeUndefined();
  create(it, 'Pod', 'p', { spec: podSpec });
  ask(it, 'Pod', { verb: 'create', name: 'p', subresource: 'binding', object: { metadata: { name: 'p' }, target: { name: 'node-1' } } });
  expect(connect(it.server, 's', request, it.env)).toBe('containerd/node-1');
  expect(it.sent).toEqual([
    expect.stringContaining('"type":"exit","code":1,"message":"pods \\"p\\" not found","status":{"kind":"Status"'),
    'kubelet/node-1 kubelet/stream',
  ]);
});

test('logs are asked for with numbers that make sense', () => {
  const it = podServer();
  create(it, 'Pod', 'p', { spec: podSpec });
  const query = { tailLines: ['-1'], limitBytes: ['0'], sinceSeconds: ['1'], sinceTime: ['2026-11-21T20:00:00Z'] };
  const place = { group: '', version: 'v1', resource: 'pods', namespace: 'default', name: 'p' } as const;
  connect(it.server, 's', { verb: 'connect', ...place, subresource: 'log', options: { query } }, it.env);
  const exit = JSON.parse(String(it.sent.at(-1)).replace('stream ', '')) as { readonly message: string };
  expect(exit.message).toBe(
    'PodLogOptions "p" is invalid: [tailLines: Invalid value: -1: must be greater than or equal to 0, limitBytes: Invalid value: 0: must be greater than 0, []: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified]',
  );
});

test('a fault fails what it matches, as often as it says', () => {
  const it = testServer();
  it.server.faults.push({ verb: 'create', resource: 'configmaps', status: 503, remaining: 2 });
  expect([
    create(it, 'Secret', 'a').code,
    create(it, 'ConfigMap', 'a').code,
    create(it, 'ConfigMap', 'a').code,
    create(it, 'ConfigMap', 'a').code,
  ]).toEqual([201, 503, 503, 201]);
});
