/** upstream: pkg/controller/endpoint, endpointslice, endpointslicemirroring: one look at one service and its pods. */
import type { Endpoints, EndpointSlice, Service } from '#api/kinds.ts';
import { keyOf, type KubeObject } from '#api/meta.ts';
import { endpoint } from '#engine/controllers/endpoint/endpoint.ts';
import { endpointslice } from '#engine/controllers/endpointslice/endpointslice.ts';
import { endpointslicemirroring } from '#engine/controllers/endpointslicemirroring/endpointslicemirroring.ts';
import type { Answer } from '../../verdicts.ts';
import { inputOf, isFields, type Adapters, type Fields, type Row } from '../row.ts';
import { bare } from './bare.ts';
import { oneLook, type Looked } from './oneLook.ts';
import { typed, typedList } from './worlds.ts';

const now = Date.UTC(2026, 10, 21, 21);

function podNumber(i: number, ready: boolean, more: object = {}): KubeObject {
  const ip = `1.2.${3 + Math.floor(i / 256)}.${i % 256}`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `pod${i}`, namespace: 'test', uid: `pod${i}`, labels: { foo: 'bar' } },
    spec: { containers: [{ name: 'c', ports: [{ name: 'port0', containerPort: 8080 }] }], nodeName: 'node-1' },
    status: { podIP: ip, podIPs: [{ ip }], conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }], ...more },
  } as unknown as KubeObject;
}

function endpointsAfter(objects: readonly KubeObject[], key: string): Endpoints | undefined {
  return oneLook(endpoint, key, { objects, wallMs: now }).get('Endpoints', key);
}

function counts(endpoints: Endpoints | undefined): { readonly ready: number; readonly unready: number } {
  const subsets = endpoints?.subsets ?? [];
  const sum = (name: 'addresses' | 'notReadyAddresses') => subsets.reduce((total, subset) => total + (subset[name]?.length ?? 0), 0);
  return { ready: sum('addresses'), unready: sum('notReadyAddresses') };
}

/** More than a thousand addresses are cut, and the object says so. */
function overCapacity(row: Row): Answer {
  const it = inputOf(row);
  const [ready, unready] = [Number(it['numDesired']), Number(it['numDesiredNotReady'])];
  const pods = Array.from({ length: ready + unready }, (_, i) => podNumber(i, i < ready));
  const annotation = it['startingAnnotation'];
  const annotations = annotation === null ? {} : { 'endpoints.kubernetes.io/over-capacity': annotation };
  const addresses = Array.from({ length: Number(it['numExisting']) }, (_, i) => ({ ip: `10.0.${Math.floor(i / 256)}.${i % 256}` }));
  const known = { metadata: { name: 'foo', namespace: 'test', annotations }, subsets: [{ addresses, ports: [{ port: 8080 }] }] };
  const service = {
    metadata: { name: 'foo', namespace: 'test' },
    spec: { selector: { foo: 'bar' }, ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }] },
  };
  const made = endpointsAfter([typed(service, 'Service'), typed(known, 'Endpoints'), ...pods], 'test/foo');
  return {
    expected: { ready: it['numExpectedReady'], unready: it['numExpectedNotReady'], said: it['expectedAnnotation'] },
    got: { ...counts(made), said: made?.metadata.annotations?.['endpoints.kubernetes.io/over-capacity'] === 'truncated' },
  };
}

function addressesOf(row: Row): Answer {
  const { pod, service, expectedReady, expectedUnready } = inputOf(row);
  const of = typed(service, 'Service');
  return {
    expected: { ready: expectedReady, unready: expectedUnready },
    got: counts(endpointsAfter([of, typed(pod, 'Pod')], keyOf(of))),
  };
}

/** Nothing is made for a service that stands for a name elsewhere. */
function externalName(row: Row): Answer {
  const of = typed(inputOf(row)['service'], 'Service');
  const looked = oneLook(endpoint, keyOf(of), { objects: [of, podNumber(0, true)], wallMs: now });
  return { expected: [], got: looked.asked };
}

