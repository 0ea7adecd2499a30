/** Streams to and from a container. */
import type { Status } from '#api/request.ts';
import type { Pod } from '#api/kinds.ts';
import type { StreamChunk } from '#api/frame.ts';
import { signed } from './cluster.ts';
import type { Context } from './context.ts';
import { failure, silentFailure, statusFailure, type KubectlFailure } from './failure.ts';

export interface StreamRequest {
  readonly subresource: 'exec' | 'attach' | 'log';
  readonly query: Readonly<Record<string, readonly string[]>>;
  /** Whether standard input is sent. */
  readonly stdin: boolean;
  readonly tty: boolean;
}

export interface StreamEnd {
  readonly code: number;
  /** Set when the stream was refused or broke. */
  readonly message: string | undefined;
  /** The API server's own refusal. */
  readonly status: Status | undefined;
}

export interface StreamOutput {
  stdout(data: string): void;
  stderr(data: string): void;
}

/** What a stream that was refused or broke ends the command with; undefined for one that ran. */
export function brokenStream({ message = '', status }: StreamEnd): KubectlFailure | undefined {
  if (message === '') return undefined;
  return status === undefined ? failure(message) : statusFailure(status);
}

/** Runs a stream to its end. With a terminal, ctrl-C is the program's; without one it ends the command. */
export function runStream(context: Context, pod: Pod, request: StreamRequest, output: StreamOutput): Promise<StreamEnd> {
  const { client, signal, keys, stdin, columns, rows } = context.env;
  const { name, namespace = '' } = pod.metadata;
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(silentFailure(130));
    let stopKeys: (() => void) | undefined;
    const finish = (): void => {
      stopKeys?.();
      signal.removeEventListener('abort', aborted);
    };
    const tell = (chunk: StreamChunk): void => {
      if (chunk.type !== 'exit') return chunk.type === 'stdout' ? output.stdout(chunk.data) : output.stderr(chunk.data);
      finish();
      resolve({ code: chunk.code, message: chunk.message, status: chunk.status });
    };
    const connection = client.connect(
      signed(context, {
        verb: 'connect',
        group: '',
        version: 'v1',
        resource: 'pods',
        subresource: request.subresource,
        namespace,
        name,
        options: { query: request.query },
      }),
      tell,
    );
    const aborted = (): void => {
      finish();
      connection.close();
      reject(silentFailure(130));
    };
    signal.addEventListener('abort', aborted, { once: true });
    if (!request.stdin) return;
    if (request.tty) connection.resize(columns, rows ?? 24);
    if (stdin !== undefined && !request.tty) {
      void stdin().then((text) => {
        if (text !== '') connection.send(text);
        connection.send('\u0004');
      });
    } else if (keys !== undefined) {
      stopKeys = keys((data) => connection.send(data));
    }
  });
}
