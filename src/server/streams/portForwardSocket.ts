/**
 * Port-forward over a WebSocket: each port has a channel for its data and one for what went wrong, and both begin by naming it.
 * upstream: kubelet/pkg/cri/streaming/portforward/websocket.go
 */
import type { Request, Status } from '#api/request.ts';
import type { Door } from '../door.ts';
import { badRequest } from '#api/status.ts';
import { bytesOf } from './bytes.ts';
import { channelMessage, readChannel } from './remoteCommand.ts';
import type { OpenedStream } from './streamHub.ts';
import { acceptWebSocket, offeredProtocols, type Upgrade } from './webSocket.ts';

const protocols = ['v4.channel.k8s.io', 'v4.base64.channel.k8s.io'];
const portsMax = 64;

export function servePortForwardSocket(door: Door, upgrade: Upgrade, request: Request): Status | undefined {
  const ports = (request.options?.query?.['ports'] ?? []).flatMap((text) => text.split(',')).map(Number);
  if (ports.length === 0) return badRequest('query parameter "port" is required');
  const wrong = ports.find((port) => !Number.isInteger(port) || port < 1 || port > 65_535);
  if (wrong !== undefined || ports.length > portsMax) return badRequest('unable to parse ports');
  const offered = offeredProtocols(upgrade.request);
  const protocol = protocols.find((it) => offered.includes(it));
  if (protocol === undefined && offered.length > 0) return badRequest(`unable to upgrade: none of ${offered.join(', ')} is spoken here`);
  forward(door, upgrade, { request, ports, protocol });
  return undefined;
}

interface Asked {
  readonly request: Request;
  readonly ports: readonly number[];
  readonly protocol: string | undefined;
}

function forward(door: Door, upgrade: Upgrade, { request, ports, protocol }: Asked): void {
  const spoken = protocol ?? 'v4.channel.k8s.io';
  const flows: OpenedStream[] = [];
  const socket = acceptWebSocket(upgrade, protocol, {
    message(message) {
      const { channel, data } = readChannel(spoken, message);
      if (channel % 2 === 0) flows[channel / 2]?.send(data.toString('utf8'));
    },
    closed() {
      for (const flow of flows) flow.close();
    },
  });
  const say = (channel: number, data: Buffer): void => socket.send(channelMessage(spoken, channel, data));
  let left = ports.length;
  for (const [index, port] of ports.entries()) {
    const name = Buffer.alloc(2);
    name.writeUInt16LE(port);
    say(index * 2, name);
    say(index * 2 + 1, name);
    const asked = { ...request, options: { query: { port: [String(port)] } } };
    const flow = door.streams.open(asked, (chunk) => {
      if (chunk.type !== 'exit') return say(index * 2, bytesOf(chunk.data));
      if (chunk.message !== undefined) say(index * 2 + 1, Buffer.from(`error forwarding port ${port} to pod: ${chunk.message}`));
      if ((left -= 1) === 0) socket.close();
    });
    flows.push(flow);
  }
}