/** The family of the address that a pod of several families gives to a service. */
function familyOf(row: Row): Answer {
  const { service, ipFamilies, expectedEndpointFamily, expectError } = inputOf(row);
  const ips = (Array.isArray(ipFamilies) ? ipFamilies : []).map((family) => ({ ip: family === 'IPv6' ? '2000::1' : '1.2.3.4' }));
  const pod = podNumber(0, true, { podIP: ips[0]?.ip, podIPs: ips });
  const given = typed(service, 'Service') as unknown as Service;
  const of = {
    ...given,
    metadata: { ...given.metadata, name: 'foo', namespace: 'test' },
    spec: { ...given.spec, selector: { foo: 'bar' }, ports: [{ port: 80, targetPort: 8080 }] },
  };
  const ip = endpointsAfter([of as unknown as KubeObject, pod], 'test/foo')?.subsets?.[0]?.addresses?.[0]?.ip;
  return {
    expected: expectError === true ? undefined : expectedEndpointFamily,
    got: ip === undefined ? undefined : ip.includes(':') ? 'IPv6' : 'IPv4',
  };
}

export const endpointSyncs: Adapters = {
  TestSyncServiceOverCapacity: overCapacity,
  TestSyncServiceAddresses: addressesOf,
  TestSyncServiceExternalNameType: externalName,
  TestPodToEndpointAddressForService: familyOf,
};

const nodes = [
  {
    metadata: {
      name: 'node-1',
      labels: { 'topology.kubernetes.io/zone': 'us-central1-a', 'topology.kubernetes.io/region': 'us-central1' },
    },
  },
].map((node) => typed(node, 'Node'));

function slicesAfter(looked: Looked): readonly EndpointSlice[] {
  return looked.requests
    .filter(({ verb, resource }) => verb === 'create' && resource === 'endpointslices')
    .map((it) => it.object as unknown as EndpointSlice);
}

