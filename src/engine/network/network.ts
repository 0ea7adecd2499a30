/**
 * The cluster's network: who has which IP, each node's packet filter, and the flows between them.
 * Owns attachments, the nodes' netfilter tables and all flows. Is told of IPs by container runtimes and the like, of
 * tables by kube-proxies, of dials, data and closes by whoever dials and listens; tells the owner of an IP of dials to it.
 * Emits a `packet` trace for every first packet. A flow keeps the way of its first packet, as connection tracking does.
 * Deliberately not here: giving out IPs (the runtimes do), what rules mean (the filter is put in), names (the DNS server),
 * the API server (it asks nothing of it).
 * upstream: net/ipv4 (Linux), containernetworking/plugins/plugins/main/bridge
 */
import { component, type Component, type Context, type Message } from '../client/component.ts';
import { inCidr, joinHostPort } from '../helpers/ip.ts';
import {
  kubeProxyAddress,
  networkAddress,
  type Answer,
  type Attach,
  type Detach,
  type Dial,
  type Dialled,
  type FlowClose,
  type FlowData,
  type MapPort,
  type Incoming,
  type TablesAnswer,
  type TablesReplaced,
} from '../helpers/contracts/network.ts';
import type { NetfilterPort } from './netfilterPort.ts';
import { kernelOf, route } from './route.ts';
import { createNetworkState, type Flow, type NetworkState, type Route } from './state.ts';
import { traceOf } from './traceOf.ts';

export interface NetworkOptions {
  /** The range that all pods' addresses are from: inside it, nobody at an IP is noticed by the node. */
  readonly clusterCidr: string;
}

/** Six retries of a SYN that nobody answers. */
const tcpTimeoutMs = 127_000;
/** What a resolver waits for an answer. */
const udpTimeoutMs = 5_000;
/** Three unanswered ARP requests. */
const unreachableMs = 3_000;
const flowsMax = 100_000;

export function network<Tables, Met extends { readonly matched: boolean }>(
  netfilter: NetfilterPort<Tables, Met>,
  options: NetworkOptions,
): Component {
  return component<NetworkState<Tables>>({
    address: networkAddress,
    user: { name: 'system:network', groups: ['system:authenticated'] },
    userAgent: 'network',
    start: createNetworkState<Tables>,
    step(state, message, context) {
      switch (message.type) {
        case 'net/attach':
          attach(state, message as Attach, netfilter);
          break;
        case 'net/map-port':
          mapPort(state, message as MapPort);
          break;
        case 'net/detach':
          detach(state, (message as Detach).ip, context);
          break;
        case 'net/tables':
          replaceTables(state, netfilter, message as TablesReplaced, context);
          break;
        case 'net/dial':
          dial(state, route(state, netfilter, message as Dial, context), {
            dialled: message as Dial,
            context,
            options,
          });
          break;
        case 'net/answer':
          answer(state, message as Answer, context);
          break;
        case 'net/data':
          passOn(state, message as FlowData, context);
          break;
        case 'net/close':
          passOn(state, message as FlowClose, context);
          break;
        case 'network/gone':
          giveUp(state, (message as GiveUp).flow, context);
          break;
      }
    },
  });
}

/** Every node's tables, for whoever shows them. */
export function tablesOf<Tables>(state: NetworkState<Tables>, node: string): Tables | undefined {
  return state.kernels.get(node);
}

interface GiveUp extends Message {
  readonly type: 'network/gone';
  readonly flow: string;
}

function attach<Tables>(
  state: NetworkState<Tables>,
  { ip, owner, node, pod, isApart, processes = [] }: Attach,
  netfilter: { create(): Tables },
): void {
  state.attachments.set(ip, Object.freeze({ ip, owner, node, ...(pod === undefined ? {} : { pod }) }));
  for (const { port, address } of processes) state.processes.set(joinHostPort(ip, port), address);
  if (pod !== undefined || isApart === true) return;
  const ips = state.nodeIps.get(node) ?? [];
  if (!ips.includes(ip)) state.nodeIps.set(node, Object.freeze([...ips, ip]));
  kernelOf(state, netfilter, node);
}

function mapPort(state: NetworkState<unknown>, { node, protocol, hostIp, hostPort, port, ip }: MapPort): void {
  const mapping = Object.freeze({ protocol, hostIp, hostPort, port, ip });
  state.hostPorts.set(node, Object.freeze([...(state.hostPorts.get(node) ?? []), mapping]));
}

/** The IP is nobody's from now on; who still talks to it is told that the connection is lost. */
function detach(state: NetworkState<unknown>, ip: string, context: Context): void {
  const gone = state.attachments.get(ip);
  if (gone === undefined) return;
  state.attachments.delete(ip);
  const mapped = state.hostPorts.get(gone.node);
  if (mapped?.some((mapping) => mapping.ip === ip) === true)
    state.hostPorts.set(gone.node, Object.freeze(mapped.filter((mapping) => mapping.ip !== ip)));
  if (gone.pod === undefined) {
    const left = (state.nodeIps.get(gone.node) ?? []).filter((own) => own !== ip);
    if (left.length === 0) state.nodeIps.delete(gone.node);
    else state.nodeIps.set(gone.node, Object.freeze(left));
  }
  for (const id of state.flowsByIp.get(ip) ?? []) {
    const flow = state.flows.get(id);
    if (flow === undefined) continue;
    if (flow.server.ip === ip && !flow.connected) {
      const later: GiveUp = { type: 'network/gone', flow: id };
      context.after(unreachableMs, later);
      continue;
    }
    const side = flow.client.ip === ip ? 'client' : 'server';
    passOn(state, { type: 'net/close', flow: id, side }, context);
  }
}

