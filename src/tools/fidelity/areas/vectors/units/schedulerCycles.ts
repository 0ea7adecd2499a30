/** upstream: pkg/scheduler (schedule_one.go), framework/runtime, framework (types.go, PreFilterResult), plugins/selectorspread */
import type { Node, Pod } from '#api/kinds.ts';
import { decide, enoughNodes, score } from '#engine/scheduler/cycle.ts';
import { come } from '#engine/scheduler/filter.ts';
import type { Plugin } from '#engine/scheduler/framework.ts';
import { placedPod } from '#engine/scheduler/nodeInfo.ts';
import { nodeResourcesBalancedAllocation } from '#engine/scheduler/plugins/nodeResourcesBalancedAllocation.ts';
import { nodeResourcesFit } from '#engine/scheduler/plugins/nodeResourcesFit.ts';
import { selectorSpread } from '#engine/scheduler/plugins/selectorSpread.ts';
import { standWith } from '#engine/scheduler/testing/stand.ts';
import { seedRandom } from '#sim/random.ts';
import { inputOf, isFields, listOf, outputOf, strings, type Adapter, type Adapters, type Fields, type Row } from '../row.ts';
import { objectAs } from './objects.ts';
import { codeOf, cycleFor, pointsOf, recordedPoints, type World } from './schedulerRows.ts';

const fails = 'a plugin that fails, and does not refuse, does not exist here';
const node = (name: string, labels = {}): Node => ({ metadata: { name, labels } }) as unknown as Node;

/** The points that a row gives, of nodes that are named after their zones. A pod of no namespace sees the services of all: its lister has no limit. */
const spread: Adapter = (row) => {
  const { pod, pods, rcs, rss, services, sss, expectedList } = inputOf(row);
  const names = listOf(expectedList).map(({ Name }) => String(Name));
  const zoneOf = (name: string) => name.split('.')[1];
  const nodes = names.map((name) => node(name, zoneOf(name) === undefined ? {} : { 'topology.kubernetes.io/zone': zoneOf(name) }));
  const asked = objectAs<Pod>(pod);
  const near = (it: Fields) =>
    asked.metadata.namespace === undefined ? { ...it, metadata: { ...(it['metadata'] as Fields), namespace: '' } } : it;
  const objects = { ReplicationController: rcs, ReplicaSet: rss, Service: listOf(services).map(near), StatefulSet: sss };
  const cycle = cycleFor(asked, {
    nodes,
    pods: listOf(pods).map((it) => objectAs<Pod>(it)),
    objects: Object.fromEntries(Object.entries(objects).map(([kind, list]) => [kind, listOf(list).map((it) => objectAs<Fields>(it))])),
  });
  const got = pointsOf(selectorSpread, cycle, names);
  return { expected: recordedPoints(expectedList), got: got.length === 0 ? names.map(() => 0) : got };
};

export const selectorSpreads: Adapters = { TestSelectorSpreadScore: spread, TestZoneSelectorSpreadPriority: spread };

interface Fake {
  readonly name: string;
  readonly status: number;
}

/** Plugins that answer as they are told. 1: fails; 5: has nothing to do. */
function fakes(row: Row, status: string): readonly Fake[] {
  return listOf(inputOf(row)['plugins']).map(({ name, inj }) => ({ name: String(name), status: isFields(inj) ? Number(inj[status]) : 0 }));
}

/** Which of the plugins had nothing to say when the others were asked. */
function skippers(status: string, ask: (told: readonly Fake[], note: (name: string) => void) => void): Adapter {
  return (row) => {
    const told = fakes(row, status);
    const skipped = new Set(strings(inputOf(row)['skippedPluginNames']));
    if (told.some((it) => it.status === 1 && !skipped.has(it.name))) return { leftOut: fails };
    const asked = new Set<string>();
    ask(
      told.map((it) => (skipped.has(it.name) ? { ...it, status: 5 } : it)),
      (name) => void asked.add(name),
    );
    const want = [...strings(inputOf(row)['wantSkippedPlugins']), ...skipped];
    return { expected: want.toSorted(), got: told.flatMap(({ name }) => (asked.has(name) ? [] : [name])).toSorted() };
  };
}

const oneNode: World = { nodes: [node('n')] };

const preFilters = skippers('PreFilterStatus', (told, note) => {
  const cycle = cycleFor(undefined, oneNode);
  const profile = told.map(({ name, status }): Plugin => ({ name, applies: () => status !== 5, filter: () => void note(name) }));
  decide(cycle, { profile, random: seedRandom(1, 'row'), start: 0 });
});

const preScores = skippers('PreScoreStatus', (told, note) => {
  const cycle = cycleFor(undefined, oneNode);
  const profile = told.map(({ name, status }): Plugin => ({ name, preScore: () => status !== 5, score: () => (note(name), 0) }));
  score(cycle, cycle.nodes, profile);
});

const additions = (status: string) =>
  skippers(status, (told, note) => {
    const cycle = cycleFor(undefined, oneNode);
    const profile = told.map(({ name, status: code }): Plugin => ({
      name,
      applies: () => code !== 5,
      filter: () => undefined,
      count: () => note(name),
    }));
    come(cycle, cycle.nodes[0]!, { placed: placedPod(cycle.pod, 'n'), profile });
  });

