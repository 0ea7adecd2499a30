/**
 * Hints: which zone's nodes should use an endpoint, so that each zone has its share of endpoints and most traffic stays at home.
 * Pure; where upstream goes through a map in any order, zones go by name here.
 * upstream: staging/src/k8s.io/endpointslice/topologycache (topologycache.go, utils.go, sliceinfo.go, event.go)
 */
import type { EndpointSlice, Service } from '#api/kinds.ts';
import type { Endpoint } from '../common/endpoints/sliceEndpoint.ts';

/** No endpoint should get more than this much above its share. */
const overload = 0.2;

/** What a slice is to hold; the list is the holder's own. */
export interface Held {
  readonly slice?: EndpointSlice;
  endpoints: readonly Endpoint[];
}

/** All slices of a Service and a family. */
export interface SliceInfo {
  readonly create: Held[];
  readonly update: Held[];
  unchanged: Held[];
}

/** Zone -> how many endpoints it has. */
export type ZoneCounts = Map<string, number>;
/** Zone -> its share of the CPU of all nodes; undefined when too little is known. */
export type Ratios = ReadonlyMap<string, number> | undefined;

export interface Allocation {
  readonly minimum: number;
  readonly maximum: number;
  readonly desired: number;
}

export type Allocations = ReadonlyMap<string, Allocation>;

export const reasons = {
  nodes: 'Insufficient Node information: allocatable CPU or zone not specified on one or more nodes',
  oneZone: 'Nodes only ready in one zone',
  endpoints: 'Insufficient number of endpoints',
  noZone: 'One or more endpoints do not have a zone specified',
  overload: 'Minimum allocation of required endpoints per zone exceeds overload threshold',
  none: 'No hints allocated for zones',
  enabled: 'Topology Aware Hints has been enabled',
  disabled: 'Topology Aware Hints has been disabled',
} as const;

/** The older name of the annotation counts, where it is there. */
export function wantsHints({ annotations }: Pick<Service['metadata'], 'annotations'>): boolean {
  const value = annotations?.['service.kubernetes.io/topology-aware-hints'] ?? annotations?.['service.kubernetes.io/topology-mode'];
  return value === 'Auto' || value === 'auto';
}

function isReady({ conditions }: Endpoint): boolean {
  return conditions?.ready === true;
}

export function readyIn({ create, update, unchanged }: SliceInfo): number {
  let count = 0;
  for (const { endpoints } of [...create, ...update, ...unchanged]) for (const endpoint of endpoints) if (isReady(endpoint)) count += 1;
  return count;
}

/** Takes all hints away; slices that had some are to be written. */
export function removeHints(info: SliceInfo): void {
  for (const held of [...info.create, ...info.update]) held.endpoints = held.endpoints.map(bare);
  const kept: Held[] = [];
  for (const held of info.unchanged) {
    if (held.endpoints.every(({ hints }) => hints === undefined)) kept.push(held);
    else info.update.push({ ...held, endpoints: held.endpoints.map(bare) });
  }
  info.unchanged = kept;
}

function bare(endpoint: Endpoint): Endpoint {
  if (endpoint.hints === undefined) return endpoint;
  const { hints: _hints, ...rest } = endpoint;
  return rest;
}

function hinted(endpoint: Endpoint, zone: string): Endpoint {
  return { ...endpoint, hints: { forZones: [{ name: zone }] } };
}

/** Gives every ready endpoint a hint and answers how many each zone has; or takes all away and answers why. */
export function addHints(info: SliceInfo, ratios: Ratios): ZoneCounts | string {
  const found = hint(info, ratios);
  if (typeof found === 'string') removeHints(info);
  return found;
}

function hint(info: SliceInfo, ratios: Ratios): ZoneCounts | string {
  const allocations = allocationsOf(ratios, readyIn(info));
  if (typeof allocations === 'string') return allocations;
  const counts = keepValid(info, allocations);
  const open = [...info.create, ...info.update];
  for (const held of open) {
    if (held.endpoints.some((endpoint) => isReady(endpoint) && (endpoint.zone ?? '') === '')) return reasons.noZone;
    held.endpoints = held.endpoints.map((endpoint) => (isReady(endpoint) ? hinted(endpoint, endpoint.zone!) : bare(endpoint)));
    for (const endpoint of held.endpoints) if (isReady(endpoint)) add(counts, endpoint.zone!, 1);
  }
  const { giving, receiving } = exchange(allocations, counts);
  for (const [zone, difference] of redistribute(open, giving, receiving)) add(counts, zone, difference);
  return counts.size === 0 ? reasons.none : counts;
}

function add(counts: ZoneCounts, zone: string, more: number): void {
  counts.set(zone, (counts.get(zone) ?? 0) + more);
}

