/**
 * The endpoints behind service ports, read from EndpointSlices, and which of them a node may use.
 * upstream: pkg/proxy/endpointslicecache.go, pkg/proxy/topology.go
 */
import type { EndpointSlice } from '#api/kinds.ts';
import { joinHostPort } from '../../helpers/ip.ts';
import { endpointChain } from './names.ts';
import { portKey, portName, protocolOf, usesClusterEndpoints, usesLocalEndpoints, type ServicePort } from './servicePort.ts';

export interface Endpoint {
  /** `ip:port`. */
  readonly address: string;
  readonly ip: string;
  readonly port: number;
  readonly isLocal: boolean;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  /** Zones whose nodes should use it; none: it says nothing of them. */
  readonly zones: readonly string[];
  readonly chain: string;
}

/** Port key -> endpoints, sorted by address. Frozen. */
export type SliceEndpoints = ReadonlyMap<string, readonly Endpoint[]>;

export interface ProxyFamily {
  readonly node: string;
  readonly ipv6: boolean;
}

const noZones: readonly string[] = Object.freeze([]);

/** `namespace/name` of the Service a slice belongs to; undefined when it belongs to none or to a headless one. */
export function serviceOfSlice(slice: EndpointSlice): string | undefined {
  const labels = slice.metadata.labels;
  const name = labels?.['kubernetes.io/service-name'];
  if (name === undefined || name === '' || labels?.['service.kubernetes.io/headless'] !== undefined) return undefined;
  return `${slice.metadata.namespace ?? ''}/${name}`;
}

/** Endpoints that are as they were `before` are the same records, so that what was made of them can be kept. */
export function readSlice(slice: EndpointSlice, service: string, family: ProxyFamily, before?: SliceEndpoints): SliceEndpoints {
  const result = new Map<string, readonly Endpoint[]>();
  if (slice.addressType !== (family.ipv6 ? 'IPv6' : 'IPv4')) return result;
  for (const { name, port, protocol: written } of slice.ports ?? []) {
    if (port === undefined || port === 0) continue;
    const protocol = protocolOf(written);
    const owner = portName(service, name);
    const key = portKey(owner, protocol);
    const known = new Map((before?.get(key) ?? []).map((endpoint) => [endpoint.address, endpoint]));
    const endpoints: Endpoint[] = [];
    for (const { addresses, conditions, nodeName, hints } of slice.endpoints ?? []) {
      const ip = addresses[0];
      if (ip === undefined) continue;
      const address = joinHostPort(ip, port);
      const isLocal = nodeName === family.node;
      const ready = conditions?.ready ?? true;
      const serving = conditions?.serving ?? true;
      const terminating = conditions?.terminating ?? false;
      const old = known.get(address);
      const zones = hints?.forZones === undefined ? noZones : hints.forZones.map((zone) => zone.name);
      const same =
        old?.isLocal === isLocal &&
        old.ready === ready &&
        old.serving === serving &&
        old.terminating === terminating &&
        old.zones.join() === zones.join();
      const chain = old?.chain ?? endpointChain(owner, protocol, address);
      endpoints.push(same ? old : Object.freeze({ address, ip, port, isLocal, ready, serving, terminating, zones, chain }));
    }
    result.set(key, Object.freeze(endpoints.sort(byAddress)));
  }
  return Object.freeze(result);
}

/** The endpoints of one port in all slices of its Service: sorted, each address once; a local view of it is preferred, then a ready one. */
export function mergeEndpoints(lists: readonly (readonly Endpoint[])[]): readonly Endpoint[] {
  const all = lists.length === 1 ? lists[0]! : lists.flat().sort(byAddress);
  const result: Endpoint[] = [];
  for (const endpoint of all) {
    const last = result.at(-1);
    if (last?.address !== endpoint.address) result.push(endpoint);
    else if (endpoint.isLocal || (endpoint.ready && !last.ready && !last.isLocal)) result[result.length - 1] = endpoint;
  }
  return Object.freeze(result);
}

export interface Categories {
  readonly cluster: readonly Endpoint[];
  readonly local: readonly Endpoint[];
  /** Every endpoint that some chain of this node leads to. */
  readonly reachable: readonly Endpoint[];
  /** Whether there is a usable endpoint on any node. */
  readonly any: boolean;
}

/**
 * Whether the node keeps to its zone: the Service wants it, every ready endpoint says which zones it is for, and one is for this one.
 * upstream: canUseTopology
 */
function keepsToZone(ready: readonly Endpoint[], { usesHints }: ServicePort, zone: string): boolean {
  if (!usesHints || zone === '' || ready.some(({ zones }) => zones.length === 0)) return false;
  return ready.some(({ zones }) => zones.includes(zone));
}

/** Ready endpoints, those of the node's zone where there are hints; when a policy has none of them, those that terminate but still serve. */
export function categorize(endpoints: readonly Endpoint[], port: ServicePort, zone = ''): Categories {
  const lastResort = (endpoint: Endpoint) => endpoint.serving && endpoint.terminating;
  const isReady = (endpoint: Endpoint) => endpoint.ready;
  const ready = endpoints.every(isReady) ? endpoints : endpoints.filter(isReady);
  const near = keepsToZone(ready, port, zone) ? ready.filter(({ zones }) => zones.includes(zone)) : ready;
  let cluster = usesClusterEndpoints(port) ? near : [];
  if (cluster.length === 0) cluster = endpoints.filter(lastResort);
  let any = cluster.length > 0;
  if (!usesLocalEndpoints(port)) return { cluster, local: [], reachable: cluster, any };
  let local = ready.filter((endpoint) => endpoint.isLocal);
  any ||= ready.length > 0;
  if (local.length === 0) {
    const left = endpoints.filter(lastResort);
    any ||= left.length > 0;
    local = left.filter((endpoint) => endpoint.isLocal);
  }
  if (!usesClusterEndpoints(port)) return { cluster, local, reachable: local, any };
  return { cluster, local, reachable: mergeEndpoints([cluster, local]), any };
}

function byAddress(a: Endpoint, b: Endpoint): number {
  return a.address < b.address ? -1 : a.address > b.address ? 1 : 0;
}
