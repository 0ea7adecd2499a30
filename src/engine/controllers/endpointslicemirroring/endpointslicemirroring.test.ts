import { describe, expect, it } from 'vitest';
import { testCluster } from '../common/testing.ts';
import { endpointslicemirroring } from './endpointslicemirroring.ts';

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'db', namespace: 'default' },
  spec: { ports: [{ port: 80 }] },
  status: {},
};

function endpoints(subsets: readonly object[], metadata: object = {}): object {
  return { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'db', namespace: 'default', ...metadata }, subsets };
}

function start(...objects: readonly object[]) {
  const cluster = testCluster(endpointslicemirroring);
  for (const object of objects) cluster.put(object);
  cluster.run();
  return cluster;
}

const one = [{ addresses: [{ ip: '10.9.9.9' }], ports: [{ port: 80, protocol: 'TCP' }] }];

describe('endpointslicemirroring', () => {
  it('mirrors what a person wrote, as recorded', () => {
    const [slice, ...others] = start(
      service,
      endpoints(one, { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' } }),
    ).all('EndpointSlice');
    expect(others).toEqual([]);
    expect(slice).toMatchObject({
      metadata: {
        generateName: 'db-',
        labels: {
          'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io',
          'kubernetes.io/service-name': 'db',
        },
        ownerReferences: [{ apiVersion: 'v1', kind: 'Endpoints', name: 'db', controller: true, blockOwnerDeletion: true }],
      },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.9.9.9'], conditions: { ready: true } }],
      ports: [{ name: '', protocol: 'TCP', port: 80 }],
    });
    expect(slice!.metadata.annotations).toBeUndefined();
  });

  it('gives a slice that would go to the first that is to come', () => {
    const cluster = start(service, endpoints(one));
    const [{ metadata }] = cluster.all('EndpointSlice') as [ReturnType<typeof cluster.all<'EndpointSlice'>>[number]];
    const at = (ip: string, port: number) => ({ addresses: [{ ip }], ports: [{ port, protocol: 'TCP' }] });
    cluster.put({ ...cluster.get('Endpoints', 'db')!, subsets: [at('10.9.9.1', 81), at('10.9.9.2', 82)] });
    cluster.run();
    const slices = cluster.all('EndpointSlice').map((it) => [it.metadata.name === metadata.name, it.ports?.[0]?.port]);
    expect(slices).toEqual(
      expect.arrayContaining([
        [true, 81],
        [false, 82],
      ]),
    );
  });

  it('follows changes, and tells ready from not ready', () => {
    const cluster = start(service, endpoints(one));
    const known = cluster.get('Endpoints', 'db')!;
    cluster.put({
      ...known,
      subsets: [
        {
          addresses: [{ ip: '10.9.9.9' }],
          notReadyAddresses: [{ ip: '10.9.9.8' }, { ip: '2000::1' }],
          ports: [{ port: 80, protocol: 'TCP' }],
        },
      ],
    });
    cluster.run();
    const said = cluster
      .all('EndpointSlice')
      .map(
        ({ addressType, endpoints: all }) =>
          `${addressType} ${all!.map(({ addresses, conditions }) => `${addresses[0]}=${conditions!.ready}`).join()}`,
      );
    expect(said.sort()).toEqual(['IPv4 10.9.9.9=true,10.9.9.8=false', 'IPv6 2000::1=false']);
  });

  it.each([
    ['a Service with a selector', [{ ...service, spec: { ...service.spec, selector: { app: 'x' } } }, endpoints(one)]],
    ['no Service', [endpoints(one)]],
    ['a label that says so', [service, endpoints(one, { labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } })]],
    ['a lock', [service, endpoints(one, { annotations: { 'control-plane.alpha.kubernetes.io/leader': '{}' } })]],
  ])('makes no slice for %s', (_name, objects) => expect(start(...objects).all('EndpointSlice')).toEqual([]));

  it('removes its slices with the Endpoints, and then rests', () => {
    const cluster = start(service, endpoints(one));
    cluster.remove('Endpoints', 'db');
    cluster.run();
    expect(cluster.all('EndpointSlice')).toEqual([]);
    const before = cluster.log.length;
    cluster.run(60_000);
    expect(cluster.log.length).toBe(before);
  });
});
