import { expect, test } from 'vitest';
import type { KubeObject } from '#api/meta.ts';
import { allRows, apiVersionOf, rowOfKind } from '#api/scheme.ts';
import { factsOf } from './facts.ts';

const metadata = { name: 'it', namespace: 'default', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' };

function object(kind: string, fields: object): KubeObject {
  const row = rowOfKind(kind);
  return { apiVersion: row === undefined ? 'shop.example/v1' : apiVersionOf(row), kind, metadata, ...fields } as unknown as KubeObject;
}

function told(kind: string, fields: object): readonly string[] {
  return factsOf(object(kind, fields)).map(
    ({ name, value, ref }) => `${name}: ${value}${ref === undefined ? '' : ` -> ${ref.kind}/${ref.name}`}`,
  );
}

const template = { spec: { containers: [{ name: 'c', image: 'busybox:1.36' }] } };
const cases: readonly (readonly [string, object, readonly string[]])[] = [
  [
    'Fault',
    {
      spec: { type: 'NodeDrained', target: 'node-1' },
      status: { phase: 'Draining', message: '0 evicted, 1 left, 1 refused', refusals: [{ pod: 'shop/web-0', message: 'it may not go' }] },
    },
    [
      'type: NodeDrained',
      'target: node-1 -> Node/node-1',
      'status: Draining',
      'message: 0 evicted, 1 left, 1 refused',
      'refused: shop/web-0: it may not go',
    ],
  ],
  [
    'Fault',
    { spec: { type: 'ServiceLoaded', target: 'shop/web', callsPerSecond: 10 } },
    ['type: ServiceLoaded', 'target: shop/web -> Service/web', 'callsPerSecond: 10', 'milliseconds: 5'],
  ],
  [
    'Pod',
    { spec: { containers: [{ name: 'c', image: 'nginx' }] }, status: { phase: 'Pending', nominatedNodeName: 'node-2' } },
    ['status: Pending', 'ready: 0/1', 'nominatedNodeName: node-2 -> Node/node-2', 'restarts: 0', 'image: nginx'],
  ],
  [
    'DaemonSet',
    { spec: { template, updateStrategy: { type: 'OnDelete' } }, status: { numberReady: 2, desiredNumberScheduled: 3 } },
    ['ready: 2/3', 'updateStrategy: OnDelete', 'image: busybox:1.36'],
  ],
  [
    'Job',
    { spec: { template, completions: 4, backoffLimit: 6 }, status: { succeeded: 1, failed: 2 } },
    ['completions: 1/4', 'failed: 2', 'backoffLimit: 6', 'image: busybox:1.36'],
  ],
  [
    'CronJob',
    { spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template } } }, status: {} },
    ['schedule: 0 3 * * *', 'active: 0', 'image: busybox:1.36'],
  ],
  [
    'HorizontalPodAutoscaler',
    {
      spec: {
        scaleTargetRef: { kind: 'Deployment', name: 'web' },
        minReplicas: 1,
        maxReplicas: 5,
        metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } }],
      },
      status: { currentReplicas: 2, desiredReplicas: 3 },
    },
    [
      'scaleTargetRef: Deployment/web -> Deployment/web',
      'currentReplicas: 2',
      'desiredReplicas: 3',
      'minReplicas: 1',
      'maxReplicas: 5',
      'metrics: <unknown>/60%',
    ],
  ],
  [
    'PodDisruptionBudget',
    {
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
      status: { currentHealthy: 3, desiredHealthy: 1, disruptionsAllowed: 2 },
    },
    ['minAvailable: 1', 'selector: app=web', 'healthy: 3/1', 'disruptionsAllowed: 2'],
  ],
  [
    'Ingress',
    {
      spec: {
        rules: [
          {
            host: 'a.example',
            http: { paths: [{ path: '/x', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }] },
          },
        ],
      },
      status: {},
    },
    ['rule: a.example/x (Prefix) → web:80 -> Service/web'],
  ],
  [
    'NetworkPolicy',
    {
      spec: {
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } }, namespaceSelector: {} }], ports: [{ port: 80 }] }],
        egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }] }, {}],
      },
    },
    [
      'podSelector: *',
      'policyTypes: Ingress, Egress',
      'ingress from: pods app=web in namespaces * : 80/TCP',
      'egress to: 10.0.0.0/8 except 10.1.0.0/16',
      'egress to: *',
    ],
  ],
  ['ResourceQuota', { spec: { hard: { pods: '5' } }, status: { used: { pods: '2' } } }, ['pods: 2 / 5']],
  ['LimitRange', { spec: { limits: [{ type: 'Container', default: { cpu: '500m' } }] } }, ['default: cpu=500m (Container)']],
  ['ConfigMap', { data: { key: 'value', file: 'two\nlines' } }, ['key: value', 'file: two… (9)']],
  ['Secret', { type: 'Opaque', data: { password: 'aHVudGVyMg==' } }, ['type: Opaque', 'password: 7 bytes']],
  ['Role', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }] }, ['get, list: pods (core)']],
  [
    'RoleBinding',
    {
      roleRef: { kind: 'Role', name: 'reader' },
      subjects: [
        { kind: 'ServiceAccount', name: 'bot' },
        { kind: 'User', name: 'ann' },
      ],
    },
    ['roleRef: Role/reader -> Role/reader', 'subject: ServiceAccount/bot -> ServiceAccount/bot', 'subject: User/ann'],
  ],
  [
    'StorageClass',
    { provisioner: 'p', reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' },
    ['provisioner: p', 'reclaimPolicy: Delete', 'volumeBindingMode: Immediate'],
  ],
  ['Namespace', { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } }, ['phase: Active', 'finalizers: kubernetes']],
  ['PriorityClass', { value: 1000 }, ['value: 1000', 'global-default: false']],
  [
    'EndpointSlice',
    {
      addressType: 'IPv4',
      ports: [{ port: 80 }],
      endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: false }, targetRef: { kind: 'Pod', name: 'a' } }],
    },
    ['addressType: IPv4', 'port: 80/TCP', 'endpoint: 10.0.0.1 not ready -> Pod/a'],
  ],
];

