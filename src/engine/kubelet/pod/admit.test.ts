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
