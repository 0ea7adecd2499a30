import { expect, it, test } from 'vitest';
import { testCluster, type TestCluster } from '../common/testing.ts';
import { pod } from '../common/testingKubelet.ts';
import { endpointslice } from './endpointslice.ts';
import { addHints, allocationsOf, type SliceInfo } from './hints.ts';

const auto = { 'service.kubernetes.io/topology-mode': 'Auto' };

function service(cluster: TestCluster, annotations: object): void {
  const spec = { selector: { app: 'x' }, clusterIP: '10.96.0.1', ipFamilies: ['IPv4'], ports: [{ port: 80, protocol: 'TCP' }] };
  const known = cluster.get('Service', 's')?.metadata ?? { name: 's', namespace: 'default' };
  cluster.put({ apiVersion: 'v1', kind: 'Service', metadata: { ...known, annotations }, spec, status: {} });
  cluster.run();
}

function node(cluster: TestCluster, name: string, ready = 'True'): void {
  const known = cluster.get('Node', name)?.metadata ?? { name, labels: { 'topology.kubernetes.io/zone': `zone-${name}` } };
  const status = { allocatable: { cpu: '4' }, conditions: [{ type: 'Ready', status: ready }] };
  cluster.put({ apiVersion: 'v1', kind: 'Node', metadata: known, spec: {}, status });
}

/** As many pods on n1 and n2 as said. */
function start(annotations: object, ...counts: readonly number[]): TestCluster {
  const cluster = testCluster(endpointslice);
  for (const name of ['n1', 'n2']) node(cluster, name);
  counts.forEach((count, at) => {
    for (let i = 0; i < count; i += 1) {
      const made = pod(`p${at}${i} Running ready n${at + 1}`);
      const labels = { app: 'x' };
      cluster.put({ ...made, metadata: { ...made.metadata, labels }, status: { ...made.status, podIP: `10.0.${at}.${i + 1}` } });
    }
  });
  service(cluster, annotations);
  return cluster;
}

/** `zone>hint` of each endpoint. */
function hints(cluster: TestCluster): readonly string[] {
  return cluster
    .all('EndpointSlice')
    .flatMap(({ endpoints }) => endpoints ?? [])
    .map((it) => `${it.zone}>${it.hints?.forZones?.map(({ name }) => name).join() ?? ''}`)
    .toSorted();
}

it('hints at the own zone, and gives some of the zone that has too many to the one that has too few', () => {
  const cluster = start(auto, 4, 2);
  expect(hints(cluster)).toEqual([
    'zone-n1>zone-n1',
    'zone-n1>zone-n1',
    'zone-n1>zone-n1',
    'zone-n1>zone-n2',
    'zone-n2>zone-n2',
    'zone-n2>zone-n2',
  ]);
  expect(cluster.events()).toEqual(['Normal TopologyAwareHintsEnabled Topology Aware Hints has been enabled, addressType: IPv4']);
});

it('takes hints away when they are wanted no more', () => {
  const cluster = start(auto, 1, 1);
  service(cluster, {});
  expect(hints(cluster)).toEqual(['zone-n1>', 'zone-n2>']);
  expect(cluster.events().at(-1)).toBe('Warning TopologyAwareHintsDisabled Topology Aware Hints has been disabled, addressType: IPv4');
});

it('takes hints away when a zone has no nodes any more', () => {
  const cluster = start(auto, 2, 2);
  node(cluster, 'n2', 'False');
  cluster.run();
  expect(hints(cluster)).toEqual(['zone-n1>', 'zone-n1>', 'zone-n2>', 'zone-n2>']);
  expect(cluster.events().at(-1)).toContain('Insufficient Node information: allocatable CPU or zone not specified on one or more nodes');
});

it('says how many endpoints are too few', () => {
  expect(start(auto, 1).events()[0]).toMatch(
    /^Warning TopologyAwareHintsDisabled Insufficient number of endpoints \(1 endpoints, 2 zones\), addressType: IPv4/,
  );
});

test('a slice whose hints still serve is not written', () => {
  const ready = (zone: string, hint?: string) => ({
    addresses: ['10.0.0.1'],
    conditions: { ready: true },
    zone,
    ...(hint === undefined ? {} : { hints: { forZones: [{ name: hint }] } }),
  });
  const info: SliceInfo = {
    create: [],
    update: [],
    unchanged: [{ endpoints: [ready('a', 'a'), ready('b', 'b')] }, { endpoints: [ready('a'), ready('b')] }],
  };
  const ratios = new Map([
    ['a', 0.5],
    ['b', 0.5],
  ]);
  expect(Object.fromEntries(addHints(info, ratios) as Map<string, number>)).toEqual({ a: 2, b: 2 });
  expect([info.unchanged.length, info.update.length]).toEqual([1, 1]);
  expect(allocationsOf(ratios, 4)).toEqual(
    new Map([
      ['a', { minimum: 2, desired: 2, maximum: 2 }],
      ['b', { minimum: 2, desired: 2, maximum: 2 }],
    ]),
  );
  expect(allocationsOf(ratios, 3)).toBe(
    'Minimum allocation of required endpoints per zone exceeds overload threshold (3 endpoints, 2 zones)',
  );
});
