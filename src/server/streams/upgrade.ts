/**
 * Requests that leave HTTP: exec, attach and port-forward over SPDY or a WebSocket, watches and logs over a WebSocket.
 * upstream: apimachinery/pkg/util/httpstream/spdy/upgrade.go, apiserver/pkg/util/wsstream/conn.go
 */
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { StreamChunk } from '#api/frame.ts';
import type { Request, Status } from '#api/request.ts';
import { isStatus } from '#api/status.ts';
import { callerOf, type Caller } from '../authenticate.ts';
import type { Door } from '../door.ts';
import { isMeantForUs } from '../hosts.ts';
import { pageSocketPath, servePageSocket } from '../page/pageSocket.ts';
import { connectRequest } from '#api/http/connect.ts';
import { readTarget, type Query } from '#api/http/query.ts';
import { requestInfo, type ResourceInfo } from '#api/http/requestInfo.ts';
import { failure } from '#api/http/refusals.ts';
import { badRequest } from '#api/status.ts';
import { bytesOf } from './bytes.ts';
import { servePortForward } from './portForward.ts';
import { servePortForwardSocket } from './portForwardSocket.ts';
import {
  channelMessage,
  channelProtocols,
  channels,
  expectedStreams,
  readChannel,
  spdyPipes,
  toPipes,
  toResize,
  toStdin,
} from './remoteCommand.ts';
import { serveSpdy } from './spdy.ts';
import type { OpenedStream } from './streamHub.ts';
import { acceptSpdy } from './upgradeAnswer.ts';
import { acceptWebSocket, isWebSocket, offeredProtocols, type Upgrade } from './webSocket.ts';

export function serveUpgrade(door: Door, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  socket.on('error', () => socket.destroy());
  const refusal = routeUpgrade(door, { request, socket, head });
  if (refusal !== undefined) refuse(socket, refusal);
}

function routeUpgrade(door: Door, upgrade: Upgrade): Status | undefined {
  const { request } = upgrade;
  const target = readTarget(request.url ?? '/');
  if (target === undefined) return badRequest('bad request');
  const { path, query } = target;
  if (!isMeantForUs(door.hosts, request)) return failure(403, 'Forbidden', 'this host or origin is not served here');
  const caller = callerOf(door, request);
  if (isStatus(caller)) return caller;
  if (path === pageSocketPath) return servePageSocket(door, upgrade, caller);
  const info = requestInfo(request.method ?? 'GET', path, query);
  if (info === undefined) return failure(404, 'NotFound', 'the server could not find the requested resource', {});
  const asked = connectAsked(info, query, caller);
  const { subresource } = info;
  if (subresource === 'portforward') {
    return isWebSocket(request) ? servePortForwardSocket(door, upgrade, asked) : void servePortForward(door, upgrade, asked);
  }
  if (subresource !== 'exec' && subresource !== 'attach' && subresource !== 'log') return badRequest('Upgrade request required');
  void command(door, upgrade, asked);
  return undefined;
}

export function connectAsked(info: ResourceInfo, query: Query, caller: Caller): Request {
  return { ...connectRequest(info, query), ...caller };
}

/** Whatever is said before the connection has changed its protocol waits; a refusal by then is an HTTP answer. */
async function command(door: Door, upgrade: Upgrade, request: Request): Promise<void> {
  const early: StreamChunk[] = [];
  let tell = (chunk: StreamChunk): void => void early.push(chunk);
  const stream = door.streams.open(request, (chunk) => tell(chunk));
  await new Promise((resolve) => setTimeout(resolve, 5));
  const first = early[0];
  if (first?.type === 'exit' && first.message !== undefined) {
    if (first.status !== undefined) return refuse(upgrade.socket, first.status);
    if (first.message.startsWith(notUpgraded)) return refusedByKubelet(upgrade.socket, first.message);
    if (request.subresource === 'log') return refuse(upgrade.socket, badRequest(first.message));
  }
  tell = isWebSocket(upgrade.request) ? overWebSocket(upgrade, stream, request.subresource === 'log') : overSpdy(upgrade, stream, request);
  for (const chunk of early) tell(chunk);
}

