import { describe, expect, it } from 'vitest';
import type { Node, Pod } from '#api/kinds.ts';
import { formatTime } from '#api/machinery/time.ts';
import type { Request } from '#api/request.ts';
import { testCluster, type TestCluster } from '../common/testing.ts';
import { pod } from '../common/testingKubelet.ts';
import { nodeLifecycle } from './nodelifecycle.ts';
import { shortestMs, taintEviction, toleratedMs } from './taintEviction.ts';
import { paceMs, zoneState } from './zones.ts';

const namespace = 'kube-node-lease';

function node(cluster: TestCluster, name: string, ready: 'True' | 'False' = 'True'): void {
  const at = formatTime(cluster.now());
  const known = cluster.get('Node', name);
  const status = { conditions: [{ type: 'Ready', status: ready, lastHeartbeatTime: at, lastTransitionTime: at }] };
  cluster.put({ spec: {}, ...known, apiVersion: 'v1', kind: 'Node', metadata: known?.metadata ?? { name }, status });
}

/** The nodes renew their leases for so long. */
function beat(cluster: TestCluster, seconds: number, ...names: string[]): void {
  for (let i = 0; i < seconds; i += 5) {
    for (const name of names) {
      const known = cluster.get('Lease', name);
      const lease = {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: known?.metadata ?? { namespace, name },
        spec: { renewTime: formatTime(cluster.now()) },
      };
      cluster.put(lease);
    }
    cluster.run(5_000);
  }
}

function start(...names: string[]): TestCluster {
  const cluster = testCluster(nodeLifecycle, taintEviction);
  for (const name of names) node(cluster, name);
  beat(cluster, 10, ...names);
  return cluster;
}

function put(cluster: TestCluster, line: string, tolerations: Pod['spec']['tolerations'] = []): void {
  const it = pod(line);
  cluster.put({ ...it, spec: { ...it.spec, tolerations } });
  cluster.run(100);
}

const taintsOf = ({ spec }: Node) => (spec.taints ?? []).map(({ key, effect }) => `${key.split('/')[1]}:${effect}`).join(' ');
const taints = (cluster: TestCluster, name: string) => taintsOf(cluster.get('Node', name)!);
const readiness = (cluster: TestCluster, name: string) =>
  cluster.get('Node', name)!.status.conditions!.find(({ type }) => type === 'Ready')!;
const leaving = (cluster: TestCluster) =>
  cluster
    .all('Pod')
    .filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
    .map(({ metadata }) => metadata.name);

