import { expect, test } from 'vitest';
import { stand, type Stand } from '../testing/stand.ts';

function ready(): Stand {
  const it = stand();
  it.runtime.images.add('nginx:latest');
  return it;
}

test('more than the node has is refused', () => {
  const it = ready();
  it.pod('big nginx', { containers: [{ name: 'main', image: 'nginx', resources: { requests: { cpu: '5' } } }] });
  it.run(2_000);
  const { status } = it.get('Pod', 'default/big');
  expect([status.phase, status.reason, status.message]).toEqual([
    'Failed',
    'OutOfcpu',
    "Pod was rejected: Node didn't have enough resource: cpu, requested: 5000, used: 0, capacity: 4000",
  ]);
});

test('nothing is said of a refused pod but why', () => {
  const it = ready();
  it.pod('big nginx', { containers: [{ name: 'main', image: 'nginx', resources: { requests: { cpu: '5' } } }] });
  it.run(30_000);
  const { status } = it.get('Pod', 'default/big');
  expect(Object.keys(status).toSorted()).toEqual(['message', 'phase', 'reason', 'startTime']);
  expect(it.events('big')).toEqual(["Warning OutOfcpu: Node didn't have enough resource: cpu, requested: 5000, used: 0, capacity: 4000"]);
});

test('a pod that is deleted by force leaves its room to others before its containers have ended', () => {
  const it = ready();
  const asking = { containers: [{ name: 'main', image: 'nginx', resources: { requests: { cpu: '3' } } }] };
  it.pod('first nginx', asking);
  it.run(3_000);
  it.remove('first', 0);
  it.pod('second nginx', asking);
  it.run(5_000);
  expect(it.get('Pod', 'default/second').status.phase).toBe('Running');
});

test('a port of the node that another pod holds is refused until that pod has gone', () => {
  const it = ready();
  const spec = { containers: [{ name: 'main', image: 'nginx', ports: [{ containerPort: 80, hostPort: 8080 }] }] };
  it.pod('first nginx', spec);
  it.run(2_000);
  it.pod('second nginx', spec);
  it.run(2_000);
  const { status } = it.get('Pod', 'default/second');
  expect([status.phase, status.reason, status.message]).toEqual(['Failed', 'NodePorts', 'Pod was rejected: Predicate NodePorts failed']);
  expect(it.get('Pod', 'default/first').status.phase).toBe('Running');
});

test('a pod that names a node which it does not suit is refused there', () => {
  const it = ready();
  const node = it.get('Node', 'n1');
  it.api.request({
    verb: 'update',
    group: '',
    version: 'v1',
    resource: 'nodes',
    name: 'n1',
    object: { ...node, spec: { ...node.spec, taints: [{ key: 'closed', effect: 'NoExecute' }] } } as never,
  });
  const tolerations = [{ key: 'closed', operator: 'Exists' }] as const;
  it.pod('taint nginx');
  it.pod('selector nginx', { nodeSelector: { disk: 'ssd' }, tolerations });
  it.pod('system nginx', { os: { name: 'windows' }, tolerations });
  it.pod('disk nginx', {
    containers: [{ name: 'main', image: 'nginx', resources: { requests: { 'ephemeral-storage': '1Ti', 'example.com/far': '1' } } }],
    tolerations,
  });
  it.pod('fits nginx', { nodeSelector: { 'kubernetes.io/os': 'linux' }, tolerations });
  it.run(3_000);
  const told = (name: string) => {
    const { phase, reason, message } = it.get('Pod', `default/${name}`).status;
    return [phase, reason, message];
  };
  expect(told('taint')).toEqual(['Failed', 'TaintToleration', 'Pod was rejected: Predicate TaintToleration failed']);
  expect(told('selector')).toEqual(['Failed', 'NodeAffinity', 'Pod was rejected: Predicate NodeAffinity failed']);
  expect(told('system')).toEqual([
    'Failed',
    'PodOSNotSupported',
    "Pod was rejected: Failed to admit pod as the OS field doesn't match node OS",
  ]);
  expect(told('disk').slice(0, 2)).toEqual(['Failed', 'OutOfephemeral-storage']);
  expect(told('fits')[0]).toBe('Running');
  expect(it.events('selector')).toEqual(['Warning NodeAffinity: Predicate NodeAffinity failed']);
});

test('a critical pod is let in: few others of the lowest class make room, and it waits until they are gone', () => {
  const it = ready();
  const asking = (cpu: string) => ({ containers: [{ name: 'main', image: 'nginx', resources: { requests: { cpu } } }] });
  it.pod('small nginx', asking('500m'));
  it.pod('large nginx', asking('2'));
  it.pod('free nginx');
  it.run(3_000);
  it.pod('critical nginx', { ...asking('3'), priority: 2_000_000_000 });
  it.run(60_000);
  const told = (name: string) => {
    const { phase, reason, message } = it.get('Pod', `default/${name}`).status;
    return [phase, reason, message];
  };
  expect(told('large')).toEqual(['Failed', 'Preempting', 'Preempted in order to admit critical pod']);
  expect(it.get('Pod', 'default/large').status.conditions).toContainEqual(
    expect.objectContaining({ type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet' }),
  );
  expect(it.events('large')).toContain('Warning Preempting: Preempted in order to admit critical pod');
  expect([told('small')[0], told('free')[0], told('critical')[0]]).toEqual(['Running', 'Running', 'Running']);
});

test('a critical pod that nothing on the node can make room for is refused', () => {
  const it = ready();
  it.pod('critical nginx', {
    containers: [{ name: 'main', image: 'nginx', resources: { requests: { cpu: '5' } } }],
    priority: 2_000_000_000,
  });
  it.run(2_000);
  const { reason, message } = it.get('Pod', 'default/critical').status;
  expect([reason, message]).toEqual([
    'UnexpectedAdmissionError',
    'Pod was rejected: Unexpected error while attempting to recover from admission failure: preemption: error finding a set of pods to preempt: no set of running pods found to reclaim resources: [(res: cpu, q: 1000), ]',
  ]);
});
