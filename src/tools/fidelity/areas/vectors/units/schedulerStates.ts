/** upstream: pkg/scheduler/framework/plugins: what podtopologyspread and interpodaffinity count before they judge; defaultpreemption */
import type { Node, Pod, PodDisruptionBudget } from '#api/kinds.ts';
import type { PodTopologySpreadArgs } from '#api/scheduling.ts';
import type { Decision } from '#engine/scheduler/cycle.ts';
import type { Cycle, Plugin, Refusal } from '#engine/scheduler/framework.ts';
import { placedPod } from '#engine/scheduler/nodeInfo.ts';
import { pickOneNode, type Candidate } from '#engine/scheduler/pickOneNode.ts';
import { stateOf as affinityState } from '#engine/scheduler/plugins/interPodAffinity.ts';
import { nodeResourcesFit } from '#engine/scheduler/plugins/nodeResourcesFit.ts';
import { leastOf, podTopologySpread, stateOf } from '#engine/scheduler/plugins/podTopologySpread.ts';
import { hasSpreadScores, spreadScores } from '#engine/scheduler/plugins/podTopologySpreadScore.ts';
import { defaultsOf, systemDefaults, type SpreadDefaults } from '#engine/scheduler/plugins/spreadConstraints.ts';
import { preempt, type Preemption } from '#engine/scheduler/preemption.ts';
import { defaultProfile } from '#engine/scheduler/profile.ts';
import { selectVictims } from '#engine/scheduler/selectVictims.ts';
import { seedRandom } from '#sim/random.ts';
import type { Answer } from '../../verdicts.ts';
import { inputOf, isFields, plain, readingNames, strings, type Adapter, type Adapters, type Fields, type Row } from '../row.ts';
import { objectAs } from './objects.ts';
import { codeOf, cycleFor, recordedStatus } from './schedulerRows.ts';
import { switchedOff } from './scheduler.ts';
import { typed } from './worlds.ts';

const nodesOf = (value: unknown) => (Array.isArray(value) ? value.map((node) => objectAs<Node>(node)) : []);
const podsOf = (value: unknown) => (Array.isArray(value) ? value.map((pod) => objectAs<Pod>(pod)) : []);

/** Objects beside nodes and pods, by kind. */
function othersOf(value: unknown): Record<string, Fields[]> {
  const byKind: Record<string, Fields[]> = {};
  for (const object of Array.isArray(value) ? value : []) {
    const it = typed(object);
    (byKind[it.kind] ??= []).push(it as unknown as Fields);
  }
  return byKind;
}

/** The counts by `key value`, and the least of each key. */
function counted(cycle: Cycle, defaults: SpreadDefaults) {
  const spreads = stateOf(cycle, defaults);
  return {
    counts: Object.fromEntries(
      spreads.flatMap(({ constraint, domains }) => [...domains].map(([value, count]) => [`${constraint.topologyKey} ${value}`, count])),
    ),
    least: Object.fromEntries(spreads.map((spread) => [spread.constraint.topologyKey, leastOf(spread)])),
  };
}

/** `{"key":"zone","value":"a"}` -> `zone a`. */
function pairs(value: unknown): Fields {
  return Object.fromEntries(
    Object.entries(isFields(value) ? value : {}).map(([pair, count]) => {
      const { key, value: of } = JSON.parse(pair) as { key: string; value: string };
      return [`${key} ${of}`, count];
    }),
  );
}

function wantedCounts(value: unknown) {
  const { TpPairToMatchNum, TpKeyToCriticalPaths, Constraints } = isFields(value) ? value : {};
  const paths = isFields(TpKeyToCriticalPaths) ? TpKeyToCriticalPaths : {};
  const few = new Map(
    (Array.isArray(Constraints) ? (Constraints as Fields[]) : []).map((it) => [String(it['TopologyKey']), Number(it['MinDomains'])]),
  );
  const counts = pairs(TpPairToMatchNum);
  const least = Object.entries(paths).map(([key, list]) => {
    const known = Object.keys(counts).filter((pair) => pair.startsWith(`${key} `)).length;
    const lowest = Array.isArray(list) ? Number((list[0] as Fields)['MatchNum']) : 0;
    // Go's largest number stands for a key without any domain; fewer domains than asked for count as an empty one.
    return [key, known < (few.get(key) ?? 1) ? 0 : lowest];
  });
  return { counts, least: Object.fromEntries(least) };
}

