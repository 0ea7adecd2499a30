/**
 * One watch as a stream of frames.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/watch.go, storage/cacher (bookmarks)
 */
import type { Backend } from '#api/http/exchange.ts';
import type { WatchReply } from '#api/http/resource.ts';
import { bookmarkEveryMs, bookmarkFrame, goneFrame, timeoutMinSeconds, watchFrame, watchType } from '#api/http/watching.ts';
import type { Exchange } from './answer.ts';
import type { Door } from './door.ts';

/** A client that reads slower than this much is cut off. */
const bufferedMax = 64 * 1024 * 1024;

export function serveWatch(
  door: Door,
  { response }: Exchange,
  { backend, watching, items }: WatchReply & { readonly backend: Backend },
): void {
  response.writeHead(200, { 'Content-Type': watchType(watching), 'Transfer-Encoding': 'chunked' });
  for (const object of items) response.write(watchFrame(backend, watching, 'ADDED', object));
  let close: (() => void) | undefined = undefined;
  const timers: NodeJS.Timeout[] = [];
  const end = (): void => {
    close?.();
    for (const timer of timers) clearTimeout(timer);
    if (!response.writableEnded) response.end();
  };
  close = door.watches.open(watching.request, {
    tell({ type, object }) {
      if (response.writableLength > bufferedMax) end();
      else response.write(watchFrame(backend, watching, type, object));
    },
    ended: end,
    gone() {
      response.write(goneFrame(backend, watching, door.engine.oldestRevision(door.cluster)));
      end();
    },
  });
  if (response.writableEnded) return close();
  response.flushHeaders();
  response.on('close', end);
  const seconds = watching.timeoutSeconds;
  const timeoutMs = (seconds > 0 ? seconds : timeoutMinSeconds * (1 + Math.random())) * 1000;
  timers.push(setTimeout(end, Math.min(timeoutMs, 2_147_483_647)));
  if (watching.request.options?.allowWatchBookmarks !== true) return;
  const bookmark = (): void => void response.write(bookmarkFrame(backend, watching, door.engine.revision(door.cluster)));
  timers.push(setInterval(bookmark, bookmarkEveryMs));
  if (timeoutMs > 3_000) timers.push(setTimeout(bookmark, timeoutMs - 2_000));
}
