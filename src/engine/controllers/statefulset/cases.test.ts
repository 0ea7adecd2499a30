/**
 * The matrix of the real controller's unit tests: every situation under every policy, with and without claims.
 * upstream: pkg/controller/statefulset/stateful_set_control_test.go (TestStatefulSetControl), stateful_pod_control_test.go
 */
import { describe, expect, it } from 'vitest';
import type { StatefulSet } from '#api/kinds.ts';
import type { Request } from '#api/request.ts';
import { testCluster, type TestCluster } from '../common/testing.ts';
import { names, say, settle } from '../common/testingKubelet.ts';
import { statefulset } from './statefulset.ts';

const data = { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'] } };
const both = (whenScaled: string, whenDeleted: string) => ({
  volumeClaimTemplates: [data],
  persistentVolumeClaimRetentionPolicy: { whenScaled, whenDeleted },
});

const kinds: readonly (readonly [name: string, spec: object])[] = [
  ['in order, no claims', {}],
  ['in order, claims', { volumeClaimTemplates: [data] }],
  ['in order, claims that go with the set', both('Retain', 'Delete')],
  ['in order, claims that go with their pods', both('Delete', 'Retain')],
  ['all at once, no claims', { podManagementPolicy: 'Parallel' }],
  ['all at once, claims', { podManagementPolicy: 'Parallel', volumeClaimTemplates: [data] }],
  ['all at once, claims that go with both', { podManagementPolicy: 'Parallel', ...both('Delete', 'Delete') }],
];

interface Case {
  readonly cluster: TestCluster;
  readonly hasClaims: boolean;
}

function start(replicas: number, spec: object): Case {
  const cluster = testCluster(statefulset);
  const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'c', image: 'a' }] } };
  const base = { replicas, serviceName: 'nginx', selector: { matchLabels: { app: 'x' } }, template, podManagementPolicy: 'OrderedReady' };
  const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 0 } };
  const object = { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'web', namespace: 'default' } };
  cluster.client.create('StatefulSet', { ...object, spec: { ...base, updateStrategy, revisionHistoryLimit: 10, ...spec } } as never);
  return { cluster, hasClaims: 'volumeClaimTemplates' in spec };
}

function running(replicas: number, spec: object): Case {
  const it = start(replicas, spec);
  settle(it.cluster);
  return it;
}

function setOf({ cluster }: Case): StatefulSet {
  return cluster.get('StatefulSet', 'web')!;
}

function scale(it: Case, replicas: number): void {
  const old = setOf(it);
  it.cluster.client.update('StatefulSet', { ...old, spec: { ...old.spec, replicas } });
}

/** Time for retries, and for the kubelet to follow. */
function calm({ cluster }: Case): void {
  cluster.allow();
  cluster.run(30_000);
  settle(cluster);
}

function expectPods(it: Case, count: number): void {
  const wanted = Array.from({ length: count }, (_, i) => `web-${i}`);
  expect(names(it.cluster)).toBe(wanted.join(' '));
  expect(setOf(it).status).toMatchObject({ replicas: count });
  expect(setOf(it).status.readyReplicas ?? 0).toBe(count);
  if (it.hasClaims)
    expect(names(it.cluster, 'PersistentVolumeClaim').split(' ')).toEqual(expect.arrayContaining(wanted.map((name) => `data-${name}`)));
}

const no = { reason: 'InternalError', message: 'no', code: 500 } as const;
const about = (verb: Request['verb'], resource: string, subresource?: string) => (asked: Request) =>
  asked.verb === verb && asked.resource === resource && asked.subresource === subresource;

