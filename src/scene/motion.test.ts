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
