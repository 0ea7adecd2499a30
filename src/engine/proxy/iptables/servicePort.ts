/**
 * What the proxy wants to know of a Service, one record for each port.
 * upstream: pkg/proxy/service.go (newBaseServiceInfo, ServicePortMap)
 */
import type { Service } from '#api/kinds.ts';
import { isIpv6 } from '../../helpers/ip.ts';
import { serviceChains, type ServiceChains } from './names.ts';
import type { Protocol } from './rule.ts';

export interface ServicePort {
  /** `namespace/name:port`, or `namespace/name` for a port without a name. */
  readonly name: string;
  /** Tells ports of the same name and different protocols apart. */
  readonly key: string;
  readonly clusterIp: string;
  readonly port: number;
  readonly protocol: Protocol;
  readonly nodePort: number;
  readonly externalIps: readonly string[];
  readonly loadBalancerIps: readonly string[];
  readonly sourceRanges: readonly string[];
  /** 0 when the Service has none. */
  readonly healthCheckNodePort: number;
  /** How long a client sticks to its endpoint; 0 for no session affinity. */
  readonly affinitySeconds: number;
  readonly externalLocal: boolean;
  readonly internalLocal: boolean;
  /** Nodes use the endpoints that are for their zone. */
  readonly usesHints: boolean;
  readonly chains: ServiceChains;
}

/** The proxy's watches leave out what carries one of these labels, whatever its value. */
const unwatched = ['service.kubernetes.io/service-proxy-name', 'service.kubernetes.io/headless'];

/** Any value but a refusal counts. upstream: pkg/proxy/topology.go (canUseTopology) */
export function usesHints({ metadata: { annotations } }: Pick<Service, 'metadata'>): boolean {
  const value = annotations?.['service.kubernetes.io/topology-aware-hints'] ?? annotations?.['service.kubernetes.io/topology-mode'] ?? '';
  return value !== '' && value !== 'disabled' && value !== 'Disabled';
}

/** The ports of a Service that this family's proxy serves: none for headless ones and aliases. */
export function servicePorts(service: Service, ipv6: boolean): readonly ServicePort[] {
  const { spec } = service;
  const clusterIp = clusterIpOf(service, ipv6);
  if (clusterIp === undefined || spec.type === 'ExternalName') return [];
  if (unwatched.some((label) => service.metadata.labels?.[label] !== undefined)) return [];
  const ofFamily = (ips: readonly string[] | undefined) => (ips ?? []).map((ip) => ip.trim()).filter((ip) => isIpv6(ip) === ipv6);
  const local = spec.externalTrafficPolicy === 'Local' && isExternallyVisible(service);
  const shared = {
    clusterIp,
    externalIps: ofFamily(spec.externalIPs),
    loadBalancerIps: ofFamily(service.status?.loadBalancer?.ingress?.flatMap(({ ip }) => (ip === undefined ? [] : [ip]))),
    sourceRanges: ofFamily(spec.loadBalancerSourceRanges),
    healthCheckNodePort: local && spec.type === 'LoadBalancer' ? (spec.healthCheckNodePort ?? 0) : 0,
    affinitySeconds: spec.sessionAffinity === 'ClientIP' ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10800) : 0,
    externalLocal: local,
    internalLocal: spec.internalTrafficPolicy === 'Local',
    usesHints: usesHints(service),
  };
  const owner = `${service.metadata.namespace ?? ''}/${service.metadata.name}`;
  return (spec.ports ?? []).map((port) => {
    const protocol = protocolOf(port.protocol);
    const name = portName(owner, port.name);
    const own = {
      name,
      key: portKey(name, protocol),
      port: port.port,
      protocol,
      nodePort: port.nodePort ?? 0,
    };
    return Object.freeze({ ...shared, ...own, chains: serviceChains(name, protocol) });
  });
}

export function portName(service: string, port: string | undefined): string {
  return port === undefined || port === '' ? service : `${service}:${port}`;
}

export function portKey(name: string, protocol: Protocol): string {
  return `${name}/${protocol}`;
}

export function protocolOf(protocol: string | undefined): Protocol {
  return protocol === 'UDP' ? 'udp' : protocol === 'SCTP' ? 'sctp' : 'tcp';
}

export function isExternallyAccessible(port: ServicePort): boolean {
  return port.nodePort !== 0 || port.loadBalancerIps.length > 0 || port.externalIps.length > 0;
}

/** Even with a Local external policy all endpoints are needed: pods and the node itself are spared the policy. */
export function usesClusterEndpoints(port: ServicePort): boolean {
  return !port.internalLocal || isExternallyAccessible(port);
}

export function usesLocalEndpoints(port: ServicePort): boolean {
  return port.internalLocal || (port.externalLocal && isExternallyAccessible(port));
}

function clusterIpOf({ spec }: Service, ipv6: boolean): string | undefined {
  const ips = spec.clusterIPs !== undefined && spec.clusterIPs.length > 0 ? spec.clusterIPs : [spec.clusterIP ?? ''];
  return ips.find((ip) => ip !== '' && ip !== 'None' && isIpv6(ip) === ipv6);
}

function isExternallyVisible({ spec }: Service): boolean {
  return spec.type === 'LoadBalancer' || spec.type === 'NodePort' || (spec.externalIPs ?? []).length > 0;
}
