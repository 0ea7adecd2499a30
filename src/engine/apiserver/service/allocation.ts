/**
 * Cluster IPs and node ports of Services. Dynamic choices come from the upper band of each range first, so that the
 * lower one stays free for people's own choices.
 * upstream: pkg/registry/core/service/storage/alloc.go, ipallocator/bitmap.go, portallocator/allocator.go
 */
import type { Service } from '#api/kinds.ts';
import type { Status } from '#api/request.ts';
import { nextBelow, type RandomState } from '#sim/random.ts';
import type { Change } from '#engine/etcd/store.ts';
import { invalidValue } from '../fieldError.ts';
import type { AnyObject } from '../object.ts';
import type { ApiServerState, Call } from '../state.ts';
import { isWellFormed, withFamilies } from './families.ts';
import { normalizeClusterIps } from './serviceRules.ts';
import { failureStatus, internalError, invalid, isStatus } from '../status.ts';

/** 10.96.0.0/12 as kubeadm has it; the first address is the network, the last the broadcast address. */
const NETWORK = (10 << 24) | (96 << 16);
const SIZE = 1 << 20;
const BAND = 256;
const PORT_FIRST = 30_000;
const PORT_COUNT = 2_768;
const PORT_BAND = 86;

type ServicePort = NonNullable<Service['spec']['ports']>[number];

/** A Service with its addresses and ports filled in; other kinds pass. Releases nothing: that happens when the write is made. */
export function allocate(call: Call, object: AnyObject, old?: AnyObject): AnyObject | Status {
  if (call.resource !== 'services' || call.request.subresource !== undefined) return object;
  const service = object as unknown as Service;
  const withIp = allocateIp(call, service, old as unknown as Service | undefined);
  if (isStatus(withIp)) return withIp;
  return allocatePorts(call, withIp, old as unknown as Service | undefined) as unknown as AnyObject | Status;
}

/** Keeps the sets of what is in use in step with what was committed. */
export function noteService(server: ApiServerState, change: Change): void {
  const { object, old, type } = change;
  if (old !== undefined) for (const value of usesOf(old as AnyObject)) release(server, value);
  if (type !== 'DELETED') for (const value of usesOf(object as AnyObject)) take(server, value);
}

function usesOf({ spec }: AnyObject): readonly (string | number)[] {
  const { clusterIPs = [], ports = [], healthCheckNodePort } = (spec ?? {}) as Partial<Service['spec']>;
  const uses: (string | number)[] = clusterIPs.filter((ip) => ip !== 'None');
  for (const port of ports) if (port.nodePort !== undefined && port.nodePort !== 0) uses.push(port.nodePort);
  if (healthCheckNodePort !== undefined && healthCheckNodePort !== 0) uses.push(healthCheckNodePort);
  return uses;
}

function release(server: ApiServerState, value: string | number): void {
  if (typeof value === 'string') server.clusterIps.delete(value);
  else server.nodePorts.delete(value);
}

function take(server: ApiServerState, value: string | number): void {
  if (typeof value === 'string') server.clusterIps.add(value);
  else server.nodePorts.add(value);
}

function allocateIp(call: Call, given: Service, old: Service | undefined): Service | Status {
  if (given.spec.type === 'ExternalName') return old === undefined ? given : dropAddresses(given);
  const normal = normalizeClusterIps(withKept(given.spec, old?.spec), old?.spec);
  if (!isWellFormed(normal)) return { ...given, spec: { ...normal, clusterIPs: normal.clusterIPs ?? [] } };
  const families = withFamilies(normal, old?.spec);
  if ('errors' in families) return invalid(call.row, given.metadata.name, families.errors);
  const service = { ...given, spec: families.spec };
  const { spec } = service;
  const asked = spec.clusterIP ?? spec.clusterIPs?.[0] ?? '';
  if (asked === 'None') return withAddress(service, 'None');
  if (asked !== '') {
    if (asked === old?.spec.clusterIP || offsetOf(asked) === undefined) return withAddress(service, asked);
    const problem = problemWith(call, asked);
    if (problem !== undefined)
      return invalid(call.row, service.metadata.name, [
        invalidValue('spec.clusterIPs', { printed: `[]string{"${asked}"}` }, `failed to allocate IP ${asked}: ${problem}`),
      ]);
    return withAddress(service, asked);
  }
  const kept = old?.spec.clusterIP ?? '';
  if (kept !== '') return withAddress(service, kept);
  const ip = freeIp(call.server, call.env.random);
  return ip === undefined ? internalError('failed to allocate a serviceIP: range is full') : withAddress(service, ip);
}

