/**
 * The kubelet's port, 10250: whoever dials it shows a token, and the API server says who that is and what it may.
 * Not here: exec, attach, logs and forwarded ports, which go through the API server only.
 * upstream: pkg/kubelet/server/server.go (InstallAuthFilter), pkg/kubelet/server/auth.go, cmd/kubelet/app/auth.go
 */
import { bearerToken } from '#api/http/headers.ts';
import { headerOf, type Headers } from '#api/http/exchange.ts';
import { verbOfMethod } from '#api/http/requestInfo.ts';
import { byteLength } from '#api/machinery/byteLength.ts';
import type { User } from '#api/request.ts';
import { selfSignedCertificate } from '../helpers/authority.ts';
import { closesAfter, goReasons, httpDate, takeRequest, type TakenRequest } from '../helpers/http.ts';
import type { FlowData, Incoming } from '../helpers/contracts/network.ts';
import { tellNetwork } from './send.ts';
import { pageAt } from './server.ts';
import type { Kubelet } from './state.ts';

const connectionsMax = 200;
const receivedMax = 64 * 1024;
const noTls = 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n';

export function accept(k: Kubelet, { flow, tls }: Incoming): void {
  const accepted = k.state.served.size < connectionsMax;
  const certificate = tls === undefined ? {} : { certificate: selfSignedCertificate(`${k.node}@${seconds(k)}`, [k.node, k.spec.nodeIp]) };
  tellNetwork(k, { type: 'net/answer', flow, accepted, ...certificate });
  if (accepted) k.state.served.set(flow, { received: '', isSecure: tls !== undefined });
}

/** When it has made its certificate: at the beginning of the cluster's time. */
function seconds({ context }: Kubelet): number {
  return Math.floor(context.epochMs / 1000);
}

export function receive(k: Kubelet, { flow, data }: FlowData): void {
  const connection = k.state.served.get(flow);
  if (connection === undefined) return;
  connection.received += data;
  if (!connection.isSecure) return end(k, flow, noTls);
  for (;;) {
    const taken = takeRequest(connection.received);
    if (taken === undefined && connection.received.length <= receivedMax) return;
    if (taken === undefined || taken === 'bad') return end(k, flow, 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n400 Bad Request');
    connection.received = taken.rest;
    const text = replyTo(k, taken);
    if (closesAfter(taken.request)) return end(k, flow, text);
    tellNetwork(k, { type: 'net/data', flow, side: 'server', data: text });
  }
}

function end(k: Kubelet, flow: string, data: string): void {
  tellNetwork(k, { type: 'net/data', flow, side: 'server', data });
  hangUp(k, flow);
}

export function hangUp(k: Kubelet, flow: string): void {
  tellNetwork(k, { type: 'net/close', flow, side: 'server' });
  k.state.served.delete(flow);
}

function replyTo(k: Kubelet, { request, values }: TakenRequest): string {
  const refused = refusal(k, values, request);
  const { code, type = 'text/plain; charset=utf-8', body } = refused ?? { ...pageAt(k, request.target) };
  const date = httpDate(k.context.epochMs + k.context.now);
  const head = [
    `HTTP/1.1 ${code} ${goReasons[code] ?? ''}`,
    `Content-Type: ${type}`,
    `Date: ${date}`,
    `Content-Length: ${byteLength(body)}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${request.method === 'HEAD' ? '' : body}`;
}

interface Refusal {
  readonly code: number;
  readonly type?: string;
  readonly body: string;
}

function refusal(k: Kubelet, headers: Headers, { method, target }: TakenRequest['request']): Refusal | undefined {
  const token = bearerToken(headerOf(headers, 'authorization'));
  const user = token === undefined ? undefined : userOf(k, token);
  if (user === undefined) return { code: 401, body: 'Unauthorized' };
  const attributes = { verb: verbOfMethod[method] ?? '', subresource: subresourceOf(target) };
  if (mayAsk(k, user, attributes)) return undefined;
  const { verb, subresource } = attributes;
  return { code: 403, body: `Forbidden (user=${user.name}, verb=${verb}, resource=nodes, subresource=${subresource})` };
}

function userOf(k: Kubelet, token: string): User | undefined {
  k.context.because({ key: k.node, timer: 'somebody asks at its port' });
  const { body } = k.context.api.request({
    verb: 'create',
    group: 'authentication.k8s.io',
    version: 'v1',
    resource: 'tokenreviews',
    object: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token } },
  });
  const { status } = body as unknown as { readonly status?: { readonly authenticated?: boolean; readonly user?: Reviewed } };
  const user = status?.authenticated === true ? status.user : undefined;
  return user === undefined ? undefined : { name: user.username ?? '', groups: user.groups ?? [] };
}

interface Reviewed {
  readonly username?: string;
  readonly groups?: readonly string[];
}

function subresourceOf(target: string): string {
  const first = /^\/([^/?]*)/.exec(target)?.[1] ?? '';
  return { stats: 'stats', metrics: 'metrics', logs: 'log', spec: 'spec', checkpoint: 'checkpoint' }[first] ?? 'proxy';
}

function mayAsk(k: Kubelet, user: User, { verb, subresource }: { readonly verb: string; readonly subresource: string }): boolean {
  const resourceAttributes = { verb, group: '', version: 'v1', resource: 'nodes', subresource, name: k.node };
  const { body } = k.context.api.request({
    verb: 'create',
    group: 'authorization.k8s.io',
    version: 'v1',
    resource: 'subjectaccessreviews',
    object: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: { user: user.name, groups: user.groups, resourceAttributes },
    },
  });
  return (body as unknown as { readonly status?: { readonly allowed?: boolean } }).status?.allowed === true;
}
