/**
 * The server's end of a SPDY/3.1 connection, as far as exec, attach and port-forward need it.
 * upstream: SPDY Protocol Draft 3.1, github.com/moby/spdystream/connection.go
 */
import type { Duplex } from 'node:stream';
import { constants, createDeflate, createInflate, type Deflate, type Inflate } from 'node:zlib';
import { spdyDictionary } from './spdyDictionary.ts';

export interface SpdyStream {
  readonly id: number;
  readonly headers: ReadonlyMap<string, string>;
  /** What arrives; undefined when the other end has nothing more to send. */
  onData(tell: (data: Buffer | undefined) => void): void;
  write(data: Buffer): void;
  /** We have nothing more to send. */
  end(): void;
}

export interface SpdyConnection {
  close(): void;
}

export interface SpdyEvents {
  stream(stream: SpdyStream): void;
  /** The connection is over, whoever ended it. */
  closed(): void;
}

const types = { synStream: 1, synReply: 2, reset: 3, settings: 4, ping: 6, goAway: 7, headers: 8, windowUpdate: 9 } as const;
const fin = 1;
const frameMax = 16 * 1024 * 1024;
const headersMax = 64 * 1024;
const streamsMax = 1_000;
const pieceMax = 32 * 1024;

interface Frame {
  readonly isControl: boolean;
  /** The type of a control frame, the stream of a data frame. */
  readonly what: number;
  readonly flags: number;
  readonly payload: Buffer;
}

interface OpenStream {
  listener: ((data: Buffer | undefined) => void) | undefined;
  readonly waiting: (Buffer | undefined)[];
}

interface State {
  readonly socket: Duplex;
  readonly events: SpdyEvents;
  readonly inflate: Inflate;
  readonly deflate: Deflate;
  readonly streams: Map<number, OpenStream>;
  /** Frames go out in the order in which they were made, though headers are compressed meanwhile. */
  outgoing: Promise<void>;
  over: boolean;
}

export function serveSpdy(socket: Duplex, head: Buffer, events: SpdyEvents): SpdyConnection {
  const dictionary = spdyDictionary();
  const state: State = {
    socket,
    events,
    inflate: createInflate({ dictionary, finishFlush: constants.Z_SYNC_FLUSH }),
    deflate: createDeflate({ dictionary, flush: constants.Z_SYNC_FLUSH }),
    streams: new Map(),
    outgoing: Promise.resolve(),
    over: false,
  };
  const close = (): void => end(state);
  socket.on('error', close);
  socket.on('close', close);
  socket.on('end', close);
  if (head.length > 0) socket.unshift(head);
  receive(state).catch(close);
  return {
    close() {
      state.outgoing = state.outgoing.then(() => void state.socket.end());
    },
  };
}

function end(state: State): void {
  if (state.over) return;
  state.over = true;
  state.socket.destroy();
  state.inflate.close();
  state.deflate.close();
  for (const stream of state.streams.values()) stream.listener?.(undefined);
  state.events.closed();
}

async function receive(state: State): Promise<void> {
  let buffered: Buffer = Buffer.alloc(0);
  for await (const part of state.socket as AsyncIterable<Buffer>) {
    buffered = buffered.length === 0 ? part : Buffer.concat([buffered, part]);
    for (let frame = firstFrame(buffered); frame !== undefined; frame = firstFrame(buffered)) {
      buffered = buffered.subarray(8 + frame.payload.length);
      await handle(state, frame);
    }
    if (buffered.length > frameMax) throw new Error('a frame is too large');
  }
}

function firstFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < 8) return undefined;
  const length = bytes.readUIntBE(5, 3);
  if (bytes.length < 8 + length) return undefined;
  const isControl = (bytes[0] ?? 0) >= 0x80;
  const what = isControl ? bytes.readUInt16BE(2) : bytes.readUInt32BE(0);
  return { isControl, what, flags: bytes[4] ?? 0, payload: bytes.subarray(8, 8 + length) };
}

