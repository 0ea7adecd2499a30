/** upstream: pkg/scheduler/internal/cache, internal/queue, framework (types.go), and small parts of plugins */
import type { Node, Pod } from '#api/kinds.ts';
import { parseGoDuration } from '#api/machinery/duration.ts';
import { hostPorts } from '#engine/helpers/hostPorts.ts';
import { come, leave } from '#engine/scheduler/filter.ts';
import type { Cycle, NodeInfo, Plugin } from '#engine/scheduler/framework.ts';
import { addPod, createNodeInfo, placedPod, removePod } from '#engine/scheduler/nodeInfo.ts';
import { addToTree, listTree, removeFromTree, updateInTree, type NodeTree } from '#engine/scheduler/nodeTree.ts';
import { termMatches, type PodAffinityTerm } from '#engine/scheduler/plugins/affinityTerms.ts';
import { withTag } from '#engine/scheduler/plugins/imageLocality.ts';
import { interPodAffinity, stateOf as affinityState } from '#engine/scheduler/plugins/interPodAffinity.ts';
import { nodeResourcesFit } from '#engine/scheduler/plugins/nodeResourcesFit.ts';
import { podTopologySpreadWith } from '#engine/scheduler/plugins/podTopologySpread.ts';
import { taintToleration } from '#engine/scheduler/plugins/taintToleration.ts';
import { backOffMs, createQueue, standardBackOff, type BackOff } from '#engine/scheduler/queue.ts';
import { inputOf, isFields, withoutInput, type Adapter, type Adapters, type Fields } from '../row.ts';
import { objectAs } from './objects.ts';
import { asJson } from './schedulerConfig.ts';
import { cycleFor, statusOn } from './schedulerRows.ts';

function nodesOf(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.map((it) => objectAs<Node>(it)) : [];
}

function podsOf(value: unknown): readonly Pod[] {
  return Array.isArray(value) ? value.map((it) => objectAs<Pod>(it)) : [];
}

function treeOf(nodes: readonly Node[]): NodeTree {
  const tree: NodeTree = new Map();
  for (const node of nodes) addToTree(tree, node);
  return tree;
}

/** A tree as the rows have it: Go joins region and zone in its own way. */
function zones(tree: NodeTree): Fields {
  return Object.fromEntries([...tree].map(([zone, names]) => [zone === ':' ? '' : zone.replace(':', ':\u0000:'), names]));
}

const tree: Adapter = (row) => {
  const input = inputOf(row);
  if (!('expectedTree' in input)) return withoutInput;
  const { existingNodes, nodesToAdd, nodesToRemove, nodeToUpdate, expectedTree, expectError } = input;
  const nodes = nodesOf(existingNodes);
  const got = treeOf([...nodes, ...nodesOf(nodesToAdd)]);
  const removed = nodesOf(nodesToRemove).map((node) => removeFromTree(got, node));
  if (nodeToUpdate !== undefined && nodeToUpdate !== null) {
    const node = objectAs<Node>(nodeToUpdate);
    updateInTree(
      got,
      nodes.find(({ metadata }) => metadata.name === node.metadata.name),
      node,
    );
  }
  return { expected: [expectedTree ?? {}, expectError === true], got: [zones(got), removed.includes(false)] };
};

const listed: Adapter = (row) => {
  const { nodesToAdd, nodesToRemove, operations, expectedOutput } = inputOf(row);
  const [add, remove] = [[...nodesOf(nodesToAdd)], [...nodesOf(nodesToRemove)]];
  const got: NodeTree = new Map();
  for (const operation of Array.isArray(operations) ? operations : add.map(() => 'add')) {
    if (operation === 'add') addToTree(got, add.shift()!);
    else if (operation === 'remove') removeFromTree(got, remove.shift()!);
  }
  return { expected: expectedOutput ?? [], got: listTree(got) };
};

/** Nodes with the pods on them, as a cycle begins. */
const snapshot: Adapter = (row) => {
  const { nodes, pods, expectedNumNodes, expectedPodsWithAffinity, expectedPodsWithAntiAffinity, expectedNodesInfos } = inputOf(row);
  const cycle = cycleFor(undefined, { nodes: nodesOf(nodes), pods: podsOf(pods) });
  const onNodes = (placed: ReadonlyMap<string, { readonly node: string }>) => new Set([...placed.values()].map(({ node }) => node)).size;
  const podsOn = (Array.isArray(expectedNodesInfos) ? (expectedNodesInfos as Fields[]) : []).map(({ Pods }) =>
    Array.isArray(Pods) ? Pods.length : 0,
  );
  return {
    expected: [expectedNumNodes, expectedPodsWithAffinity, expectedPodsWithAntiAffinity, podsOn],
    got: [
      cycle.nodes.length,
      onNodes(cycle.cache.withAffinity),
      onNodes(cycle.cache.withAntiAffinity),
      cycle.nodes.map((it) => it.pods.size),
    ],
  };
};

