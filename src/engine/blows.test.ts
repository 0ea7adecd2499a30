/** Faults that act through the API as a person would: drains, crashes, kills, and load on a Service. */
import { expect, test } from 'vitest';
import type { FaultSpec } from '#api/fault.ts';
import type { Json } from '#api/immutable.ts';
import { controlPlane, type ControlPlane } from './testing/controlPlane.ts';

const nodes = [{ name: 'node-1' }, { name: 'node-2' }];
const labels = { app: 'web' };
const containers = [{ name: 'c', image: 'nginx:1.25', ports: [{ containerPort: 80 }], resources: { requests: { cpu: '100m' } } }];

/** A Deployment of so many pods that run, behind a Service. */
function webOf(replicas: number): ControlPlane {
  const cluster = controlPlane(nodes);
  const spec = { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } };
  cluster.create('Deployment', 'web', { spec });
  cluster.create('Service', 'web', { spec: { selector: labels, ports: [{ port: 80 }] } });
  cluster.wait(20);
  return cluster;
}

function strike(cluster: ControlPlane, name: string, spec: FaultSpec): void {
  cluster.create('Fault', name, { spec: spec as unknown as Json });
}

function podsOn({ names, get }: ControlPlane, node: string): readonly string[] {
  return names('Pod').filter((name) => get('Pod', name)?.spec.nodeName === node && name.startsWith('web'));
}

test('a drain cordons its node and evicts its pods; its end uncordons the node', () => {
  const cluster = webOf(4);
  const before = podsOn(cluster, 'node-1').length;
  strike(cluster, 'd', { type: 'NodeDrained', target: 'node-1' });
  cluster.wait(30);
  expect(podsOn(cluster, 'node-1')).toEqual([]);
  expect(cluster.get('Node', 'node-1')?.spec.unschedulable).toBe(true);
  expect(cluster.get('Fault', 'd')?.status).toEqual({ phase: 'Drained', message: `${before} evicted, 0 left`, evicted: before, left: 0 });
  cluster.remove('Fault', 'd');
  cluster.wait(1);
  expect(cluster.get('Fault', 'd')).toBeUndefined();
  expect(cluster.get('Node', 'node-1')?.spec.unschedulable).toBeUndefined();
});

test('a drain waits for a disruption budget, says so, and goes on when it may', () => {
  const cluster = webOf(4);
  cluster.create('PodDisruptionBudget', 'web', { spec: { minAvailable: 4, selector: { matchLabels: labels } } });
  cluster.wait(1);
  const stay = podsOn(cluster, 'node-1');
  strike(cluster, 'd', { type: 'NodeDrained', target: 'node-1' });
  cluster.wait(10);
  expect(podsOn(cluster, 'node-1')).toEqual(stay);
  expect(cluster.get('Fault', 'd')?.status).toMatchObject({
    phase: 'Draining',
    message: `0 evicted, ${stay.length} left, ${stay.length} refused`,
    refusals: stay.map((name) => ({
      pod: `default/${name}`,
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
    })),
  });
  cluster.patch('PodDisruptionBudget', 'web', { spec: { minAvailable: 3 } });
  cluster.wait(60);
  expect(cluster.get('Fault', 'd')?.status).toMatchObject({ phase: 'Drained', left: 0 });
});

test('a node that somebody else cordoned stays so after a drain; one that two drains share is free after the last', () => {
  const cluster = webOf(1);
  cluster.patch('Node', 'node-2', { spec: { unschedulable: true } });
  strike(cluster, 'own', { type: 'NodeDrained', target: 'node-2' });
  strike(cluster, 'a', { type: 'NodeDrained', target: 'node-1' });
  cluster.wait(5);
  strike(cluster, 'b', { type: 'NodeDrained', target: 'node-1' });
  cluster.wait(5);
  for (const name of ['own', 'a']) cluster.remove('Fault', name);
  cluster.wait(2);
  expect(cluster.names('Fault')).toEqual(['b']);
  expect(['node-1', 'node-2'].map((name) => cluster.get('Node', name)?.spec.unschedulable)).toEqual([true, true]);
  cluster.remove('Fault', 'b');
  cluster.wait(2);
  expect(['node-1', 'node-2'].map((name) => cluster.get('Node', name)?.spec.unschedulable)).toEqual([undefined, true]);
});

