/**
 * kube-proxy's iptables mode for one node and one IP family.
 * Owns what it knows of Services and EndpointSlices, what changed since the last sync, and which chains it has made.
 * Reads what it is told by noteService and noteSlice; `sync` answers with a Restore for the node's kernel, `synced` is told
 * whether the kernel took it. Deliberately not here: watching the API server (kubeProxy.ts), the kernel itself (kernel.ts).
 * upstream: pkg/proxy/iptables/proxier.go, pkg/proxy/service.go, pkg/proxy/endpoints.go
 */
import type { EndpointSlice, Service } from '#api/kinds.ts';
import { mergeEndpoints, readSlice, serviceOfSlice, type Endpoint, type SliceEndpoints } from './endpoint.ts';
import { jumps, sharedChains } from './sharedChains.ts';
import type { Restore, Rule } from './rule.ts';
import { servicePorts, type ServicePort } from './servicePort.ts';
import { addOwnChains, addSharedRules, ownChains, planPort, type PortPlan, type ProxyConfig, type SharedRules } from './serviceRules.ts';

/** Plain data: a component keeps it in its state. */
export interface Proxier {
  readonly config: ProxyConfig;
  /** Service -> its ports. */
  readonly services: Map<string, readonly ServicePort[]>;
  /** Service -> slice name -> endpoints by port. */
  readonly slices: Map<string, Map<string, SliceEndpoints>>;
  /** Port key -> endpoints, merged from the slices. */
  readonly endpoints: Map<string, readonly Endpoint[]>;
  /** Service -> what follows for each of its ports, as of the last sync. */
  readonly plans: Map<string, readonly PortPlan[]>;
  /** Services that changed since the last sync, with what the last sync saw of their ports. */
  readonly changed: Map<string, readonly ServicePort[]>;
  /** Services whose slices changed since the last sync. */
  readonly slicesChanged: Set<string>;
  /** Per-service chains that the kernel has. */
  readonly chains: Set<string>;
  needsFullSync: boolean;
  /** The node's; empty when it is in none. */
  zone: string;
  /** Chains made and removed by the sync that is under way. */
  pending: { readonly made: readonly string[]; readonly deleted: readonly string[] };
}

const largeClusterEndpoints = 1000;

export function createProxier(config: ProxyConfig): Proxier {
  return {
    config: Object.freeze(config),
    services: new Map(),
    slices: new Map(),
    endpoints: new Map(),
    plans: new Map(),
    changed: new Map(),
    slicesChanged: new Set(),
    chains: new Set(),
    needsFullSync: true,
    zone: '',
    pending: { made: [], deleted: [] },
  };
}

/** Takes in a Service as it is now (undefined: gone); answers whether that is news for the rules. */
export function noteService(proxier: Proxier, key: string, service: Service | undefined): boolean {
  const before = proxier.services.get(key) ?? none;
  const after = service === undefined ? none : servicePorts(service, proxier.config.ipv6);
  if (JSON.stringify(before) === JSON.stringify(after)) return false;
  if (!proxier.changed.has(key)) proxier.changed.set(key, before);
  if (after.length === 0) proxier.services.delete(key);
  else proxier.services.set(key, Object.freeze(after));
  return true;
}

/** Takes in the node's zone; where it is another, all rules are made anew. */
export function noteZone(proxier: Proxier, zone: string): boolean {
  if (proxier.zone === zone) return false;
  proxier.zone = zone;
  proxier.needsFullSync = true;
  return true;
}

/** Takes in an EndpointSlice as it is now, or that it is gone; answers whether that is news for the rules. */
export function noteSlice(proxier: Proxier, slice: EndpointSlice, gone: boolean): boolean {
  const service = serviceOfSlice(slice);
  if (service === undefined) return false;
  let slices = proxier.slices.get(service);
  if (slices === undefined) proxier.slices.set(service, (slices = new Map()));
  if (gone) {
    if (!slices.delete(slice.metadata.name)) return false;
    if (slices.size === 0) proxier.slices.delete(service);
  } else {
    slices.set(slice.metadata.name, readSlice(slice, service, proxier.config, slices.get(slice.metadata.name)));
  }
  proxier.slicesChanged.add(service);
  return true;
}