test.each(cases)('%s says what it is', (kind, fields, expected) => {
  expect(told(kind, fields)).toEqual(expected);
});

test('an object that says nothing breaks nothing, of whatever kind', () => {
  for (const { kind } of allRows()) {
    const spec = {
      containers: [],
      versions: [],
      priorityLevelConfiguration: {},
      scaleTargetRef: {},
      source: {},
      template,
      jobTemplate: { spec: { template } },
      claimRef: {},
      drivers: [],
      names: {},
      rules: [],
      limits: [],
    };
    expect(() => factsOf(object(kind, { spec, status: {}, roleRef: {}, webhooks: [], involvedObject: {} })), kind).not.toThrow();
  }
});

test('a custom kind is told by the columns of its definition, also when it has the name of one of ours', () => {
  const row = {
    ...rowOfKind('ConfigMap')!,
    kind: 'Role',
    group: 'shop.example',
    columns: [{ name: 'Spec', type: 'string', jsonPath: '.spec.what' }],
  };
  expect(factsOf(object('Widget', { spec: { what: 'tea' } }), { ...row, kind: 'Widget' })).toEqual([{ name: 'spec', value: 'tea' }]);
  expect(factsOf({ ...object('Role', { spec: { what: 'tea' } }), apiVersion: 'shop.example/v1' }, row)).toEqual([
    { name: 'spec', value: 'tea' },
  ]);
});

test('a kind without a reader of its own is told by the columns of kubectl, named as fields are', () => {
  const facts = told('CSIDriver', { spec: { attachRequired: true, podInfoOnMount: false } });
  expect(facts).toEqual(expect.arrayContaining(['attachRequired: true', 'podInfoOnMount: false']));
});