/** Which nodes have an image. */
const images: Adapter = (row) => {
  const { nodes, expected } = inputOf(row);
  const infos = nodesOf(nodes).map(createNodeInfo);
  const names = new Set(infos.flatMap((it) => [...it.images.keys()]));
  const got = [...names].map((name) => [name, infos.filter((it) => it.images.has(name)).map((it) => it.name)]);
  return { expected, got: Object.fromEntries(got) };
};

export const cacheAccounts: Adapters = {
  TestNodeTree_AddNode: tree,
  TestNodeTree_RemoveNode: tree,
  TestNodeTree_UpdateNode: tree,
  TestNodeTree_List: listed,
  TestNodeTreeMultiOperations: listed,
  TestNewSnapshot: snapshot,
  TestCreateImageExistenceMap: images,
};

function waits(attempts: number, limits: BackOff): number {
  const queue = createQueue();
  queue.attempts.set('p', attempts);
  return backOffMs(queue, 'p', limits);
}

export const queueAccounts: Adapters = {
  TestBackOffFlow: (row) => ({ expected: inputOf(row)['wantBackoff'], got: `${waits(Number(row.key) + 1, standardBackOff) / 1_000}s` }),
  TestPriorityQueue_calculateBackoffDuration: (row) => {
    const { initialBackoffDuration: initial, maxBackoffDuration: most, podInfo, want } = inputOf(row);
    const ms = (text: unknown) => parseGoDuration(String(text)) ?? 0;
    const got = waits(Number((podInfo as Fields)['Attempts']), { initialMs: ms(initial), mostMs: ms(most) });
    return { expected: ms(want), got };
  },
};

function portsOn(list: unknown): readonly Pod[] {
  return (Array.isArray(list) ? (list as Fields[]) : []).flatMap(({ ip, port, protocol }) =>
    Number(port) <= 0
      ? []
      : [
          {
            spec: { containers: [{ ports: [{ hostIP: ip, hostPort: port, ...(protocol === '' ? {} : { protocol }) }] }] },
          } as unknown as Pod,
        ],
  );
}

/** Ports that are taken and given back, each by a pod of its own. */
const portAccount: Adapter = (row) => {
  const { added, removed, length } = inputOf(row);
  const info = createNodeInfo({ metadata: { name: 'n' }, status: {} } as unknown as Node);
  for (const pod of portsOn(added)) addPod(info, JSON.stringify(pod.spec), placedPod(pod, 'n'));
  for (const pod of portsOn(removed)) removePod(info, JSON.stringify(pod.spec));
  return { expected: length, got: info.hostPorts.size };
};

const affinityNamespaces: Adapter = (row) => {
  const { term, want } = inputOf(row);
  const owner = { metadata: { namespace: 'default' } } as unknown as Pod;
  const selector = { labelSelector: {}, topologyKey: 'k' };
  const read = { ...selector, ...(isFields(term) ? objectAs<Partial<PodAffinityTerm>>(term) : {}), labelSelector: {} } as PodAffinityTerm;
  const meant = (namespace: string) =>
    termMatches(read, { owner, other: { metadata: { namespace } } as unknown as Pod }, cycleFor(undefined, {}).see);
  const wanted = Array.isArray(want) ? want.map(String) : Object.keys(isFields(want) ? want : {});
  return { expected: wanted.toSorted(), got: ['default', 'kube-node-lease', 'kube-public', 'kube-system'].filter(meant) };
};

export const frameworkAccounts: Adapters = {
  TestHostPortInfo_AddRemove: portAccount,
  TestGetNamespacesFromPodAffinityTerm: affinityNamespaces,
};