function spreadDefaults(list: unknown): SpreadDefaults {
  if (!Array.isArray(list)) return systemDefaults;
  const constraints = list.map((it) => plain(lowered(it)));
  return defaultsOf({ defaultingType: 'List', defaultConstraints: constraints } as PodTopologySpreadArgs);
}

function lowered(value: unknown): unknown {
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.charAt(0).toLowerCase() + key.slice(1), item]));
}

const spreadState: Adapter = (row) => {
  const input = inputOf(row);
  const why = switchedOff(input);
  if (why !== undefined) return { leftOut: why };
  const cycle = cycleFor(objectAs<Pod>(input['pod']), {
    nodes: nodesOf(input['nodes']),
    pods: podsOf(input['existingPods']),
    objects: othersOf(input['objs']),
  });
  return { expected: wantedCounts(input['want']), got: counted(cycle, spreadDefaults(input['defaultConstraints'])) };
};

/** The same after a pod came to a node, or went from it. */
function spreadAfter(sign: 1 | -1): Adapter {
  return (row) => {
    const input = inputOf(row);
    const why = switchedOff({ ...input, pod: input['preemptor'] });
    if (why !== undefined) return { leftOut: why };
    const existing = podsOf(input['existingPods']);
    const cycle = cycleFor(objectAs<Pod>(input['preemptor']), { nodes: nodesOf(input['nodes']), pods: existing });
    const node = cycle.nodes[Number(input['nodeIdx'])]!;
    const listed = existing[Number(input['deletedPodIdx'] ?? -1)];
    const moved =
      sign === 1 ? objectAs<Pod>(input['addedPod']) : isFields(input['deletedPod']) ? objectAs<Pod>(input['deletedPod']) : listed;
    stateOf(cycle, systemDefaults);
    const pod = { ...moved, metadata: { namespace: '', ...moved?.metadata } } as Pod;
    podTopologySpread.count?.(cycle, { placed: placedPod(pod, node.name), node, sign });
    return { expected: wantedCounts(input['want']), got: counted(cycle, systemDefaults) };
  };
}

/** What is counted for points, with no pod on any node. */
const scoreState: Adapter = (row) => {
  const input = inputOf(row);
  const why = switchedOff(input);
  if (why !== undefined) return { leftOut: why };
  const config = isFields(input['config']) ? input['config'] : {};
  const isList = config['DefaultingType'] === 'List';
  const defaults = isList ? spreadDefaults(config['DefaultConstraints'] ?? []) : systemDefaults;
  const cycle = cycleFor(objectAs<Pod>(input['pod']), { nodes: nodesOf(input['nodes']), objects: othersOf(input['objs']) });
  hasSpreadScores(cycle, cycle.nodes, defaults);
  const { scored, ignored } = spreadScores(cycle);
  const want = isFields(input['want']) ? input['want'] : {};
  const rounded = (list: readonly number[]) => list.map((it) => Number(it.toFixed(9)));
  const weights = Array.isArray(want['TopologyNormalizingWeight']) ? want['TopologyNormalizingWeight'].map(Number) : [];
  const counts = scored
    .filter(({ constraint }) => constraint.topologyKey !== 'kubernetes.io/hostname')
    .flatMap(({ constraint, counts: by }) => [...by].map(([value, count]) => [`${constraint.topologyKey} ${value}`, count]));
  return {
    expected: {
      ignored: strings(want['IgnoredNodes']).toSorted(),
      weights: rounded(weights),
      counts: pairs(want['TopologyPairToPodCounts']),
    },
    got: { ignored: [...ignored].toSorted(), weights: rounded(scored.map(({ weight }) => weight)), counts: Object.fromEntries(counts) },
  };
};

export const spreadStates: Adapters = {
  TestPreFilterState: spreadState,
  TestPreFilterStateAddPod: spreadAfter(1),
  TestPreFilterStateRemovePod: spreadAfter(-1),
  TestPreScoreStateEmptyNodes: scoreState,
};

