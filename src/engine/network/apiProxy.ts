/**
 * Carries the API server's own connections into the cluster: a stream of the door on one side, a flow on the other.
 * Owns the flows it has dialled. Deliberately not here: which pod is meant (the API server says), what is said (HTTP or
 * anything else).
 * upstream: staging/src/k8s.io/apimachinery/pkg/util/proxy/upgradeaware.go, kubelet/pkg/cri/streaming/portforward
 */
import { component, type Component, type Context, type Message } from '../client/component.ts';
import { apiProxyAddress, type OpenDial } from '../helpers/contracts/apiProxy.ts';
import type { StreamInput } from '../helpers/contracts/cri.ts';
import {
  networkAddress,
  type Dial,
  type Dialled,
  type FlowClose,
  type FlowData,
  type NetworkMessage,
} from '../helpers/contracts/network.ts';
import { joinHostPort } from '../helpers/ip.ts';

interface Carried {
  readonly stream: string;
  readonly host: string;
  connected: boolean;
  /** What was said before the connection was there. */
  readonly waiting: string[];
  /** The stream's input has ended. */
  hasSaidAll: boolean;
}

interface ApiProxyState {
  count: number;
  /** By flow. */
  readonly flows: Map<string, Carried>;
  /** Stream to flow. */
  readonly streams: Map<string, string>;
}

const flowsMax = 2_000;
const dialTimeoutMs = 30_000;

interface DialOver extends Message {
  readonly type: 'apiproxy/over';
  readonly flow: string;
}

export function apiProxy(): Component {
  return component<ApiProxyState>({
    address: apiProxyAddress,
    user: { name: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] },
    userAgent: 'kube-apiserver',
    start: () => ({ count: 0, flows: new Map(), streams: new Map() }),
    step(state, message, context) {
      switch (message.type) {
        case 'apiproxy/dial':
          dial(state, message as OpenDial, context);
          break;
        case 'net/dialled':
          dialled(state, message as Dialled, context);
          break;
        case 'net/data':
          received(state, message as FlowData, context);
          break;
        case 'net/close':
          end(state, (message as FlowClose).flow, context);
          break;
        case 'stream/stdin':
          send(state, message as StreamInput, context);
          break;
        case 'stream/hangup':
          hangUp(state, (message as StreamInput).stream, context);
          break;
        case 'apiproxy/over':
          if (state.flows.get((message as DialOver).flow)?.connected === false)
            end(state, (message as DialOver).flow, context, 'i/o timeout');
          break;
      }
    },
  });
}

function tell(context: Context, message: NetworkMessage): void {
  context.send(networkAddress, message, 0);
}

function dial(state: ApiProxyState, { stream, to, from, about }: OpenDial, context: Context): void {
  const host = joinHostPort(to.ip, to.port);
  if (state.flows.size >= flowsMax) {
    context.stream({ stream, type: 'exit', code: 1, message: `dial tcp ${host}: too many connections` });
    return;
  }
  const flow = `apiserver/${(state.count += 1)}`;
  state.flows.set(flow, { stream, host, connected: false, waiting: [], hasSaidAll: false });
  state.streams.set(stream, flow);
  const message: Dial = { type: 'net/dial', flow, from: { ...from, address: apiProxyAddress }, to, protocol: 'TCP', about };
  tell(context, message);
  const over: DialOver = { type: 'apiproxy/over', flow };
  context.after(dialTimeoutMs, over);
}

function dialled(state: ApiProxyState, { flow, result }: Dialled, context: Context): void {
  const carried = state.flows.get(flow);
  if (carried === undefined) return;
  if (result === 'refused') return end(state, flow, context, 'connect: connection refused');
  if (result !== 'connected') return end(state, flow, context, result === 'timeout' ? 'i/o timeout' : 'connect: no route to host');
  carried.connected = true;
  for (const data of carried.waiting.splice(0)) tell(context, { type: 'net/data', flow, side: 'client', data });
  if (carried.hasSaidAll) tell(context, { type: 'net/close', flow, side: 'client', half: true });
}

function received(state: ApiProxyState, { flow, data }: FlowData, context: Context): void {
  const carried = state.flows.get(flow);
  if (carried !== undefined) context.stream({ stream: carried.stream, type: 'stdout', data });
}

function send(state: ApiProxyState, { stream, data }: StreamInput, context: Context): void {
  const flow = state.streams.get(stream) ?? '';
  const carried = state.flows.get(flow);
  if (carried === undefined || carried.hasSaidAll) return;
  if (data === undefined) {
    carried.hasSaidAll = true;
    if (carried.connected) tell(context, { type: 'net/close', flow, side: 'client', half: true });
  } else if (carried.connected) tell(context, { type: 'net/data', flow, side: 'client', data });
  else carried.waiting.push(data);
}

function hangUp(state: ApiProxyState, stream: string, context: Context): void {
  const flow = state.streams.get(stream);
  if (flow === undefined) return;
  tell(context, { type: 'net/close', flow, side: 'client' });
  state.streams.delete(stream);
  state.flows.delete(flow);
}

/** The flow is over; `why` says why it never came about. */
function end(state: ApiProxyState, flow: string, context: Context, why?: string): void {
  const carried = state.flows.get(flow);
  if (carried === undefined) return;
  state.flows.delete(flow);
  state.streams.delete(carried.stream);
  const { stream, host } = carried;
  context.stream({
    stream,
    type: 'exit',
    code: why === undefined ? 0 : 1,
    ...(why === undefined ? {} : { message: `dial tcp ${host}: ${why}` }),
  });
}