function replaceTables<Tables>(
  state: NetworkState<Tables>,
  netfilter: { create(): Tables; restore(tables: Tables, input: unknown): boolean },
  { node, tables }: TablesReplaced,
  context: Context,
): void {
  const ok = netfilter.restore(kernelOf(state, netfilter, node), tables);
  const answer: TablesAnswer = { type: 'net/tables-answer', ok };
  context.send(kubeProxyAddress(node), answer, 0);
}

interface Dialling {
  readonly dialled: Dial;
  readonly context: Context;
  readonly options: NetworkOptions;
}

/** Tells the server, or the client why nobody will ever answer. */
function dial(state: NetworkState<unknown>, way: Route, { dialled, context, options }: Dialling): void {
  const { flow: id, from, about, tls } = dialled;
  const oneWayMs = way.hopMs.reduce((sum, ms) => sum + ms, 0);
  const number = (state.packets += 1);
  const pending = {
    number,
    at: context.now,
    route: way,
    ...(about === undefined ? {} : { about }),
  };
  const owner = listenerAt(state, way.target);
  if (way.outcome !== 'delivered' || owner === undefined || state.flows.size >= flowsMax) {
    const verdict = way.outcome === 'REJECT' || way.outcome === 'DROP' ? way.outcome : 'UNREACHABLE';
    context.trace(traceOf(pending, verdict, state.attachments, context.now));
    const [result, afterMs] = failure(way, options);
    tellDialler(context, from.address, { type: 'net/dialled', flow: id, result }, oneWayMs + afterMs);
    return;
  }
  const { target } = way;
  const server = { address: owner, ip: target.ip, port: target.port };
  keep(state, {
    id,
    client: { address: from.address, ip: from.ip },
    server,
    oneWayMs,
    connected: false,
  });
  state.unanswered.set(id, Object.freeze(pending));
  const incoming: Incoming = {
    type: 'net/incoming',
    flow: id,
    ip: target.ip,
    port: target.port,
    protocol: way.protocol,
    sourceIp: way.sourceSeen,
    node: from.node,
    ...(from.pod === undefined ? {} : { pod: from.pod }),
    ...(tls === undefined ? {} : { tls }),
  };
  context.send(owner, incoming, oneWayMs);
}

function listenerAt({ attachments, processes }: NetworkState<unknown>, { ip, port }: Route['target']): string | undefined {
  const owner = attachments.get(ip)?.owner;
  return owner === undefined ? undefined : (processes.get(joinHostPort(ip, port)) ?? owner);
}

function tellDialler(context: Context, address: string, message: Dialled, delayMs: number): void {
  context.send(address, message, delayMs);
}

function failure({ outcome, protocol, target }: Route, { clusterCidr }: NetworkOptions): [Dialled['result'], number] {
  if (outcome === 'REJECT') return ['refused', 0];
  if (outcome !== 'DROP' && inCidr(target.ip, clusterCidr)) return ['unreachable', unreachableMs];
  return ['timeout', protocol === 'UDP' ? udpTimeoutMs : tcpTimeoutMs];
}

function answer(state: NetworkState<unknown>, { flow: id, accepted, certificate, isLost }: Answer, context: Context): void {
  const flow = state.flows.get(id);
  const pending = state.unanswered.get(id);
  if (flow === undefined || pending === undefined) return;
  state.unanswered.delete(id);
  context.trace(traceOf(pending, accepted ? 'ACCEPT' : isLost === true ? 'DROP' : 'REFUSED', state.attachments, context.now));
  if (accepted) state.flows.set(id, Object.freeze({ ...flow, connected: true }));
  else forget(state, flow);
  const result = accepted ? 'connected' : isLost === true ? 'timeout' : 'refused';
  const shown = certificate === undefined ? {} : { certificate };
  const afterMs = flow.oneWayMs + (isLost === true ? tcpTimeoutMs : 0);
  tellDialler(context, flow.client.address, { type: 'net/dialled', flow: id, result, ...shown }, afterMs);
}

function passOn(state: NetworkState<unknown>, message: FlowData | FlowClose, context: Context): void {
  const flow = state.flows.get(message.flow);
  if (flow === undefined) return;
  const other = message.side === 'client' ? flow.server : flow.client;
  context.send(other.address, message, flow.oneWayMs);
  if (message.type === 'net/close' && message.half !== true) forget(state, flow);
}

/** The server vanished before it answered. */
function giveUp(state: NetworkState<unknown>, id: string, context: Context): void {
  const flow = state.flows.get(id);
  const pending = state.unanswered.get(id);
  if (flow === undefined || pending === undefined) return;
  context.trace(traceOf(pending, 'UNREACHABLE', state.attachments, context.now));
  forget(state, flow);
  tellDialler(context, flow.client.address, { type: 'net/dialled', flow: id, result: 'unreachable' }, 0);
}

function keep(state: NetworkState<unknown>, flow: Flow): void {
  state.flows.set(flow.id, Object.freeze(flow));
  for (const ip of [flow.client.ip, flow.server.ip]) {
    const flows = state.flowsByIp.get(ip);
    if (flows === undefined) state.flowsByIp.set(ip, new Set([flow.id]));
    else flows.add(flow.id);
  }
}

function forget(state: NetworkState<unknown>, flow: Flow): void {
  state.flows.delete(flow.id);
  state.unanswered.delete(flow.id);
  for (const ip of [flow.client.ip, flow.server.ip]) {
    const flows = state.flowsByIp.get(ip);
    flows?.delete(flow.id);
    if (flows?.size === 0) state.flowsByIp.delete(ip);
  }
}