/** An update that says nothing of addresses keeps them. upstream: patchAllocatedValues */
function withKept(spec: Service['spec'], old: Service['spec'] | undefined): Service['spec'] {
  const before = old?.clusterIP ?? '';
  if (before === '' || (spec.clusterIP ?? '') !== '') return spec;
  const same = (spec.clusterIPs ?? []).length === 0 ? { clusterIPs: old?.clusterIPs ?? [before] } : {};
  return { ...spec, clusterIP: before, ...same };
}

function dropAddresses(service: Service): Service {
  const { clusterIP: _ip, clusterIPs: _ips, ipFamilies: _families, ipFamilyPolicy: _policy, ...spec } = service.spec;
  return { ...service, spec };
}

function withAddress(service: Service, ip: string): Service {
  const { spec } = service;
  return {
    ...service,
    spec: { ...spec, clusterIP: ip, clusterIPs: (spec.clusterIPs ?? []).length === 0 ? [ip] : (spec.clusterIPs ?? []) },
  };
}

function problemWith({ server, dryRun }: Call, ip: string): string | undefined {
  const offset = offsetOf(ip);
  if (offset === undefined || offset <= 0 || offset >= SIZE - 1) {
    return `the provided IP (${ip}) is not in the valid range. The range of valid IPs is 10.96.0.0/12`;
  }
  return !dryRun && server.clusterIps.has(ip) ? 'provided IP is already allocated' : undefined;
}

function offsetOf(ip: string): number | undefined {
  const parts = ip.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part < 256))) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = parts;
  return ((((a << 24) | (b << 16) | (c << 8) | d) >>> 0) - NETWORK) | 0;
}

function textOf(offset: number): string {
  const value = NETWORK + offset;
  return `${value >>> 24}.${(value >> 16) & 255}.${(value >> 8) & 255}.${value & 255}`;
}

function freeIp(server: ApiServerState, random: RandomState): string | undefined {
  const upper = SIZE - 1 - BAND;
  const start = nextBelow(random, upper);
  for (let i = 0; i < upper; i += 1) {
    const ip = textOf(BAND + ((start + i) % upper));
    if (!server.clusterIps.has(ip)) return ip;
  }
  for (let offset = 1; offset < BAND; offset += 1) if (!server.clusterIps.has(textOf(offset))) return textOf(offset);
  return undefined;
}

function freePort(server: ApiServerState, random: RandomState, taken: ReadonlySet<number>): number | undefined {
  const upper = PORT_COUNT - PORT_BAND;
  const start = nextBelow(random, upper);
  for (let i = 0; i < PORT_COUNT; i += 1) {
    const offset = i < upper ? PORT_BAND + ((start + i) % upper) : i - upper;
    const port = PORT_FIRST + offset;
    if (!server.nodePorts.has(port) && !taken.has(port)) return port;
  }
  return undefined;
}

function wantsPorts({ type, allocateLoadBalancerNodePorts }: Service['spec']): boolean {
  return type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false);
}

