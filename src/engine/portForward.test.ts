/** A forwarded port carries also the end of what its client says. */
import { expect, test } from 'vitest';
import type { Request } from '#api/request.ts';
import { createEngine } from './engine.ts';

test('a server hears that its client says nothing more', () => {
  const users = [{ name: 'root', groups: ['system:masters'], token: 'root' }];
  const clusters = [{ name: 'orrery', nodes: [{ name: 'node-1' }], users }];
  const engine = createEngine({ version: 1, seed: 5, epoch: '2026-01-01T09:00:00Z', clusters, inputs: [] });
  const advance = (ms: number) => engine.advance(engine.now() + ms, 1_000_000);
  const pods = { group: '', version: 'v1', resource: 'pods', namespace: 'default' } as const;
  const env = [
    { name: 'BIND_PORT', value: '80' },
    { name: 'EXPECTED_CLIENT_DATA', value: 'abc' },
  ];
  const container = { name: 'c', image: 'registry.k8s.io/e2e-test-images/agnhost:2.45', args: ['port-forward-tester'], env };
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { restartPolicy: 'Never', containers: [container] } };
  const say = (request: Request) => engine.say('orrery', { type: 'request', request });
  advance(5_000);
  say({ ...pods, verb: 'create', object });
  advance(20_000);
  const query = { port: ['80'] };
  const connect: Request = { ...pods, verb: 'connect', name: 'p', subresource: 'portforward', options: { query } };
  engine.say('orrery', { type: 'connect', stream: 's', request: connect });
  engine.say('orrery', { type: 'stdin', stream: 's', data: 'ab' });
  engine.say('orrery', { type: 'stdin', stream: 's' });
  advance(5_000);
  const log: Request = { ...pods, verb: 'connect', name: 'p', subresource: 'log', options: { query: {} } };
  engine.say('orrery', { type: 'connect', stream: 'log', request: log });
  advance(1_000);
  const said = engine.takeStreams();
  expect(said.some((chunk) => chunk.stream === 's' && chunk.type === 'exit')).toBe(true);
  expect(said.flatMap((chunk) => (chunk.stream === 'log' && chunk.type === 'stdout' ? [chunk.data] : [])).join('')).toBe(
    'Accepted client connection\nExpected to read 3 bytes from client, but got 2 instead. err=EOF\n',
  );
});
