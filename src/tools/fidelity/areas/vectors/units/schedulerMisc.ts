/** upstream: pkg/scheduler: eventhandlers, util, framework types and runtime, internal/cache */
import type { Node, Pod } from '#api/kinds.ts';
import { refusalOn } from '#engine/scheduler/filter.ts';
import type { Plugin } from '#engine/scheduler/framework.ts';
import { nodeEvent } from '#engine/scheduler/learn.ts';
import { earliestStart } from '#engine/scheduler/pickOneNode.ts';
import { nodePorts } from '#engine/scheduler/plugins/nodePorts.ts';
import { nonZeroRequests, podRequests } from '#engine/scheduler/requests.ts';
import { inputOf, isFields, plain, strings, type Adapter, type Adapters, type Fields, type Row } from '../row.ts';
import { objectAs } from './objects.ts';
import { cycleFor, recordedStatus } from './schedulerRows.ts';

/** Whether news of a node are news of this kind. */
function nodeNews(field: string, event: string, place: (value: unknown) => object): Adapter {
  return (row) => {
    const input = inputOf(row);
    const node = (value: unknown) => ({ metadata: { name: 'n' }, spec: {}, status: {}, ...place(plain(value)) }) as unknown as Node;
    const got = nodeEvent(node(input[`Old${field}`]), node(input[`New${field}`]));
    return { expected: input['Changed'], got: got === event };
  };
}

export const schedulerNews: Adapters = {
  TestNodeAllocatableChanged: nodeNews('Allocatable', 'Node/UpdateAllocatable', (allocatable) => ({ status: { allocatable } })),
  TestNodeLabelsChanged: nodeNews('Labels', 'Node/UpdateLabel', (labels) => ({ metadata: { name: 'n', labels } })),
  TestNodeTaintsChanged: nodeNews('Taints', 'Node/UpdateTaint', (taints) => ({ spec: { taints } })),
  TestNodeConditionsChanged: nodeNews('Conditions', 'Node/UpdateCondition', (conditions) => ({ status: { conditions } })),
};

function podAsking(requests: unknown, initial?: unknown): Pod {
  const container = (list: unknown) => ({ name: 'c', resources: { requests: list } });
  const initContainers = initial === undefined ? {} : { initContainers: [container(initial)] };
  return {
    metadata: { name: 'p', namespace: '' },
    spec: { containers: [container(requests)], ...initContainers },
    status: {},
  } as unknown as Pod;
}

const oneRequest: Adapter = (row) => {
  const { requests, resource, nonZero, expectedQuantity } = inputOf(row);
  const pod = podAsking(requests ?? {});
  const all = podRequests(pod);
  const some = nonZero === true ? nonZeroRequests(pod) : all;
  const known: Readonly<Record<string, number>> = { cpu: some.milliCpu, memory: some.memory, 'ephemeral-storage': all.ephemeralStorage };
  return { expected: expectedQuantity, got: known[String(resource)] ?? all.scalar[String(resource)] ?? 0 };
};

const earliest: Adapter = (row) => {
  const { pods, expectedStartTime } = inputOf(row);
  const list = (Array.isArray(pods) ? pods : []).map((pod) => objectAs<Pod>(pod));
  if (list.length === 0) return { leftOut: 'a candidate without victims is not compared by their start' };
  const first = list.toSorted((a, b) => (b.spec.priority ?? 0) - (a.spec.priority ?? 0));
  const victims = first.map((pod) => ({ pod })) as unknown as Parameters<typeof earliestStart>[0]['victims'];
  return { expected: expectedStartTime, got: earliestStart({ node: 'n', victims, violations: 0 }) };
};

export const schedulerHelpers: Adapters = { TestGetRequestForResource: oneRequest, TestGetEarliestPodStartTime: earliest };

function ports(list: readonly Fields[]): Pod['spec']['containers'] {
  const all = list.map(({ ip, port, protocol }) => ({
    hostIP: ip,
    hostPort: port,
    containerPort: 80,
    ...(protocol === '' ? {} : { protocol }),
  }));
  return [{ name: 'c', ports: all }] as unknown as Pod['spec']['containers'];
}

const portConflict: Adapter = (row) => {
  const { added, check, expect } = inputOf(row);
  const existing = (Array.isArray(added) ? (added as Fields[]) : []).map(
    (it) => ({ spec: { containers: ports([it]), nodeName: 'n' } }) as unknown as Pod,
  );
  const asking = { spec: { containers: ports([check as Fields]) } } as unknown as Pod;
  const cycle = cycleFor(asking, { nodes: [{ metadata: { name: 'n' } } as unknown as Node], pods: existing });
  return { expected: expect, got: nodePorts.filter?.(cycle, cycle.nodes[0]!) !== undefined };
};