function overSpdy(upgrade: Upgrade, stream: OpenedStream, request: Request): (chunk: StreamChunk) => void {
  const { socket, head } = upgrade;
  acceptSpdy(socket, 'v4.channel.k8s.io');
  const connection = serveSpdy(socket, head, { stream: (opened) => pipes.add(opened), closed: () => stream.close() });
  const pipes = spdyPipes(stream, expectedStreams(request.options?.query ?? {}), () => connection.close());
  return toPipes(pipes);
}

function overWebSocket(upgrade: Upgrade, stream: OpenedStream, isLog: boolean): (chunk: StreamChunk) => void {
  const offered = offeredProtocols(upgrade.request);
  if (isLog) return logOverWebSocket(upgrade, stream, offered);
  const found = channelProtocols.find((protocol) => offered.includes(protocol));
  const protocol = found ?? 'channel.k8s.io';
  const stdin = toStdin(stream);
  const socket = acceptWebSocket(upgrade, found, {
    message(message) {
      const { channel, data } = readChannel(protocol, message);
      if (channel === channels.stdin) stdin(data);
      else if (channel === channels.resize) toResize(stream, data.toString('utf8'));
      else if (channel === channels.close && data[0] === channels.stdin) stdin(undefined);
    },
    closed: () => stream.close(),
  });
  // The first message of each channel is empty: the server is ready.
  for (const channel of [channels.stdin, channels.stdout, channels.stderr, channels.error]) {
    if (!protocol.startsWith('v5')) socket.send(channelMessage(protocol, channel, Buffer.alloc(0)));
  }
  return toPipes({
    write: (pipe, data) => socket.send(channelMessage(protocol, channels[pipe], data)),
    finish(status) {
      const said = statusText(protocol, status);
      if (said !== '') socket.send(channelMessage(protocol, channels.error, Buffer.from(said)));
      socket.close();
    },
  });
}

/** Before the fourth version only failures were told, in words. upstream: apiserver/pkg/server/remotecommand (v1WriteStatusFunc) */
function statusText(protocol: string, status: { readonly status?: string; readonly message?: string }): string {
  if (/^v[45]\./.test(protocol)) return JSON.stringify(status);
  return status.status === 'Success' ? '' : (status.message ?? '');
}

function logOverWebSocket(upgrade: Upgrade, stream: OpenedStream, offered: readonly string[]): (chunk: StreamChunk) => void {
  const protocol = ['binary.k8s.io', 'base64.binary.k8s.io'].find((name) => offered.includes(name));
  const socket = acceptWebSocket(upgrade, protocol, { message: () => undefined, closed: () => stream.close() });
  return (chunk) => {
    if (chunk.type === 'exit') return socket.close();
    const data = bytesOf(chunk.data);
    socket.send(protocol === 'base64.binary.k8s.io' ? data.toString('base64') : data);
  };
}

/** What clients put before a text that they get in the place of a stream. */
const notUpgraded = 'unable to upgrade connection: ';

/** A kubelet refuses with a text of its own, no Status. upstream: kubelet/pkg/cri/streaming/errors.go (WriteError) */
function refusedByKubelet(socket: Duplex, message: string): void {
  answer(socket, { code: 500, type: 'text/plain; charset=utf-8', body: message.slice(notUpgraded.length) });
}

function refuse(socket: Duplex, status: Status): void {
  answer(socket, { code: status.code, type: 'application/json', body: `${JSON.stringify(status)}\n` });
}

function answer(socket: Duplex, { code, type, body }: { readonly code: number; readonly type: string; readonly body: string }): void {
  const lines = [
    `HTTP/1.1 ${code} ${STATUS_CODES[code] ?? ''}`,
    `Content-Type: ${type}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
