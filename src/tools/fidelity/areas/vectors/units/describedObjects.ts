/** What the describers' tests describe where their rows hold only words: the facts of those objects. */
import type { KubeObject } from '#api/meta.ts';
import { writeContent } from '#kubectl/describers/generic.ts';
import { newLines } from '#kubectl/describers/lines.ts';
import { typed } from './worlds.ts';

const bounds = { max: { cpu: '100m', memory: '10000Mi' }, min: { cpu: '5m', memory: '100Mi' }, maxLimitRequestRatio: { cpu: '10' } };

export const limitRange: KubeObject = typed(
  {
    metadata: { name: 'mylr', namespace: 'foo' },
    spec: {
      limits: [
        { type: 'Pod', ...bounds },
        { type: 'Container', ...bounds, default: { cpu: '50m', memory: '500Mi' }, defaultRequest: { cpu: '10m', memory: '200Mi' } },
        { type: 'PersistentVolumeClaim', max: { storage: '10Gi' }, min: { storage: '5Gi' } },
      ],
    },
  },
  'LimitRange',
);

export const quota: KubeObject = typed(
  {
    metadata: { name: 'bar', namespace: 'foo' },
    spec: {},
    status: {
      hard: {
        cpu: '1',
        'limits.cpu': '2',
        'limits.memory': '2G',
        memory: '1G',
        'requests.cpu': '1',
        'requests.memory': '1G',
      },
      used: {
        cpu: '0',
        'limits.cpu': '0',
        'limits.memory': '0G',
        memory: '0G',
        'requests.cpu': '0',
        'requests.memory': '1000Ki',
      },
    },
  },
  'ResourceQuota',
);

export const statefulSet: KubeObject = typed(
  {
    metadata: { name: 'bar', namespace: 'foo' },
    spec: {
      replicas: 1,
      selector: {},
      template: { spec: { containers: [{ image: 'mytest-image:latest', name: '' }] } },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2672 } },
    },
    status: {},
  },
  'StatefulSet',
);

export const node: KubeObject = typed(
  {
    metadata: { name: 'bar', uid: 'uid' },
    spec: { unschedulable: true },
    status: {
      capacity: { 'hugepages-2Mi': '4Gi', cpu: '8', memory: '24Gi', 'hugepages-1Gi': '0' },
      allocatable: { 'hugepages-2Mi': '2Gi', cpu: '4', memory: '12Gi', 'hugepages-1Gi': '0' },
      nodeInfo: {},
    },
  },
  'Node',
);

const amounts = { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '2', memory: '2Gi' } };
const pages = { requests: { 'hugepages-2Mi': '512Mi' }, limits: { 'hugepages-2Mi': '512Mi' } };

function nodeEvent(name: string, uid: string, message: string): KubeObject {
  const involvedObject = { kind: 'Node', name: 'bar', uid };
  return typed({ metadata: { name, namespace: 'default' }, involvedObject, message, type: 'Normal', source: {} }, 'Event');
}

export const aroundNode: readonly KubeObject[] = [
  typed(
    {
      metadata: { name: 'bar', namespace: 'kube-node-lease' },
      spec: { holderIdentity: 'holder', acquireTime: '2026-11-21T19:40:05Z', renewTime: '2026-11-21T20:40:05Z' },
    },
    'Lease',
  ),
  typed(
    {
      metadata: { name: 'pod-with-resources', namespace: 'foo' },
      spec: {
        nodeName: 'bar',
        containers: [
          { name: 'cpu-mem', image: 'image:latest', resources: amounts },
          { name: 'hugepages', image: 'image:latest', resources: pages },
        ],
      },
      status: { phase: 'Running' },
    },
    'Pod',
  ),
  nodeEvent('event-1', 'bar', 'Node bar status is now: NodeHasNoDiskPressure'),
  nodeEvent('event-2', 'uid', 'Node bar status is now: NodeReady'),
];

export const unstructured = {
  apiVersion: 'v1',
  kind: 'Test',
  dummyDummy: 'present',
  'dummy/dummy': 'present',
  'dummy-dummy@dummy': 'present',
  'dummy-dummy': 'present',
  dummy1: 'present',
  dummy2: 'present',
  metadata: {
    name: 'MyName',
    namespace: 'MyNamespace',
    creationTimestamp: '2017-04-01T00:00:00Z',
    resourceVersion: 123,
    uid: '00000000-0000-0000-0000-000000000001',
    dummy3: 'present',
  },
  items: [{ itemBool: true, itemInt: 42 }],
  url: 'http://localhost',
  status: 'ok',
};

/** All fields but two, with the tabs between. */
export function rawText(content: Readonly<Record<string, unknown>>): string {
  const lines = newLines();
  writeContent(lines, content, { level: 0, path: '', skip: new Set(['.dummy1', '.metadata.dummy3']) });
  return lines.raw();
}
