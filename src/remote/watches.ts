/** The watches that the page has open: each is read after every advance of the engine, and told event by event. */
import type { KubeObject } from '#api/meta.ts';
import type { Request } from '#api/request.ts';
import type { WatchEvent } from '#api/watch.ts';
import { failureStatus } from '#api/status.ts';
import type { Engine } from './engine.ts';
import type { ToHost, ToPage } from './protocol.ts';

type Post = (message: ToPage) => void;

export interface Watches {
  open(engine: Engine, post: Post, message: ToHost & { readonly type: 'watch' }): void;
  close(engine: Engine, id: number): void;
  tell(engine: Engine, post: Post): void;
  forget(): void;
}

interface OpenWatch {
  readonly cluster: string;
  readonly watch: string;
}

export function createWatches(): Watches {
  const watches = new Map<number, OpenWatch>();
  return {
    open(engine, post, message) {
      const opened = openWatch(engine, post, message);
      if (opened !== undefined) watches.set(message.id, opened);
    },
    close(engine, id) {
      const open = watches.get(id);
      if (open !== undefined && watches.delete(id)) engine.closeWatch(open.cluster, open.watch);
    },
    tell(engine, post) {
      for (const [id, { cluster, watch }] of watches) {
        const news = engine.readWatch(cluster, watch);
        if (news === 'gone') {
          watches.delete(id);
          post({ type: 'watched', id, event: goneEvent });
        } else for (const event of news.events) post({ type: 'watched', id, event });
      }
    },
    forget: () => watches.clear(),
  };
}

function openWatch(engine: Engine, post: Post, message: ToHost & { readonly type: 'watch' }): OpenWatch | undefined {
  const { id, cluster } = message;
  let { request } = message;
  if (request.options?.resourceVersion === undefined) {
    const list = engine.say(cluster, { type: 'request', request: { ...request, verb: 'list' } });
    if (list === undefined || list.code >= 400) {
      post({ type: 'watched', id, event: { type: 'ERROR', object: list?.body as never } });
      return undefined;
    }
    const body = list.body as unknown as { metadata: { resourceVersion: string }; items: readonly KubeObject[] };
    for (const object of body.items) post({ type: 'watched', id, event: { type: 'ADDED', object } });
    request = { ...request, options: { ...request.options, resourceVersion: body.metadata.resourceVersion } };
  }
  return { cluster, watch: engine.openWatch(cluster, withNameSelector(request)) };
}

/** A watch of one object is a watch of all, narrowed by its name. */
function withNameSelector(request: Request): Request {
  if (request.name === undefined) return request;
  const selector = [request.options?.fieldSelector, `metadata.name=${request.name}`].filter(Boolean).join(',');
  return { ...request, options: { ...request.options, fieldSelector: selector } };
}

const goneEvent: WatchEvent = {
  type: 'ERROR',
  object: failureStatus(410, { reason: 'Expired', message: 'too old resource version' }),
};