/** Points of plugins that give what their arguments say, with the weights of the profile. */
const points: Adapter = (row) => {
  const { plugins, pluginConfigs, skippedPlugins, want, err } = inputOf(row);
  if (err === true) return { leftOut: fails };
  const given = new Map(
    listOf(pluginConfigs).map(({ Name, Args }) => [Name, JSON.parse(String(isFields(Args) ? Args['Raw'] : '{}')) as Fields] as const),
  );
  const enabled = isFields(plugins) && isFields(plugins['Score']) ? listOf(plugins['Score']['Enabled']) : [];
  const profile = enabled.map(({ Name, Weight }): Plugin => {
    const { scoreRes = 0, normalizeRes = 0 } = given.get(Name) ?? {};
    const normalizes = String(Name).includes('normalize');
    return {
      name: String(Name),
      weight: Number(Weight),
      preScore: () => !strings(skippedPlugins).includes(String(Name)),
      score: () => Number(scoreRes),
      ...(normalizes ? { normalize: (all: number[]) => void all.fill(Number(normalizeRes)) } : {}),
    };
  });
  const cycle = cycleFor(undefined, { nodes: [node('node1'), node('node2')] });
  const { scores, totals } = score(cycle, cycle.nodes, profile);
  return {
    expected: listOf(want).map(({ Name, Scores, TotalScore }) => [Name, TotalScore, listOf(Scores).map((it) => [it['Name'], it['Score']])]),
    got: cycle.nodes.map(({ name }, i) => [name, totals[i], scores.filter((it) => it.node === name).map((it) => [it.plugin, it.score])]),
  };
};

export const frameworkRuns: Adapters = {
  TestRunPreFilterPlugins: preFilters,
  TestRunPreScorePlugins: preScores,
  TestRunPreFilterExtensionAddPod: additions('PreFilterAddPodStatus'),
  TestRunPreFilterExtensionRemovePod: additions('PreFilterRemovePodStatus'),
  TestRunScorePlugins: points,
};

/** Of two plugins that name the only nodes that come into question, both are heard. */
const merged: Adapter = (row) => {
  const { in: given, receiver, want } = inputOf(row);
  const all = ['node1', 'node2', 'node3'];
  const onlyOf = (value: unknown) => (isFields(value) && value['NodeNames'] !== null ? new Set(namesOf(value['NodeNames'])) : undefined);
  const asked: string[] = [];
  const profile = [receiver, given].map((value, i): Plugin => {
    const only = onlyOf(value);
    return {
      name: `p${i}`,
      preFilter: () => (only === undefined ? undefined : { only }),
      filter: (_cycle, { name }) => void asked.push(name),
    };
  });
  const cycle = cycleFor(undefined, { nodes: all.map((name) => node(name)) });
  decide(cycle, { profile, random: seedRandom(1, 'row'), start: 0 });
  return { expected: [...(onlyOf(want) ?? all)].toSorted(), got: [...new Set(asked)].toSorted() };
};

function namesOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : Object.keys(isFields(value) ? value : {});
}

export const preFilterResults: Adapters = { TestPreFilterResultMerge: merged };

const bestNode: Adapter = (row) => {
  const { list, possibleNodes } = inputOf(row);
  const totals = new Map(listOf(list).map(({ Name, TotalScore }) => [String(Name), Number(TotalScore)]));
  const profile = [{ name: 'p', score: (_cycle: unknown, { name }: { readonly name: string }) => totals.get(name) ?? 0 }];
  const cycle = cycleFor(undefined, { nodes: [...totals.keys()].map((name) => node(name)) });
  const { chosen } = decide(cycle, { profile, random: seedRandom(1, 'row'), start: 0 });
  if (totals.size === 0) return { expected: 'error' in outputOf(row), got: chosen !== undefined };
  return { expected: true, got: namesOf(possibleNodes).includes(chosen ?? '') };
};

const withoutRequests: Adapter = (row) => {
  const { nodes, pod, pods, expectedScore } = inputOf(row);
  const world = { nodes: listOf(nodes).map((it) => objectAs<Node>(it)), pods: listOf(pods).map((it) => objectAs<Pod>(it)) };
  const cycle = cycleFor(objectAs<Pod>(pod), world);
  const { totals } = score(cycle, cycle.nodes, [nodeResourcesFit, nodeResourcesBalancedAllocation, selectorSpread]);
  return { expected: totals.map(() => expectedScore), got: totals };
};

/** A profile of the test lets its pods go to one node only. */
const byProfile: Adapter = (row) => {
  const pod = objectAs<Pod>(row.in);
  const schedulerName = pod.spec.schedulerName ?? '';
  const wanted = schedulerName.replace('match-', '');
  const matchFields = [{ key: 'metadata.name', operator: 'In' as const, values: [wanted] }];
  const addedAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] } };
  const profile = { schedulerName, pluginConfig: [{ name: 'NodeAffinity' as const, args: { addedAffinity } }] };
  const other = { schedulerName: 'other-scheduler' };
  const nodes = ['node1', 'node2', 'node3'].map((name) => onStand('Node', { metadata: { name }, status: { allocatable: { pods: '10' } } }));
  const { log, advance } = standWith({ profiles: [other, profile] }, ...nodes, onStand('Pod', pod));
  advance(1_000);
  return { expected: `${pod.metadata.name} ${wanted}`, got: log[0] };
};

