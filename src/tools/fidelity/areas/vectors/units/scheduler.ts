/** upstream: pkg/scheduler/framework/plugins: what each plugin filters and how it scores. */
import type { Node, Pod } from '#api/kinds.ts';
import type { Plugin } from '#engine/scheduler/framework.ts';
import { imageLocality } from '#engine/scheduler/plugins/imageLocality.ts';
import { interPodAffinity } from '#engine/scheduler/plugins/interPodAffinity.ts';
import { nodeName } from '#engine/scheduler/plugins/nodeName.ts';
import { nodePorts } from '#engine/scheduler/plugins/nodePorts.ts';
import { nodeResourcesFit } from '#engine/scheduler/plugins/nodeResourcesFit.ts';
import { nodeUnschedulable } from '#engine/scheduler/plugins/nodeUnschedulable.ts';
import { podTopologySpread } from '#engine/scheduler/plugins/podTopologySpread.ts';
import { taintToleration } from '#engine/scheduler/plugins/taintToleration.ts';
import { volumeRestrictions } from '#engine/scheduler/plugins/volumeRestrictions.ts';
import { inputOf, isFields, type Adapter, type Adapters, type Fields } from '../row.ts';
import { objectAs, rowAs } from './objects.ts';
import { packing, shapeAnswer, withAddedAffinity, withAffinityArgs, withBalanceArgs, withFitArgs, withStrategy } from './schedulerArgs.ts';
import { resourceRequests } from './schedulerCore.ts';
import { codeOf, cycleFor, pointsOf, recordedPoints, recordedStatus, statusOn } from './schedulerRows.ts';

interface PluginRow {
  readonly pod?: Pod;
  readonly requestedPod?: Pod;
  readonly node?: Node;
  readonly nodes?: readonly Node[];
  readonly failedNodes?: readonly Node[];
  readonly pods?: readonly Pod[];
  readonly existingPods?: readonly Pod[];
  readonly existingPVCs?: readonly Fields[];
  readonly nodeInfo?: { readonly Pods?: readonly { readonly Pod: Pod }[] };
  readonly labels?: Readonly<Record<string, string>>;
  readonly nodeName?: string;
  readonly objs?: readonly Fields[];
}

/** The namespaces that the tests of affinity between pods run in. */
const namespaces = ['subteam1.team1', 'subteam2.team1', 'subteam1.team2', 'subteam2.team2'].map((name) => ({
  metadata: { name, labels: { team: name.split('.')[1] } },
}));

const worldNode = { metadata: { name: 'node' } } as unknown as Node;

/** Arguments that upstream refuses are refused here when a tape is read. */
function refusedArgs(input: Fields): string | undefined {
  return (input['wantErrs'] ?? null) === null ? undefined : 'the row has arguments that are refused before they reach the plugin';
}

/** One node, or one that holds the pods of the row's account of it. */
function filters(chosen: Plugin | ((input: Fields) => Plugin), allocatable?: Readonly<Record<string, string>>): Adapter {
  return (row) => {
    const input = inputOf(row);
    const why = unusual(input);
    if (why !== undefined) return { leftOut: why };
    const plugin = typeof chosen === 'function' ? chosen(input) : chosen;
    const given = rowAs<PluginRow>(row);
    const metadata = { name: given.nodeName ?? '', labels: given.labels ?? {} };
    const bare = given.labels === undefined && given.nodeName === undefined ? worldNode : ({ metadata } as unknown as Node);
    const node = given.node ?? { ...bare, ...(allocatable === undefined ? {} : { status: { allocatable } }) };
    const here = (given.nodeInfo?.Pods ?? []).map(({ Pod: pod }) => ({ ...pod, spec: { ...pod.spec, nodeName: node.metadata.name } }));
    const cycle = cycleFor(given.pod, {
      nodes: [node as Node],
      pods: [...here, ...(given.pods ?? given.existingPods ?? [])],
      objects: { Namespace: namespaces, PersistentVolumeClaim: given.existingPVCs ?? [] },
    });
    const before = recordedStatus(input['wantPreFilterStatus'] ?? input['preFilterWantStatus']);
    const expected = before ?? recordedStatus(input['wantFilterStatus'] ?? input['wantStatus']);
    return { expected, got: statusOn(plugin, cycle, node.metadata?.name ?? '') };
  };
}

const manyNodes: Adapter = (row) => {
  const { pod, nodes = [], pods } = rowAs<PluginRow>(row);
  const cycle = cycleFor(pod, { nodes, pods, objects: { Namespace: namespaces } });
  const wanted = inputOf(row)['wantFilterStatuses'];
  return {
    expected: Array.isArray(wanted) ? wanted.map(recordedStatus) : nodes.map(() => null),
    got: nodes.map(({ metadata }) => statusOn(interPodAffinity, cycle, metadata.name)),
  };
};

const spreadFilter: Adapter = (row) => {
  const why = switchedOff(inputOf(row));
  if (why !== undefined) return { leftOut: why };
  const { pod, nodes = [], existingPods } = rowAs<PluginRow>(row);
  const cycle = cycleFor(pod, { nodes, pods: existingPods });
  const wanted = inputOf(row)['wantStatusCode'];
  return {
    expected: Object.fromEntries(Object.entries(isFields(wanted) ? wanted : {}).map(([node, code]) => [node, codeOf(code)])),
    got: Object.fromEntries(nodes.map(({ metadata: { name } }) => [name, statusOn(podTopologySpread, cycle, name)?.code ?? 'Success'])),
  };
};

