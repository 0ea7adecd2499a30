import { describe, expect, it } from 'vitest';
import type { Pod, Service } from '#api/kinds.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { testCluster, type TestCluster } from '../common/testing.ts';
import { pod } from '../common/testingKubelet.ts';
import { endpointslice } from './endpointslice.ts';

function service(spec: object = {}, metadata: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 's', namespace: 'default', ...metadata },
    spec: {
      selector: { app: 'x' },
      clusterIP: '10.96.0.1',
      ipFamilies: ['IPv4'],
      ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }],
      ...spec,
    },
    status: {},
  };
}

function start(...objects: readonly object[]): TestCluster {
  const cluster = testCluster(endpointslice, endpoint);
  for (const n of ['n1', 'n2', 'n3'])
    cluster.put({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: n, labels: { 'topology.kubernetes.io/zone': `zone-${n}` } },
      spec: {},
      status: {},
    });
  for (const object of objects) cluster.put(object);
  cluster.run();
  return cluster;
}

/** `10.0.0.1 ready serving terminating`, in the order of the slices. */
function slices(cluster: TestCluster): readonly (readonly string[])[] {
  return cluster
    .all('EndpointSlice')
    .map((slice) =>
      (slice.endpoints ?? []).map(({ addresses, conditions }) =>
        [addresses[0], ...(['ready', 'serving', 'terminating'] as const).filter((name) => conditions?.[name])].join(' '),
      ),
    );
}

function endpoints(cluster: TestCluster): readonly string[] {
  return (cluster.get('Endpoints', 's')?.subsets ?? []).map(
    ({ addresses = [], notReadyAddresses = [], ports = [] }) =>
      `${addresses.map(({ ip }) => ip).join(',')} | ${notReadyAddresses.map(({ ip }) => ip).join(',')} | ${ports.map(({ name = '', port }) => `${name}:${port}`).join(',')}`,
  );
}

const ready = (n: number, more = '') => pod(`p${n} Running ready n1 app=x ip=10.0.0.${n} ${more}`);

