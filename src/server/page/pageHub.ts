/**
 * The pages that look at the cluster: what is told only once, traces and the chunks of streams, is handed to each of them.
 */
import type { StreamChunk } from '#api/frame.ts';
import type { Trace } from '#api/trace.ts';
import type { Pace, ServedEngine } from '../pace.ts';
import type { StreamHub } from '../streams/streamHub.ts';

export interface PageFeed {
  /** Goes before the names of the page's streams: two pages may choose the same. */
  readonly prefix: string;
  /** What came since the last call. */
  take(): { readonly traces: Trace[]; readonly streams: StreamChunk[] };
  close(): void;
}

export interface PageHub {
  open(): PageFeed;
}

const tracesMax = 2_000;

interface Inbox {
  traces: Trace[];
  streams: StreamChunk[];
}

export function createPageHub(pace: Pace, engine: ServedEngine, streams: StreamHub): PageHub {
  const inboxes = new Map<string, Inbox>();
  let count = 0;
  pace.onNews(() => {
    const traces = engine.takeTraces();
    for (const inbox of inboxes.values()) inbox.traces = [...inbox.traces, ...traces].slice(-tracesMax);
  });
  streams.others((chunk) => {
    for (const [prefix, inbox] of inboxes) {
      if (chunk.stream.startsWith(prefix)) inbox.streams.push({ ...chunk, stream: chunk.stream.slice(prefix.length) });
    }
  });
  return {
    open() {
      const prefix = `page-${(count += 1)}/`;
      const inbox: Inbox = { traces: [], streams: [] };
      inboxes.set(prefix, inbox);
      return {
        prefix,
        take() {
          const taken = { ...inbox };
          inbox.traces = [];
          inbox.streams = [];
          return taken;
        },
        close: () => void inboxes.delete(prefix),
      };
    },
  };
}
