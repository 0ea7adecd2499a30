import { expect, test } from 'vitest';
import type { VirtualMs } from '#api/meta.ts';
import type { Trace } from '#api/trace.ts';
import { moversAt } from './motion.ts';

const ms = (value: number) => value as VirtualMs;

function packet(at: number, length: number): Trace {
  const half = length / 2;
  return {
    type: 'packet',
    at: ms(at),
    id: 'p1',
    protocol: 'TCP',
    rules: [],
    verdict: 'ACCEPT',
    hops: [
      { from: 'pod/default/a', to: 'node/n1', leaves: ms(at), arrives: ms(at + half) },
      { from: 'node/n1', to: 'pod/default/b', leaves: ms(at + half), arrives: ms(at + length) },
    ],
    source: { ip: '10.0.0.1', node: 'n1' },
    destination: { ip: '10.96.0.1', port: 80 },
  };
}

test.each([
  [99, 100, 0, undefined],
  [125, 100, 0, 'Pod/default/a>Node//n1 0.5'],
  [175, 100, 0, 'Node//n1>Pod/default/b 0.5'],
  [201, 100, 0, undefined],
  [350, 0.1, 1000, 'Pod/default/a>Node//n1 0.5'],
  [1100, 0.1, 1000, 'Node//n1>Pod/default/b 1'],
  [1101, 0.1, 1000, undefined],
])('at %d a packet sent at 100 for %d ms, drawn over at least %d, is at %s', (now, length, least, expected) => {
  const [mover] = moversAt([packet(100, length)], now, least);
  expect(mover === undefined ? undefined : `${mover.from}>${mover.to} ${mover.along}`).toBe(expected);
});

test('a lookup is a question to the server and an answer back', () => {
  const lookup: Trace = {
    type: 'lookup',
    at: ms(0),
    id: 'l1',
    pod: 'default/a',
    name: 'b',
    tries: [{ name: 'b.default.svc.cluster.local', qtype: 'A', rcode: 'NOERROR', answers: ['10.0.0.2'] }],
  };
  expect(moversAt([lookup], 250, 1000, 'dns')).toMatchObject([
    { kind: 'question', from: 'Pod/default/a', to: 'dns', along: 0.5, text: 'b' },
  ]);
  expect(moversAt([lookup], 750, 1000, 'dns')).toMatchObject([
    { kind: 'answer', from: 'dns', to: 'Pod/default/a', along: 0.5, text: '10.0.0.2' },
  ]);
});

test("a packet's rules open one by one on the way to its node, and its label is the pod's address once they have decided", () => {
  const rule = (chain: string, text: string, more = {}) => ({
    table: 'nat' as const,
    chain,
    rule: `-A ${chain} ${text}`,
    matched: true,
    ...more,
  });
  const sent: Trace = {
    ...(packet(0, 100) as Extract<Trace, { type: 'packet' }>),
    translated: { ip: '10.0.1.2', port: 8080 },
    rules: [
      rule('KUBE-SERVICES', '-d 10.96.0.9/32 -j KUBE-SVC-OTHER', { matched: false }),
      rule('KUBE-SERVICES', '-d 10.96.0.1/32 -j KUBE-SVC-LOLE4ISW44XBNF3G'),
      rule('KUBE-SVC-LOLE4ISW44XBNF3G', '-m statistic -j KUBE-SEP-AAAABBBBCCCC', { matched: false, probability: 0.5, drawn: 0.75 }),
      rule('KUBE-SEP-DDDDEEEEFFFF', '-j DNAT --to-destination 10.0.1.2:8080'),
    ],
  };
  const at = (now: number) => moversAt([sent], now, 0)[0];
  expect(at(1)?.rules).toEqual([]);
  expect(at(26)?.rules.map(({ text, matched }) => `${matched ? 'met' : 'not'} ${text}`)).toEqual([
    'met KUBE-SERVICES → KUBE-SVC-LOLE…',
    'not KUBE-SVC-LOLE… 0.75 ≥ 0.50 → KUBE-SEP-AAAA…',
  ]);
  expect(
    at(60)
      ?.rules.map(({ text }) => text)
      .at(-1),
  ).toBe('KUBE-SEP-DDDD… → 10.0.1.2:8080');
  expect([at(26)?.text, at(60)?.text]).toEqual(['10.96.0.1:80', '10.0.1.2:8080']);
  expect(at(95)?.rules).toEqual([]);
});