describe('endpointslice', () => {
  it('keeps the mark of Services without an address for itself, whatever labels a Service has', () => {
    const labels = { 'service.kubernetes.io/headless': 'no', tier: 'a' };
    const cluster = start(service({}, { labels }), ready(1));
    expect(cluster.get('Endpoints', 's')?.metadata.labels).toEqual({ tier: 'a' });
    for (const slice of cluster.all('EndpointSlice')) expect(slice.metadata.labels).not.toHaveProperty('service.kubernetes.io/headless');
  });

  it('makes an empty slice for a Service without pods, as recorded', () => {
    const [slice] = start(service()).all('EndpointSlice');
    expect(slice).toMatchObject({
      metadata: {
        generateName: 's-',
        labels: { 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io', 'kubernetes.io/service-name': 's' },
        annotations: { 'endpoints.kubernetes.io/last-change-trigger-time': '2026-11-21T20:00:00Z' },
        ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name: 's', controller: true, blockOwnerDeletion: true }],
      },
      addressType: 'IPv4',
      endpoints: null,
      ports: null,
    });
  });

  it('says of each pod where it is and how it is', () => {
    const cluster = start(service(), ready(1));
    expect(cluster.all('EndpointSlice')[0]).toMatchObject({
      endpoints: [
        {
          addresses: ['10.0.0.1'],
          conditions: { ready: true, serving: true, terminating: false },
          targetRef: { kind: 'Pod', namespace: 'default', name: 'p1' },
          nodeName: 'n1',
          zone: 'zone-n1',
        },
      ],
      ports: [{ name: '', protocol: 'TCP', port: 8080 }],
    });
    expect(cluster.get('Endpoints', 's')!.subsets).toMatchObject([
      { addresses: [{ ip: '10.0.0.1', nodeName: 'n1', targetRef: { kind: 'Pod', name: 'p1' } }], ports: [{ port: 8080, protocol: 'TCP' }] },
    ]);
  });

  it('follows readiness, deletion and the end of pods', () => {
    const cluster = start(
      service(),
      ready(1),
      ready(2),
      pod('p3 Running n1 app=x ip=10.0.0.3'),
      pod('p4 Succeeded n1 app=x ip=10.0.0.4'),
      pod('p5 Pending - app=x'),
    );
    expect(slices(cluster)).toEqual([['10.0.0.1 ready serving', '10.0.0.2 ready serving', '10.0.0.3']]);
    expect(endpoints(cluster)).toEqual(['10.0.0.1,10.0.0.2 | 10.0.0.3 | :8080']);
    const known = cluster.get('Pod', 'p1')!;
    cluster.put({ ...known, metadata: { ...known.metadata, deletionTimestamp: '2026-11-21T20:00:30Z' } });
    cluster.run();
    expect(slices(cluster)).toEqual([['10.0.0.1 serving terminating', '10.0.0.2 ready serving', '10.0.0.3']]);
    expect(endpoints(cluster)).toEqual(['10.0.0.2 | 10.0.0.3 | :8080']);
    cluster.remove('Pod', 'p1');
    cluster.run();
    expect(slices(cluster)).toEqual([['10.0.0.2 ready serving', '10.0.0.3']]);
  });

  it('turns its last slice into an empty one instead of deleting it', () => {
    const cluster = start(service(), ready(1));
    const { name } = cluster.all('EndpointSlice')[0]!.metadata;
    cluster.remove('Pod', 'p1');
    cluster.run();
    expect(cluster.all('EndpointSlice').map((slice) => [slice.metadata.name, slice.endpoints])).toEqual([[name, null]]);
  });

  it('publishes what is not ready, and even what is going, when told to', () => {
    const cluster = start(
      service({ publishNotReadyAddresses: true, clusterIP: 'None' }),
      pod('p1 Running n1 app=x ip=10.0.0.1 terminating'),
      pod('p2 Running n1 app=x ip=10.0.0.2'),
    );
    expect(slices(cluster)).toEqual([['10.0.0.1 ready terminating', '10.0.0.2 ready']]);
    expect(endpoints(cluster)).toEqual(['10.0.0.1,10.0.0.2 |  | :8080']);
    expect(cluster.all('EndpointSlice')[0]!.metadata.labels).toHaveProperty(['service.kubernetes.io/headless'], '');
    expect(cluster.get('Endpoints', 's')!.metadata.labels).toEqual({ 'service.kubernetes.io/headless': '' });
  });

  it('gives a pod of this subdomain its host name', () => {
    const named = ready(1);
    const cluster = start(service({ clusterIP: 'None' }), { ...named, spec: { ...named.spec, hostname: 'h', subdomain: 's' } } as Pod);
    expect(cluster.all('EndpointSlice')[0]!.endpoints![0]!.hostname).toBe('h');
    expect(cluster.get('Endpoints', 's')!.subsets![0]!.addresses![0]!.hostname).toBe('h');
  });

  it('finds ports by name, pod by pod', () => {
    const named = (it: Pod, containerPort: number) => ({
      ...it,
      spec: { ...it.spec, containers: [{ name: 'c', image: 'i', ports: [{ name: 'web', containerPort, protocol: 'TCP' }] }] },
    });
    const cluster = start(
      service({ ports: [{ port: 80, targetPort: 'web', protocol: 'TCP' }] }),
      named(ready(1), 8080),
      named(ready(2), 9090),
      named(ready(3), 8080),
    );
    expect(
      cluster
        .all('EndpointSlice')
        .map((slice) => `${slice.ports![0]!.port}: ${slice.endpoints!.map(({ addresses }) => addresses[0]).join()}`),
    ).toEqual(['8080: 10.0.0.1,10.0.0.3', '9090: 10.0.0.2']);
    expect([...endpoints(cluster)].sort()).toEqual(['10.0.0.1,10.0.0.3 |  | :8080', '10.0.0.2 |  | :9090']);
  });

  it('orders ports as the real controllers do, as recorded', () => {
    const ports = (...names: readonly (readonly [string, number])[]) => names.map(([name, port]) => ({ name, port, protocol: 'TCP' }));
    const order = (given: object) => {
      const cluster = start(service({ ports: given }), ready(1));
      return [
        cluster
          .all('EndpointSlice')[0]!
          .ports!.map(({ name }) => name)
          .join(),
        cluster
          .get('Endpoints', 's')!
          .subsets![0]!.ports!.map(({ name }) => name)
          .join(),
      ];
    };
    expect(order(ports(['a', 80], ['b', 81]))).toEqual(['b,a', 'b,a']);
    expect(order(ports(['grpc', 26257], ['http', 8080]))).toEqual(['http,grpc', 'grpc,http']);
    expect(order(ports(['etcd-client', 2379], ['etcd-server', 2380]))).toEqual(['etcd-server,etcd-client', 'etcd-server,etcd-client']);
  });

  it('leaves Services alone that have no selector or a name elsewhere', () => {
    expect(start(service({ selector: undefined })).all('EndpointSlice')).toEqual([]);
    expect(start(service({ type: 'ExternalName' })).all('Endpoints')).toEqual([]);
  });

  it('removes the Endpoints of a Service that is gone', () => {
    const cluster = start(service(), ready(1));
    cluster.remove('Service', 's');
    cluster.run();
    expect(cluster.all('Endpoints')).toEqual([]);
  });

  it('carries the labels of the Service, also later', () => {
    const cluster = start(service({}, { labels: { team: 'a' } }), ready(1));
    const known = cluster.get('Service', 's')!;
    cluster.put({ ...known, metadata: { ...known.metadata, labels: { team: 'b' } } });
    cluster.run();
    expect(cluster.all('EndpointSlice')[0]!.metadata.labels).toMatchObject({ team: 'b', 'kubernetes.io/service-name': 's' });
    expect(cluster.get('Endpoints', 's')!.metadata.labels).toEqual({ team: 'b' });
  });

  it('complains of a pod on a node that is not there, and retries', () => {
    const cluster = start(service(), pod('p1 Running ready n9 app=x ip=10.0.0.1'));
    expect(cluster.events()[0]).toMatch(
      'Warning FailedToUpdateEndpointSlices Error updating Endpoint Slices for Service default/s: skipping Pod p1 for Service default/s: Node n9 Not Found',
    );
    cluster.put({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n9' }, spec: {}, status: {} });
    cluster.run(20_000);
    expect(slices(cluster)).toEqual([['10.0.0.1 ready serving']]);
  });

  it('puts at most a hundred into a slice and fills up what is there', () => {
    const many = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) =>
        pod(`p${from + i} Running ready n1 app=x ip=10.1.${(from + i) >> 8}.${(from + i) & 255}`),
      );
    const cluster = start(service(), ...many(0, 250));
    expect(
      cluster
        .all('EndpointSlice')
        .map(({ endpoints: all }) => all!.length)
        .sort(),
    ).toEqual([100, 100, 50]);
    for (const it of many(250, 290)) cluster.put(it);
    cluster.run();
    expect(
      cluster
        .all('EndpointSlice')
        .map(({ endpoints: all }) => all!.length)
        .sort(),
    ).toEqual([100, 100, 90]);
  });

  it('notes in Endpoints when there are too many', () => {
    const cluster = start(
      service(),
      ...Array.from({ length: 1001 }, (_, i) => pod(`p${i} Running ready n1 app=x ip=10.1.${i >> 8}.${i & 255}`)),
    );
    cluster.run(5000);
    const object = cluster.get('Endpoints', 's')!;
    expect(object.metadata.annotations).toMatchObject({ 'endpoints.kubernetes.io/over-capacity': 'truncated' });
    expect(object.subsets![0]!.addresses).toHaveLength(1000);
  });

  it('comes to rest', () => {
    const cluster = start(service() as Service, ready(1), ready(2));
    const before = cluster.log.length;
    cluster.run(100_000);
    expect(cluster.log.length).toBe(before);
  });
});
