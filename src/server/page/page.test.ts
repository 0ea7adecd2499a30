import { connect } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, type TestClient } from '../testClient.test-helper.ts';
import { pageView } from './pageView.ts';
import { readMessage } from './readMessage.ts';

let client: TestClient;
beforeAll(async () => {
  client = await startServer();
});
afterAll(() => client.close());

test.each(['/ui/../package.json', '/ui/%2e%2e/package.json', '/ui/assets/../../package.json', '/ui/.env', '/ui/assets', '/ui/none.js'])(
  'no file comes for %s',
  async (path) => {
    const { code, text } = await client.ask(path);
    expect(code).toBe(404);
    expect(text).not.toContain('devDependencies');
  },
);

test('the page is only handed out under our own names', async () => {
  expect((await client.ask('/ui/', { token: false, headers: { host: 'rebound.example.com' } })).code).toBe(403);
  expect((await client.ask('/ui', { token: false })).headers.location).toBe('/ui/');
});

/** The first line of the answer to a WebSocket's request. */
function knock(lines: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(client.served.url);
  const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false });
  const own = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='];
  socket.write(['GET /ui/socket HTTP/1.1', `Host: ${hostname}:${port}`, ...own, ...lines, '', ''].join('\r\n'));
  return new Promise((resolve) => {
    socket.once('data', (part: Buffer) => {
      socket.destroy();
      resolve(part.toString('latin1').split('\r\n')[0] ?? '');
    });
  });
}

test('only who has the token may look, and not from another site', async () => {
  const token = (text: string): string => `base64url.bearer.authorization.k8s.io.${Buffer.from(text).toString('base64url')}`;
  const offer = (...protocols: string[]): string => `Sec-WebSocket-Protocol: ${['orrery.page.v1', ...protocols].join(', ')}`;
  expect(await knock([offer(token(client.served.token))])).toContain('101');
  expect(await knock([offer()])).toContain('403');
  expect(await knock([offer(token('none'))])).toContain('401');
  expect(await knock([offer(token(client.served.token)), 'Origin: https://example.com'])).toContain('403');
});

test('no page is told the keys of the cluster', () => {
  const { door } = client.served;
  const view = pageView(door, door.pages.open());
  expect(JSON.stringify(door.engine.tape())).toContain('PRIVATE KEY');
  expect(JSON.stringify(view.tape())).not.toContain('PRIVATE KEY');
  view.close();
});

const request = { verb: 'list', group: '', version: 'v1', resource: 'pods' };

test.each([
  'no JSON',
  '[]',
  '{"type":"none"}',
  JSON.stringify({ type: 'request', id: 1, cluster: 'orrery' }),
  JSON.stringify({ type: 'request', id: 1, cluster: 'orrery', request: { ...request, verb: 'boom' } }),
  JSON.stringify({ type: 'request', id: 1, cluster: 'orrery', request: { ...request, name: 1 } }),
  JSON.stringify({ type: 'request', id: 1, cluster: 'orrery', request: { ...request, options: { labelSelector: 1 } } }),
  JSON.stringify({ type: 'request', id: 1, cluster: 'orrery', request: { ...request, options: { query: { a: 1 } } } }),
  JSON.stringify({ type: 'request', id: 1, cluster: 'orrery', request: { ...request, patch: { type: 'none' } } }),
  JSON.stringify({ type: 'input', cluster: 'orrery', input: { type: 'stdin', stream: 's' } }),
])('%s is no message', (text) => {
  expect(() => readMessage(text)).toThrow();
});

test('nobody says in a message who asks, or what time it is', () => {
  const text = JSON.stringify({ type: 'request', id: 1, cluster: 'orrery', request: { ...request, user: { name: 'x', groups: [] } } });
  expect(readMessage(text)).toEqual({ type: 'request', id: 1, cluster: 'orrery', request });
  expect(readMessage(JSON.stringify({ type: 'clock', command: { do: 'seek', at: 0 } }))).toBeUndefined();
});
