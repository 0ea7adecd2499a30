/**
 * What a pod offers to a Service: whether it counts, its ports, its host name.
 * upstream: staging/src/k8s.io/endpointslice/util/controller_utils.go, pkg/api/v1/pod/util.go (FindPort)
 */
import type { Pod, Service } from '#api/kinds.ts';
import { isPodFinished } from '../pods.ts';

type ServicePort = NonNullable<Service['spec']['ports']>[number];

export interface ResolvedPort {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
  readonly appProtocol?: string;
}

/** A pod counts while it has an address and has not finished; one that is being deleted only if asked for. */
export function belongsInEndpoints(pod: Pod, withTerminating: boolean): boolean {
  const { podIP, podIPs } = pod.status;
  if ((podIP ?? '') === '' && (podIPs?.length ?? 0) === 0) return false;
  return !isPodFinished(pod) && (withTerminating || pod.metadata.deletionTimestamp === undefined);
}

/** The pod is reachable by its own name under the Service's. */
export function hostnameFor(pod: Pod, service: Service): string | undefined {
  const { hostname = '', subdomain } = pod.spec;
  return hostname !== '' && subdomain === service.metadata.name && pod.metadata.namespace === service.metadata.namespace
    ? hostname
    : undefined;
}

/** A number as it is, a name as the first container says; undefined when no container has it. */
function findPort(pod: Pod, port: ServicePort): number | undefined {
  const target = port.targetPort ?? port.port;
  if (typeof target === 'number') return target;
  const protocol = port.protocol ?? 'TCP';
  for (const container of pod.spec.containers) {
    const found = container.ports?.find((it) => it.name === target && (it.protocol ?? 'TCP') === protocol);
    if (found !== undefined) return found.containerPort;
  }
  return undefined;
}

/** The Service's ports as this pod has them; a port the pod does not have is left out. */
export function portsFor(pod: Pod, service: Service): readonly ResolvedPort[] {
  const ports: ResolvedPort[] = [];
  for (const servicePort of service.spec.ports ?? []) {
    const port = findPort(pod, servicePort);
    if (port === undefined) continue;
    const { name = '', protocol = 'TCP', appProtocol } = servicePort;
    ports.push({ name, protocol, port, ...(appProtocol === undefined ? {} : { appProtocol }) });
  }
  return ports;
}

/** Whether the Service's ports are the same for every pod: none goes by a name. */
export function hasOnlyNumbers(service: Service): boolean {
  return (service.spec.ports ?? []).every(({ targetPort }) => typeof targetPort !== 'string');
}

export type Family = 'IPv4' | 'IPv6';

export function familyOf(ip: string): Family {
  return ip.includes(':') ? 'IPv6' : 'IPv4';
}

/** A headless or external Service has no address of its own. upstream: helper.IsServiceIPSet */
export function hasClusterIP(service: Service): boolean {
  const { clusterIP = '' } = service.spec;
  return clusterIP !== '' && clusterIP !== 'None';
}
