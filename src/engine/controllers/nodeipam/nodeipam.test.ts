import { expect, it, test } from 'vitest';
import { testCluster, type TestCluster } from '../common/testing.ts';
import { allocateNext, createCidrSet, occupy, parseRange, printRange, release, tooBig, type CidrSet } from './cidrSet.ts';
import { nodeIpam } from './nodeipam.ts';

const node = (cluster: TestCluster, name: string, ...podCIDRs: string[]) =>
  cluster.put({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    spec: podCIDRs.length === 0 ? {} : { podCIDR: podCIDRs[0], podCIDRs },
    status: {},
  });
const ranges = (cluster: TestCluster) =>
  cluster.all('Node').map(({ metadata, spec }) => `${metadata.name} ${(spec.podCIDRs ?? []).join()}`);

it('gives each node the next range that nobody has, and says so when there is none', () => {
  const cluster = testCluster(nodeIpam({ clusterCidr: '10.244.0.0/22', nodeMask: 24 }));
  node(cluster, 'old', '10.244.1.0/24');
  cluster.run();
  for (const name of ['a', 'b', 'c', 'd']) node(cluster, name);
  cluster.run(100);
  expect(ranges(cluster)).toEqual(['old 10.244.1.0/24', 'a 10.244.0.0/24', 'b 10.244.2.0/24', 'c 10.244.3.0/24', 'd ']);
  expect(cluster.events()[0]).toMatch(/^Normal CIDRNotAvailable Node d status is now: CIDRNotAvailable/);
  cluster.remove('Node', 'a');
  cluster.run(60_000);
  expect(ranges(cluster).at(-1)).toBe('d 10.244.0.0/24');
});

it('says so when the node has gone before it was told its range', () => {
  const cluster = testCluster(nodeIpam({ clusterCidr: '10.244.0.0/22', nodeMask: 24 }));
  cluster.refuse(({ verb, resource }) => verb === 'patch' && resource === 'nodes', { code: 404, reason: 'NotFound' });
  node(cluster, 'a');
  cluster.run(60_000);
  expect(cluster.events()).toEqual(['Normal CIDRAssignmentFailed Node a status is now: CIDRAssignmentFailed']);
  expect(Object.keys(cluster.all('Event')[0]!.involvedObject).toSorted()).toEqual(['apiVersion', 'kind', 'name', 'uid']);
});

const setOf = (cluster: string, mask: number) => createCidrSet(parseRange(cluster)!, mask) as CidrSet;

test.each([
  ['127.123.234.0/30', 30, '127.123.234.0/30'],
  ['beef:1234::/30', 30, 'beef:1234::/30'],
  ['2001:beef:1234:369b::/60', 64, '2001:beef:1234:3690::/64'],
])('%s in ranges of %i begins with %s', (cluster, mask, first) => {
  expect(allocateNext(setOf(cluster, mask))).toBe(first);
});

it('counts a range once, however often it is taken or given back', () => {
  const set = setOf('10.42.0.0/16', 24);
  for (const range of ['10.42.5.0/24', '10.42.9.0/24', '10.42.8.0/22', '10.42.9.0/24']) occupy(set, range);
  expect(set.used.size).toBe(5);
  for (const range of ['10.42.9.0/24', '10.42.9.0/24', '10.42.4.0/22']) release(set, range);
  expect(set.used.size).toBe(3);
  expect(occupy(set, '10.43.0.0/24')).toBe('cidr 10.43.0.0/24 is out the range of cluster cidr 10.42.0.0/16');
});

it('does not keep more ranges than it can', () => {
  expect(createCidrSet(parseRange('2001::/16')!, 64)).toBe(tooBig);
  expect(printRange(parseRange('1:0:0:2::/64')!)).toBe('1:0:0:2::/64');
});
