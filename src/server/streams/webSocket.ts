/** The server's end of a WebSocket. upstream: RFC 6455 */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

export interface WebSocketEvents {
  message(data: Buffer, isText: boolean): void;
  closed(): void;
}

export interface WebSocket {
  send(data: Buffer | string): void;
  close(code?: number): void;
  /** What waits to be sent. */
  readonly buffered: number;
}

const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const messageMax = 16 * 1024 * 1024;
const ops = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export function isWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket' && headers['sec-websocket-key'] !== undefined;
}

/** The protocols that the client offers, the most wanted first. */
export function offeredProtocols({ headers }: IncomingMessage): readonly string[] {
  return String(headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

export function acceptWebSocket({ request, socket, head }: Upgrade, protocol: string | undefined, events: WebSocketEvents): WebSocket {
  const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${guid}`).digest('base64');
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${accept}`];
  if (protocol !== undefined) lines.push(`Sec-WebSocket-Protocol: ${protocol}`);
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  let over = false;
  const finish = (): void => {
    if (over) return;
    over = true;
    socket.destroy();
    events.closed();
  };
  socket.on('error', finish);
  socket.on('close', finish);
  socket.on('end', finish);
  const reader = createReader(socket, events);
  if (head.length > 0) reader(head);
  socket.on('data', reader);
  return {
    send(data) {
      const isText = typeof data === 'string';
      if (!over) socket.write(frameOf(isText ? ops.text : ops.binary, isText ? Buffer.from(data) : data));
    },
    close(code = 1000) {
      if (over) return;
      const payload = Buffer.alloc(2);
      payload.writeUInt16BE(code);
      socket.end(frameOf(ops.close, payload));
    },
    get buffered() {
      return socket.writableLength;
    },
  };
}

function createReader(socket: Duplex, events: WebSocketEvents): (part: Buffer) => void {
  let buffered: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let size = 0;
  let isText = false;
  function take({ op, isFinal, payload }: Frame): void {
    if (op === ops.ping) return void socket.write(frameOf(ops.pong, payload));
    if (op === ops.close) return void socket.end(frameOf(ops.close, payload.subarray(0, 2)));
    if (op === ops.pong) return;
    if (op !== ops.continuation) isText = op === ops.text;
    size += payload.length;
    if (size > messageMax) return void socket.destroy();
    parts.push(payload);
    if (!isFinal) return;
    const message = Buffer.concat(parts);
    [parts, size] = [[], 0];
    events.message(message, isText);
  }
  return (part) => {
    buffered = Buffer.concat([buffered, part]);
    for (let frame = firstFrame(buffered); frame !== undefined; frame = firstFrame(buffered)) {
      buffered = buffered.subarray(frame.length);
      take(frame);
    }
    if (buffered.length > messageMax + 14) socket.destroy();
  };
}

interface Frame {
  readonly op: number;
  readonly isFinal: boolean;
  readonly payload: Buffer;
  readonly length: number;
}

/** A client's frames are masked; one that is not has no payload that we could read, and counts as empty. */
function firstFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < 2) return undefined;
  const [first = 0, second = 0] = bytes;
  const short = second & 0x7f;
  const maskAt = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < maskAt + 4) return bytes.length >= maskAt && second < 0x80 && short === 0 ? empty(first, maskAt) : undefined;
  const size = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  const length = maskAt + 4 + size;
  if (bytes.length < length) return undefined;
  const mask = bytes.subarray(maskAt, maskAt + 4);
  const payload = Buffer.from(bytes.subarray(maskAt + 4, length));
  for (let i = 0; i < payload.length; i += 1) payload[i] = (payload[i] ?? 0) ^ (mask[i & 3] ?? 0);
  return { op: first & 0x0f, isFinal: first >= 0x80, payload, length };
}

function empty(first: number, length: number): Frame {
  return { op: first & 0x0f, isFinal: first >= 0x80, payload: Buffer.alloc(0), length };
}

function frameOf(op: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = 0x80 | op;
  if (length < 126) head[1] = length;
  else if (length < 65_536) {
    head[1] = 126;
    head.writeUInt16BE(length, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, payload]);
}
