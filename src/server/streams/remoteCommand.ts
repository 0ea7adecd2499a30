/**
 * Exec and attach: the container's pipes over SPDY streams or the channels of a WebSocket.
 * upstream: kubelet/pkg/cri/streaming/remotecommand, apiserver/pkg/util/wsstream, client-go/tools/remotecommand
 */
import { StringDecoder } from 'node:string_decoder';
import type { StreamChunk } from '#api/frame.ts';
import type { Status, StatusCause } from '#api/request.ts';
import { failureStatus, successStatus } from '#api/status.ts';
import { bytesOf } from './bytes.ts';
import type { OpenedStream } from './streamHub.ts';
import type { SpdyStream } from './spdy.ts';

type Pipe = 'stdout' | 'stderr';

/** The ways out to a client. */
export interface Pipes {
  write(pipe: Pipe, data: Buffer): void;
  /** The command has ended; this is the last that is said. */
  finish(status: object): void;
}

/** Hands the chunks of a command to its pipes. */
export function toPipes(pipes: Pipes): (chunk: StreamChunk) => void {
  return (chunk) => {
    if (chunk.type === 'exit') pipes.finish(endOf(chunk));
    else pipes.write(chunk.type, bytesOf(chunk.data));
  };
}

/** How a command ended, as the error stream tells it. upstream: remotecommand/exec.go */
function endOf({ code, message }: StreamChunk & { readonly type: 'exit' }): object {
  if (message !== undefined) {
    const text = message.startsWith('Internal error occurred: ') ? message : `Internal error occurred: ${message}`;
    return untyped(failureStatus(500, { reason: 'InternalError', message: text, details: { causes: [{ message } as StatusCause] } }));
  }
  if (code === 0) return untyped(successStatus());
  const causes = [{ reason: 'ExitCode', message: String(code) }];
  const told = `command terminated with non-zero exit code: exit status ${code}`;
  const { code: _none, ...status } = failureStatus(0, { reason: 'NonZeroExitCode', message: told, details: { causes } });
  return untyped(status);
}

/** What ends a stream is told without its type. */
function untyped(status: object): object {
  const { kind: _kind, apiVersion: _version, ...rest } = status as Partial<Status>;
  return rest;
}

/** Bytes of a client as text for a process, whole characters only. */
export function toStdin(stream: OpenedStream): (data: Buffer | undefined) => void {
  const decoder = new StringDecoder('utf8');
  return (data) => {
    const text = data === undefined ? decoder.end() : decoder.write(data);
    if (text !== '') stream.send(text);
    if (data === undefined) stream.send(undefined);
  };
}

/** `{"Width":80,"Height":24}` */
export function toResize(stream: OpenedStream, text: string): void {
  for (const line of text.split('\n').filter((part) => part !== '')) {
    try {
      const { Width, Height } = JSON.parse(line) as { Width?: unknown; Height?: unknown };
      if (typeof Width === 'number' && typeof Height === 'number') stream.resize(Width, Height);
    } catch {
      // A size that cannot be read changes nothing.
    }
  }
}

/**
 * The streams of a client by what they are for. What is written waits until the client has opened all that it will open:
 * it reads from none before, and would choke on what piles up.
 */
export interface SpdyPipes extends Pipes {
  add(stream: SpdyStream): void;
}

/** Which streams a client will open, by the query of its request. upstream: remotecommand/httpstream.go (createStreams) */
export function expectedStreams(query: Readonly<Record<string, readonly string[]>>): readonly string[] {
  const isOn = (name: string): boolean => /^(1|true)$/i.test(query[name]?.[0] ?? '');
  const tty = isOn('tty');
  const pipes = ['stdin', 'stdout', 'stderr'].filter((name) => isOn(name) && !(tty && name === 'stderr'));
  return ['error', ...pipes, ...(tty ? ['resize'] : [])];
}

export function spdyPipes(command: OpenedStream, expected: readonly string[], close: () => void): SpdyPipes {
  const streams = new Map<string, SpdyStream>();
  const waiting: { readonly pipe: string; readonly data: Buffer }[] = [];
  let end: Buffer | undefined;
  const isReady = (): boolean => expected.every((what) => streams.has(what));
  const write = (pipe: string, data: Buffer): void => {
    const stream = isReady() ? streams.get(pipe) : undefined;
    if (stream === undefined) waiting.push({ pipe, data });
    else stream.write(data);
  };
  const finishWhenReady = (): void => {
    const error = streams.get('error');
    if (end === undefined || error === undefined || !isReady()) return;
    error.write(end);
    end = undefined;
    for (const stream of streams.values()) stream.end();
    close();
  };
  return {
    write,
    finish(status) {
      end = Buffer.from(JSON.stringify(status));
      finishWhenReady();
    },
    add(stream) {
      const what = stream.headers.get('streamtype') ?? '';
      streams.set(what, stream);
      if (what === 'stdin') stream.onData(toStdin(command));
      else if (what === 'resize') stream.onData((data) => toResize(command, data?.toString('utf8') ?? ''));
      if (!isReady()) return;
      for (const { pipe, data } of waiting.splice(0)) streams.get(pipe)?.write(data);
      finishWhenReady();
    },
  };
}

export const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

/** Which protocols of channels we speak, the best first. */
export const channelProtocols = [
  'v5.channel.k8s.io',
  'v4.channel.k8s.io',
  'v4.base64.channel.k8s.io',
  'channel.k8s.io',
  'base64.channel.k8s.io',
];

/** A message for a channel; in the base64 protocols both are text. */
export function channelMessage(protocol: string, channel: number, data: Buffer): Buffer | string {
  if (protocol.includes('base64')) return `${channel}${data.toString('base64')}`;
  return Buffer.concat([Buffer.of(channel), data]);
}

export function readChannel(protocol: string, message: Buffer): { readonly channel: number; readonly data: Buffer } {
  const rest = message.subarray(1);
  if (!protocol.includes('base64')) return { channel: message[0] ?? 0, data: rest };
  return { channel: (message[0] ?? 0x30) - 0x30, data: Buffer.from(rest.toString('latin1'), 'base64') };
}
