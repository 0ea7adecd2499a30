import { expect, test } from 'vitest';
import { stand } from './testing/stand.ts';

test('a node registers, becomes ready and renews its lease', () => {
  const it = stand();
  const node = it.get('Node', 'n1');
  expect(node.status.conditions?.map(({ type, status }) => `${type}=${status}`)).toEqual([
    'MemoryPressure=False',
    'DiskPressure=False',
    'PIDPressure=False',
    'Ready=True',
  ]);
  it.run(30_000);
  expect(it.api.writes.filter((write) => write === 'update leases kube-node-lease/n1')).toHaveLength(3);
});

test('a resource that is put into the capacity can be had soon, and is kept until it is taken away', () => {
  const it = stand();
  const status = () => it.get('Node', 'n1').status;
  const setCapacity = (capacity: object): void => {
    const node = it.get('Node', 'n1');
    it.api.objects.get('nodes')?.set('n1', { ...node, status: { ...node.status, capacity } } as never);
  };
  const { capacity, allocatable } = status();
  const extended = { 'example.com/foo': '3' };
  setCapacity({ ...capacity, ...extended });
  it.run(10_000);
  expect(status()).toMatchObject({ capacity: extended, allocatable: { ...allocatable, ...extended } });
  it.run(300_000);
  expect(status().capacity).toMatchObject(extended);
  setCapacity(capacity!);
  it.run(10_000);
  expect(status().allocatable).toEqual(allocatable);
});

test('a node that takes no more pods is told of, and so is one that takes them again', () => {
  const it = stand();
  const cordon = (unschedulable: boolean): void => {
    const node = it.get('Node', 'n1');
    it.api.objects.get('nodes')?.set('n1', { ...node, spec: { ...node.spec, unschedulable } } as never);
    it.run(20_000);
  };
  cordon(true);
  cordon(false);
  expect(it.events('n1').filter((event) => event.includes('chedulable'))).toEqual([
    'Normal NodeNotSchedulable: Node n1 status is now: NodeNotSchedulable',
    'Normal NodeSchedulable: Node n1 status is now: NodeSchedulable',
  ]);
});

test('a pod pulls, starts, turns ready with two status writes, and goes when it is deleted', () => {
  const it = stand();
  it.pod('web nginx');
  it.run(6_000);
  const { status } = it.get('Pod', 'default/web');
  expect(status.phase).toBe('Running');
  expect(status.conditions?.map(({ type, status: is }) => `${type}=${is}`)).toEqual([
    'Initialized=True',
    'Ready=True',
    'ContainersReady=True',
    'PodScheduled=True',
  ]);
  expect(it.events('web')).toEqual([
    'Normal Pulling: Pulling image "nginx"',
    expect.stringMatching(/^Normal Pulled: Successfully pulled image "nginx" in 2s \(2\.\d+s including waiting\)$/),
    'Normal Created: Created container main',
    'Normal Started: Started container main',
  ]);
  expect(it.api.writes.filter((write) => write.includes('pods/status'))).toHaveLength(2);
  it.remove('web');
  it.run(1_000);
  expect(it.find('Pod', 'default/web')).toBeUndefined();
  expect(it.events('web').at(-1)).toBe('Normal Killing: Stopping container main');
});

test('the statuses of pods that change at one moment are written one after the other', () => {
  const it = stand();
  it.runtime.images.add('nginx:latest');
  const names = ['a', 'b', 'c', 'd'];
  for (const name of names) it.pod(`${name} nginx`);
  const known = () => names.filter((name) => it.get('Pod', `default/${name}`).status.startTime !== undefined).length;
  expect([0, 1, 2, 3].map(() => (it.run(10), known()))).toEqual([1, 2, 3, 4]);
});
