/**
 * The watches of all clients: whenever something may have happened, each is read and its news is written out.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/watch.go
 */
import type { WatchEvent } from '#api/watch.ts';
import type { Request } from '#api/request.ts';
import type { Pace, ServedEngine } from './pace.ts';

export interface Watcher {
  tell(event: WatchEvent): void;
  /** Its place in the log is gone: the client has to list again. */
  gone(): void;
  /** The resource is gone. */
  ended(): void;
}

export interface WatchHub {
  open(request: Request, watcher: Watcher): () => void;
  readonly size: number;
}

export function createWatchHub(pace: Pace, engine: ServedEngine, cluster: string): WatchHub {
  const open = new Map<string, Watcher>();
  function read(id: string, watcher: Watcher): void {
    const news = engine.readWatch(cluster, id);
    if (news === 'gone') {
      open.delete(id);
      watcher.gone();
      return;
    }
    for (const event of news.events) watcher.tell(event);
    if (news.ended !== true) return;
    open.delete(id);
    watcher.ended();
  }
  pace.onNews(() => {
    for (const [id, watcher] of open) read(id, watcher);
  });
  return {
    open(request, watcher) {
      const id = engine.openWatch(cluster, request);
      open.set(id, watcher);
      read(id, watcher);
      return () => {
        if (open.delete(id)) engine.closeWatch(cluster, id);
      };
    },
    get size() {
      return open.size;
    },
  };
}
