import { describe, expect, it } from 'vitest';
import { stableJson } from '#api/machinery/stableJson.ts';
import type { DaemonSet, Node, Pod } from '#api/kinds.ts';
import { testCluster, type TestCluster } from '../common/testing.ts';
import { say } from '../common/testingKubelet.ts';
import { allowedOf } from './counts.ts';
import { daemonset } from './daemonset.ts';
import { fitOf } from './look.ts';
import { daemonTolerations, nodeOf } from './template.ts';

type Spec = Partial<DaemonSet['spec']>;
type Taints = NonNullable<Node['spec']['taints']>;

function node(name: string, taints: Taints = [], labels: Record<string, string> = {}): Node {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: { taints }, status: {} } as unknown as Node;
}

function daemon(image: string, spec: Spec = {}, generation = 1): DaemonSet {
  const annotations = { 'deprecated.daemonset.template.generation': String(generation) };
  const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'c', image }] } };
  const rolling = { updateStrategy: { type: 'RollingUpdate' as const, rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } } };
  const metadata = { name: 'ds', namespace: 'default', generation, annotations };
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata,
    spec: { selector: { matchLabels: { app: 'x' } }, template, ...rolling, ...spec },
    status: {},
  } as unknown as DaemonSet;
}

function start(spec: Spec = {}, nodes: readonly Node[] = [node('a'), node('b'), node('c')]): TestCluster {
  const cluster = testCluster(daemonset);
  for (const it of nodes) cluster.put(it);
  cluster.put(daemon('one', spec));
  cluster.run();
  return cluster;
}

function change(cluster: TestCluster, next: DaemonSet): void {
  const known = cluster.get('DaemonSet', 'ds')!;
  cluster.put({
    ...known,
    metadata: { ...known.metadata, generation: next.metadata.generation, annotations: next.metadata.annotations },
    spec: next.spec,
  });
}

/** `a=one b=one`, with `-` for those being deleted. */
function where(cluster: TestCluster): string {
  const words = cluster
    .all('Pod')
    .map((pod) => `${pod.metadata.deletionTimestamp === undefined ? '' : '-'}${nodeOf(pod)}=${pod.spec.containers[0]!.image}`);
  return words.toSorted().join(' ');
}

function ready(cluster: TestCluster): void {
  for (const pod of cluster.all('Pod')) if (pod.status.phase === 'Pending') bind(cluster, pod);
  cluster.run();
}

function bind(cluster: TestCluster, pod: Pod): void {
  cluster.put({ ...pod, spec: { ...pod.spec, nodeName: nodeOf(pod) } });
  say(cluster, pod.metadata.name, 'Running ready');
}

it('keeps one of two revisions that say the same, and gives it all pods', () => {
  const cluster = start();
  ready(cluster);
  const [first] = cluster.all('ControllerRevision');
  const { uid: _uid, resourceVersion: _version, ...metadata } = first!.metadata;
  const labels = { ...metadata.labels, 'controller-revision-hash': 'twin' };
  cluster.put({ ...first!, metadata: { ...metadata, name: 'ds-twin', labels }, revision: 5 });
  cluster.run();
  expect(cluster.all('ControllerRevision')).toHaveLength(2); // a new one by itself is no reason to look
  change(cluster, daemon('one', {}, 2));
  cluster.run();
  expect(cluster.all('ControllerRevision').map((it) => `${it.metadata.name} ${it.revision}`)).toEqual(['ds-twin 5']);
  expect(cluster.all('Pod').map((it) => it.metadata.labels?.['controller-revision-hash'])).toEqual(['twin', 'twin', 'twin']);
});

describe('nodes', () => {
  it('one pod on each node that fits, bound to it by affinity', () => {
    const cluster = start({}, [node('a'), node('b', [{ key: 'k', effect: 'NoSchedule' }])]);
    expect(where(cluster)).toBe('a=one');
    const [pod] = cluster.all('Pod');
    expect(pod!.metadata).toMatchObject({ generateName: 'ds-', labels: { app: 'x', 'pod-template-generation': '1' } });
    expect(pod!.metadata.labels!['controller-revision-hash']).toBe(
      cluster.all('ControllerRevision')[0]!.metadata.labels!['controller-revision-hash'],
    );
    expect(cluster.events()).toEqual([`Normal SuccessfulCreate Created pod: ${pod!.metadata.name}`]);
    cluster.put(node('b'));
    cluster.run();
    expect(where(cluster)).toBe('a=one b=one');
    cluster.put(node('b', [{ key: 'k', effect: 'NoSchedule' }]));
    cluster.run();
    expect(where(cluster)).toBe('a=one b=one');
    cluster.put(node('b', [{ key: 'k', effect: 'NoExecute' }]));
    cluster.run();
    expect(where(cluster)).toBe('a=one');
  });

  it('a node selector chooses nodes', () => {
    const set = daemon('one');
    const template = { ...set.spec.template, spec: { ...set.spec.template.spec!, nodeSelector: { disk: 'ssd' } } };
    const chosen = { ...set, spec: { ...set.spec, template } };
    expect(fitOf(chosen, node('a'))).toEqual({ shouldRun: false, shouldContinue: false });
    expect(fitOf(chosen, node('a', [], { disk: 'ssd' }))).toEqual({ shouldRun: true, shouldContinue: true });
  });

  it('bears what ails nodes', () => {
    expect(daemonTolerations({ containers: [] })).toHaveLength(6);
    expect(daemonTolerations({ containers: [], hostNetwork: true }).at(-1)).toEqual({
      key: 'node.kubernetes.io/network-unavailable',
      operator: 'Exists',
      effect: 'NoSchedule',
    });
  });
});

