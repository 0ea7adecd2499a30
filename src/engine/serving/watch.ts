/** Watches on connections. upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/watch.go, storage/cacher (bookmarks) */
import { bookmarkEveryMs, bookmarkFrame, goneFrame, timeoutMinSeconds, watchFrame, watchType, type Watching } from '#api/http/watching.ts';
import type { KubeObject } from '#api/meta.ts';
import type { Request, Status } from '#api/request.ts';
import type { Message, WatchSpec } from '../client/component.ts';
import { networkAddress, type FlowData } from '../helpers/contracts/network.ts';
import { headText, type Answer } from './answer.ts';
import { backendOf } from './backend.ts';
import { gateOf, type Caller, type Serving } from './exchange.ts';

/** A watch has lasted as long as was asked for. */
export interface WatchOver extends Message {
  readonly type: 'serving/watch-over';
  readonly watch: string;
}

export interface WatchBookmark extends Message {
  readonly type: 'serving/watch-bookmark';
  readonly watch: string;
}

/** Begins a watch on a flow; undefined when it cannot be opened. */
export function openWatchFor(
  serving: Serving,
  flow: string,
  { watching, items, who, headers }: Extract<Answer, { readonly who: Caller }>,
): string | undefined {
  const { state, context } = serving;
  const watch = context.api.openWatch(specOf(watching.request));
  if (watch === undefined) return undefined;
  const lines = Object.entries({ 'Cache-Control': 'no-cache, private', 'Content-Type': watchType(watching), ...headers });
  const head = headText(
    serving,
    200,
    lines.map(([name, value]) => `${name}: ${value}`),
  );
  const told = { flow, watching, who };
  say(serving, flow, head + items.map((object) => frame(serving, told, 'ADDED', object)).join(''));
  state.watches.set(watch, told);
  const seconds = watching.timeoutSeconds > 0 ? watching.timeoutSeconds : timeoutMinSeconds;
  const over: WatchOver = { type: 'serving/watch-over', watch };
  context.after(seconds * 1000, over);
  if (watching.request.options?.allowWatchBookmarks !== true) return watch;
  planBookmark(serving, watch, bookmarkEveryMs);
  if (seconds > 3) planBookmark(serving, watch, seconds * 1000 - 2_000);
  return watch;
}

function planBookmark({ context }: Serving, watch: string, delayMs: number): void {
  const message: WatchBookmark = { type: 'serving/watch-bookmark', watch };
  context.after(delayMs, message);
}

export function tellBookmark(serving: Serving, watch: string): void {
  const { state, context } = serving;
  const told = state.watches.get(watch);
  if (told === undefined) return;
  say(serving, told.flow, bookmarkFrame(backendOf(serving, told.who), told.watching, context.api.revision()) as string);
  planBookmark(serving, watch, bookmarkEveryMs);
}

type Told = NonNullable<ReturnType<Serving['state']['watches']['get']>>;

function frame(serving: Serving, { watching, who }: Omit<Told, 'flow'>, type: string, object: KubeObject | Status): string {
  return watchFrame(backendOf(serving, who), watching, type, object) as string;
}

/** Tells what has happened; false when the watch is over. */
export function tellNews(serving: Serving, watch: string): boolean {
  const { state, context } = serving;
  const told = state.watches.get(watch);
  if (told === undefined) return true;
  const gate = gateOf(context);
  const news = context.api.readWatch(watch);
  if (news.type === 'gone') {
    say(serving, told.flow, goneFrame(backendOf(serving, told.who), told.watching, gate.oldestRevision()) as string);
    return false;
  }
  say(
    serving,
    told.flow,
    news.events
      .map(gate.present)
      .map(({ type, object }) => frame(serving, told, type, object))
      .join(''),
  );
  return news.ended !== true;
}

export function say({ context }: Serving, flow: string, data: string): void {
  const message: FlowData = { type: 'net/data', flow, side: 'server', data };
  if (data !== '') context.send(networkAddress, message, 0);
}

function specOf({ group, version, resource, namespace, options = {} }: Watching['request'] & Pick<Request, 'namespace'>): WatchSpec {
  const { labelSelector, fieldSelector, resourceVersion } = options;
  return {
    group,
    version,
    resource,
    revision: Number(resourceVersion),
    ...(namespace === undefined ? {} : { namespace }),
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
  };
}
