/** Watches on connections: a line of JSON for each change. upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/watch.go */
import { jsonText } from '#api/http/jsonText.ts';
import type { Message } from '../client/component.ts';
import { networkAddress, type FlowData } from '../helpers/contracts/network.ts';
import type { Serving, WatchWish } from './exchange.ts';

/** A watch has lasted as long as was asked for. */
export interface WatchOver extends Message {
  readonly type: 'serving/watch-over';
  readonly flow: string;
  readonly watch: string;
}

/** Opens the watch whose events go out on a flow from now on; undefined when it cannot be opened. */
export function openWatchFor({ state, context }: Serving, flow: string, { spec, seconds }: WatchWish): string | undefined {
  const watch = context.api.openWatch(spec);
  if (watch === undefined) return undefined;
  state.watches.set(watch, flow);
  const over: WatchOver = { type: 'serving/watch-over', flow, watch };
  context.after(seconds * 1000, over);
  return watch;
}

/** Tells what has happened; false when the watch is over. */
export function tellNews({ state, context }: Serving, watch: string): boolean {
  const flow = state.watches.get(watch);
  if (flow === undefined) return true;
  const news = context.api.readWatch(watch);
  if (news.type === 'gone') return false;
  const data = news.events.map(({ type, object }) => eventLine(type, object)).join('');
  const message: FlowData = { type: 'net/data', flow, side: 'server', data };
  if (data !== '') context.send(networkAddress, message, 0);
  return news.ended !== true;
}

export function eventLine(type: string, object: unknown): string {
  return `${jsonText({ type, object })}\n`;
}