describe('updates', () => {
  it('replaces one pod at a time', () => {
    const cluster = start();
    ready(cluster);
    change(cluster, daemon('two', {}, 2));
    cluster.run();
    const [going] = cluster.all('Pod').filter((pod) => pod.metadata.deletionTimestamp !== undefined);
    expect(where(cluster)).toBe('-a=one b=one c=one');
    cluster.remove('Pod', going!.metadata.name);
    cluster.run();
    expect(where(cluster)).toBe('a=two b=one c=one');
    ready(cluster);
    expect(where(cluster)).toBe('-b=one a=two c=one');
    expect(cluster.get('DaemonSet', 'ds')!.status).toMatchObject({
      desiredNumberScheduled: 3,
      currentNumberScheduled: 3,
      updatedNumberScheduled: 1,
      observedGeneration: 2,
    });
    expect(cluster.all('ControllerRevision').map(({ revision }) => revision)).toEqual([1, 2]);
    const [first] = cluster.all('ControllerRevision');
    expect(JSON.stringify(first?.data)).toBe(stableJson(first?.data));
  });

  it('with surge the new pod comes first', () => {
    const surge = { updateStrategy: { type: 'RollingUpdate' as const, rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } };
    const cluster = start(surge, [node('a')]);
    ready(cluster);
    change(cluster, daemon('two', surge, 2));
    cluster.run();
    expect(where(cluster)).toBe('a=one a=two');
    ready(cluster);
    expect(where(cluster)).toBe('-a=one a=two');
  });

  it.each([
    [{ maxUnavailable: '34%' }, { maxSurge: 0, maxUnavailable: 2 }],
    [
      { maxSurge: '1%', maxUnavailable: 0 },
      { maxSurge: 1, maxUnavailable: 0 },
    ],
    [{ maxUnavailable: 0 }, { maxSurge: 0, maxUnavailable: 1 }],
  ])('%j of 3', (rollingUpdate, allowed) => {
    const set = daemon('one', { updateStrategy: { type: 'RollingUpdate', rollingUpdate } });
    expect(allowedOf(set, 3)).toEqual(allowed);
  });
});

it('takes on a pod that is meant for no node, and leaves it to the scheduler', () => {
  const cluster = start();
  const [daemonPod] = cluster.all('Pod');
  const { ownerReferences: _owner, uid: _uid, resourceVersion: _version, ...metadata } = daemonPod!.metadata;
  cluster.put({ ...daemonPod!, metadata: { ...metadata, name: 'stray' }, spec: { containers: daemonPod!.spec.containers } });
  cluster.run();
  expect(cluster.get('Pod', 'stray')?.metadata).toMatchObject({ ownerReferences: [{ name: 'ds' }] });
  expect(where(cluster)).toBe('a=one b=one c=one undefined=one');
});

it('kills a failed pod, the next one only after a back-off', () => {
  const cluster = start({}, [node('a')]);
  const kill = () => {
    const [pod] = cluster.all('Pod');
    cluster.put({ ...pod!, spec: { ...pod!.spec, nodeName: 'a' }, status: { phase: 'Failed' } });
    return pod!.metadata.name;
  };
  const first = kill();
  cluster.run(100);
  expect(cluster.get('Pod', first)).toBeUndefined();
  expect(cluster.events()).toContain(`Warning FailedDaemonPod Found failed daemon pod default/${first} on node a, will try to kill it`);
  const second = kill();
  cluster.run(10);
  expect(cluster.get('Pod', second)?.status.phase).toBe('Failed');
  cluster.run(2000);
  expect(cluster.get('Pod', second)).toBeUndefined();
  expect(where(cluster)).toBe('a=one');
});