function places(map: ReadonlyMap<string, number>): Fields {
  return Object.fromEntries([...map].map(([place, count]) => [place.replace('\n', ' '), count]));
}

const affinityPlaces: Adapter = (row) => {
  const input = inputOf(row);
  const cycle = cycleFor(objectAs<Pod>(input['pod']), { nodes: nodesOf(input['nodes']), pods: podsOf(input['existingPods']) });
  const { affinity, antiAffinity } = affinityState(cycle);
  return {
    expected: [pairs(input['wantAffinityPodsMap']), pairs(input['wantAntiAffinityPodsMap'])],
    got: [places(affinity), places(antiAffinity)],
  };
};

export const affinityStates: Adapters = { TestGetTPMapMatchingIncomingAffinityAntiAffinity: affinityPlaces };

/** The nodes of the tests of preemption: each takes half a processor; a name says the labels too. */
function roomyNodes(names: readonly string[]): readonly Node[] {
  const room = { cpu: '500m', memory: '500', pods: '32' };
  return names.map((text) => {
    const [name = '', zone] = text.split('/');
    const labels = { node: name, hostname: name, ...(zone === undefined ? {} : { zone }) };
    return { metadata: { name, labels }, spec: {}, status: { capacity: room, allocatable: room } } as unknown as Node;
  });
}

function namesIn(pods: unknown): readonly string[] {
  return podsOf(pods)
    .map(({ metadata }) => metadata.name)
    .toSorted();
}

/** Which pods of which nodes would have to go. */
function dryRun(row: Row): Answer {
  const input = inputOf(row);
  if (codeOf(input['fakeFilterRC']) !== 'Success') return { leftOut: 'the filter of the row is a fake one that answers as it is told' };
  if ((input['args'] ?? null) !== null) return { leftOut: 'which nodes are tried first is chance, and how many is not set here' };
  const { nodeNames, testPods, initPods, pdbs, expected } = input;
  const alike = startAlike(input['name']);
  if (alike !== undefined) return { leftOut: alike };
  if (String(input['name']).includes('does not fit on any node'))
    return { leftOut: 'the filter of the row is a fake one that refuses all' };
  const budgets = (Array.isArray(pdbs) ? pdbs : []).map((it) => inSpace(objectAs<PodDisruptionBudget>(it)));
  const got = podsOf(testPods).map((pod) => {
    const cycle = cycleFor(pod, { nodes: roomyNodes(strings(nodeNames)), pods: podsOf(initPods) });
    return cycle.nodes
      .map((node) => selectVictims(cycle, node, { profile: defaultProfile, budgets }))
      .flatMap((it) => ('victims' in it && it.victims.length > 0 ? [candidate(it)] : []));
  });
  const wanted = (Array.isArray(expected) ? expected : []).map((list) =>
    (Array.isArray(list) ? list : []).map(({ name, victims }: Fields) => ({
      name,
      victims: namesIn(isFields(victims) ? victims['Pods'] : []),
      violations: isFields(victims) ? victims['NumPDBViolations'] : 0,
    })),
  );
  return { expected: wanted, got };
}

function inSpace(budget: PodDisruptionBudget): PodDisruptionBudget {
  return { ...budget, metadata: { ...budget.metadata, namespace: budget.metadata?.namespace ?? '' } };
}

function candidate({ node, victims, violations }: Candidate) {
  return { name: node, victims: victims.map(({ pod }) => pod.metadata.name).toSorted(), violations };
}

/** Rows about start times have them nanoseconds apart. */
function startAlike(name: unknown): string | undefined {
  return /start ?time/i.test(String(name)) ? 'the start times of the row are nanoseconds apart, which JSON does not say' : undefined;
}

function bestCandidate(row: Row): Answer {
  const { nodeNames, pod, pods, expected } = inputOf(row);
  const alike = startAlike(inputOf(row)['name']);
  if (alike !== undefined) return { leftOut: alike };
  const cycle = cycleFor(objectAs<Pod>(pod), { nodes: roomyNodes(strings(nodeNames)), pods: podsOf(pods) });
  const found = cycle.nodes
    .map((node) => selectVictims(cycle, node, { profile: [nodeResourcesFit], budgets: [] }))
    .flatMap((it) => ('victims' in it ? [it] : []));
  const best = pickOneNode(found)?.node;
  return { expected: [true, strings(expected)], got: [strings(expected).includes(best ?? ''), strings(expected)] };
}

