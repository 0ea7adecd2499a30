/** Whole cycles with plugins of the tests, which are known by the names of the rows. upstream: pkg/scheduler/schedule_one_test.go */
import type { Node, Pod } from '#api/kinds.ts';
import { decide } from '#engine/scheduler/cycle.ts';
import { fitErrorMessage } from '#engine/scheduler/fitError.ts';
import type { Plugin } from '#engine/scheduler/framework.ts';
import { podTopologySpread } from '#engine/scheduler/plugins/podTopologySpread.ts';
import { volumeBinding } from '#engine/scheduler/plugins/volumeBinding.ts';
import { seedRandom } from '#sim/random.ts';
import { errorText, inputOf, listOf, readingNames, strings, type Adapter, type Adapters, type Fields } from '../row.ts';
import { objectAs } from './objects.ts';
import { cycleFor } from './schedulerRows.ts';

const no = { reasons: ['Nodes failed the fake plugin'], resolvable: true };
const passes: Plugin = { name: 'TrueFilter', filter: () => undefined };
const fails: Plugin = { name: 'FalseFilter', filter: () => no };
/** Only the node with the pod's name. */
const matches: Plugin = { name: 'MatchFilter', filter: ({ pod }, { name }) => (name === pod.metadata.name ? undefined : no) };
const empty: Plugin = { name: 'NoPodsFilter', filter: (_cycle, { pods }) => (pods.size === 0 ? undefined : no) };
/** Points by the number that is the node's name, and the other way round. */
const numbers: Plugin = { name: 'NumericMap', score: (_cycle, { name }) => Number(name) };
const reversed: Plugin = { name: 'ReverseNumericMap', weight: 2, score: (_cycle, { name }) => 4 - Number(name) };

function refusing(name: string, resolvable: boolean): Plugin {
  const refusal = { reasons: ['injecting failure for pod test-filter'], resolvable };
  return { name: 'FakeFilter', filter: (_cycle, node) => (node.name === name ? refusal : undefined) };
}

function naming(index: number, ...names: readonly string[]): Plugin {
  return { name: `FakePreFilter${index}`, preFilter: () => (names.length === 0 ? undefined : { only: new Set(names) }) };
}

const idle: Plugin = { name: 'FakePreScoreAndScorePlugin', preScore: () => false, score: () => 0 };
const spread = [podTopologySpread];

const profiles: Readonly<Record<string, readonly Plugin[]>> = {
  'test 1': [fails],
  'test 2': [passes],
  'test 3': [matches],
  'test 4': [passes, numbers],
  'test 5': [matches, numbers],
  'test 6': [passes, numbers, reversed],
  'test 7': [passes, fails, numbers],
  'test 8': [empty, matches, numbers],
  'existing PVC': [volumeBinding, passes],
  'unknown PVC': [volumeBinding, passes],
  'deleted PVC': [volumeBinding, passes],
  'test podtopologyspread plugin - 2 nodes with maxskew=1': spread,
  'test podtopologyspread plugin - 3 nodes with maxskew=2': spread,
  'test with filter plugin returning Unschedulable status': [refusing('3', true)],
  'test with filter plugin returning UnschedulableAndUnresolvable status': [refusing('3', false)],
  'test with partial failed filter plugin': [refusing('1', true)],
  'test prefilter plugin returning Unschedulable status': [
    { name: 'FakePreFilter', preFilter: () => ({ reasons: ['injected unschedulable status'], resolvable: false }) },
  ],
  'test prefilter plugin returning node': [naming(1), naming(2, 'node2'), naming(3, 'node1', 'node2')],
  'test prefilter plugin returning non-intersecting nodes': [naming(1), naming(2, 'node2'), naming(3, 'node1')],
  'test nominated pod': [passes],
  'test no score plugin, prefilter plugin returning 2 nodes': [naming(1, 'node1', 'node2')],
  'test prefilter plugin returning skip': [
    { name: 'FakeFilter1', applies: () => false, filter: (_cycle, { name }) => (name === 'node2' ? no : undefined) },
    { name: 'FakeFilter2', filter: (_cycle, { name }) => (name === 'node1' ? no : undefined) },
  ],
  'test all prescore plugins return skip': [passes, idle],
};

/** The test says of each claim that its binding is complete. Go's zero time, which JSON shows as null, is there. */
function claimOf(given: Fields): Fields {
  const { deletionTimestamp, ...metadata } = given['metadata'] as Fields;
  const leaving = deletionTimestamp === null ? { deletionTimestamp: '0001-01-01T00:00:00Z' } : {};
  return {
    ...objectAs<Fields>(given),
    metadata: { annotations: { 'pv.kubernetes.io/bind-completed': 'true' }, ...objectAs<Fields>(metadata), ...leaving },
  };
}

const scheduled: Adapter = (row) => {
  const { name, nodes, pod, pods, pvcs, wErr, wantNodes } = inputOf(row);
  const profile = profiles[String(name)];
  if (profile === undefined) return { leftOut: 'a plugin that fails, and does not refuse, does not exist here' };
  const known = strings(nodes).map((it) => ({ metadata: { name: it, labels: { hostname: it } } }) as unknown as Node);
  const objects = { PersistentVolumeClaim: listOf(pvcs).map(claimOf), PersistentVolume: volumesOf(listOf(pvcs)) };
  const cycle = cycleFor(objectAs<Pod>(pod), { nodes: known, pods: listOf(pods).map((it) => objectAs<Pod>(it)), objects });
  const decision = decide(cycle, { profile, random: seedRandom(1, 'row'), start: 0 });
  const wanted = errorText(wErr);
  if (decision.chosen === undefined) return { expected: wanted, got: fitErrorMessage(decision, known.length) };
  return { expected: [true, undefined], got: [strings(wantNodes).includes(decision.chosen) || !Array.isArray(wantNodes), wanted] };
};

/** The volumes that claims are bound to, which the test has beside its rows. */
function volumesOf(claims: readonly Fields[]): readonly Fields[] {
  const names = claims
    .map((claim) => objectAs<Fields>(claim['spec'])['volumeName'])
    .filter((name) => typeof name === 'string' && name !== '');
  return names.map((name) => ({ metadata: { name }, spec: {}, status: {} }));
}

export const scheduledPods: Adapters = { TestSchedulerSchedulePod: readingNames(scheduled) };