function onStand(kind: 'Node' | 'Pod', object: object): object {
  const { metadata, spec, status } = object as Readonly<Record<string, Fields>>;
  const place = kind === 'Pod' ? { namespace: 'default' } : {};
  return { kind, apiVersion: 'v1', metadata: { ...place, ...metadata }, spec: { containers: [], ...spec }, status: status ?? {} };
}

/** One pod and one node that suits it, or a pod that is on its way out. */
const oneCycle: Adapter = (row) => {
  const { sendPod, eventReason, expectBind, injectBindError } = inputOf(row);
  if (injectBindError !== null) return { leftOut: 'the row says by an error object what the server answers' };
  const pod = onStand('Pod', objectAs<Pod>(sendPod)) as Pod;
  const { deletionTimestamp, ...metadata } = pod.metadata;
  const profiles = [{ schedulerName: pod.spec.schedulerName ?? '' }];
  const { log, advance, tell } = standWith(
    { profiles },
    onStand('Node', { metadata: { name: 'node1' }, status: { allocatable: { pods: '10' } } }),
  );
  if (deletionTimestamp === undefined) tell('ADDED', pod);
  else {
    tell('ADDED', { ...pod, metadata });
    tell('MODIFIED', pod);
  }
  advance(1_000);
  const target = isFields(expectBind) && isFields(expectBind['target']) ? [`foo ${String(expectBind['target']['name'])}`] : [];
  return {
    expected: [target, eventReason],
    got: [log.filter((line) => !line.includes('!')), log.find((line) => line.includes('!'))?.replace(/^\S+ (\w+):.*$/, '$1')],
  };
};

const nodesToFind: Adapter = (row) => {
  const { profilePercentage, globalPercentage, numAllNodes, wantNumNodes } = inputOf(row);
  return { expected: wantNumNodes, got: enoughNodes(Number(numAllNodes), Number(profilePercentage ?? globalPercentage)) };
};

/** How often the filters of four nodes are asked when one of the nodes was promised. */
const promised: Adapter = (row) => {
  const { pod, nodeReturnCodeMap, expectedCount } = inputOf(row);
  let count = 0;
  const refused = new Set(
    Object.entries(isFields(nodeReturnCodeMap) ? nodeReturnCodeMap : {}).flatMap(([name, code]) =>
      codeOf(code) === 'Success' ? [] : [name],
    ),
  );
  const filter: Plugin['filter'] = (_cycle, { name }) => {
    count += 1;
    return refused.has(name) ? { reasons: ['no'], resolvable: true } : undefined;
  };
  const cycle = cycleFor(objectAs<Pod>(pod), { nodes: ['node1', 'node2', 'node3'].map((name) => node(name)) });
  decide(cycle, { profile: [{ name: 'p', filter }], random: seedRandom(1, 'row'), start: 0 });
  return { expected: expectedCount, got: count };
};

export const schedulerCycles: Adapters = {
  Test_SelectHost: bestNode,
  TestZeroRequest: withoutRequests,
  TestSchedulerMultipleProfilesScheduling: byProfile,
  TestSchedulerScheduleOne: oneCycle,
  TestNumFeasibleNodesToFind: nodesToFind,
  TestPreferNominatedNodeFilterCallCounts: promised,
};

/** Pods with gates are not tried. */
const gated: Adapter = (row) => {
  const { pod, enablePodSchedulingReadiness: ready, want } = inputOf(row);
  if (ready === false) return { leftOut: 'the row switches a gate that cannot be switched here' };
  const stand = standWith(
    undefined,
    onStand('Node', { metadata: { name: 'n' }, status: { allocatable: { pods: '10' } } }),
    onStand('Pod', objectAs<Pod>(pod)),
  );
  stand.advance(1_000);
  return { expected: want === null || want === undefined, got: stand.log.length > 0 };
};

/** The binding that is written for a pod. */
const binder: Adapter = (row) => {
  const { injectErr, wantBinding } = inputOf(row);
  if (injectErr !== null) return { leftOut: 'the row says by an error object what the server answers' };
  const { metadata, target } = wantBinding as Readonly<Record<string, Fields>>;
  const node = onStand('Node', { metadata: { name: target!['name'] }, status: { allocatable: { pods: '10' } } });
  const { log, advance } = standWith(undefined, node, onStand('Pod', { metadata: { name: metadata!['name'], uid: 'u' } }));
  advance(1_000);
  return { expected: `${String(metadata!['name'])} ${String(target!['name'])}`, got: log[0] };
};

export const gatePlugin: Adapters = { TestPreEnqueue: gated };
export const binderPlugin: Adapters = { TestDefaultBinder: binder };
