/** upstream: staging endpointslice, endpointslice/util, pkg/api/v1/endpoints, pkg/controller/endpoint */
import type { Node, Pod, Service } from '#api/kinds.ts';
import { belongsInEndpoints, portsFor } from '#engine/controllers/common/endpoints/podEndpoint.ts';
import { endpointsEqual } from '#engine/controllers/common/endpoints/sliceEndpoint.ts';
import { truncate } from '#engine/controllers/endpoint/truncate.ts';
import { repack, type Offer, type Subset } from '#engine/controllers/endpoint/repack.ts';
import { endpointOf } from '#engine/controllers/endpointslice/endpoint.ts';
import { familiesOf } from '#engine/controllers/endpointslice/endpointslice.ts';
import { outputOf, plain, type Adapter, type Adapters } from '../row.ts';
import { rowAs } from './objects.ts';

type Endpoint = Parameters<typeof endpointsEqual>[0];

const podToEndpoint: Adapter = (row) => {
  const it = rowAs<{ pod: Pod; node?: Node; svc: Service; publishNotReadyAddresses: boolean; expectedEndpoint: object }>(row);
  const service = { ...it.svc, spec: { ...it.svc.spec, publishNotReadyAddresses: it.publishNotReadyAddresses } };
  return { expected: it.expectedEndpoint, got: plain(endpointOf(it.pod, it.node, service, 'IPv4')) };
};

const families: Adapter = (row) => {
  const it = rowAs<{ service: Service; expectedAddressTypes: string[] }>(row);
  return { expected: it.expectedAddressTypes.toSorted(), got: [...familiesOf(it.service)].toSorted() };
};

const ports: Adapter = (row) => {
  const it = rowAs<{ pod: Pod; service: Service; expectedPorts: object[] }>(row);
  return { expected: it.expectedPorts, got: portsFor(it.pod, it.service) };
};

const shouldBeIn: Adapter = (row) => {
  const it = rowAs<{ pod: Pod; includeTerminating: boolean; expected: boolean }>(row);
  return { expected: it.expected, got: belongsInEndpoints(it.pod, it.includeTerminating) };
};

const equal: Adapter = (row) => {
  const it = rowAs<{ ep1: Endpoint; ep2: Endpoint; expected: boolean }>(row);
  return { expected: it.expected, got: endpointsEqual(it.ep1, it.ep2) };
};

const packSubsets: Adapter = (row) => {
  const { given = [] } = rowAs<{ given?: Subset[] }>(row);
  return { expected: plain(outputOf(row)['result']) ?? [], got: repack(given.flatMap(offersOf)) };
};

function offersOf({ addresses = [], notReadyAddresses = [], ports: list }: Subset): readonly Offer[] {
  return (list ?? [undefined]).flatMap((port) => [
    ...addresses.map((address) => ({ address, ready: true, port })),
    ...notReadyAddresses.map((address) => ({ address, ready: false, port })),
  ]);
}

const truncated: Adapter = (row) => {
  const it = rowAs<Record<'subsetsReady' | 'subsetsNotReady' | 'expectedReady' | 'expectedNotReady', number[]>>(row);
  const many = (count: number) => Array.from({ length: count }, (_, i) => ({ ip: `10.0.0.${i}` }));
  const kept = truncate(
    it.subsetsReady.map((count, i) => ({ addresses: many(count), notReadyAddresses: many(it.subsetsNotReady[i] ?? 0) })),
  );
  const got = [kept.map(({ addresses = [] }) => addresses.length), kept.map(({ notReadyAddresses = [] }) => notReadyAddresses.length)];
  return { expected: [it.expectedReady, it.expectedNotReady], got };
};

export const endpointSlices: Adapters = {
  TestPodToEndpoint: podToEndpoint,
  TestSupportedServiceAddressType: families,
  TestGetEndpointPorts: ports,
};

export const endpointSliceUtils: Adapters = { TestShouldPodBeInEndpoints: shouldBeIn, TestEndpointsEqualBeyondHash: equal };

export const subsets: Adapters = { TestPackSubsets: packSubsets };

export const endpointsController: Adapters = { TestTruncateEndpoints: truncated };
