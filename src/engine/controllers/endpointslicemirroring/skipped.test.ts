import { testCluster } from '../common/testing.ts';
import { endpointslicemirroring } from './endpointslicemirroring.ts';
import { expect, it } from 'vitest';

const metadata = { name: 'db', namespace: 'default' };
const service = { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ port: 80 }] } };

function endpoints(ips: readonly string[], annotations: Readonly<Record<string, string>> = {}) {
  const subsets = [{ addresses: ips.map((ip) => ({ ip })), ports: [{ port: 80 }] }];
  return { apiVersion: 'v1', kind: 'Endpoints', metadata: { ...metadata, annotations }, subsets };
}

it('leaves out what is no address and says so', () => {
  const cluster = testCluster(endpointslicemirroring);
  cluster.put(service);
  cluster.put(endpoints(['10.0.0.1', 'nonsense']));
  cluster.run();
  expect(cluster.all('EndpointSlice').map((slice) => slice.endpoints?.map((it) => it.addresses))).toEqual([[['10.0.0.1']]]);
  expect(cluster.events()).toEqual([
    expect.stringContaining('Warning InvalidIPAddress Skipped 1 invalid IP addresses when mirroring to EndpointSlices'),
  ]);
});

it('takes annotations over, and away', () => {
  const cluster = testCluster(endpointslicemirroring);
  cluster.put(service);
  cluster.put(endpoints(['10.0.0.1'], { a: 'b' }));
  cluster.run();
  cluster.put({ ...cluster.get('Endpoints', 'db'), metadata: { ...cluster.get('Endpoints', 'db')?.metadata, annotations: { c: 'd' } } });
  cluster.run();
  expect(cluster.all('EndpointSlice')[0]?.metadata.annotations).toEqual({ c: 'd' });
});
