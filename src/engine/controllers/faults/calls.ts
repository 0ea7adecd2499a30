/** From where a Service is called, and whom a call of it dials. */
import type { Fault, Service } from '#api/kinds.ts';
import type { ApiClient } from '../../client/client.ts';

interface Dialable {
  readonly ip: string;
  readonly port: number;
  readonly host: string;
  readonly isHttp: boolean;
}

/** Where a call goes: to the Service's address, or to one of a headless Service's pods in turn, as its name gives them. */
export function targetOf({ spec }: Fault, turn: number, client: ApiClient): Dialable | string {
  const [namespace = '', name = ''] = (spec.target ?? '').split('/');
  const found = client.get('Service', namespace, name);
  if (!found.ok) return found.status.message ?? 'the Service was not found';
  const service: Service = found.value;
  const port = service.spec.ports?.find((it) => spec.port === undefined || it.port === spec.port);
  if (service.spec.type === 'ExternalName' || port === undefined) return `Service ${namespace}/${name} has no such port to call`;
  const isHttp = [80, 8000, 8080].includes(port.port) || (port.appProtocol ?? port.name ?? '').startsWith('http');
  const more = { host: `${name}.${namespace}.svc`, isHttp };
  const { clusterIP } = service.spec;
  if (clusterIP !== undefined && clusterIP !== '' && clusterIP !== 'None') return { ip: clusterIP, port: port.port, ...more };
  const pods = podsOf(client, namespace, name, port.name ?? '');
  return pods.length === 0 ? `Service ${namespace}/${name} has no ready endpoints` : { ...pods[turn % pods.length]!, ...more };
}

function podsOf(
  client: ApiClient,
  namespace: string,
  name: string,
  portName: string,
): readonly { readonly ip: string; readonly port: number }[] {
  const listed = client.list('EndpointSlice', namespace, { labelSelector: `kubernetes.io/service-name=${name}` });
  if (!listed.ok) return [];
  return listed.value.flatMap(({ endpoints, ports }) => {
    const port = ports?.find((it) => (it.name ?? '') === portName)?.port;
    const ready = (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false);
    return port === undefined ? [] : ready.flatMap(({ addresses }) => addresses.slice(0, 1).map((ip) => ({ ip, port })));
  });
}

/** Calls come from the ready nodes in turn. */
export function callerOf(turn: number, client: ApiClient): { readonly ip: string; readonly node: string } | undefined {
  const listed = client.list('Node');
  if (!listed.ok) return undefined;
  const ready = listed.value.flatMap(({ metadata, status }) => {
    const ip = status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;
    const isReady = status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true;
    return ip !== undefined && isReady ? [{ ip, node: metadata.name }] : [];
  });
  return ready[turn % ready.length];
}
