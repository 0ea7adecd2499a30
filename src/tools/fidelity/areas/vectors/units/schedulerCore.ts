/** upstream: pkg/scheduler (schedule_one.go), pkg/scheduler/framework (types.go), pkg/scheduler/util, component-helpers/scheduling/corev1 */
import type { Node, Pod } from '#api/kinds.ts';
import { matchesTerm, type NodeSelectorTerm } from '#engine/helpers/nodeFit.ts';
import { fitErrorMessage } from '#engine/scheduler/fitError.ts';
import { maxNodeScore, normalizeByMax } from '#engine/scheduler/framework.ts';
import { moreImportant } from '#engine/scheduler/pickOneNode.ts';
import { preempt } from '#engine/scheduler/preemption.ts';
import { addActive, createQueue, next } from '#engine/scheduler/queue.ts';
import { nonZeroRequests, readResources } from '#engine/scheduler/requests.ts';
import { seedRandom } from '#sim/random.ts';
import { inputOf, isFields, type Adapter, type Adapters, type Fields } from '../row.ts';
import { objectAs, rowAs } from './objects.ts';
import { codeOf, cycleFor, recordedStatus } from './schedulerRows.ts';

interface QueuedPod {
  readonly PodInfo: { readonly Pod: Pod };
  readonly Timestamp: string;
}

/** Who comes first out of the queue: the row's two pods enter in the order of their times. */
const less: Adapter = (row) => {
  const { p1, p2, expected } = rowAs<{ p1: QueuedPod; p2: QueuedPod; expected: boolean }>(row);
  const queue = createQueue();
  const items = [
    { key: 'p2', of: p2 },
    { key: 'p1', of: p1 },
  ].toSorted((a, b) => (a.of.Timestamp < b.of.Timestamp ? -1 : a.of.Timestamp > b.of.Timestamp ? 1 : 0));
  for (const { key, of } of items) addActive(queue, { key, priority: of.PodInfo.Pod.spec.priority ?? 0, because: {} });
  return { expected, got: next(queue)?.key === 'p1' };
};

const importance: Adapter = (row) => {
  const { p1, p2, expected } = rowAs<{ p1: Pod; p2: Pod; expected: boolean }>(row);
  return { expected, got: moreImportant(p1, p2) < 0 };
};

const fitError: Adapter = (row) => {
  const { diagnosis, numAllNodes, wantReasonMsg } = inputOf(row);
  const { NodeToStatusMap: statuses, PreFilterMsg: before, PostFilterMsg: after } = isFields(diagnosis) ? diagnosis : {};
  const refused = new Map(
    Object.entries(isFields(statuses) ? statuses : {}).map(([name, status]) => [
      name,
      { reasons: recordedStatus(status)?.reasons ?? [], resolvable: true },
    ]),
  );
  const preFilter = before === '' ? {} : { preFilter: { reasons: [String(before)], resolvable: false } };
  const told = fitErrorMessage({ refused, scores: [], nextStart: 0, ...preFilter }, Number(numAllNodes));
  return { expected: wantReasonMsg, got: after === '' ? told : `${told} ${String(after)}.` };
};

const normalized: Adapter = (row) => {
  const { scores = [], reverse, expectedScores = [] } = rowAs<{ scores?: number[]; reverse: boolean; expectedScores?: number[] }>(row);
  const got = [...scores];
  normalizeByMax(got, reverse);
  return { expected: expectedScores, got: got.map((it) => Math.min(it, maxNodeScore)) };
};

/** Nodes on which eviction might help: those refused for a reason that it may take away. */
const helpful: Adapter = (row) => {
  const { nodesStatuses, expected } = inputOf(row);
  const statuses = Object.entries(isFields(nodesStatuses) ? nodesStatuses : {});
  const names = ['node1', 'node2', 'node3', 'node4', 'node5'].filter(
    (name) => statuses.some(([known]) => known === name) || strings(expected).includes(name),
  );
  const nodes = names.map((name) => ({ metadata: { name } }) as unknown as Node);
  const lesser = names.map((nodeName) => ({ spec: { nodeName, priority: -1 } }) as unknown as Pod);
  const cycle = cycleFor({ spec: { priority: 1 } } as unknown as Pod, { nodes, pods: lesser });
  const tried: string[] = [];
  const notes = {
    name: 'Notes',
    filter: (_cycle: unknown, { name }: { readonly name: string }) => (tried.push(name), { reasons: ['no'], resolvable: true }),
  };
  const refused = new Map(names.map((name) => [name, { reasons: ['r'], resolvable: isResolvable(statuses, name) }]));
  preempt(cycle, { refused, scores: [], nextStart: 0 }, { profile: [notes], budgets: [], random: seedRandom(1, 'row') });
  return { expected: strings(expected).toSorted(), got: [...new Set(tried)].toSorted() };
};

function isResolvable(statuses: readonly (readonly [string, unknown])[], node: string): boolean {
  const status = statuses.find(([name]) => name === node)?.[1];
  return !isFields(status) || codeOf(status['code']) !== 'UnschedulableAndUnresolvable';
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : isFields(value) ? Object.keys(value) : [];
}

const newResource: Adapter = (row) => {
  const { resourceList, expected } = rowAs<{ resourceList?: Record<string, string>; expected: Fields }>(row);
  const { milliCpu, memory, ephemeralStorage, scalar } = readResources(resourceList);
  const { AllowedPodNumber: _pods, ...rest } = expected;
  return {
    expected: { ScalarResources: {}, ...rest },
    got: { MilliCPU: milliCpu, Memory: memory, EphemeralStorage: ephemeralStorage, ScalarResources: scalar },
  };
};

const scoredRequests: Adapter = (row) => {
  const { pod, expected } = rowAs<{ pod: Pod; expected: Record<string, number> }>(row);
  const { milliCpu, memory } = nonZeroRequests(pod);
  return { expected, got: { cpu: milliCpu, memory } };
};

/** Terms are alternatives. */
const selectorTerms: Adapter = (row) => {
  const { args, want } = inputOf(row);
  const { node, nodeSelector } = isFields(args) ? args : {};
  if (node === null || nodeSelector === null) return { leftOut: 'nobody asks here without a node and terms' };
  const { nodeSelectorTerms = [] } = objectAs<{ nodeSelectorTerms?: NodeSelectorTerm[] }>(nodeSelector);
  return { expected: want, got: nodeSelectorTerms.some((term) => matchesTerm(term, objectAs<Node>(node))) };
};

const priority: Adapter = (row) => {
  const { pod, expectedPriority } = rowAs<{ pod: Pod; expectedPriority: number }>(row);
  const queue = createQueue();
  addActive(queue, { key: 'p', priority: pod.spec.priority ?? 0, because: {} });
  return { expected: expectedPriority, got: queue.priorities.get('p') };
};

export const queueSort: Adapters = { TestLess: less };
export const schedulerUtil: Adapters = { TestMoreImportantPod: importance };
export const pluginHelper: Adapters = { TestDefaultNormalizeScore: normalized };
export const schedulerFramework: Adapters = { TestFitError_Error: fitError, TestNewResource: newResource };
export const schedulerPreemption: Adapters = { TestNodesWherePreemptionMightHelp: helpful };
export const resourceRequests: Adapters = { TestResourceAllocationScorerCalculateRequests: scoredRequests };
export const schedulingHelpers: Adapters = { TestMatchNodeSelectorTerms: selectorTerms, TestPodPriority: priority };