/** Rows that show what happens without a feature that this version has. */
export function switchedOff(input: Fields): string | undefined {
  const text = JSON.stringify(input['pod'] ?? null);
  if (input['enableMinDomains'] === false && text.includes('"minDomains"')) return 'the row switches minDomains off';
  if (input['enableMatchLabelKeys'] === false && text.includes('"matchLabelKeys"')) return 'the row switches matchLabelKeys off';
  const policies = text.includes('"nodeAffinityPolicy"') || text.includes('"nodeTaintsPolicy"');
  return input['enableNodeInclusionPolicy'] === false && policies ? 'the row switches the node inclusion policies off' : undefined;
}

function scores(
  chosen: Plugin | ((input: Fields) => Plugin),
  want: string,
  leftOut: (input: Fields) => string | undefined = () => undefined,
): Adapter {
  return (row) => {
    const input = inputOf(row);
    const why = leftOut(input) ?? refusedArgs(input);
    if (why !== undefined) return { leftOut: why };
    const plugin = typeof chosen === 'function' ? chosen(input) : chosen;
    const { pod, requestedPod, nodes = [], failedNodes = [], pods, existingPods, objs = [] } = rowAs<PluginRow>(row);
    const objects: Record<string, Fields[]> = { Namespace: namespaces };
    for (const object of Array.isArray(input['objs']) ? input['objs'] : []) {
      const kind = String(isFields(object) ? object['$type'] : '').replace('*v1.', '');
      (objects[kind] ??= []).push(objectAs<Fields>(object));
    }
    const cycle = cycleFor(pod ?? requestedPod, { nodes: [...nodes, ...failedNodes], pods: pods ?? existingPods, objects });
    const names = nodes.map(({ metadata }) => metadata.name);
    const got = pointsOf(plugin, cycle, names);
    const expected = recordedPoints(input[want]);
    return { expected, got: got.length === 0 ? expected.map(() => (objs.length > 0 ? -1 : 0)) : got };
  };
}

function unusual(input: Fields): string | undefined {
  return JSON.stringify(input['pod'] ?? null).includes('{{.bad-value.}}') ? 'the API server refuses such a pod' : undefined;
}

/** The node of the tests of resources. */
const offered = { cpu: '10m', memory: '20', pods: '32', 'example.com/aaa': '5', 'ephemeral-storage': '20', 'hugepages-2Mi': '5' };
const full = { cpu: '10m', memory: '20', pods: '1' };

export const schedulerPlugins: Readonly<Record<string, Adapters>> = {
  imagelocality: { TestImageLocalityPriority: scores(imageLocality, 'expectedList') },
  interpodaffinity: {
    TestRequiredAffinitySingleNode: filters(interPodAffinity),
    TestRequiredAffinityMultipleNodes: manyNodes,
    TestPreferredAffinity: scores(withAffinityArgs, 'expectedList'),
    TestPreferredAffinityWithHardPodAffinitySymmetricWeight: scores(withAffinityArgs, 'expectedList'),
  },
  nodeaffinity: { TestNodeAffinity: filters(withAddedAffinity), TestNodeAffinityPriority: scores(withAddedAffinity, 'expectedList') },
  nodename: { TestNodeName: filters(nodeName) },
  nodeports: { TestNodePorts: filters(nodePorts) },
  noderesources: {
    TestEnoughRequests: filters(withFitArgs, offered),
    TestNotEnoughRequests: filters(nodeResourcesFit, full),
    TestStorageRequests: filters(nodeResourcesFit, offered),
    TestFitScore: scores(withFitArgs, 'expectedPriorities'),
    TestLeastAllocatedScoringStrategy: scores(withStrategy('LeastAllocated'), 'expectedScores'),
    TestMostAllocatedScoringStrategy: scores(withStrategy('MostAllocated'), 'expectedScores'),
    TestRequestedToCapacityRatioScoringStrategy: scores(withStrategy('RequestedToCapacityRatio'), 'expectedScores'),
    TestResourceBinPackingSingleExtended: scores(packing({ 'intel.com/foo': 1 }), 'expectedScores'),
    TestResourceBinPackingMultipleExtended: scores(packing({ 'intel.com/foo': 3, 'intel.com/bar': 5 }), 'expectedScores'),
    TestNodeResourcesBalancedAllocation: scores(withBalanceArgs, 'expectedList'),
    TestBrokenLinearFunction: shapeAnswer,
    ...resourceRequests,
  },
  nodeunschedulable: { TestNodeUnschedulable: filters(nodeUnschedulable) },
  podtopologyspread: {
    TestSingleConstraint: spreadFilter,
    TestMultipleConstraints: spreadFilter,
    TestPodTopologySpreadScore: scores(podTopologySpread, 'want', switchedOff),
  },
  tainttoleration: {
    TestTaintTolerationFilter: filters(taintToleration),
    TestTaintTolerationScore: scores(taintToleration, 'expectedList'),
  },
  volumerestrictions: {
    TestAccessModeConflicts: filters(volumeRestrictions),
    TestGCEDiskConflicts: filters(volumeRestrictions),
    TestISCSIDiskConflicts: filters(volumeRestrictions),
    TestRBDDiskConflicts: filters(volumeRestrictions),
  },
};