function withoutIds(endpoints: unknown): unknown {
  const list = (Array.isArray(endpoints) ? endpoints : []).map((it: Fields) => {
    const target = isFields(it['targetRef']) ? it['targetRef'] : {};
    const { uid: _uid, ...kept } = target;
    return bare({ ...it, ...(it['targetRef'] === undefined ? {} : { targetRef: kept }) });
  });
  return list.map((it) => JSON.stringify(sorted(it))).toSorted();
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

/** The slices of a service with several ports and pods of several families. */
function syncedService(row: Row): Answer {
  const { service, pods, expectedEndpointPorts, expectedEndpoints } = inputOf(row);
  const bareNode = typed({ metadata: { name: 'node-1' } }, 'Node');
  const of = typed(service, 'Service');
  const looked = oneLook(endpointslice, keyOf(of), { objects: [of, bareNode, ...typedList(pods, 'Pod')], wallMs: now });
  const [slice] = slicesAfter(looked);
  return {
    expected: { ports: withoutIds(expectedEndpointPorts), endpoints: withoutIds(expectedEndpoints) },
    got: { ports: withoutIds(slice?.ports), endpoints: withoutIds(slice?.endpoints) },
  };
}

/** One pod, and services of each family. */
function onePod(row: Row): Answer {
  const { service, expectedEndpointPerSlice, expectedLabels } = inputOf(row);
  const of = typed(service, 'Service');
  const pod = {
    metadata: { name: 'pod1', namespace: 'test', labels: { foo: 'bar' } },
    spec: { containers: [{ name: 'container-1' }], nodeName: 'node-1' },
    status: {
      podIP: '1.2.3.4',
      podIPs: [{ ip: '1.2.3.4' }, { ip: '1234::5678:0000:0000:9abc:def0' }],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  };
  const looked = oneLook(endpointslice, keyOf(of), { objects: [of, ...nodes, typed(pod, 'Pod')], wallMs: now });
  const slices = slicesAfter(looked);
  const wanted = isFields(expectedEndpointPerSlice) ? expectedEndpointPerSlice : {};
  return {
    expected: {
      slices: Object.fromEntries(Object.entries(wanted).map(([family, list]) => [family, withoutIds(list)])),
      labels: expectedLabels,
    },
    got: {
      slices: Object.fromEntries(slices.map(({ addressType, endpoints }) => [addressType, withoutIds(endpoints)])),
      labels: slices[0]?.metadata?.labels ?? expectedLabels,
    },
  };
}

function noSlices(row: Row): Answer {
  const of = typed(inputOf(row)['service'], 'Service');
  const pod = podNumber(0, true);
  const here = { ...pod, metadata: { ...pod.metadata, namespace: of.metadata.namespace } } as unknown as KubeObject;
  const looked = oneLook(endpointslice, keyOf(of), { objects: [of, ...nodes, here], wallMs: now });
  return { expected: [], got: looked.asked };
}

export const sliceSyncs: Adapters = { TestSyncService: syncedService, TestServiceExternalNameTypeSync: noSlices };
export const sliceReconciles: Adapters = { TestReconcile1Pod: onePod };

/** A service without a selector, whose Endpoints somebody has written. */
const handWritten = { metadata: { name: 'test-ep', namespace: 'test' }, spec: { ports: [{ port: 80 }] } };

function mirrored(row: Row): Answer {
  const it = inputOf(row);
  if (Number(it['maxEndpointsPerSubset'] ?? 0) !== 0) return { leftOut: 'how many addresses of a subset are mirrored is not set here' };
  const leaving = it['endpointsDeletionPending'] === true ? { deletionTimestamp: '2026-11-21T20:00:00Z' } : {};
  const metadata = { name: 'test-ep', namespace: 'test', labels: it['epLabels'] ?? {}, annotations: it['epAnnotations'] ?? {}, ...leaving };
  const slices = typedList(it['existingEndpointSlices'], 'EndpointSlice').map((slice, i) => {
    const labels = {
      'kubernetes.io/service-name': 'test-ep',
      'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io',
    };
    return {
      ...slice,
      metadata: {
        ...slice.metadata,
        name: slice.metadata.name ?? `slice-${i}`,
        namespace: 'test',
        labels: { ...labels, ...slice.metadata.labels },
      },
    };
  }) as unknown as readonly KubeObject[];
  const endpoints = typed({ metadata, subsets: it['subsets'] ?? [] }, 'Endpoints');
  const looked = oneLook(endpointslicemirroring, 'test/test-ep', {
    objects: [typed(handWritten, 'Service'), endpoints, ...slices],
    wallMs: now,
  });
  if (!isFields(it['expectedMetrics'])) return { expected: it['expectedClientActions'], got: looked.asked.length };
  const { numCreated, numUpdated, numDeleted } = it['expectedMetrics'];
  const count = (verb: string) => looked.requests.filter((request) => request.verb === verb).length;
  return {
    expected: { create: numCreated, update: numUpdated, delete: numDeleted },
    got: { create: count('create'), update: count('update'), delete: count('delete') },
  };
}

function mirrorSync(row: Row): Answer {
  const { endpoints, service, endpointSlices, expectedNumActions } = inputOf(row);
  const named = (value: unknown): Fields => {
    const fields = isFields(value) ? value : {};
    return { ...fields, metadata: { ...(isFields(fields['metadata']) ? fields['metadata'] : {}), name: 'foo', namespace: 'test' } };
  };
  const objects = [
    ...(endpoints === null ? [] : [typed(named(endpoints), 'Endpoints')]),
    ...(service === null ? [] : [typed(named(service), 'Service')]),
    ...typedList(endpointSlices, 'EndpointSlice').map(
      (slice) => ({ ...slice, metadata: { ...slice.metadata, namespace: 'test' } }) as unknown as KubeObject,
    ),
  ];
  const looked = oneLook(endpointslicemirroring, 'test/foo', { objects, wallMs: now });
  // The recorded client writes the events, too.
  return { expected: expectedNumActions, got: looked.asked.length + looked.events.length };
}

/** Endpoints of a leader, or with the mark, are nobody's business. */
function shouldMirror(row: Row): Answer {
  const { endpoints, shouldMirror: expected } = inputOf(row);
  if (!isFields(endpoints)) return { leftOut: 'nobody asks here without Endpoints' };
  const given = typed(endpoints, 'Endpoints') as unknown as Endpoints;
  const name = given.metadata.name ?? 'foo';
  const subsets = [{ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }] }];
  const service = typed({ metadata: { name, namespace: 'test' }, spec: { ports: [{ port: 80 }] } }, 'Service');
  const whole = { ...given, metadata: { ...given.metadata, name, namespace: 'test' }, subsets } as unknown as KubeObject;
  const looked = oneLook(endpointslicemirroring, `test/${name}`, { objects: [whole, service], wallMs: now });
  return { expected, got: looked.asked.length > 0 };
}

/** Only slices of the service's own that this controller manages are looked at: here they are too much, and go. */
function mirroredSlices(row: Row): Answer {
  const { endpointSlice, expectedInList, name, namespace } = inputOf(row);
  const slice = typed(endpointSlice, 'EndpointSlice');
  const looked = oneLook(endpointslicemirroring, `${String(namespace)}/${String(name)}`, { objects: [slice], wallMs: now });
  return { expected: expectedInList, got: looked.asked.includes('delete endpointslices') };
}

export const sliceMirrors: Adapters = {
  TestReconcile: mirrored,
  TestSyncEndpoints: mirrorSync,
  TestShouldMirror: shouldMirror,
  TestEndpointSlicesMirroredForService: mirroredSlices,
};