function allocatePorts(call: Call, service: Service, old: Service | undefined): Service | Status {
  const { spec } = service;
  if (spec.type !== 'NodePort' && spec.type !== 'LoadBalancer') return service;
  const had = new Set((old?.spec.ports ?? []).map((port) => port.nodePort ?? 0));
  const taken = new Set<number>();
  const ofPort = new Map<number, number>();
  const ports: ServicePort[] = [];
  for (const [index, port] of (spec.ports ?? []).entries()) {
    let nodePort = port.nodePort ?? 0;
    if (nodePort === 0 && wantsPorts(spec)) {
      nodePort = keptPort(port, old, taken) ?? sharedPort(port, { spec, ofPort, old }) ?? nextPort(call, taken) ?? 0;
      if (nodePort === 0) return internalError('failed to allocate a nodePort: range is full');
    } else if (nodePort !== 0 && !had.has(nodePort) && ofPort.get(port.port) !== nodePort) {
      // One number may serve one port for several protocols, not two ports that are new together.
      const isTwice = taken.has(nodePort);
      const problem =
        isTwice && old === undefined ? 'provided port is already allocated' : isTwice ? undefined : portProblem(call, nodePort);
      if (problem !== undefined)
        return invalid(call.row, service.metadata.name, [invalidValue(`spec.ports[${index}].nodePort`, nodePort, problem)]);
    }
    if (nodePort !== 0) {
      taken.add(nodePort);
      ofPort.set(port.port, ofPort.get(port.port) ?? nodePort);
    }
    ports.push(nodePort === 0 ? port : { ...port, nodePort });
  }
  return withHealthCheck(call, { ...service, spec: { ...spec, ports } }, old, taken);
}

/** An update that leaves the node port out keeps the one the same port had. */
function keptPort(port: ServicePort, old: Service | undefined, taken: ReadonlySet<number>): number | undefined {
  const same = old?.spec.ports?.find(
    (other) => other.port === port.port && other.protocol === port.protocol && (other.nodePort ?? 0) !== 0,
  );
  return same?.nodePort === undefined || taken.has(same.nodePort) ? undefined : same.nodePort;
}

interface Shared {
  readonly spec: Service['spec'];
  /** The node ports that were given out, by the port they lead to. */
  readonly ofPort: ReadonlyMap<number, number>;
  readonly old: Service | undefined;
}

/** In a new Service one port has one node port, for all its protocols. upstream: initNodePorts */
function sharedPort({ port }: ServicePort, { spec, ofPort, old }: Shared): number | undefined {
  if (old !== undefined) return undefined;
  const asked = spec.ports?.find((other) => other.port === port && (other.nodePort ?? 0) !== 0);
  return ofPort.get(port) ?? asked?.nodePort;
}

/** A dry run takes nothing from the range: it counts on from what the Service itself has. */
function nextPort({ server, env, dryRun }: Call, taken: ReadonlySet<number>): number | undefined {
  return dryRun && taken.size > 0 ? Math.max(...taken) + 1 : freePort(server, env.random, taken);
}

function portProblem({ server, dryRun }: Call, port: number): string | undefined {
  if (dryRun) return server.nodePorts.has(port) ? 'provided port is already allocated' : undefined;
  if (port < PORT_FIRST || port >= PORT_FIRST + PORT_COUNT)
    return `provided port is not in the valid range. The range of valid ports is ${PORT_FIRST}-${PORT_FIRST + PORT_COUNT - 1}`;
  return server.nodePorts.has(port) ? 'provided port is already allocated' : undefined;
}

function withHealthCheck(call: Call, service: Service, old: Service | undefined, taken: ReadonlySet<number>): Service | Status {
  const { spec } = service;
  if (spec.type !== 'LoadBalancer' || spec.externalTrafficPolicy !== 'Local') return service;
  const asked = spec.healthCheckNodePort ?? 0;
  if (asked < 0 || asked > 65_535) return service;
  if (asked !== 0) {
    const problem = asked === old?.spec.healthCheckNodePort ? undefined : portProblem(call, asked);
    return problem === undefined
      ? service
      : failureStatus(500, {
          reason: 'InternalError',
          message: `Internal error occurred: failed to allocate requested HealthCheck NodePort ${asked}: ${problem}`,
        });
  }
  const port = old?.spec.healthCheckNodePort ?? freePort(call.server, call.env.random, taken);
  return port === undefined ? service : { ...service, spec: { ...spec, healthCheckNodePort: port } };
}
