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
  /** The call itself could not be made; nothing is known of what it asked about. */
  readonly errored?: boolean;
}

export function call(k: Kubelet, id: string, { what, ip, port, path, scheme, headers, timeoutMs }: Call): void {
  const host = joinHostPort(ip, port);
  const url = `${scheme.toLowerCase()}://${host}${path.startsWith('/') ? path : `/${path}`}`;
  const own = headers.map(({ name, value }) => `${name}: ${value}\r\n`).join('');
  const request = `GET ${path === '' ? '/' : path} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: kube-probe/1.28\r\nAccept: */*\r\n${own}Connection: close\r\n\r\n`;
  k.state.flows.set(id, { what, ip, port, url, request, connected: false });
  const from = { address: `kubelet/${k.node}`, ip: k.spec.nodeIp, node: k.node };
  const about = what === 'http' ? `GET ${path} (probe)` : 'probe';
  tellNetwork(k, { type: 'net/dial', flow: id, from, to: { ip, port }, protocol: 'TCP', about });
  later(k, timeoutMs, { type: 'kubelet/flow-over', id });
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
  if (!k.state.flows.has(flow)) return undefined;
  const code = Number(/^HTTP\/\d(?:\.\d)? (\d{3})/.exec(data)?.[1] ?? '0');
  close(k, flow);
  if (code >= 200 && code < 400) return end(k, flow, { ok: true, output: '' });
  if (code === 0)
    return end(k, flow, {
      ok: false,
      output: `Get "${k.state.flows.get(flow)!.url}": net/http: HTTP/1.x transport connection broken: malformed HTTP response ${JSON.stringify(data.split('\n')[0])}`,
    });
  return end(k, flow, { ok: false, output: `HTTP probe failed with statuscode: ${code}` });
}

export function onClosed(k: Kubelet, { flow }: FlowClose): Outcome | undefined {
  const open = k.state.flows.get(flow);
  return open === undefined ? undefined : end(k, flow, { ok: false, output: `Get "${open.url}": EOF` });
}

/** The time for the call is up. */
export function onFlowOver(k: Kubelet, flow: string): Outcome | undefined {
  const open = k.state.flows.get(flow);
  if (open === undefined) return undefined;
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
  k.state.flows.delete(flow);
  return outcome;
}