/** How many endpoints each zone should have, or why that cannot be said. */
export function allocationsOf(ratios: Ratios, count: number): Allocations | string {
  if (ratios === undefined) return reasons.nodes;
  if (ratios.size < 2) return reasons.oneZone;
  const numbers = ` (${count} endpoints, ${ratios.size} zones)`;
  if (ratios.size > count) return reasons.endpoints + numbers;
  let total = 0;
  const wanted = new Map<string, { minimum: number; desired: number }>();
  for (const [zone, ratio] of ratios) {
    const desired = ratio * count;
    const minimum = Math.ceil(desired * (1 / (1 + overload)));
    wanted.set(zone, { minimum, desired: Math.max(desired, minimum) });
    total += minimum;
    if (total > count) return reasons.overload + numbers;
  }
  return new Map([...wanted].map(([zone, { minimum, desired }]) => [zone, { minimum, desired, maximum: minimum + count - total }]));
}

/** Untouched slices whose hints still serve stay so; the others are to be written. */
function keepValid(info: SliceInfo, allocations: Allocations): ZoneCounts {
  const counts: ZoneCounts = new Map();
  const kept: Held[] = [];
  for (const held of info.unchanged) {
    const own = hintsOf(held.endpoints, counts, allocations);
    if (own === undefined) {
      info.update.push({ ...held });
      continue;
    }
    kept.push(held);
    for (const [zone, count] of own) add(counts, zone, count);
  }
  info.unchanged = kept;
  return counts;
}

/** How many hints a slice gives to each zone; undefined when they cannot stay. */
export function hintsOf(endpoints: readonly Endpoint[], counts: ZoneCounts, allocations: Allocations): ZoneCounts | undefined {
  const own: ZoneCounts = new Map();
  for (const endpoint of endpoints) {
    if (!isReady(endpoint)) continue;
    const zones = endpoint.hints?.forZones ?? [];
    if (zones.length === 0 || zones.some(({ name }) => !allocations.has(name))) return undefined;
    for (const { name } of zones) add(own, name, 1);
  }
  for (const [zone, count] of own) if (count + (counts.get(zone) ?? 0) > allocations.get(zone)!.maximum) return undefined;
  return own;
}

interface Exchange {
  readonly giving: ZoneCounts;
  readonly receiving: ZoneCounts;
}

/** How many endpoints go from zones that have too many to those that have too few. */
export function exchange(allocations: Allocations, counts: ZoneCounts): Exchange {
  const surplus = new Map<string, number>();
  const need = new Map<string, number>();
  for (const [zone, { desired }] of [...allocations].toSorted(byName)) {
    const difference = (counts.get(zone) ?? 0) - desired;
    if (difference > 0) surplus.set(zone, difference);
    else if (difference < 0) need.set(zone, -difference);
  }
  const result: Exchange = { giving: new Map(), receiving: new Map() };
  for (;;) {
    const [giver, most] = mostOf(surplus);
    const [taker, least] = mostOf(need);
    if (giver === '' || taker === '' || (most < 1 && least < 1) || most < 0.5 || least < 0.5) return result;
    add(result.giving, giver, 1);
    surplus.set(giver, most - 1);
    add(result.receiving, taker, 1);
    need.set(taker, least - 1);
  }
}

function mostOf(zones: ReadonlyMap<string, number>): readonly [string, number] {
  let found: readonly [string, number] = ['', 0];
  for (const one of zones) if (one[1] > found[1]) found = one;
  return found;
}

/** Gives endpoints of some zones to others; answers what each zone has more or less. */
export function redistribute(slices: readonly Held[], giving: ZoneCounts, receiving: ZoneCounts): ZoneCounts {
  const changes: ZoneCounts = new Map();
  const give = (endpoint: Endpoint): Endpoint => {
    const zone = endpoint.zone ?? '';
    const taker = [...receiving.keys()].toSorted().find((name) => receiving.get(name)! > 0);
    if (!isReady(endpoint) || taker === undefined || (giving.get(zone) ?? 0) <= 0) return endpoint;
    add(giving, zone, -1);
    add(receiving, taker, -1);
    add(changes, taker, 1);
    add(changes, zone, -1);
    return hinted(endpoint, taker);
  };
  for (const held of slices) held.endpoints = held.endpoints.map(give);
  return changes;
}

function byName(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}

/** Whether some zone has fewer endpoints than it can live with. */
export function isOverloaded(counts: ReadonlyMap<string, number>, ratios: Ratios): boolean {
  if (counts.size === 0) return false;
  if (ratios === undefined || ratios.size === 0) return true;
  let total = 0;
  for (const count of counts.values()) total += count;
  for (const [zone, ratio] of ratios) {
    const least = Math.ceil(total * ratio * (1 / (1 + overload)));
    if (!counts.has(zone) || counts.get(zone)! < least) return true;
  }
  return false;
}