/** What the plugin knows after a pod came is what it would know had the pod been there; after it left, what it knew before. */
const affinityAfter: Adapter = (row) => {
  const { pendingPod, existingPods, nodes, addedPod, expectedAffinity, expectedAntiAffinity } = inputOf(row);
  const cycle = cycleFor(objectAs<Pod>(pendingPod), { nodes: nodesOf(nodes), pods: podsOf(existingPods) });
  const added = objectAs<Pod>(addedPod);
  const node = cycle.cache.nodes.get(added.spec.nodeName ?? '') as NodeInfo;
  const before = counts(cycle);
  const move = {
    placed: placedPod({ ...added, status: {} } as unknown as Pod, node.name),
    profile: [interPodAffinity] as readonly Plugin[],
  };
  come(cycle, node, move);
  const between = counts(cycle);
  leave(cycle, node, move);
  const pairs = (value: unknown) => Object.entries(isFields(value) ? value : {}).map(([pair, count]) => [JSON.parse(pair), count]);
  const expected = [expectedAffinity, expectedAntiAffinity].map((value) =>
    Object.fromEntries(pairs(value).map(([pair, count]) => [`${(pair as Fields)['key']} ${(pair as Fields)['value']}`, count])),
  );
  return { expected: [expected, before], got: [between, counts(cycle)] };
};

function counts(cycle: Cycle): readonly Fields[] {
  const { affinity, antiAffinity } = affinityState(cycle);
  const told = (map: ReadonlyMap<string, number>) =>
    Object.fromEntries([...map].flatMap(([place, count]) => (count === 0 ? [] : [[place.replace('\n', ' '), count]])));
  return [told(affinity), told(antiAffinity)];
}

export const affinityAccounts: Adapters = { TestPreFilterStateAddRemovePod: affinityAfter };

const taintsThatForbid: Adapter = (row) => {
  const { taint, expected } = inputOf(row);
  const node = { metadata: { name: 'n' }, spec: { taints: [{ key: 'k', ...objectAs<object>(taint) }] } } as unknown as Node;
  return { expected, got: statusOn(taintToleration, cycleFor(undefined, { nodes: [node] }), 'n') !== null };
};

export const helperAccounts: Adapters = { TestDoNotScheduleTaintsFilterFunc: taintsThatForbid };

export const imageAccounts: Adapters = {
  TestNormalizedImageName: (row) => ({ expected: inputOf(row)['Output'], got: withTag(String(inputOf(row)['Input'])) }),
};

const askedPorts: Adapter = (row) => {
  const { pod1, pod2, expected } = inputOf(row);
  const wanted = (Array.isArray(expected) ? (expected as Fields[]) : []).map(
    ({ hostIP, hostPort, protocol }) => `${protocol}/${hostIP || '0.0.0.0'}/${hostPort}`,
  );
  return { expected: wanted, got: podsOf([pod1, pod2]).flatMap(hostPorts) };
};

export const portAccounts: Adapters = { TestGetContainerPorts: askedPorts };

/** After which news a pod that had no room is tried again. */
const news: Adapter = (row) => {
  const { inPlacePodVerticalScalingEnabled: resizes, expectedClusterEvents } = inputOf(row);
  if (resizes === true) return { leftOut: 'the row switches a gate that cannot be switched here' };
  const bits: Readonly<Record<string, number>> = {
    Add: 1,
    Delete: 2,
    UpdateAllocatable: 4,
    UpdateLabel: 8,
    UpdateTaint: 16,
    UpdateCondition: 32,
  };
  const got: Record<string, number> = {};
  for (const event of nodeResourcesFit.events ?? []) {
    const [kind = '', action = ''] = event.split('/');
    got[kind] = (got[kind] ?? 0) | (bits[action] ?? 0);
  }
  const events = (Array.isArray(expectedClusterEvents) ? (expectedClusterEvents as Fields[]) : []).map(({ Event }) => Event as Fields);
  // What happens to a node's conditions is heard with the rest of the node.
  return {
    expected: Object.fromEntries(events.map(({ Resource, ActionType }) => [Resource, ActionType])),
    got,
  };
};

export const resourceAccounts: Adapters = { TestEventsToRegister: news };

const nothingToSpread: Adapter = (row) => {
  const { pod, nodes, objs, config } = inputOf(row);
  const objects: Record<string, Fields[]> = {};
  for (const object of Array.isArray(objs) ? (objs as Fields[]) : [])
    (objects[String(object['$type']).replace('*v1.', '')] ??= []).push(objectAs<Fields>(object));
  const cycle = cycleFor(objectAs<Pod>(pod), { nodes: nodesOf(nodes), objects });
  const plugin = podTopologySpreadWith(asJson(config) as Parameters<typeof podTopologySpreadWith>[0]);
  return { expected: false, got: plugin.preScore?.(cycle, cycle.nodes) };
};

export const spreadAccounts: Adapters = { TestPreScoreSkip: nothingToSpread };
