import { expect, test } from 'vitest';
import type { Pod } from '#api/kinds.ts';
import { seedRandom } from '#sim/random.ts';
import type { Lister } from '../client/informer.ts';
import { place, remove } from './cache.ts';
import { decide, enoughNodes } from './cycle.ts';
import { fitErrorMessage } from './fitError.ts';
import type { Cache } from './framework.ts';
import { preempt } from './preemption.ts';
import { defaultProfile } from './profile.ts';
import { addActive, backOffMs, createQueue, isQueued, next, standardBackOff } from './queue.ts';
import { claims, cycleOf, nodes, placed, pod } from './testing/cluster.ts';

function verdict(cache: Cache, what: Pod, see?: Lister, seed = 1) {
  const cycle = cycleOf(cache, what, see);
  const means = { profile: defaultProfile, random: seedRandom(seed, 'tie'), budgets: [] };
  const decision = decide(cycle, { ...means, start: 0 });
  if (decision.chosen !== undefined) return decision.chosen;
  const preemption = preempt(cycle, decision, means);
  return fitErrorMessage(decision, cycle.nodes.length, 'message' in preemption ? preemption.message : undefined);
}

const noHelp = (n: number) => `preemption: 0/${n} nodes are available: ${n} Preemption is not helpful for scheduling..`;

test.each<[string, Cache, Pod, string]>([
  ['the node with room', placed(nodes('n1 cpu=1', 'n2 cpu=1'), 'n1: a cpu=800m'), pod('w cpu=500m'), 'n2'],
  ['the emptier node', placed(nodes('n1', 'n2'), 'n1: a cpu=2 memory=4Gi'), pod('w cpu=1 memory=1Gi'), 'n2'],
  ['the selected node', nodes('n1 label=zone:a', 'n2 label=zone:b'), pod('w select=zone:b'), 'n2'],
  ['a tolerated taint', nodes('n1 taint=dedicated=db:NoSchedule'), pod('w tolerate=dedicated'), 'n1'],
  ['a node without the taint that is only preferred against', nodes('n1 taint=slow=:PreferNoSchedule', 'n2'), pod('w'), 'n2'],
  ['a free host port', placed(nodes('n1', 'n2'), 'n1: a port=80'), pod('w port=80'), 'n2'],
])('chooses %s', (_, cache, what, node) => {
  expect(verdict(cache, what)).toBe(node);
});

test('refuses in the words of the real scheduler', () => {
  const cache = nodes('n1 cpu=1', 'n2 taint=dedicated=db:NoSchedule', 'n3 off');
  expect(verdict(cache, pod('w cpu=2'))).toBe(
    '0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {dedicated: db}, 1 node(s) were unschedulable. ' +
      'preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling..',
  );
  expect(verdict(nodes('n1 label=zone:a'), pod('w select=zone:z'))).toBe(
    `0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. ${noHelp(1)}`,
  );
});

test.each([
  ['data immediate', `0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims. ${noHelp(2)}`],
  ['other bound', `0/2 nodes are available: persistentvolumeclaim "data" not found. ${noHelp(2)}`],
])('a pod waits for its claim: %s', (claim, message) => {
  expect(verdict(nodes('n1', 'n2'), pod('w claim=data'), claims(claim))).toBe(message);
});

test('a pod that names a node which is not there is not decided on; one whose plugins name none together is refused', () => {
  const naming = (values: string[]) => {
    const matchFields = [{ key: 'metadata.name', operator: 'In', values }];
    const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] } };
    const asked = pod('w');
    return { ...asked, spec: { ...asked.spec, affinity: { nodeAffinity } } } as Pod;
  };
  const means = { random: seedRandom(1, 'tie'), start: 0 };
  const gone = decide(cycleOf(nodes('n1', 'n2'), naming(['n3'])), { ...means, profile: defaultProfile });
  expect([gone.chosen, gone.error]).toEqual([undefined, 'nodeinfo not found for node name "n3"']);
  const other = { name: 'Other', preFilter: () => ({ only: new Set(['n2']) }) };
  const cycle = cycleOf(nodes('n1', 'n2'), naming(['n1']));
  expect(fitErrorMessage(decide(cycle, { ...means, profile: [...defaultProfile, other] }), 2)).toBe(
    "0/2 nodes are available: node(s) didn't satisfy plugin(s) [NodeAffinity Other] simultaneously.",
  );
});

test('a pod whose claim is bound, or waits for it, can be scheduled', () => {
  expect(verdict(nodes('n1'), pod('w claim=data'), claims('data bound'))).toBe('n1');
  expect(verdict(nodes('n1'), pod('w claim=data'), claims('data delayed'))).toBe('n1');
});

test('ties are broken by chance, evenly', () => {
  const counts: Record<string, number> = {};
  for (let seed = 0; seed < 300; seed += 1) {
    const node = verdict(nodes('n1', 'n2', 'n3'), pod('w'), undefined, seed);
    counts[node] = (counts[node] ?? 0) + 1;
  }
  for (const node of ['n1', 'n2', 'n3']) expect(counts[node]).toBeGreaterThan(60);
});

test('what leaves a node is given back', () => {
  const cache = placed(nodes('n1 cpu=1'), 'n1: a cpu=1');
  expect(verdict(cache, pod('w cpu=1'))).toContain('Insufficient cpu');
  remove(cache, 'default/a');
  expect(verdict(cache, pod('w cpu=1'))).toBe('n1');
  place(cache, { ...pod('done cpu=1'), status: { phase: 'Succeeded' } } as Pod, 'n1');
  expect(verdict(cache, pod('w cpu=1'))).toBe('n1');
});

test.each([
  [3, 3],
  [99, 99],
  [100, 100],
  [1_000, 420],
  [6_000, 300],
])('of %i nodes %i feasible ones are enough', (total, enough) => {
  expect(enoughNodes(total)).toBe(enough);
});

test('the queue gives the highest priority first, then who came first, and backs off longer each time', () => {
  const queue = createQueue();
  for (const [key, priority] of [
    ['low', 0],
    ['high', 10],
    ['low2', 0],
  ] as const)
    addActive(queue, { key, priority, because: {} });
  expect([next(queue)?.key, next(queue)?.key, next(queue)?.key, next(queue)]).toEqual(['high', 'low', 'low2', undefined]);
  expect(isQueued(queue, 'low')).toBe(false);
  const waits = [1, 2, 3, 4, 5].map(() => {
    const wait = backOffMs(queue, 'low', standardBackOff);
    addActive(queue, { key: 'low', priority: 0, because: {} });
    next(queue);
    return wait;
  });
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 10_000]);
});
