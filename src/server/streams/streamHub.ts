/** Streams to containers: what the engine says of them is handed to whoever opened them. */
import type { StreamChunk } from '#api/frame.ts';
import type { Request } from '#api/request.ts';
import type { Pace, ServedEngine } from '../pace.ts';

export interface OpenedStream {
  /** Standard input; undefined is its end. */
  send(data: string | undefined): void;
  resize(columns: number, rows: number): void;
  close(): void;
}

export interface StreamHub {
  open(request: Request, tell: (chunk: StreamChunk) => void): OpenedStream;
  /** Chunks of streams that others opened. */
  others(tell: (chunk: StreamChunk) => void): void;
}

export function createStreamHub(pace: Pace, engine: ServedEngine): StreamHub {
  const open = new Map<string, (chunk: StreamChunk) => void>();
  let other: ((chunk: StreamChunk) => void) | undefined;
  let count = 0;
  pace.onNews(() => {
    for (const chunk of engine.takeStreams()) {
      (open.get(chunk.stream) ?? other)?.(chunk);
      if (chunk.type === 'exit') open.delete(chunk.stream);
    }
  });
  return {
    open(request, tell) {
      const stream = `door-${(count += 1)}`;
      open.set(stream, tell);
      pace.say({ type: 'connect', stream, request });
      return {
        send: (data) => void pace.say({ type: 'stdin', stream, ...(data === undefined ? {} : { data }) }),
        resize: (columns, rows) => void pace.say({ type: 'resize', stream, columns, rows }),
        close() {
          if (open.delete(stream)) pace.say({ type: 'hangup', stream });
        },
      };
    },
    others(tell) {
      other = tell;
    },
  };
}
