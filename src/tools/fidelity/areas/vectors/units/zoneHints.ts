/** upstream: staging endpointslice/topologycache */
import type { EndpointSlice, Node } from '#api/kinds.ts';
import {
  addHints,
  exchange,
  hintsOf,
  isOverloaded,
  readyIn,
  redistribute,
  wantsHints,
  type Allocation,
  type Held,
  type SliceInfo,
} from '#engine/controllers/endpointslice/hints.ts';
import { cpuByZone, ratiosOf } from '#engine/controllers/endpointslice/zoneRatios.ts';
import { plain, type Adapter, type Adapters } from '../row.ts';
import { rowAs } from './objects.ts';

type Numbers = Readonly<Record<string, number>>;

interface Slices {
  readonly ToCreate?: readonly EndpointSlice[] | null;
  readonly ToUpdate?: readonly EndpointSlice[] | null;
  readonly Unchanged?: readonly EndpointSlice[] | null;
  readonly AddressType: string;
}

const mapOf = (numbers: Numbers | null | undefined) => new Map(Object.entries(numbers ?? {}));
const held = (slices: readonly EndpointSlice[] | null | undefined): Held[] =>
  (slices ?? []).map((slice) => ({ slice, endpoints: slice.endpoints ?? [] }));
const infoOf = (it: Slices): SliceInfo => ({ create: held(it.ToCreate), update: held(it.ToUpdate), unchanged: held(it.Unchanged) });
const endpointsOf = (slices: readonly Held[]) => slices.map(({ endpoints }) => endpoints);

const ready: Adapter = (row) => {
  const it = rowAs<{ si: Slices; expectedTotalReady: number }>(row);
  return { expected: it.expectedTotalReady, got: readyIn(infoOf(it.si)) };
};

type Allocated = Readonly<Record<string, Allocation>>;

const zones: Adapter = (row) => {
  const it = rowAs<Record<'allocatedHintsByZone' | 'expectedGivingZones' | 'expectedReceivingZones', Numbers> & { allocations: Allocated }>(
    row,
  );
  const { giving, receiving } = exchange(new Map(Object.entries(it.allocations)), mapOf(it.allocatedHintsByZone));
  return {
    expected: [it.expectedGivingZones, it.expectedReceivingZones],
    got: [Object.fromEntries(giving), Object.fromEntries(receiving)],
  };
};

const byZone: Adapter = (row) => {
  const it = rowAs<{ slice: EndpointSlice; allocatedHintsByZone: Numbers; allocations: Allocated; expectedHintsByZone: Numbers | null }>(
    row,
  );
  const got = hintsOf(it.slice.endpoints ?? [], mapOf(it.allocatedHintsByZone), new Map(Object.entries(it.allocations)));
  return { expected: it.expectedHintsByZone ?? undefined, got: got === undefined ? undefined : Object.fromEntries(got) };
};

const redistributed: Adapter = (row) => {
  const it = rowAs<{ slices: EndpointSlice[]; givingZones: Numbers; receivingZones: Numbers; expectedRedistributions: Numbers }>(row);
  const got = redistribute(held(it.slices), mapOf(it.givingZones), mapOf(it.receivingZones));
  return { expected: it.expectedRedistributions, got: Object.fromEntries(got) };
};

interface Hinted {
  readonly cpuRatiosByZone?: Numbers | null;
  readonly sliceInfo: Slices;
  readonly expectedEvents: readonly { readonly Message: string }[];
  readonly expectedSlicesToCreate: readonly EndpointSlice[];
  readonly expectedSlicesToUpdate: readonly EndpointSlice[];
  readonly expectedEndpointsByAddrType?: Readonly<Record<string, Numbers>> | null;
}

/** The event says how many endpoints and zones there are, which the test does not look at; that hints are there now is no refusal. */
const hints: Adapter = (row) => {
  const it = rowAs<Hinted>(row);
  const info = infoOf(it.sliceInfo);
  const found = addHints(info, it.cpuRatiosByZone ? mapOf(it.cpuRatiosByZone) : undefined);
  const [told] = it.expectedEvents.map(({ Message }) => Message);
  const counts = it.expectedEndpointsByAddrType?.[it.sliceInfo.AddressType];
  return {
    expected: [
      plain(it.expectedSlicesToCreate.map(({ endpoints }) => endpoints ?? [])),
      plain(it.expectedSlicesToUpdate.map(({ endpoints }) => endpoints ?? [])),
      counts ?? told,
    ],
    got: [
      plain(endpointsOf(info.create)),
      plain(endpointsOf(info.update)),
      typeof found === 'string' ? found.replace(/ \(.*$/, '') : Object.fromEntries(found),
    ],
  };
};

interface NodeRow {
  readonly zone: string;
  readonly cpu: string;
  readonly ready: string;
  readonly labels: Readonly<Record<string, string>> | null;
}

const nodes: Adapter = (row) => {
  const it = rowAs<{ nodes: NodeRow[]; expectedCPUByZone?: Readonly<Record<string, string>>; expectedRatios?: Numbers }>(row);
  const made = it.nodes.map(
    ({ zone, cpu, ready: status, labels }) =>
      ({
        metadata: { labels: { ...labels, ...(zone === '' ? {} : { 'topology.kubernetes.io/zone': zone }) } },
        status: { allocatable: cpu === '' ? {} : { cpu }, conditions: [{ type: 'Ready', status }] },
      }) as unknown as Node,
  );
  const cpus = cpuByZone(made);
  const wanted = Object.entries(it.expectedCPUByZone ?? {}).map(([zone, cpu]) => [zone, Number(cpu) * 1000] as const);
  return {
    expected: [Object.fromEntries(wanted), it.expectedRatios ?? {}],
    got: [Object.fromEntries(cpus ?? []), Object.fromEntries(ratiosOf(made) ?? [])],
  };
};

export const zoneHints: Adapters = {
  Test_getTotalReadyEndpoints: ready,
  Test_getGivingAndReceivingZones: zones,
  Test_getHintsByZone: byZone,
  Test_redistributeHints: redistributed,
  TestAddHints: hints,
  TestSetNodes: nodes,
};

interface ZonedNode {
  readonly ready: boolean;
  readonly zoneLabel: string;
  readonly cpu: string;
}

/** Services of which a zone has too few endpoints, now that the nodes are these. */
const lopsided: Adapter = (row) => {
  const it = rowAs<{
    nodes?: readonly ZonedNode[] | null;
    endpointZoneInfo?: Readonly<Record<string, Numbers>> | null;
    expectedQueueLen?: number;
  }>(row);
  const made = (it.nodes ?? []).map(({ ready: isReady, zoneLabel, cpu }) => ({
    metadata: { labels: { 'topology.kubernetes.io/zone': zoneLabel } },
    status: { conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }], allocatable: { cpu } },
  })) as unknown as readonly Node[];
  const services = Object.values(it.endpointZoneInfo ?? {}).filter((counts) => isOverloaded(mapOf(counts), ratiosOf(made)));
  return { expected: it.expectedQueueLen ?? 0, got: services.length };
};

export const lopsidedZones: Adapters = { Test_checkNodeTopologyDistribution: lopsided };

export const hintsWanted: Adapter = (row) => {
  const it = rowAs<{ annotations?: Readonly<Record<string, string>> | null; expectEnabled: boolean }>(row);
  return { expected: it.expectEnabled, got: wantsHints(it.annotations ? { annotations: it.annotations } : {}) };
};