function preempted(cycle: Cycle, refused: ReadonlyMap<string, Refusal>, profile: readonly Plugin[]): Preemption {
  const decision = { refused, scores: [], nextStart: 0 } as unknown as Decision;
  return preempt(cycle, decision, { profile, budgets: [], random: seedRandom(1, 'row') });
}

function refusals(statuses: unknown): ReadonlyMap<string, Refusal> {
  return new Map(
    Object.entries(isFields(statuses) ? statuses : {}).map(([name, value]) => {
      const status = recordedStatus(value);
      return [name, { reasons: status?.reasons ?? [], resolvable: status?.code === 'Unschedulable' }];
    }),
  );
}

function postFilter(row: Row): Answer {
  const { extender, filteredNodesStatuses, nodes, pod, pods, wantResult, wantStatus, name } = inputOf(row);
  if (extender !== null) return { leftOut: 'there are no extenders here' };
  if (String(name).includes('TestPlugin')) return { leftOut: 'the plugin that fails in the row is a fake one' };
  const cycle = cycleFor(objectAs<Pod>(pod), { nodes: nodesOf(nodes), pods: podsOf(pods) });
  const got = preempted(cycle, refusals(filteredNodesStatuses), [nodeResourcesFit]);
  const info = isFields(wantResult) && isFields(wantResult['NominatingInfo']) ? wantResult['NominatingInfo']['NominatedNodeName'] : '';
  return {
    expected: { node: info, reasons: recordedStatus(wantStatus)?.reasons ?? [] },
    got: 'node' in got ? { node: got.node, reasons: [] } : { node: '', reasons: [`preemption: ${got.message}`] },
  };
}

function wholePreemption(row: Row): Answer {
  const { extenders, nodeNames, pod, pods, want, expectedPods } = inputOf(row);
  if (extenders !== null) return { leftOut: 'there are no extenders here' };
  const nodes = roomyNodes(strings(nodeNames));
  const cycle = cycleFor(objectAs<Pod>(pod), { nodes, pods: podsOf(pods) });
  const refused = new Map(nodes.map(({ metadata }) => [metadata.name, { reasons: [], resolvable: true }]));
  const got = preempted(cycle, refused, [nodeResourcesFit]);
  const info = isFields(want) && isFields(want['NominatingInfo']) ? want['NominatingInfo']['NominatedNodeName'] : '';
  return {
    expected: { node: info, victims: strings(expectedPods).toSorted() },
    got: 'node' in got ? { node: got.node, victims: got.victims.map((it) => it.pod.metadata.name).toSorted() } : { node: '', victims: [] },
  };
}

function eligibleForPreemption(row: Row): Answer {
  const { fts, nodes, nominatedNodeStatus, pod, pods, expected } = inputOf(row);
  const leaving = JSON.stringify(pods).includes('deletionTimestamp');
  if (leaving && isFields(fts) && fts['EnablePodDisruptionConditions'] !== true && nominatedNodeStatus === null)
    return { leftOut: 'the row switches the disruption conditions off, by which victims are known' };
  const asked = objectAs<Pod>(pod);
  const refused = nominatedNodeStatus === null ? {} : { [asked.status.nominatedNodeName ?? '']: nominatedNodeStatus };
  const cycle = cycleFor(asked, { nodes: strings(nodes).map((name) => ({ metadata: { name } }) as unknown as Node), pods: podsOf(pods) });
  const got = preempted(cycle, refusals(refused), []);
  return { expected, got: 'node' in got || !got.message.startsWith('not eligible') };
}

export const preemptions: Adapters = {
  TestDryRunPreemption: readingNames(dryRun),
  TestSelectBestCandidate: readingNames(bestCandidate),
  TestPostFilter: readingNames(postFilter),
  TestPreempt: readingNames(wholePreemption),
  TestPodEligibleToPreemptOthers: eligibleForPreemption,
};
