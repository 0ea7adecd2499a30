/**
 * Rows that are turns of a loop over what a test made itself: the whole scenario is run once with our controller, and each
 * row is asked what became of its own part of it.
 * upstream: pkg/controller/statefulset, replicaset, podautoscaler, staging endpointslice
 */
import type { EndpointSlice, HorizontalPodAutoscaler, Pod } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { endpointslice } from '#engine/controllers/endpointslice/endpointslice.ts';
import { horizontalPodAutoscaler } from '#engine/controllers/horizontalpodautoscaler/horizontalpodautoscaler.ts';
import { replicaset } from '#engine/controllers/replicaset/replicaset.ts';
import { statefulset } from '#engine/controllers/statefulset/statefulset.ts';
import type { TestCluster } from '#engine/controllers/common/testing.ts';
import { inputOf, rowsOf, type Adapter, type Adapters, type Fields } from '../row.ts';
import { oneLook } from './oneLook.ts';
import { clusterWith, typed } from './worlds.ts';

const now = Date.UTC(2026, 10, 21, 21);

/** Made when first asked for, and once. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

const labels = { foo: 'bar' };
const template = { metadata: { labels }, spec: { containers: [{ name: 'nginx', image: 'nginx' }] } };

function setOf(kind: 'StatefulSet' | 'ReplicaSet', replicas: number): KubeObject {
  const own = kind === 'StatefulSet' ? { podManagementPolicy: 'Parallel', serviceName: 'governingsvc', revisionHistoryLimit: 2 } : {};
  const spec = { replicas, selector: { matchLabels: labels }, template, ...own };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'foo', namespace: 'default', uid: 'test' },
    spec,
    status: {},
  } as unknown as KubeObject;
}

/** As many pods as a set has, once it has had time; a kubelet takes those away that are to go. */
function scaled(kind: 'StatefulSet' | 'ReplicaSet', from: number, to: number): TestCluster {
  const cluster = clusterWith([kind === 'StatefulSet' ? statefulset : replicaset], [setOf(kind, from)]);
  cluster.run(10_000);
  if (from !== to) cluster.put({ ...cluster.get(kind, 'foo'), spec: (setOf(kind, to) as unknown as Fields)['spec'] });
  cluster.run(10_000);
  return cluster;
}

/** All pods of a set in parallel: the pod of each ordinal comes in one burst. */
function parallelScaleUp(tests: Fields): Adapter {
  const cluster = once(() => {
    const last = rowsOf(tests, 'parallelScaleUpStatefulSetControl').reduce((max, row) => Math.max(max, Number(row.in)), 0);
    return new Set(
      scaled('StatefulSet', 3, last + 1)
        .all('Pod')
        .map(({ metadata }) => metadata.name),
    );
  });
  return (row) => ({ expected: [`foo-${Number(row.in)}`, true], got: [`foo-${Number(row.in)}`, cluster().has(`foo-${Number(row.in)}`)] });
}

const parallelScale: Adapter = (row) => {
  const { replicas, desiredReplicas } = inputOf(row);
  const pods = scaled('StatefulSet', Number(replicas), Number(desiredReplicas)).all('Pod');
  const want = Array.from({ length: Number(desiredReplicas) }, (_, i) => `foo-${i}`);
  return { expected: want.toSorted(), got: pods.map(({ metadata }) => metadata.name).toSorted() };
};

export function statefulSetLoops(tests: Fields): Adapters {
  return { parallelScaleUpStatefulSetControl: parallelScaleUp(tests), TestParallelScale: parallelScale };
}

/** Bursts: no more than the limit in one go, and all of them in the end. */
const burst: Adapter = (row) => {
  if (typeof row.in !== 'number') return { leftOut: 'a list of what was left of the pods in the fake client' };
  const cluster = scaled('ReplicaSet', 0, row.in);
  return { expected: row.in, got: cluster.all('Pod').length };
};

export const replicaSetLoops: Adapters = { doTestControllerBurstReplicas: burst };

