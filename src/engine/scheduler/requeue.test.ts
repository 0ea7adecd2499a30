import { expect, test } from 'vitest';
import { node, pod } from './testing/cluster.ts';
import { stand, type Stand } from './testing/stand.ts';

const noRoom = (name: string) =>
  `${name}! FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod..`;

function since(it: Stand, act: () => void): string[] {
  const before = it.log.length;
  act();
  return it.log.slice(before);
}

test('a pod without room waits for news that could matter to who refused it', () => {
  const it = stand(node('n1 cpu=1'));
  it.tell('ADDED', pod('big cpu=2'));
  it.advance(2_000);
  expect(it.log).toEqual([noRoom('big')]);
  const tainted = node('n1 cpu=1 taint=a=b:PreferNoSchedule');
  expect(since(it, () => (it.tell('MODIFIED', tainted), it.advance(20_000)))).toEqual([]);
  expect(since(it, () => (it.tell('MODIFIED', node('n1 cpu=4')), it.advance(20_010)))).toEqual([
    'big n1',
    'big! Scheduled: Successfully assigned default/big to n1',
  ]);
});

test('news during the back-off is acted on when it is over, on the next full second', () => {
  const it = stand(node('n1 cpu=1'));
  it.advance(100);
  it.tell('ADDED', pod('big cpu=2'));
  it.advance(500);
  it.tell('MODIFIED', node('n1 cpu=4'));
  it.advance(1_999);
  expect(it.log).toEqual([noRoom('big')]);
  it.advance(2_010);
  expect(it.log[1]).toBe('big n1');
});

test('a pod without a kindred pod near is tried again when one gets a place', () => {
  const it = stand(node('n1 label=zone:a'));
  it.tell('ADDED', pod('friend near=app:web@zone'));
  it.advance(5_000);
  expect(it.log).toHaveLength(1);
  it.tell('ADDED', pod('stranger'));
  it.advance(6_000);
  expect(it.log.filter((line) => line.startsWith('friend'))).toHaveLength(1);
  it.tell('ADDED', pod('web label=app:web'));
  it.advance(7_000);
  expect(it.log).toContain('friend n1');
});

test('the promise to a pod holds against those that matter less', () => {
  const it = stand(node('n1 cpu=1'));
  it.tell('ADDED', pod('low cpu=1'));
  it.advance(1_000);
  it.tell('ADDED', pod('high cpu=1 priority=10'));
  it.advance(1_100);
  expect(it.log.slice(2)).toEqual([
    '-low',
    'low! Preempted: Preempted by a pod on node n1',
    'high! FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu.',
  ]);
  expect(it.pod('high')?.status['nominatedNodeName']).toBe('n1');
  expect(it.pod('low')?.status['conditions']).toMatchObject([{ type: 'DisruptionTarget', reason: 'PreemptionByScheduler' }]);
  it.tell('DELETED', it.pod('low'));
  it.tell('ADDED', pod('late cpu=1'));
  it.advance(10_000);
  expect(it.log).toContain('high n1');
  expect(it.log).not.toContain('late n1');
});

test('a gated pod is not tried until its gates are gone, a pod of another scheduler never', () => {
  const gated = pod('gated');
  const it = stand(node('n1'));
  it.tell('ADDED', { ...gated, spec: { ...gated.spec, schedulingGates: [{ name: 'g' }] } });
  it.tell('ADDED', { ...pod('other'), spec: { ...pod('other').spec, schedulerName: 'other' } });
  it.advance(400_000);
  it.tell('MODIFIED', node('n1 cpu=9'));
  it.advance(500_000);
  expect(it.log).toEqual([]);
  it.tell('MODIFIED', gated);
  it.advance(500_010);
  expect(it.log[0]).toBe('gated n1');
});

test('a deleted pod is skipped and said to be', () => {
  const it = stand(node('n1 cpu=1'));
  it.tell('ADDED', pod('big cpu=2'));
  it.advance(3_000);
  const big = it.pod('big')!;
  it.tell('MODIFIED', { ...big, metadata: { ...big.metadata, deletionTimestamp: 'now' } });
  it.tell('DELETED', big);
  it.advance(4_000);
  expect(it.log.slice(1)).toEqual(['big! FailedScheduling: skip schedule deleting pod: default/big']);
});