/** The restore that brings the kernel from the last sync's rules to what is known now; `synced` must follow. */
export function sync(proxier: Proxier): Restore {
  const updated = takeChanges(proxier);
  const full = proxier.needsFullSync;
  const large = countEndpoints(proxier) > largeClusterEndpoints;
  const nat = new Map<string, readonly Rule[]>();
  const before: PortPlan[] = [];
  for (const service of full ? new Set([...proxier.services.keys(), ...updated]) : updated) {
    for (const plan of proxier.plans.get(service) ?? []) before.push(plan);
    const plans = (proxier.services.get(service) ?? none).map((port) =>
      planPort(port, proxier.endpoints.get(port.key) ?? [], proxier.zone),
    );
    if (plans.length === 0) proxier.plans.delete(service);
    else proxier.plans.set(service, Object.freeze(plans));
    for (const plan of plans) addOwnChains(plan, proxier.config, large, nat);
  }
  const made: string[] = [];
  for (const chain of nat.keys()) if (!proxier.chains.has(chain)) made.push(chain);
  const deleted: string[] = [];
  for (const chain of full ? proxier.chains : before.flatMap(ownChains))
    if (!nat.has(chain) && proxier.chains.has(chain)) deleted.push(chain);
  proxier.pending = { made, deleted };
  const shared = sharedChains(sharedRules(proxier), proxier.config);
  for (const [chain, rules] of shared.nat) nat.set(chain, rules);
  return Object.freeze({
    full,
    jumps,
    filter: { chains: new Map(shared.filter), deleted: [] },
    nat: { chains: nat, deleted: deleted.sort() },
  });
}

/** The kernel's answer to the last sync. After a refusal everything is written anew. */
export function synced(proxier: Proxier, ok: boolean): void {
  proxier.needsFullSync = !ok;
  if (ok) {
    for (const chain of proxier.pending.deleted) proxier.chains.delete(chain);
    for (const chain of proxier.pending.made) proxier.chains.add(chain);
  }
  proxier.pending = { made: [], deleted: [] };
}

const none: readonly ServicePort[] = Object.freeze([]);

/** In the order of the Services' names; on a real node they come in any order. */
function sharedRules(proxier: Proxier): SharedRules {
  const shared: SharedRules = {
    natServices: [],
    natNodePorts: [],
    filterServices: [],
    filterExternal: [],
    filterNodePorts: [],
    filterFirewall: [],
  };
  for (const service of [...proxier.plans.keys()].sort()) for (const plan of proxier.plans.get(service) ?? []) addSharedRules(plan, shared);
  return shared;
}

/** Services whose rules must be written again. Whoever changed and changed back before a sync is not among them. */
function takeChanges(proxier: Proxier): Set<string> {
  const updated = new Set<string>();
  for (const [service, before] of proxier.changed) {
    if (JSON.stringify(before) !== JSON.stringify(proxier.services.get(service) ?? none)) updated.add(service);
  }
  for (const service of proxier.slicesChanged) {
    updated.add(service);
    mergeSlices(proxier, service);
  }
  proxier.changed.clear();
  proxier.slicesChanged.clear();
  return updated;
}

function mergeSlices(proxier: Proxier, service: string): void {
  const lists = new Map<string, (readonly Endpoint[])[]>();
  for (const slice of proxier.slices.get(service)?.values() ?? []) {
    for (const [key, endpoints] of slice) lists.set(key, [...(lists.get(key) ?? []), endpoints]);
  }
  const isOwn = (key: string) => key.startsWith(`${service}:`) || key.startsWith(`${service}/`);
  for (const key of proxier.endpoints.keys()) if (isOwn(key) && !lists.has(key)) proxier.endpoints.delete(key);
  for (const [key, endpoints] of lists) proxier.endpoints.set(key, mergeEndpoints(endpoints));
}

function countEndpoints(proxier: Proxier): number {
  let count = 0;
  for (const endpoints of proxier.endpoints.values()) count += endpoints.length;
  return count;
}