async function handle(state: State, { isControl, what, flags, payload }: Frame): Promise<void> {
  if (!isControl) {
    if (payload.length > 0) deliver(state, what, Buffer.from(payload));
    if ((flags & fin) !== 0) deliver(state, what, undefined);
  } else if (what === types.synStream) await open(state, payload, flags);
  else if (what === types.headers) await readHeaders(state, payload.subarray(4));
  else if (what === types.ping) send(state, control(types.ping, 0, payload));
  else if (what === types.reset && payload.length >= 4) deliver(state, payload.readUInt32BE(0) & 0x7fffffff, undefined);
  else if (what === types.goAway) state.events.closed();
}

function deliver(state: State, id: number, data: Buffer | undefined): void {
  const stream = state.streams.get(id);
  if (stream === undefined) return;
  if (stream.listener === undefined) stream.waiting.push(data);
  else stream.listener(data);
}

async function open(state: State, payload: Buffer, flags: number): Promise<void> {
  if (payload.length < 10 || state.streams.size >= streamsMax) throw new Error('a stream cannot be opened');
  const id = payload.readUInt32BE(0) & 0x7fffffff;
  const headers = await readHeaders(state, payload.subarray(10));
  const stream: OpenStream = { listener: undefined, waiting: [] };
  state.streams.set(id, stream);
  const reply = Buffer.alloc(4);
  reply.writeUInt32BE(id);
  state.outgoing = state.outgoing.then(async () => {
    const block = await compress(state.deflate, Buffer.alloc(4));
    write(state, control(types.synReply, 0, Buffer.concat([reply, block])));
  });
  state.events.stream({
    id,
    headers,
    onData(tell) {
      stream.listener = tell;
      for (const data of stream.waiting.splice(0)) tell(data);
    },
    write(data) {
      for (let at = 0; at < data.length; at += pieceMax) send(state, dataFrame(id, 0, data.subarray(at, at + pieceMax)));
    },
    end: () => send(state, dataFrame(id, fin, Buffer.alloc(0))),
  });
  if ((flags & fin) !== 0) deliver(state, id, undefined);
}

/** Names and values, each with its length before it. */
async function readHeaders(state: State, block: Buffer): Promise<ReadonlyMap<string, string>> {
  const bytes = await inflated(state.inflate, block);
  const headers = new Map<string, string>();
  let at = 4;
  const text = (): string => {
    const length = bytes.readUInt32BE(at);
    at += 4 + length;
    return bytes.subarray(at - length, at).toString('latin1');
  };
  for (let left = bytes.readUInt32BE(0); left > 0; left -= 1) headers.set(text().toLowerCase(), text());
  return headers;
}

function inflated(inflate: Inflate, block: Buffer): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    const take = (part: Buffer): void => {
      size += part.length;
      if (size > headersMax) reject(new Error('headers are too large'));
      else parts.push(part);
    };
    inflate.on('data', take);
    inflate.once('error', reject);
    inflate.write(block, () => {
      inflate.off('data', take);
      inflate.off('error', reject);
      resolve(Buffer.concat(parts));
    });
  });
}

function compress(deflate: Deflate, bytes: Buffer): Promise<Buffer> {
  const parts: Buffer[] = [];
  return new Promise((resolve) => {
    const take = (part: Buffer): void => void parts.push(part);
    deflate.on('data', take);
    deflate.write(bytes, () => {
      deflate.off('data', take);
      resolve(Buffer.concat(parts));
    });
  });
}

function control(type: number, flags: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(0x8003, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt8(flags, 4);
  head.writeUIntBE(payload.length, 5, 3);
  return Buffer.concat([head, payload]);
}

function dataFrame(id: number, flags: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(id, 0);
  head.writeUInt8(flags, 4);
  head.writeUIntBE(payload.length, 5, 3);
  return Buffer.concat([head, payload]);
}

function send(state: State, frame: Buffer): void {
  state.outgoing = state.outgoing.then(() => write(state, frame));
}

function write(state: State, frame: Buffer): void {
  if (!state.over && !state.socket.writableEnded) state.socket.write(frame);
}
