import { categorize, mergeEndpoints, type Endpoint } from './endpoint.ts';
import type { ServicePort } from './servicePort.ts';
import { expect, it } from 'vitest';

it('takes an address once: the local view of it, or else a ready one', () => {
  const at = (address: string, more: Partial<Endpoint>) => ({ address, isLocal: false, ready: true, ...more }) as Endpoint;
  const merged = mergeEndpoints([
    [at('a', { ready: false }), at('b', { isLocal: true, ready: false })],
    [at('a', {}), at('b', {})],
  ]);
  expect(merged.map(({ address, isLocal, ready }) => [address, isLocal, ready])).toEqual([
    ['a', false, true],
    ['b', true, false],
  ]);
});

it('keeps to the zone of the node where every endpoint has a hint and one is for it', () => {
  const at = (address: string, ...zones: string[]) => ({ address, ready: true, zones }) as unknown as Endpoint;
  const near = (usesHints: boolean, zone: string, ...more: Endpoint[]) =>
    categorize([at('a', 'za'), at('b', 'zb'), ...more], { usesHints, externalIps: [], loadBalancerIps: [] } as unknown as ServicePort, zone)
      .cluster.map(({ address }) => address)
      .join(' ');
  expect([near(true, 'za'), near(false, 'za'), near(true, ''), near(true, 'zc'), near(true, 'za', at('c'))]).toEqual([
    'a',
    'a b',
    'a b',
    'a b',
    'a b c',
  ]);
});
