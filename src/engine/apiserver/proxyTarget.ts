/**
 * Where a proxied request or a forwarded port leads: the pod, or one of a Service's ready endpoints.
 * upstream: pkg/registry/core/pod/strategy.go (ResourceLocation), pkg/registry/core/service/storage/storage.go (ResourceLocation)
 */
import type { Endpoints, Node, Pod, Service } from '#api/kinds.ts';
import type { Request, Status } from '#api/request.ts';
import { get } from '#engine/etcd/store.ts';
import { apiProxyAddress, type OpenDial } from '#engine/helpers/contracts/apiProxy.ts';
import { kubeletAddress, type KubeletRequest } from '#engine/helpers/contracts/cri.ts';
import { nextBelow } from '#sim/random.ts';
import type { ApiServerState, ServerEnv } from './state.ts';
import { badRequest, failureStatus, isStatus, notFound } from './status.ts';

interface Target {
  readonly ip: string;
  readonly port: number;
  readonly node: string;
}

/** Asks for the connection; answers with the address that carries the stream, or why there is none. */
export function dialFor(server: ApiServerState, stream: string, request: Request, env: ServerEnv): string | Status {
  if (request.resource === 'nodes') return toNode(server, stream, request.name ?? '', env);
  const target = targetOf(server, request, env);
  if (isStatus(target)) return target;
  const node = get(server.store, 'nodes', undefined, target.node) as unknown as Node | undefined;
  const ip = node?.status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '';
  const about = request.subresource === 'portforward' ? `port-forward ${target.port}` : 'proxy';
  const message: OpenDial = {
    type: 'apiproxy/dial',
    stream,
    to: { ip: target.ip, port: target.port },
    from: { ip, node: target.node },
    about,
  };
  env.send(apiProxyAddress, message, 0);
  return apiProxyAddress;
}

/** A node's kubelet answers on its own port; other ports are whatever listens on the node. */
function toNode(server: ApiServerState, stream: string, asked: string, env: ServerEnv): string | Status {
  const parts = splitSchemeNamePort(asked);
  if (parts === undefined) return badRequest(`invalid node request ${JSON.stringify(asked)}`);
  const node = get(server.store, 'nodes', undefined, parts.name) as unknown as Node | undefined;
  if (node === undefined) return notFound({ group: '', plural: 'nodes' }, parts.name);
  const kubeletPort = node.status.daemonEndpoints?.kubeletEndpoint?.Port ?? 10_250;
  const port = parts.port === '' ? kubeletPort : Number(parts.port);
  const ip = node.status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '';
  if (!(port > 0 && port < 65_536)) return badRequest(`invalid port ${JSON.stringify(parts.port)}`);
  if (port === kubeletPort) {
    const request: KubeletRequest = { type: 'kubelet/request', stream };
    env.send(kubeletAddress(parts.name), request, 0);
    return kubeletAddress(parts.name);
  }
  const message: OpenDial = { type: 'apiproxy/dial', stream, to: { ip, port }, from: { ip, node: parts.name }, about: 'proxy' };
  env.send(apiProxyAddress, message, 0);
  return apiProxyAddress;
}

function targetOf(server: ApiServerState, request: Request, env: ServerEnv): Target | Status {
  const { resource, name = '' } = request;
  const parts = splitSchemeNamePort(name);
  if (resource === 'services' && parts !== undefined) return serviceTarget(server, request, parts, env);
  if (resource !== 'pods' || parts === undefined) return badRequest(`invalid ${resource.slice(0, -1)} request ${JSON.stringify(name)}`);
  const pod = get(server.store, 'pods', request.namespace, parts.name) as unknown as Pod | undefined;
  if (pod === undefined) return notFound({ group: '', plural: 'pods' }, parts.name);
  const asked = request.subresource === 'portforward' ? (request.options?.query?.['port']?.[0] ?? '') : parts.port;
  return podTarget(pod, asked);
}

/** `[scheme:]name[:port]`. upstream: apimachinery/pkg/util/net/port_split.go */
export function splitSchemeNamePort(text: string): { readonly name: string; readonly port: string } | undefined {
  const parts = text.split(':');
  const [scheme, name = '', port = ''] = parts.length < 3 ? ['', ...parts] : parts;
  if (parts.length > 3 || name === '' || (scheme !== '' && scheme !== 'http' && scheme !== 'https')) return undefined;
  return { name, port };
}

function podTarget({ spec, status, metadata }: Pod, asked: string): Target | Status {
  const declared = spec.containers.find(({ ports }) => (ports ?? []).length > 0)?.ports?.[0]?.containerPort;
  const port = asked === '' ? (declared ?? 80) : Number(asked);
  const ip = status.podIPs?.[0]?.ip ?? status.podIP ?? '';
  if (!(port > 0 && port < 65_536)) return badRequest(`invalid port ${JSON.stringify(asked)}`);
  if (ip === '') return badRequest('address not allowed');
  if (spec.nodeName === undefined || spec.nodeName === '') return badRequest(`pod ${metadata.name} does not have a host assigned`);
  return { ip, port, node: spec.nodeName };
}

/** A number stands for the name of the Service's port; a port without a name is asked for by none. */
function portName(
  server: ApiServerState,
  request: Request,
  { name, port }: { readonly name: string; readonly port: string },
): string | Status {
  if (!/^\d+$/.test(port)) return port;
  const service = get(server.store, 'services', request.namespace, name) as unknown as Service | undefined;
  if (service === undefined) return notFound({ group: '', plural: 'services' }, name);
  const known = service.spec.ports?.find((it) => it.port === Number(port));
  if (known !== undefined) return known.name ?? '';
  return unavailable(`no service port ${Number(port)} found for service ${JSON.stringify(name)}`);
}

function serviceTarget(
  server: ApiServerState,
  request: Request,
  { name, port }: { readonly name: string; readonly port: string },
  env: ServerEnv,
): Target | Status {
  const asked = portName(server, request, { name, port });
  if (isStatus(asked)) return asked;
  const endpoints = get(server.store, 'endpoints', request.namespace, name) as unknown as Endpoints | undefined;
  // What is not found is called after the resource that was asked for.
  if (endpoints === undefined) return notFound({ group: '', plural: 'services' }, name);
  const subsets = endpoints.subsets ?? [];
  const found = subsets.flatMap((subset) => {
    const own = subset.ports?.find((it) => (it.name ?? '') === asked);
    return own === undefined
      ? []
      : (subset.addresses ?? []).map((address) => ({ ip: address.ip, port: own.port, node: address.nodeName ?? '' }));
  });
  if (subsets.length > 0 && found.length === 0)
    return unavailable(`no endpoints available for service ${JSON.stringify(request.name ?? '')}`);
  if (found.length === 0) return unavailable(`no endpoints available for service ${JSON.stringify(name)}`);
  return found[nextBelow(env.random, found.length)] ?? unavailable('no endpoints available');
}

function unavailable(message: string): Status {
  return failureStatus(503, { reason: 'ServiceUnavailable', message });
}
