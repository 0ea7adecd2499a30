import { connect as tlsConnect, type TLSSocket } from 'node:tls';
import { createDeflate, constants } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, type TestClient } from '../testClient.test-helper.ts';
import { spdyDictionary } from './spdyDictionary.ts';

let client: TestClient;
const pods = '/api/v1/namespaces/default/pods';

beforeAll(async () => {
  client = await startServer(100);
  const spec = { containers: [{ name: 'c', image: 'busybox', command: ['sh', '-c', 'echo one; echo two; sleep 3600'] }] };
  await client.ask(pods, { method: 'POST', body: { metadata: { name: 'p' }, spec } });
  for (let i = 0; i < 200; i += 1) {
    const { body } = await client.ask(`${pods}/p`);
    if ((body['status'] as unknown as { phase?: string }).phase === 'Running') return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
});
afterAll(() => client.close());

test('a log is text, with its options', async () => {
  expect(await client.ask(`${pods}/p/log`)).toMatchObject({ code: 200, text: 'one\ntwo\n' });
  expect((await client.ask(`${pods}/p/log?tailLines=1`)).text).toBe('two\n');
  expect((await client.ask(`${pods}/p/log?limitBytes=2`)).text).toBe('on');
  expect((await client.ask(`${pods}/none/log`)).body).toMatchObject({ code: 404, message: 'pods "none" not found' });
  expect((await client.ask(`${pods}/p/log?limitBytes=0`)).code).toBe(422);
});

/** Opens a connection and says the head of a request. */
function upgrade(path: string, lines: readonly string[]): Promise<{ socket: TLSSocket; head: string; rest: Buffer }> {
  const { hostname, port } = new URL(client.served.url);
  const socket = tlsConnect({ host: hostname, port: Number(port), rejectUnauthorized: false });
  const head = [`GET ${path} HTTP/1.1`, `Host: ${hostname}:${port}`, `Authorization: Bearer ${client.served.token}`, ...lines];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  return new Promise((resolve) => {
    let seen: Buffer = Buffer.alloc(0);
    socket.on('data', function take(part: Buffer) {
      seen = Buffer.concat([seen, part]);
      const end = seen.indexOf('\r\n\r\n');
      if (end < 0) return;
      socket.off('data', take);
      resolve({ socket, head: seen.subarray(0, end).toString(), rest: seen.subarray(end + 4) });
    });
  });
}

function allOf(socket: TLSSocket, rest: Buffer): Promise<Buffer> {
  const parts = [rest];
  return new Promise((resolve) => {
    socket.on('data', (part: Buffer) => parts.push(part));
    socket.on('close', () => resolve(Buffer.concat(parts)));
  });
}

const webSocket = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];
const echo = `${pods}/p/exec?command=sh&command=-c&command=${encodeURIComponent('echo out; echo err >&2; exit 3')}&stdout=true&stderr=true`;

test('exec over a WebSocket: each pipe has its channel, and the end has its code', async () => {
  const { socket, head, rest } = await upgrade(echo, [...webSocket, 'Sec-WebSocket-Protocol: v4.channel.k8s.io']);
  expect(head).toContain('Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
  expect(head).toContain('Sec-WebSocket-Protocol: v4.channel.k8s.io');
  const said = (await allOf(socket, rest)).toString('latin1');
  expect(said).toContain('\x01out\n');
  expect(said).toContain('\x02err\n');
  expect(said).toContain('{"reason":"ExitCode","message":"3"}');
});

test('before the fourth version of the protocol a command that went well ends in silence, and a failure in words', async () => {
  const v1 = [...webSocket, 'Sec-WebSocket-Protocol: channel.k8s.io'];
  const well = await upgrade(`${pods}/p/exec?command=echo&command=out&stdout=true`, v1);
  const said = (await allOf(well.socket, well.rest)).toString('latin1');
  expect(said).toContain('\x01out\n');
  expect(said).not.toContain('Success');
  const badly = await upgrade(echo, v1);
  expect((await allOf(badly.socket, badly.rest)).toString('latin1')).toContain(
    '\x03command terminated with non-zero exit code: exit status 3',
  );
});

test('port-forward over a WebSocket names each port on its channels, and says what went wrong', async () => {
  const forward = `${pods}/p/portforward?ports=80`;
  const { socket, head, rest } = await upgrade(forward, [...webSocket, 'Sec-WebSocket-Protocol: v4.channel.k8s.io']);
  expect(head).toContain('Sec-WebSocket-Protocol: v4.channel.k8s.io');
  const said = (await allOf(socket, rest)).toString('latin1');
  expect(said).toContain('\x00\x50\x00');
  expect(said).toContain('\x01\x50\x00');
  expect(said).toContain('\x01error forwarding port 80 to pod');
  const none = await upgrade(`${pods}/p/portforward`, [...webSocket, 'Sec-WebSocket-Protocol: v4.channel.k8s.io']);
  expect(none.head).toContain('400 Bad Request');
});

test('a stream that is refused is an HTTP answer', async () => {
  const { head, rest } = await upgrade(`${pods}/none/exec?command=ls`, [...webSocket, 'Sec-WebSocket-Protocol: v4.channel.k8s.io']);
  expect(head).toContain('404 Not Found');
  expect(rest.toString()).toContain('pods \\"none\\" not found');
});

function control(type: number, payload: Buffer): Buffer {
  const head = Buffer.from([0x80, 3, 0, type, 0, 0, 0, 0]);
  head.writeUIntBE(payload.length, 5, 3);
  return Buffer.concat([head, payload]);
}

function headerBlock(streamType: string): Buffer {
  const text = (value: string): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(value.length);
    return Buffer.concat([length, Buffer.from(value)]);
  };
  return Buffer.concat([Buffer.from([0, 0, 0, 1]), text('streamtype'), text(streamType)]);
}

test('exec over SPDY waits for every stream that the client will open', async () => {
  const { socket, head, rest } = await upgrade(echo, [
    'Connection: Upgrade',
    'Upgrade: SPDY/3.1',
    'X-Stream-Protocol-Version: v4.channel.k8s.io',
  ]);
  expect(head).toContain('101 Switching Protocols');
  const deflate = createDeflate({ dictionary: spdyDictionary(), flush: constants.Z_SYNC_FLUSH });
  const answer = allOf(socket, rest);
  for (const [index, what] of ['error', 'stdout', 'stderr'].entries()) {
    const parts: Buffer[] = [];
    const take = (part: Buffer): void => void parts.push(part);
    deflate.on('data', take);
    await new Promise<void>((resolve) => deflate.write(headerBlock(what), () => resolve()));
    deflate.off('data', take);
    const ids = Buffer.alloc(10);
    ids.writeUInt32BE(index * 2 + 1);
    socket.write(control(1, Buffer.concat([ids, ...parts])));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const said = (await answer).toString('latin1');
  for (const text of ['out\n', 'err\n', 'NonZeroExitCode']) expect(said).toContain(text);
});
