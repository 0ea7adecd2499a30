/** Names of a federation, as a server in one of its clusters answers them. */
import { expect, test } from 'vitest';
import type { Node } from '#api/kinds.ts';
import type { Response } from '#api/request.ts';
import { federationAnswer, localName, type Outside } from './federation.ts';

const zone = `web.shop.world.svc.example.com. 180 IN A 198.51.100.1
web.shop.world.svc.us.example.com. 180 IN A 198.51.100.1
web.shop.world.svc.us-1.us.example.com. 180 IN A 198.51.100.1
web.shop.world.svc.asia.example.com. 180 IN CNAME web.shop.world.svc.example.com.
web.shop.world.svc.asia-1.asia.example.com. 180 IN CNAME web.shop.world.svc.asia.example.com.
`;

const labels = { 'topology.kubernetes.io/region': 'asia', 'topology.kubernetes.io/zone': 'asia-1' };
const answer: Response = { code: 200, body: { data: { 'example.com': zone } } };
const outside: Outside = {
  federations: new Map([['world', () => answer]]),
  node: { metadata: { labels } } as unknown as Node,
  zone: 'cluster.local',
};

function told(name: string, type: 'A' | 'AAAA' = 'A'): string | undefined {
  const found = federationAnswer({ name, type }, outside);
  return found && [found.rcode, ...found.answers.map((it) => `${it.type} ${it.data}`)].join(' ');
}

test.each([
  ['web.shop.world.svc.us.example.com', 'NOERROR A 198.51.100.1'],
  ['web.shop.world.svc.asia.example.com.', 'NOERROR CNAME web.shop.world.svc.example.com. A 198.51.100.1'],
  ['none.shop.world.svc.example.com', 'NXDOMAIN'],
  ['example.org', undefined],
  ['web.shop.svc.cluster.local', undefined],
  ['web.shop.other.svc.cluster.local', undefined],
])('%s', (name, expected) => expect(told(name)).toBe(expected));

test('a federated name of the cluster leads to where the cluster stands, and from there to what is healthy', () => {
  expect(told('web.shop.world.svc.cluster.local')).toBe(
    'NOERROR CNAME web.shop.world.svc.asia-1.asia.example.com. CNAME web.shop.world.svc.asia.example.com. ' +
      'CNAME web.shop.world.svc.example.com. A 198.51.100.1',
  );
  expect(told('web.shop.world.svc.us.example.com', 'AAAA')).toBe('NOERROR');
  expect(localName('web.shop.world.svc.cluster.local.', outside)).toBe('web.shop.svc.cluster.local');
});
