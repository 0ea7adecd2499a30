import { expect, test } from 'vitest';
import type { Pod, PodDisruptionBudget } from '#api/kinds.ts';
import { seedRandom } from '#sim/random.ts';
import { remove } from './cache.ts';
import { decide } from './cycle.ts';
import type { Cache } from './framework.ts';
import { preempt } from './preemption.ts';
import { defaultProfile } from './profile.ts';
import { cycleOf, nodes, placed, pod } from './testing/cluster.ts';

function outcome(cache: Cache, what: Pod, budgets: readonly PodDisruptionBudget[] = []): string {
  const means = { profile: defaultProfile, random: seedRandom(1, 'p'), budgets };
  const cycle = cycleOf(cache, what);
  const decision = decide(cycle, { ...means, start: 0 });
  const found = preempt(cycle, decision, means);
  return 'message' in found ? found.message : `${found.node}: ${found.victims.map((it) => it.pod.metadata.name).join(' ')}`;
}

function budget(label: string, disruptionsAllowed: number): PodDisruptionBudget {
  const [key, value] = label.split(':');
  return {
    metadata: { name: label, namespace: 'default' },
    spec: { selector: { matchLabels: { [key!]: value! } } },
    status: { disruptionsAllowed },
  } as unknown as PodDisruptionBudget;
}

const high = pod('high cpu=3 priority=100');

test.each<[string, Cache, string]>([
  ['only pods that matter less', placed(nodes('n1', 'n2'), 'n1: a cpu=3 priority=100', 'n2: b cpu=3 priority=1'), 'n2: b'],
  [
    'as few as needed, the least important',
    placed(nodes('n1'), 'n1: a cpu=2 priority=1', 'n1: b cpu=1 priority=2', 'n1: c cpu=1'),
    'n1: a c',
  ],
  ['the node whose highest victim is lowest', placed(nodes('n1', 'n2'), 'n1: a cpu=3 priority=9', 'n2: b cpu=3 priority=3'), 'n2: b'],
  ['the node with fewer victims', placed(nodes('n1', 'n2'), 'n1: a cpu=2', 'n1: b cpu=2', 'n2: c cpu=4'), 'n2: c'],
  ['a pod that keeps the new one away', placed(nodes('n1 label=zone:a'), 'n1: a label=app:db apart=tier:web@zone'), 'n1: a'],
])('preemption takes %s', (_, cache, expected) => {
  expect(outcome(cache, pod('high cpu=3 priority=100 label=tier:web'))).toBe(expected);
});

test('a disruption budget is broken only when no other node helps', () => {
  const cache = placed(nodes('n1', 'n2'), 'n1: a cpu=3 label=app:db', 'n2: b cpu=3 priority=5');
  expect(outcome(cache, high, [budget('app:db', 0)])).toBe('n2: b');
  expect(outcome(cache, high, [budget('app:db', 1)])).toBe('n1: a');
  remove(cache, 'default/b');
  expect(outcome(placed(nodes('n1'), 'n1: a cpu=3 label=app:db'), high, [budget('app:db', 0)])).toBe('n1: a');
});

test('why preemption does not help is said for every node', () => {
  const cache = placed(nodes('n1', 'n2 off'), 'n1: a cpu=3 priority=100');
  expect(outcome(cache, high)).toBe(
    '0/2 nodes are available: 1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling.',
  );
  const never = { ...high, spec: { ...high.spec, preemptionPolicy: 'Never' } } as Pod;
  expect(outcome(cache, never)).toBe('not eligible due to preemptionPolicy=Never.');
});

test('while a victim leaves the promised node, no more are taken', () => {
  const cache = placed(nodes('n1'), 'n1: a cpu=3');
  const waiting = { ...high, status: { ...high.status, nominatedNodeName: 'n1' } } as Pod;
  expect(outcome(cache, waiting)).toBe('n1: a');
  const entry = cache.nodes.get('n1')!.pods.get('default/a')!;
  const conditions = [{ type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler' }];
  const leaving = { ...entry.pod, metadata: { ...entry.pod.metadata, deletionTimestamp: 'now' }, status: { conditions } } as unknown as Pod;
  cache.nodes.get('n1')!.pods.set('default/a', { ...entry, pod: leaving });
  expect(outcome(cache, waiting)).toBe('not eligible due to a terminating pod on the nominated node.');
});
