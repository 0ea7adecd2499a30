import { expect, test } from 'vitest';
import type { Pod } from '#api/kinds.ts';
import { podsMatching, remove } from '../cache.ts';
import { score } from '../cycle.ts';
import { refusalOn } from '../filter.ts';
import type { Cache, Plugin } from '../framework.ts';
import { naturalLogarithm } from '../naturalLogarithm.ts';
import { defaultProfile } from '../profile.ts';
import { cycleOf, nodes, placed, pod } from '../testing/cluster.ts';
import { imageLocality } from './imageLocality.ts';
import { interPodAffinity } from './interPodAffinity.ts';
import { podTopologySpread } from './podTopologySpread.ts';

const zones = () => nodes('n1 label=zone:a', 'n2 label=zone:a', 'n3 label=zone:b', 'n4');

/** What is said of each node: nothing where the pod may go. */
function verdicts(cache: Cache, what: Pod): string[] {
  const cycle = cycleOf(cache, what);
  return cycle.nodes.map((node) => refusalOn(cycle, node, defaultProfile)?.reasons.join() ?? '');
}

function points(plugin: Plugin, cache: Cache, what: Pod): number[] {
  const cycle = cycleOf(cache, what);
  return score(cycle, cycle.nodes, [{ ...plugin, weight: 1 }]).totals;
}

const notNear = "node(s) didn't match pod affinity rules";
const notApart = "node(s) didn't match pod anti-affinity rules";
const kept = "node(s) didn't satisfy existing pods anti-affinity rules";
const skewed = "node(s) didn't match pod topology spread constraints";
const unlabelled = `${skewed} (missing required label)`;

test.each<[string, Cache, string, string[]]>([
  ['near a pod of its zone', placed(zones(), 'n1: a label=app:web'), 'w near=app:web@zone', ['', '', notNear, notNear]],
  ['nobody near', zones(), 'w near=app:web@zone', [notNear, notNear, notNear, notNear]],
  ['the first of its own kind', zones(), 'w label=app:web near=app:web@zone', ['', '', '', notNear]],
  ['apart from a pod', placed(zones(), 'n1: a label=app:web'), 'w apart=app:web@zone', [notApart, notApart, '', '']],
  ['a pod that keeps others apart', placed(zones(), 'n3: a apart=app:web@zone'), 'w label=app:web', ['', '', kept, '']],
  ['spread over zones', placed(zones(), 'n1: a label=app:web'), 'w label=app:web spread=app:web@zone', [skewed, skewed, '', unlabelled]],
  [
    'an even spread',
    placed(zones(), 'n1: a label=app:web', 'n3: b label=app:web'),
    'w label=app:web spread=app:web@zone',
    ['', '', '', unlabelled],
  ],
])('%s', (_, cache, what, expected) => {
  expect(verdicts(cache, pod(what))).toEqual(expected);
});

test('too few domains count as an empty one', () => {
  const cache = placed(nodes('n1 label=zone:a', 'n2 label=zone:b'), 'n1: a label=app:web', 'n2: b label=app:web');
  const what = pod('w label=app:web spread=app:web@zone');
  const [spread] = what.spec.topologySpreadConstraints!;
  const three = { ...what, spec: { ...what.spec, topologySpreadConstraints: [{ ...spread!, minDomains: 3 }] } } as Pod;
  expect(verdicts(cache, what)).toEqual(['', '']);
  expect(verdicts(cache, three)).toEqual([skewed, skewed]);
});

test('nodes the pod cannot go to are left out of the count, unless it says otherwise', () => {
  const cache = placed(nodes('n1 label=zone:a label=disk:fast', 'n2 label=zone:b'), 'n1: a label=app:web');
  const what = pod('w label=app:web select=disk:fast spread=app:web@zone');
  const [spread] = what.spec.topologySpreadConstraints!;
  const all = { ...what, spec: { ...what.spec, topologySpreadConstraints: [{ ...spread!, nodeAffinityPolicy: 'Ignore' }] } } as Pod;
  expect(verdicts(cache, what)[0]).toBe('');
  expect(verdicts(cache, all)[0]).toBe(skewed);
});

test('preferred affinity and soft spreading give points', () => {
  const cache = placed(nodes('n1 label=zone:a', 'n2 label=zone:b'), 'n1: a label=app:web');
  const term = { topologyKey: 'zone', labelSelector: { matchLabels: { app: 'web' } } };
  const plain = pod('w label=app:web');
  const affinity = { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 5, podAffinityTerm: term }] } };
  expect(points(interPodAffinity, cache, { ...plain, spec: { ...plain.spec, affinity } } as Pod)).toEqual([100, 0]);
  const soft = [{ ...term, maxSkew: 1, whenUnsatisfiable: 'ScheduleAnyway' }];
  expect(points(podTopologySpread, cache, { ...plain, spec: { ...plain.spec, topologySpreadConstraints: soft } } as Pod)).toEqual([0, 100]);
});

test('a node that has the image scores by its size and how common it is', () => {
  const cache = nodes('n1', 'n2');
  cache.nodes.get('n1')!.images = new Map([['x:latest', 1_000 * 1024 * 1024]]);
  expect(points(imageLocality, cache, pod('w'))).toEqual([48, 0]);
});

test('counts of matching pods stay true as pods come, change and go', () => {
  const cache = placed(nodes('n1', 'n2'), 'n1: a label=app:web');
  const selector = { requirements: [{ key: 'app', operator: '=' as const, values: ['web'] }] };
  const counts = () => [...podsMatching(cache, 'default', selector)].map(([node, count]) => `${node}=${count}`).join(' ');
  expect(counts()).toBe('n1=1');
  placed(cache, 'n2: b label=app:web', 'n2: c', 'n1: d label=app:web');
  expect(counts()).toBe('n1=2 n2=1');
  placed(cache, 'n1: d label=app:db');
  remove(cache, 'default/b');
  expect(counts()).toBe('n1=1');
});

test.each([
  [1, 0],
  [2, 0.6931471805599453],
  [3, 1.0986122886681096],
  [5, 1.6094379124341003],
  [102, 4.624972813284271],
  [5002, 8.517593111437565],
])('the logarithm of %i', (value, logarithm) => {
  expect(naturalLogarithm(value)).toBeCloseTo(logarithm, 13);
});
