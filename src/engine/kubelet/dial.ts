/**
 * HTTP, TCP and gRPC calls of the node itself, over the modelled network, and what became of them in Go's words.
 * upstream: pkg/probe/http, pkg/probe/tcp, pkg/probe/grpc
 */
import type { Dialled, FlowClose, FlowData } from '../helpers/contracts/network.ts';
import { joinHostPort } from '../helpers/ip.ts';
import { later, type Flow, type Kubelet } from './state.ts';
import { tellNetwork } from './send.ts';

export interface Call {
  readonly what: Flow['what'];
  readonly ip: string;
  readonly port: number;
  readonly path: string;
  readonly scheme: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly timeoutMs: number;
}

/** What a call has come to: `output` is the text that an event shows. */
export interface Outcome {
  readonly ok: boolean;
  readonly output: string;
  /** It counts as well, but somebody should look at it. */
  readonly warns?: boolean;
  /** Whose outcome it is, when that is not the flow's own name. */
  readonly call?: string;
  /** The call itself could not be made; nothing is known of what it asked about. */
  readonly errored?: boolean;
}

export function call(k: Kubelet, id: string, { what, ip, port, path, scheme, headers, timeoutMs }: Call): void {
  const host = joinHostPort(ip, port);
  const url = `${scheme.toLowerCase()}://${host}${path.startsWith('/') ? path : `/${path}`}`;
  const own = headers.map(({ name, value }) => `${name}: ${value}\r\n`).join('');
  const request = `GET ${path === '' ? '/' : path} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: kube-probe/1.28\r\nAccept: */*\r\n${own}Connection: close\r\n\r\n`;
  dial(k, id, { what, ip, port, url, request, call: id, hops: 0, connected: false });
  later(k, timeoutMs, { type: 'kubelet/flow-over', id });
}

function dial(k: Kubelet, id: string, flow: Flow): void {
  const { what, ip, port, request } = flow;
  k.state.flows.set(id, flow);
  const from = { address: `kubelet/${k.node}`, ip: k.spec.nodeIp, node: k.node };
  const about = what === 'http' ? `${request.slice(0, request.indexOf(' HTTP/'))} (probe)` : 'probe';
  tellNetwork(k, { type: 'net/dial', flow: id, from, to: { ip, port }, protocol: 'TCP', about });
}

/** What the network says of a call; undefined while it is still open. */
export function onDialled(k: Kubelet, { flow, result }: Dialled): Outcome | undefined {
  const open = k.state.flows.get(flow);
  if (open === undefined) return undefined;
  if (result !== 'connected') return end(k, flow, { ok: false, output: refusal(open, result) });
  open.connected = true;
  if (open.what !== 'http') {
    close(k, flow);
    return end(k, flow, { ok: true, output: '' });
  }
  tellNetwork(k, { type: 'net/data', flow, side: 'client', data: open.request });
  return undefined;
}

export function onData(k: Kubelet, { flow, data }: FlowData): Outcome | undefined {
  const open = k.state.flows.get(flow);
  if (open === undefined) return undefined;
  const code = Number(/^HTTP\/\d(?:\.\d)? (\d{3})/.exec(data)?.[1] ?? '0');
  close(k, flow);
  if (code >= 200 && code < 300) return end(k, flow, { ok: true, output: '' });
  if (code >= 300 && code < 400) return onRedirect(k, flow, open, data);
  if (code === 0)
    return end(k, flow, {
      ok: false,
      output: `Get "${open.url}": net/http: HTTP/1.x transport connection broken: malformed HTTP response ${JSON.stringify(data.split('\n')[0])}`,
    });
  return end(k, flow, { ok: false, output: `HTTP probe failed with statuscode: ${code}` });
}

const mostHops = 10;

/** A redirect on the same host is followed; one to elsewhere is taken for an answer, with a warning. */
function onRedirect(k: Kubelet, flow: string, open: Flow, data: string): Outcome | undefined {
  const [head = '', ...rest] = data.split('\r\n\r\n');
  const location = /^location: *(.*)$/im.exec(head)?.[1]?.trim() ?? '';
  const next = targetOf(location, open);
  if (next === undefined || next.ip !== open.ip)
    return end(k, flow, { ok: true, warns: true, output: `Probe terminated redirects, Response body: ${rest.join('\r\n\r\n')}` });
  if (open.hops + 1 >= mostHops)
    return end(k, flow, { ok: false, output: `Get ${JSON.stringify(location)}: stopped after ${mostHops} redirects` });
  k.state.flows.delete(flow);
  const hops = open.hops + 1;
  const host = joinHostPort(next.ip, next.port);
  const request = open.request.replace(/^GET \S+ HTTP/, `GET ${next.path} HTTP`).replace(/\r\nHost: [^\r]*/, `\r\nHost: ${host}`);
  dial(k, `${open.call}~${hops}`, { ...open, ...next, url: `http://${host}${next.path}`, request, hops, connected: false });
  return undefined;
}

function targetOf(location: string, { ip, port, url }: Flow): (Pick<Flow, 'ip' | 'port'> & { readonly path: string }) | undefined {
  if (location === '') return undefined;
  const absolute = /^https?:\/\/([^/:?#]+)(?::(\d+))?([^#]*)/.exec(location);
  if (absolute !== null) {
    const path = absolute[3] ?? '';
    return {
      ip: absolute[1]!,
      port: Number(absolute[2] ?? (location.startsWith('https') ? 443 : 80)),
      path: path.startsWith('/') ? path : `/${path}`,
    };
  }
  if (location.startsWith('/')) return { ip, port, path: location };
  const folder = new RegExp('^[a-z]+://[^/]+(/[^?]*/)').exec(url)?.[1] ?? '/';
  return { ip, port, path: folder + location };
}

export function onClosed(k: Kubelet, { flow }: FlowClose): Outcome | undefined {
  const open = k.state.flows.get(flow);
  return open === undefined ? undefined : end(k, flow, { ok: false, output: `Get "${open.url}": EOF` });
}

/** The time for the call is up. */
export function onFlowOver(k: Kubelet, call_: string): Outcome | undefined {
  const found = Array.from(k.state.flows).find(([, { call: whose }]) => whose === call_);
  if (found === undefined) return undefined;
  const [flow, open] = found;
  close(k, flow);
  if (open.what === 'http')
    return end(k, flow, {
      ok: false,
      output: `Get "${open.url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
    });
  return end(k, flow, { ok: false, output: refusal(open, 'timeout') });
}

function refusal({ what, ip, port, url }: Flow, result: 'refused' | 'timeout' | 'unreachable'): string {
  const host = joinHostPort(ip, port);
  if (what === 'grpc') return `timeout: failed to connect service "${host}" within 1s: context deadline exceeded`;
  const why = result === 'refused' ? 'connect: connection refused' : result === 'timeout' ? 'i/o timeout' : 'connect: no route to host';
  const text = `dial tcp ${host}: ${why}`;
  return what === 'http' ? `Get "${url}": ${text}` : text;
}

function close(k: Kubelet, flow: string): void {
  tellNetwork(k, { type: 'net/close', flow, side: 'client' });
}

function end(k: Kubelet, flow: string, outcome: Outcome): Outcome {
  const whose = k.state.flows.get(flow)?.call ?? flow;
  k.state.flows.delete(flow);
  return whose === flow ? outcome : { ...outcome, call: whose };
}
