/**
 * What the DNS server knows of the cluster, trimmed to what names and records need.
 * upstream: coredns/plugin/kubernetes/object
 */
import type { EndpointSlice, Service } from '#api/kinds.ts';
import { isIpv6 } from '../helpers/ip.ts';

export interface DnsPort {
  readonly name: string;
  /** -1 for an endpoint without any declared port: it has addresses but no SRV records. */
  readonly port: number;
  /** In lower case. */
  readonly protocol: string;
}

export interface DnsService {
  readonly namespace: string;
  readonly name: string;
  /** Empty for headless Services and aliases. */
  readonly clusterIps: readonly string[];
  readonly isHeadless: boolean;
  /** Only of an ExternalName Service. */
  readonly externalName?: string;
  readonly ports: readonly DnsPort[];
}

export interface DnsEndpoints {
  readonly namespace: string;
  readonly service: string;
  readonly addresses: readonly { readonly ip: string; readonly hostname?: string }[];
  readonly ports: readonly DnsPort[];
}

export interface DnsSnapshot {
  /** False until everything was listed once. */
  readonly synced: boolean;
  hasNamespace(name: string): boolean;
  service(namespace: string, name: string): DnsService | undefined;
  endpoints(namespace: string, service: string): readonly DnsEndpoints[];
  serviceByIp(ip: string): DnsService | undefined;
  endpointsByIp(ip: string): readonly DnsEndpoints[];
  /** Whether a pod of the namespace has the IP; only asked when pods' names are verified. */
  hasPod(namespace: string, ip: string): boolean;
}

export function dnsService({ metadata, spec }: Service): DnsService {
  const ips = spec.clusterIPs !== undefined && spec.clusterIPs.length > 0 ? spec.clusterIPs : [spec.clusterIP ?? ''];
  const isAlias = spec.type === 'ExternalName';
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    clusterIps: ips.filter((ip) => ip !== '' && ip !== 'None'),
    isHeadless: !isAlias && ips.includes('None'),
    ...(isAlias ? { externalName: spec.externalName ?? '' } : {}),
    ports: portsOf(spec.ports),
  };
}

/** The ready endpoints of a slice; undefined for a slice that belongs to no Service. */
export function dnsEndpoints(slice: EndpointSlice): DnsEndpoints | undefined {
  const service = slice.metadata.labels?.['kubernetes.io/service-name'];
  if (service === undefined || slice.addressType === 'FQDN') return undefined;
  return {
    namespace: slice.metadata.namespace ?? '',
    service,
    addresses: (slice.endpoints ?? [])
      .filter(({ conditions }) => conditions?.ready ?? true)
      .flatMap(({ addresses, hostname }) =>
        addresses.map((ip) => ({
          ip,
          ...(hostname === undefined || hostname === '' ? {} : { hostname }),
        })),
      ),
    ports: portsOf(slice.ports),
  };
}

/** The label by which an endpoint is known: its hostname, or its IP with dashes. */
export function endpointLabel({ ip, hostname }: { readonly ip: string; readonly hostname?: string }): string {
  return hostname ?? ip.replaceAll(isIpv6(ip) ? ':' : '.', '-');
}

function portsOf(
  ports: readonly { readonly name?: string; readonly port?: number; readonly protocol?: string }[] | undefined,
): readonly DnsPort[] {
  if (!ports?.length) return [{ name: '', port: -1, protocol: '' }];
  return ports.map(({ name, port, protocol }) => ({
    name: name ?? '',
    port: port ?? -1,
    protocol: (protocol ?? 'TCP').toLowerCase(),
  }));
}
