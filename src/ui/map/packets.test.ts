import { expect, test } from 'vitest';
import type { VirtualMs } from '#api/meta.ts';
import { idOf } from '#scene/model.ts';
import type { PacketTrace } from '#scene/motion.ts';
import { heldMover, packetName, recentPackets, requestName } from './packets.ts';

function packet(number: number, about: string): PacketTrace {
  const ms = (at: number) => at as VirtualMs;
  return {
    type: 'packet',
    at: ms(number),
    id: `packet-${number}`,
    protocol: 'TCP',
    hops: [
      { from: 'pod/default/client', to: 'node/node-1', leaves: ms(number - 2), arrives: ms(number - 1) },
      { from: 'node/node-1', to: 'pod/default/web-1', leaves: ms(number - 1), arrives: ms(number) },
    ],
    source: { ip: '10.244.0.2', pod: 'default/client', node: 'node-1' },
    destination: { ip: '10.96.0.7', port: 80 },
    translated: { ip: '10.244.0.3', port: 80, pod: 'default/web-1' },
    rules: [],
    verdict: 'ACCEPT',
    about,
  };
}

const traces = [packet(10, 'GET /'), packet(20, 'GET / (probe)'), packet(30, 'GET /a'), packet(40, 'GET /b')];

test.each([
  [35, ['packet-30', 'packet-10']],
  [40, ['packet-40', 'packet-30', 'packet-10']],
  [5, []],
])('at %d the newest come first, and probes are left out', (now, expected) => {
  expect(recentPackets(traces, now).map((one) => one.id)).toEqual(expected);
});

test('a packet is named by its way, what it is for, and how it ended', () => {
  expect(packetName(packet(10, 'GET /'))).toBe('client → 10.96.0.7:80 → web-1, GET /, ACCEPT');
  const { translated: _translated, about: _about, ...bare } = packet(10, '');
  expect(packetName({ ...bare, source: { ip: '10.244.0.2', node: 'node-1' }, verdict: 'DROP' })).toBe('10.244.0.2 → 10.96.0.7:80, DROP');
});

test('a held packet stays on the last stretch of its way', () => {
  expect(heldMover(traces, 'packet-30', undefined)).toMatchObject({
    id: 'packet-30',
    from: idOf('Node', undefined, 'node-1'),
    to: idOf('Pod', 'default', 'web-1'),
  });
  expect(heldMover(traces, undefined, undefined)).toBeUndefined();
  expect(heldMover(traces, 'packet-99', undefined)).toBeUndefined();
});

const lookup = {
  type: 'lookup' as const,
  at: 50 as VirtualMs,
  id: 'lookup-1',
  pod: 'default/client',
  name: 'web',
  tries: [
    { name: 'web.default.svc.cluster.local', qtype: 'A', rcode: 'NXDOMAIN', answers: [] },
    { name: 'web', qtype: 'A', rcode: 'NXDOMAIN', answers: [] },
  ],
};

test('a held lookup stays on its way back from the DNS server, with its answer', () => {
  const server = idOf('Service', 'kube-system', 'kube-dns');
  expect(heldMover([...traces, lookup], 'lookup-1', server)).toMatchObject({
    kind: 'answer',
    from: server,
    to: idOf('Pod', 'default', 'client'),
    text: 'NXDOMAIN',
    failed: true,
  });
});

test('a lookup stands for its questions, and says how many names were tried', () => {
  const lost = { ...packet(48, 'DNS A web'), verdict: 'UNREACHABLE' as const };
  const found = recentPackets([packet(45, 'DNS A web.default.svc.cluster.local'), lost, lookup], 60);
  expect(found.map(requestName)).toEqual(['client → web?, DNS 2×, NXDOMAIN', 'client → 10.96.0.7:80 → web-1, DNS A web, UNREACHABLE']);
});