describe('a silent node', () => {
  it('is Unknown after 40 s, its pods not ready; emptied from 5 s later on', () => {
    const cluster = start('n1', 'n2');
    put(cluster, 'web-0 Running ready n1', [
      { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 20 },
    ]);
    put(cluster, 'bare Running ready n1');
    beat(cluster, 35, 'n2');
    expect(readiness(cluster, 'n1').status).toBe('True');
    beat(cluster, 10, 'n2');
    expect(readiness(cluster, 'n1')).toMatchObject({
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
    });
    expect(cluster.get('Pod', 'web-0')!.status.conditions![0]!.status).toBe('False');
    expect(cluster.events()).toContain('Warning NodeNotReady Node is not ready');
    expect(cluster.events()).toContain('Normal NodeNotReady Node n1 status is now: NodeNotReady');
    beat(cluster, 5, 'n2');
    expect(taints(cluster, 'n1')).toBe('unreachable:NoSchedule unreachable:NoExecute');
    expect(leaving(cluster)).toEqual(['bare']);
    expect(cluster.events()).toContain('Normal TaintManagerEviction Marking for deletion Pod default/bare');
    beat(cluster, 10, 'n2');
    expect(leaving(cluster)).toEqual(['bare']);
    beat(cluster, 10, 'n2');
    expect(leaving(cluster)).toEqual(['web-0', 'bare']);
    expect(cluster.get('Pod', 'bare')!.status.conditions).toContainEqual(
      expect.objectContaining({ type: 'DisruptionTarget', reason: 'DeletionByTaintManager' }),
    );
  });

  it('that comes back keeps the pods that were still tolerating', () => {
    const cluster = start('n1', 'n2');
    put(cluster, 'web-0 Running ready n1', [
      { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
    ]);
    beat(cluster, 55, 'n2');
    expect(taints(cluster, 'n1')).toContain('unreachable:NoExecute');
    node(cluster, 'n1');
    beat(cluster, 300, 'n1', 'n2');
    expect(taints(cluster, 'n1')).toBe('');
    expect(leaving(cluster)).toEqual([]);
    expect(cluster.events()).toContain('Normal TaintManagerEviction Cancelling deletion of Pod default/web-0');
  });

  it('is not emptied when every node is silent', () => {
    const cluster = start('n1');
    put(cluster, 'web-0 Running ready n1');
    cluster.run(120_000);
    expect(taints(cluster, 'n1')).toBe('unreachable:NoSchedule');
    expect(leaving(cluster)).toEqual([]);
  });
});

it('a node that says it is not ready is tainted at once', () => {
  const cluster = start('n1', 'n2');
  node(cluster, 'n1', 'False');
  cluster.run(50);
  expect(taints(cluster, 'n1')).toBe('not-ready:NoSchedule');
});

it('a NoExecute taint of a person evicts what does not tolerate it', () => {
  const cluster = start('n1');
  put(cluster, 'a Running ready n1');
  put(cluster, 'b Running ready n1', [{ operator: 'Exists' }]);
  const known = cluster.get('Node', 'n1') as Node;
  cluster.put({ ...known, spec: { taints: [{ key: 'k', effect: 'NoExecute' }] } });
  cluster.run(1_000);
  expect(leaving(cluster)).toEqual(['a']);
});

it('says so at a pod too that somebody else has deleted before', () => {
  const cluster = start('n1');
  put(cluster, 'a Running ready n1');
  const pod = cluster.get('Pod', 'a')!;
  cluster.put({ ...pod, metadata: { ...pod.metadata, deletionTimestamp: '2024-01-01T00:00:00Z' } });
  cluster.put({ ...(cluster.get('Node', 'n1') as Node), spec: { taints: [{ key: 'k', effect: 'NoExecute' }] } });
  cluster.run(1_000);
  expect(cluster.events()).toContainEqual(expect.stringContaining('TaintManagerEviction'));
});

function setTaints(cluster: TestCluster, name: string, ...keys: string[]): void {
  cluster.put({ ...(cluster.get('Node', name) as Node), spec: { taints: keys.map((key) => ({ key, effect: 'NoExecute' as const })) } });
  cluster.run(1_000);
}

const evictions = (cluster: TestCluster) =>
  cluster
    .all('Event')
    .filter(({ reason }) => reason === 'TaintManagerEviction')
    .map(({ message, count }) => `${message} ${count}`);

describe('a planned eviction', () => {
  const tolerates = (key: string, tolerationSeconds: number) => ({ key, operator: 'Exists' as const, tolerationSeconds });

  it('keeps its time when a taint comes that the pod tolerates for less long', () => {
    const cluster = start('n1');
    put(cluster, 'a Running ready n1', [tolerates('k', 20), tolerates('l', 2)]);
    setTaints(cluster, 'n1', 'k');
    setTaints(cluster, 'n1', 'k', 'l');
    beat(cluster, 15, 'n1');
    expect(leaving(cluster)).toEqual([]);
    beat(cluster, 5, 'n1');
    expect(leaving(cluster)).toEqual(['a']);
    expect(evictions(cluster)).toEqual(['Marking for deletion Pod default/a 1']);
  });

  it('gives way to one at once, told as such, and is not repeated', () => {
    const cluster = start('n1');
    put(cluster, 'a Running ready n1', [tolerates('k', 20)]);
    setTaints(cluster, 'n1', 'k');
    setTaints(cluster, 'n1', 'k', 'l');
    setTaints(cluster, 'n1', 'l');
    setTaints(cluster, 'n1');
    expect(evictions(cluster)).toEqual(['Cancelling deletion of Pod default/a 1', 'Marking for deletion Pod default/a 1']);
    expect(cluster.all('Event').find(({ reason }) => reason === 'TaintManagerEviction')!.involvedObject).toEqual({
      kind: 'Pod',
      namespace: 'default',
      name: 'a',
    });
  });

  it('is cancelled when somebody else deletes the pod', () => {
    const cluster = start('n1');
    put(cluster, 'a Running ready n1', [tolerates('k', 20)]);
    setTaints(cluster, 'n1', 'k');
    cluster.remove('Pod', 'a');
    cluster.run(1_000);
    expect(evictions(cluster)).toEqual(['Cancelling deletion of Pod default/a 1']);
  });

  it('is carried out though the node is gone', () => {
    const cluster = start('n1');
    put(cluster, 'a Running ready n1', [tolerates('k', 20)]);
    setTaints(cluster, 'n1', 'k');
    cluster.remove('Node', 'n1');
    cluster.run(25_000);
    expect(evictions(cluster)).toEqual(['Marking for deletion Pod default/a 1']);
  });
});

it('a node that has gone is told of', () => {
  const cluster = start('n1');
  cluster.remove('Node', 'n1');
  cluster.run(6_000);
  expect(cluster.events()).toContain('Normal RemovingNode Node n1 event: Removing Node n1 from Controller');
});

it('a taint that takes the place of another is added before the other goes', () => {
  const cluster = start('n1', 'n2');
  node(cluster, 'n1', 'False');
  cluster.run(1_000);
  const written: string[] = [];
  const note = ({ verb, subresource, object }: Request) => {
    if (verb === 'update' && subresource === undefined) written.push(taintsOf(object as unknown as Node));
    return false;
  };
  cluster.refuse(note, {});
  node(cluster, 'n1');
  cluster.put({ ...cluster.get('Node', 'n1')!, status: { conditions: [{ ...readiness(cluster, 'n1'), status: 'Unknown' }] } });
  cluster.run(1_000);
  expect(written).toEqual(['not-ready:NoSchedule unreachable:NoSchedule', 'unreachable:NoSchedule']);
});

describe('numbers', () => {
  it.each([
    [3, 0, 'Normal'],
    [0, 1, 'FullDisruption'],
    [2, 2, 'Normal'],
    [2, 3, 'PartialDisruption'],
    [4, 3, 'Normal'],
  ] as const)('%i ready, %i not: %s', (ready, notReady, state) => expect(zoneState(ready, notReady)).toBe(state));

  it('the pace of emptying', () => {
    expect(paceMs({ state: 'Normal', size: 3 })).toBe(10_000);
    expect(paceMs({ state: 'PartialDisruption', size: 50 })).toBeUndefined();
    expect(paceMs({ state: 'PartialDisruption', size: 51 })).toBe(100_000);
  });

  it('tolerations', () => {
    expect(shortestMs([{ tolerationSeconds: 3 }, {}, { tolerationSeconds: 1 }])).toBe(1_000);
    expect(shortestMs([{}])).toBeUndefined();
    expect(toleratedMs([{ key: 'k', effect: 'NoExecute' }], [])).toBeLessThan(0);
    expect(toleratedMs([], [])).toBeUndefined();
  });
});