test('a drain of a node that is not there fails and says why', () => {
  const cluster = webOf(1);
  strike(cluster, 'd', { type: 'NodeDrained', target: 'node-9' });
  cluster.wait(2);
  expect(cluster.get('Fault', 'd')?.status).toEqual({ phase: 'Failed', message: 'nodes "node-9" not found' });
});

test.each([
  ['SEGV', 139],
  ['ABRT', 134],
  ['TERM', 0],
  [undefined, 139],
])('a container that crashes by %s ends with %i and starts again', (signal, exitCode) => {
  const cluster = webOf(1);
  const [name = ''] = cluster.names('Pod').filter((it) => it.startsWith('web'));
  strike(cluster, 'c', { type: 'ContainerCrashed', target: `default/${name}`, ...(signal === undefined ? {} : { signal }) });
  cluster.wait(20);
  expect(cluster.get('Fault', 'c')?.status).toEqual({ phase: 'Done' });
  expect(cluster.get('Pod', name)?.status.containerStatuses?.[0]).toMatchObject({
    restartCount: 1,
    lastState: { terminated: { exitCode } },
  });
});

test('a killed pod is gone at once, and another comes', () => {
  const cluster = webOf(1);
  const [name = ''] = cluster.names('Pod').filter((it) => it.startsWith('web'));
  strike(cluster, 'k', { type: 'PodKilled', target: `default/${name}` });
  cluster.wait(0.1);
  expect(cluster.get('Pod', name)).toBeUndefined();
  cluster.wait(10);
  expect(cluster.names('Pod').filter((it) => it.startsWith('web'))).toHaveLength(1);
  strike(cluster, 'again', { type: 'PodKilled', target: `default/${name}` });
  cluster.wait(1);
  expect(cluster.get('Fault', 'again')?.status).toEqual({ phase: 'Failed', message: `pods "${name}" not found` });
});

test('load on a Service is answered, brings more pods while it stands, and they go when it ends', () => {
  const cluster = webOf(1);
  const target = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
  const metrics = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }];
  const behavior = { scaleDown: { stabilizationWindowSeconds: 0 } };
  cluster.create('HorizontalPodAutoscaler', 'web', { spec: { scaleTargetRef: target, maxReplicas: 6, metrics, behavior } });
  strike(cluster, 'l', { type: 'ServiceLoaded', target: 'default/web', callsPerSecond: 40 });
  cluster.wait(180);
  expect(cluster.get('Fault', 'l')?.status).toEqual({ phase: 'Active', message: 'answered' });
  expect(cluster.get('Deployment', 'web')?.spec.replicas).toBe(4);
  cluster.remove('Fault', 'l');
  cluster.wait(60);
  expect(cluster.get('Deployment', 'web')?.spec.replicas).toBe(1);
});

test('load that nobody answers says why', () => {
  const cluster = webOf(0);
  strike(cluster, 'l', { type: 'ServiceLoaded', target: 'default/web', callsPerSecond: 1 });
  strike(cluster, 'm', { type: 'ServiceLoaded', target: 'default/other', callsPerSecond: 1 });
  cluster.wait(20);
  expect(cluster.get('Fault', 'l')?.status).toEqual({ phase: 'Active', message: 'every call fails: connection refused' });
  expect(cluster.get('Fault', 'm')?.status).toEqual({ phase: 'Failed', message: 'services "other" not found' });
});

test('load on a headless Service goes to its pods', () => {
  const cluster = webOf(2);
  cluster.create('Service', 'pods', { spec: { clusterIP: 'None', selector: labels, ports: [{ port: 80 }] } });
  cluster.wait(2);
  strike(cluster, 'l', { type: 'ServiceLoaded', target: 'default/pods', callsPerSecond: 2 });
  cluster.wait(12);
  expect(cluster.get('Fault', 'l')?.status).toEqual({ phase: 'Active', message: 'answered' });
});

test.each([
  [{ type: 'ServiceLoaded', target: 'default/web' }, 'spec.callsPerSecond: Required value'],
  [{ type: 'ServiceLoaded', target: 'web', callsPerSecond: 1 }, 'must be namespace/service'],
  [{ type: 'ServiceLoaded', target: 'default/web', callsPerSecond: 0 }, 'must be between 1 and 100000'],
  [{ type: 'ContainerCrashed', target: 'default/web', signal: 'WINCH' }, 'spec.signal: Unsupported value'],
] as const)('%j is refused', (spec, message) => {
  expect(() => strike(controlPlane(), 'f', spec as FaultSpec)).toThrow(message);
});
