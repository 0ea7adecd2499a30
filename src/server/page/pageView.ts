/**
 * The served cluster as one page's engine. It reads and speaks like every other client; its clock is the wall's, which all who
 * use the cluster share, so it cannot be moved from here.
 */
import type { Json } from '#api/immutable.ts';
import type { Request, Response } from '#api/request.ts';
import type { Input } from '#api/tape.ts';
import { withoutKeys } from '#share/withoutKeys.ts';
import type { Engine } from '#remote/engine.ts';
import type { Door } from '../door.ts';
import { failure } from '#api/http/refusals.ts';
import type { PageFeed } from './pageHub.ts';

export interface PageView extends Engine {
  /** Ends the page's watches and streams. */
  close(): void;
}

const noCluster: Response = { code: 404, body: failure(404, 'NotFound', 'no such cluster is served') as unknown as Json };

export function pageView({ engine, pace, cluster }: Door, feed: PageFeed): PageView {
  const told = new Map<string, number>();
  const streams = new Set<string>();
  const watches = new Set<string>();
  function say(input: Input): ReturnType<Engine['say']> {
    if (input.type === 'request') return pace.say(input);
    if (input.type === 'connect') streams.add(input.stream);
    if (input.type === 'hangup') streams.delete(input.stream);
    return pace.say({ ...input, stream: `${feed.prefix}${input.stream}` });
  }
  return {
    epoch: engine.epoch,
    now: engine.now,
    end: engine.now,
    nextAt: engine.nextAt,
    say: (name, input) => (name === cluster ? say(input) : noCluster),
    advance() {
      pace.catchUp();
      return true;
    },
    step: () => undefined,
    seek: () => undefined,
    rewind: () => undefined,
    drain() {
      const from = told.get(cluster);
      const reset = from === undefined || from < engine.oldestRevision(cluster);
      if (reset) told.clear();
      return { reset, ...engine.newsSince(told), ...feed.take() };
    },
    tape: () => withoutKeys(engine.tape()),
    branches: () => [],
    branchTape: () => undefined,
    takeUpBranch: () => undefined,
    openWatch(name: string, request: Request) {
      const id = engine.openWatch(name, request);
      watches.add(id);
      return id;
    },
    readWatch: engine.readWatch,
    closeWatch(name: string, id: string) {
      watches.delete(id);
      engine.closeWatch(name, id);
    },
    close() {
      for (const id of watches) engine.closeWatch(cluster, id);
      for (const stream of streams) say({ type: 'hangup', stream });
      feed.close();
    },
  };
}
