import { describe, expect, it } from 'vitest';
import type { PodDisruptionBudget } from '#api/kinds.ts';
import { formatTime } from '#api/machinery/time.ts';
import { testCluster, type TestCluster } from '../common/testing.ts';
import { pod } from '../common/testingKubelet.ts';
import { disruption } from './disruption.ts';

function start(spec: Partial<PodDisruptionBudget['spec']>, replicas: number, ready: number): TestCluster {
  const cluster = testCluster(disruption);
  cluster.put({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'd', namespace: 'default', uid: 'd' },
    spec: { replicas },
    status: {},
  });
  const above = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd', uid: 'd', controller: true };
  cluster.put({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'rs', namespace: 'default', uid: 'rs', ownerReferences: [above] },
    spec: {},
    status: {},
  });
  for (let i = 0; i < replicas; i += 1) member(cluster, `p-${i}`, i < ready);
  cluster.put({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'b', namespace: 'default', generation: 1 },
    spec: { selector: { matchLabels: { app: 'x' } }, ...spec },
    status: {},
  });
  cluster.run();
  return cluster;
}

function member(cluster: TestCluster, name: string, ready: boolean, kind = 'ReplicaSet'): void {
  const it = pod(`${name} Running ${ready ? 'ready' : ''} n1 app=x`);
  const owner = { apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1', kind, name: 'rs', uid: 'rs', controller: true };
  cluster.put({ ...it, metadata: { ...it.metadata, ownerReferences: [owner] } });
}

function budget(cluster: TestCluster): string {
  const { expectedPods, desiredHealthy, currentHealthy, disruptionsAllowed, conditions } = cluster.get('PodDisruptionBudget', 'b')!.status;
  return `${currentHealthy} of ${expectedPods} healthy, ${desiredHealthy} needed, ${disruptionsAllowed} may go: ${conditions![0]!.reason}`;
}

describe('the status', () => {
  it.each([
    [{ minAvailable: 2 }, 2, 2, '2 of 2 healthy, 2 needed, 0 may go: InsufficientPods'],
    [{ minAvailable: 2 }, 3, 3, '3 of 3 healthy, 2 needed, 1 may go: SufficientPods'],
    [{ minAvailable: '50%' }, 3, 3, '3 of 3 healthy, 2 needed, 1 may go: SufficientPods'],
    [{ maxUnavailable: 1 }, 3, 2, '2 of 3 healthy, 2 needed, 0 may go: InsufficientPods'],
    [{ maxUnavailable: '30%' }, 10, 10, '10 of 10 healthy, 7 needed, 3 may go: SufficientPods'],
    [{ minAvailable: 0 }, 0, 0, '0 of 0 healthy, 0 needed, 0 may go: InsufficientPods'],
  ] as const)('%j of %i with %i ready', (spec, replicas, ready, says) => {
    expect(budget(start(spec, replicas, ready))).toBe(says);
  });

  it('follows the pods', () => {
    const cluster = start({ minAvailable: 1 }, 2, 1);
    member(cluster, 'p-1', true);
    cluster.run();
    expect(budget(cluster)).toBe('2 of 2 healthy, 1 needed, 1 may go: SufficientPods');
    const version = cluster.get('PodDisruptionBudget', 'b')!.metadata.resourceVersion;
    cluster.run(5_000);
    member(cluster, 'p-1', true);
    cluster.run();
    expect(cluster.get('PodDisruptionBudget', 'b')!.metadata.resourceVersion).toBe(version);
  });

  it('warns of a pod that another budget counts too', () => {
    const cluster = start({ minAvailable: 1 }, 2, 1);
    const known = cluster.get('PodDisruptionBudget', 'b')!;
    cluster.put({ ...known, metadata: { name: 'c', namespace: 'default', uid: 'c' } });
    cluster.run();
    expect(cluster.events()).toEqual([]);
    member(cluster, 'p-1', true);
    cluster.run();
    expect(cluster.events()).toEqual([
      'Warning MultiplePodDisruptionBudgets Pod "default"/"p-1" matches multiple PodDisruptionBudgets.  Chose "b" arbitrarily.',
    ]);
  });

  it('takes a pod whose eviction was granted as gone, for two minutes', () => {
    const cluster = start({ minAvailable: 1 }, 2, 2);
    const known = cluster.get('PodDisruptionBudget', 'b')!;
    cluster.put({ ...known, status: { ...known.status, disruptionsAllowed: 0, disruptedPods: { 'p-0': formatTime(cluster.now()) } } });
    cluster.run();
    expect(budget(cluster)).toContain('1 of 2 healthy, 1 needed, 0 may go');
    cluster.run(121_000);
    expect(budget(cluster)).toContain('2 of 2 healthy, 1 needed, 1 may go');
    expect(cluster.events()).toContain("Warning NotDeleted Pod was expected by PDB default/b to be deleted but it wasn't");
  });

  it('lets nothing go when it cannot be told how many must stay', () => {
    const cluster = start({ maxUnavailable: 1 }, 0, 0);
    member(cluster, 'p-0', true, 'Job');
    cluster.run();
    expect(cluster.get('PodDisruptionBudget', 'b')!.status.conditions![0]).toMatchObject({
      status: 'False',
      reason: 'SyncFailed',
      message: 'jobs.batch does not implement the scale subresource',
    });
  });

  it('a ReplicaSet whose Deployment is gone speaks for itself', () => {
    const cluster = start({ maxUnavailable: 1 }, 2, 2);
    cluster.put({ ...cluster.get('ReplicaSet', 'rs'), spec: { replicas: 5 } });
    cluster.remove('Deployment', 'd');
    member(cluster, 'p-2', false);
    cluster.run();
    expect(budget(cluster)).toBe('2 of 5 healthy, 4 needed, 0 may go: InsufficientPods');
  });
});

it('a disruption that does not come is taken back', () => {
  const cluster = testCluster(disruption);
  const it = pod('p Running ready n1');
  const conditions = [
    ...it.status.conditions!,
    { type: 'DisruptionTarget', status: 'True', lastTransitionTime: formatTime(cluster.now()) },
  ];
  cluster.put({ ...it, status: { ...it.status, conditions } });
  cluster.run(119_000);
  expect(cluster.get('Pod', 'p')!.status.conditions).toContainEqual(expect.objectContaining({ type: 'DisruptionTarget', status: 'True' }));
  cluster.run(3_000);
  expect(cluster.get('Pod', 'p')!.status.conditions).toContainEqual(expect.objectContaining({ type: 'DisruptionTarget', status: 'False' }));
});