/** The larger of what stands there and what comes: a container, and an init container. */
const setMax: Adapter = (row) => {
  const { resource, resourceList, expected } = inputOf(row);
  const given = isFields(resource) ? resource : {};
  const scalars = isFields(given['ScalarResources']) ? given['ScalarResources'] : {};
  const base = {
    cpu: `${Number(given['MilliCPU'])}m`,
    memory: given['Memory'],
    'ephemeral-storage': given['EphemeralStorage'],
    ...scalars,
  };
  const got = podRequests(podAsking(base, resourceList));
  const { AllowedPodNumber: _pods, ...want } = isFields(expected) ? expected : {};
  return {
    expected: { ...want, ScalarResources: want['ScalarResources'] ?? {} },
    got: { MilliCPU: got.milliCpu, Memory: got.memory, EphemeralStorage: got.ephemeralStorage, ScalarResources: got.scalar },
  };
};

export const schedulerTypes: Adapters = { TestHostPortInfo_Check: portConflict, TestSetMaxResource: setMax };

/** What a node's account holds after pods were counted on it. */
const assumed: Adapter = (row) => {
  const { pods, wNodeInfo } = inputOf(row);
  const list = (Array.isArray(pods) ? pods : []).map((pod) => objectAs<Pod>(pod));
  const cycle = cycleFor(undefined, { nodes: [{ metadata: { name: 'node' } } as unknown as Node], pods: list });
  const info = cycle.nodes[0]!;
  const want = isFields(wNodeInfo) ? wNodeInfo : {};
  const sums = (value: unknown) => {
    const { MilliCPU, Memory, EphemeralStorage, ScalarResources } = isFields(value) ? value : {};
    return { cpu: MilliCPU, memory: Memory, storage: EphemeralStorage, scalar: ScalarResources ?? {} };
  };
  const nonZero = isFields(want['NonZeroRequested']) ? want['NonZeroRequested'] : {};
  return {
    expected: {
      requested: sums(want['Requested']),
      nonZero: [nonZero['MilliCPU'], nonZero['Memory']],
      pods: Array.isArray(want['Pods']) ? want['Pods'].length : 0,
    },
    got: {
      requested: {
        cpu: info.requested.milliCpu,
        memory: info.requested.memory,
        storage: info.requested.ephemeralStorage,
        scalar: info.requested.scalar,
      },
      nonZero: [info.nonZeroRequested.milliCpu, info.nonZeroRequested.memory],
      pods: info.pods.size,
    },
  };
};

export const schedulerCaches: Adapters = { TestAssumePodScheduled: assumed };

const codes: Readonly<Record<number, boolean | undefined>> = { 2: true, 3: false };

/** Plugins that answer as they are told, asked in turn: the first refusal is the node's. */
function filtersInTurn(row: Row): ReturnType<Adapter> {
  const { plugins, skippedPlugins, wantStatus } = inputOf(row);
  const skipped = new Set(strings(skippedPlugins));
  const told = (Array.isArray(plugins) ? (plugins as Fields[]) : []).map(({ name, inj }) => ({
    name: String(name),
    code: isFields(inj) ? Number(inj['FilterStatus']) : 0,
  }));
  if (told.some(({ name, code }) => code === 1 && !skipped.has(name)))
    return { leftOut: 'a plugin that fails, and does not refuse, does not exist here' };
  const profile = told.map(({ name, code }): Plugin => {
    const resolvable = codes[code];
    return {
      name,
      applies: () => !skipped.has(name),
      filter: () => (resolvable === undefined ? undefined : { reasons: ['injected filter status'], resolvable }),
    };
  });
  const cycle = cycleFor(undefined, { nodes: [{ metadata: { name: 'n' } } as unknown as Node] });
  const got = refusalOn(cycle, cycle.nodes[0]!, profile);
  const want = recordedStatus(wantStatus);
  const by = isFields(wantStatus) ? wantStatus['failedPlugin'] : undefined;
  return {
    expected: want === null ? undefined : { plugin: by, resolvable: want.code === 'Unschedulable', reasons: want.reasons },
    got: got === undefined ? undefined : { plugin: got.plugin, resolvable: got.resolvable, reasons: got.reasons },
  };
}

export const schedulerRuntime: Adapters = { TestFilterPlugins: filtersInTurn };