/** One of a thousand autoscalers, each with a workload of its own: it has looked at its pods and says so. */
const manyAutoscalers: Adapter = (row) => {
  const pod = typed(row.in, 'Pod');
  const name = String(pod.metadata.labels?.['name']);
  const namespace = pod.metadata.namespace ?? '';
  const target = { apiVersion: 'v1', kind: 'ReplicationController', name };
  const metric = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 100 } } };
  const hpa = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: `dummy-hpa-${name}`, namespace },
    spec: { scaleTargetRef: target, minReplicas: 1, maxReplicas: 10, metrics: [metric] },
    status: {},
  } as unknown as HorizontalPodAutoscaler;
  const usage = { metadata: { name: pod.metadata.name, namespace }, timestamp: '2026-11-21T21:00:00Z', window: '60s' };
  const containers = (pod as unknown as Pod).spec.containers.map((it) => ({ name: it.name, usage: { cpu: '500m' } }));
  const looked = oneLook(horizontalPodAutoscaler, `${namespace}/dummy-hpa-${name}`, {
    objects: [hpa, pod],
    wallMs: now,
    answer: ({ resource, subresource }) => {
      if (subresource === 'scale')
        return { kind: 'Scale', metadata: { name, namespace }, spec: { replicas: 1 }, status: { replicas: 1, selector: `name=${name}` } };
      return resource === 'pods' ? { kind: 'PodMetricsList', metadata: {}, items: [{ ...usage, containers }] } : undefined;
    },
  });
  const status = looked.get('HorizontalPodAutoscaler', `${namespace}/dummy-hpa-${name}`)?.status;
  return { expected: { current: 1, desired: 1 }, got: { current: status?.currentReplicas, desired: status?.desiredReplicas } };
};

export const autoscalerLoops: Adapters = { TestMultipleHPAs: manyAutoscalers };

/** The pods of all rows of a test in the slices of one service. */
function slicedPods(tests: Fields, name: string): Adapter {
  const slices = once(() => {
    const pods = rowsOf(tests, name).map((row) => typed(row.in, 'Pod'));
    const namespace = pods[0]?.metadata.namespace ?? '';
    const nodes = [...new Set(pods.map((pod) => (pod as unknown as Pod).spec.nodeName ?? ''))];
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'foo', namespace, uid: 's' },
      spec: {
        ports: [{ port: 80, targetPort: 80, protocol: 'TCP', name: 'http' }],
        selector: labels,
        ipFamilies: ['IPv4'],
        clusterIP: '10.0.0.10',
      },
    } as unknown as KubeObject;
    const cluster = clusterWith([endpointslice], [service, ...nodes.map((node) => typed({ metadata: { name: node } }, 'Node')), ...pods]);
    cluster.run(5_000);
    return cluster.all('EndpointSlice') as readonly EndpointSlice[];
  });
  return (row) => {
    const pod = typed(row.in, 'Pod') as unknown as Pod;
    const isReady = pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
    const found = slices().flatMap(({ endpoints }) => (endpoints ?? []).filter(({ targetRef }) => targetRef?.name === pod.metadata.name));
    const brief = found.map(({ addresses, conditions, nodeName }) => ({ addresses, ready: conditions?.ready, nodeName }));
    return { expected: [{ addresses: [pod.status.podIP], ready: isReady, nodeName: pod.spec.nodeName }], got: brief };
  };
}

export function endpointSliceLoops(tests: Fields): Adapters {
  const names = ['TestReconcileEndpointSlicesRecycling', 'TestReconcileEndpointSlicesUpdatePacking'];
  return Object.fromEntries(names.map((name) => [name, slicedPods(tests, name)]));
}

/** What one look at a service without pods does to the slices of all rows of a test: of its own one stays as a placeholder. */
export function ownSlices(tests: Fields): Adapters {
  const name = 'TestSyncServiceEndpointSliceLabelSelection';
  const looked = once(() => {
    const slices = rowsOf(tests, name).map((row) => typed(row.in, 'EndpointSlice'));
    const spec = { ports: [{ port: 80, targetPort: 80, protocol: 'TCP' }], selector: labels, ipFamilies: ['IPv4'], clusterIP: '10.0.0.10' };
    const service = typed({ metadata: { name: 'testing-1', namespace: 'default', uid: 'default-testing-1' }, spec }, 'Service');
    const { requests } = oneLook(endpointslice, 'default/testing-1', { objects: [service, ...slices], wallMs: now });
    return requests.map((it) => [it.verb, it.name ?? (it.object as unknown as KubeObject).metadata.name] as const);
  });
  const sliceLook: Adapter = (row) => {
    const slice = typed(row.in, 'EndpointSlice');
    const its = slice.metadata.labels ?? {};
    const isOwn =
      its['endpointslice.kubernetes.io/managed-by'] === 'endpointslice-controller.k8s.io' &&
      its['kubernetes.io/service-name'] === 'testing-1';
    const touched = looked().filter(([, of]) => of === slice.metadata.name).length;
    const verbs = looked().map(([verb]) => verb);
    return { expected: [isOwn ? 1 : 0, ['delete', 'update']], got: [touched, verbs.toSorted()] };
  };
  return { [name]: sliceLook };
}