const cases: readonly (readonly [name: string, play: (spec: object) => void])[] = [
  ['CreatesPods', (spec) => expectPods(running(3, spec), 3)],
  [
    'ScalesUp',
    (spec) => {
      const it = running(3, spec);
      scale(it, 4);
      settle(it.cluster);
      expectPods(it, 4);
    },
  ],
  [
    'ScalesDown',
    (spec) => {
      const it = running(3, spec);
      scale(it, 0);
      settle(it.cluster);
      expectPods(it, 0);
    },
  ],
  [
    'ReplacesPods',
    (spec) => {
      const it = running(3, spec);
      for (const name of ['web-0', 'web-1', 'web-2', 'web-0']) {
        it.cluster.remove('Pod', name);
        settle(it.cluster);
        expectPods(it, 3);
      }
    },
  ],
  [
    'RecreatesFailedPod',
    (spec) => {
      const it = running(3, spec);
      const { uid } = it.cluster.get('Pod', 'web-0')!.metadata;
      say(it.cluster, 'web-0', 'Failed');
      settle(it.cluster);
      expectPods(it, 3);
      expect(it.cluster.get('Pod', 'web-0')!.metadata.uid).not.toBe(uid);
    },
  ],
  [
    'CreatePodFailure',
    (spec) => {
      const it = start(3, spec);
      it.cluster.refuse(about('create', 'pods'), no);
      it.cluster.run(100);
      expect(names(it.cluster)).toBe('');
      expect(
        it.cluster.events().some((event) => event.startsWith('Warning FailedCreate create Pod web-0 in StatefulSet web failed error: no')),
      ).toBe(true);
      calm(it);
      expectPods(it, 3);
    },
  ],
  [
    'UpdatePodFailure',
    (spec) => {
      const it = running(3, spec);
      const pod = it.cluster.get('Pod', 'web-1')!;
      const label = 'statefulset.kubernetes.io/pod-name';
      it.cluster.refuse(about('update', 'pods'), no);
      it.cluster.put({ ...pod, metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, [label]: 'other' } } });
      it.cluster.run(100);
      expect(it.cluster.get('Pod', 'web-1')!.metadata.labels![label]).toBe('other');
      calm(it);
      expect(it.cluster.get('Pod', 'web-1')!.metadata.labels![label]).toBe('web-1');
      expectPods(it, 3);
    },
  ],
  [
    'UpdateSetStatusFailure',
    (spec) => {
      const it = start(3, spec);
      it.cluster.refuse(about('update', 'statefulsets', 'status'), no);
      settle(it.cluster);
      expect(setOf(it).status?.readyReplicas ?? 0).toBe(0);
      calm(it);
      expectPods(it, 3);
    },
  ],
  [
    'PodRecreateDeleteError',
    (spec) => {
      const it = running(3, spec);
      const { uid } = it.cluster.get('Pod', 'web-0')!.metadata;
      it.cluster.refuse(about('delete', 'pods'), no);
      say(it.cluster, 'web-0', 'Failed');
      it.cluster.run(100);
      expect(it.cluster.get('Pod', 'web-0')!.metadata.uid).toBe(uid);
      calm(it);
      expectPods(it, 3);
    },
  ],
  [
    'ScaleDownDeleteError',
    (spec) => {
      const it = running(3, spec);
      it.cluster.refuse(about('delete', 'pods'), no);
      scale(it, 0);
      it.cluster.run(100);
      expect(names(it.cluster)).toBe('web-0 web-1 web-2');
      calm(it);
      expectPods(it, 0);
    },
  ],
  [
    'RecreatesPVCForPendingPod',
    (spec) => {
      const it = start(1, spec);
      it.cluster.run();
      if (!it.hasClaims) return;
      it.cluster.remove('PersistentVolumeClaim', 'data-web-0');
      it.cluster.run();
      const pod = it.cluster.get('Pod', 'web-0')!;
      it.cluster.put({ ...pod, status: { ...pod.status, message: 'waits' } });
      it.cluster.run();
      expect(names(it.cluster, 'PersistentVolumeClaim')).toBe('data-web-0');
    },
  ],
];

describe.each(kinds)('%s', (_name, spec) => {
  it.each(cases)('%s', (_case, play) => play(spec));
});
