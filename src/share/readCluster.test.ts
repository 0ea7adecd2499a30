import { expect, test } from 'vitest';
import type { ClusterSpec } from '#api/tape.ts';
import { freshTape } from './freshTape.ts';
import { decodeLink, encodeLink } from './link.ts';
import { readCluster } from './readCluster.ts';
import { withoutKeys } from './withoutKeys.ts';
import { readTape } from './readTape.ts';

const policy = '{"apiVersion":"abac.authorization.kubernetes.io/v1beta1","kind":"Policy","spec":{"user":"ann","namespace":"*"}}';

const whole: ClusterSpec = {
  name: 'west',
  nodes: [
    { name: 'a', cpu: '2', memory: '4Gi', pods: 20, labels: { disk: 'ssd' }, taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }] },
    { name: 'b' },
  ],
  scheduler: { profiles: [{ schedulerName: 'default-scheduler' }] },
  users: [{ name: 'ann', groups: ['devs'], uid: '7', token: 't' }, { name: 'bob' }],
  authorization: ['Node', 'RBAC', 'ABAC'],
  policy,
  featureGates: { JobSuccessPolicy: true },
  admission: {
    enable: ['AlwaysPullImages'],
    disable: ['Priority'],
    podNodeSelector: { clusterDefaultNodeSelector: 'disk=ssd' },
    eventLimits: [{ type: 'Namespace', qps: 5, burst: 10 }],
  },
  cloud: { loadBalancers: '203.0.113.0/24' },
  federation: { members: ['north'] },
};

test('a link carries everything that a cluster is set up with', () => {
  const tape = { ...freshTape(), clusters: [whole, { name: 'north', nodes: [] }] };
  expect(decodeLink(encodeLink({ tape }))).toEqual({ tape });
});

test('a link does not carry the keys of a cluster, and none is read', () => {
  const link = encodeLink({
    tape: {
      ...freshTape(),
      clusters: [
        { ...whole, signingKey: 'secret', authorityKey: 'secret' },
        { name: 'north', nodes: [] },
      ],
    },
  });
  expect(decodeLink(link).tape.clusters[0]).toEqual(whole);
  const saved = withoutKeys({ ...freshTape(), clusters: [{ ...whole, signingKey: 'secret', authorityKey: 'secret' }] });
  expect(saved.clusters).toEqual([whole]);
  expect(readCluster({ ...whole, signingKey: 'secret', authorityKey: 'secret' })).toEqual(whole);
});

const node = (rest: object) => ({ name: 'c', nodes: [{ name: 'a', ...rest }] });
const cluster = (rest: object) => ({ name: 'c', nodes: [], ...rest });

test.each<[problem: string, value: unknown]>([
  ['a cluster must be an object', 3],
  ['a cluster needs a name', { name: 'A', nodes: [] }],
  ['nodes must be a list', { name: 'c', nodes: {} }],
  ['two nodes have one name', { name: 'c', nodes: [{ name: 'a' }, { name: 'a' }] }],
  ['cpu of a node must be a quantity', node({ cpu: 'many' })],
  ['memory must be a text', node({ memory: 4 })],
  ['pods of a node must be a whole number', node({ pods: -1 })],
  ['a value of labels must be a text', node({ labels: { a: 1 } })],
  ['a taint has no effect Never', node({ taints: [{ key: 'a', effect: 'Never' }] })],
  ['users must be a list', cluster({ users: 'ann' })],
  ['a user needs a name', cluster({ users: [{ name: '' }] })],
  ['a group must be a text', cluster({ users: [{ name: 'a', groups: [{}] }] })],
  ['there is no authorization mode Maybe', cluster({ authorization: ['Maybe'] })],
  ['authorization needs a mode', cluster({ authorization: [] })],
  ['authorization has a mode twice', cluster({ authorization: ['RBAC', 'RBAC'] })],
  ['error reading policy line 1', cluster({ authorization: ['ABAC'], policy: '{' })],
  ['policy must be a text', cluster({ policy: {} })],
  ['there is no admission plugin Magic here', cluster({ admission: { enable: ['Magic'] } })],
  ['there is no admission plugin toString here', cluster({ admission: { disable: ['toString'] } })],
  ['requires the SecurityContextDeny feature gate', cluster({ admission: { enable: ['SecurityContextDeny'] } })],
  ['cacheSize of an event limit', cluster({ admission: { eventLimits: [{ type: 'User', qps: 1, burst: 1, cacheSize: -1 }] } })],
  ['a limited resource must be a text', cluster({ admission: { limitedResources: [{}] } })],
  ['an event limit has no type Pod', cluster({ admission: { eventLimits: [{ type: 'Pod', qps: 1, burst: 1 }] } })],
  ['qps of an event limit', cluster({ admission: { eventLimits: [{ type: 'Server', qps: 0, burst: 1 }] } })],
  ['a node selector must be a text', cluster({ admission: { podNodeSelector: { a: 1 } } })],
  ['loadBalancers must be a range', cluster({ cloud: { loadBalancers: '300.0.0.0/24' } })],
  ['loadBalancers must be a range', cluster({ cloud: { loadBalancers: '10.0.0.0/2' } })],
  ['loadBalancers must be a text', cluster({ cloud: {} })],
  ['members must be a list', cluster({ federation: {} })],
])('%s: refused', (problem, value) => expect(() => readCluster(value)).toThrow(problem));

test.each([['north'], ['west']])('a federation whose member %s is no other cluster of the tape is refused', (member) => {
  const federation = { name: 'west', nodes: [], federation: { members: [member] } };
  expect(() => readTape({ ...freshTape(), clusters: [federation] })).toThrow(
    `the federation west has a member ${member} that is no other cluster`,
  );
});
