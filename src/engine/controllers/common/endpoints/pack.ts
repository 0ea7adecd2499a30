/**
 * Puts the wanted endpoints of one list of ports into slices with as few writes as can be.
 * upstream: staging/src/k8s.io/endpointslice/reconciler.go (reconcileByPortMapping)
 */
import type { EndpointSlice } from '#api/kinds.ts';
import { endpointKey, endpointsEqual, type Endpoint } from './sliceEndpoint.ts';

/** A slice that is there, with what it is to hold; or, without `slice`, one to be made. */
interface Packed {
  readonly slice?: EndpointSlice;
  readonly endpoints: readonly Endpoint[];
}

export interface Packing {
  readonly create: readonly Packed[];
  readonly update: readonly Required<Packed>[];
  readonly remove: readonly EndpointSlice[];
}

interface Slot {
  readonly slice: EndpointSlice;
  endpoints: Endpoint[];
  state: 'same' | 'update' | 'remove';
}

/** `wanted` is by endpointKey, and is used up. `stale` says which slices need writing whatever they hold. */
export function pack(
  existing: readonly EndpointSlice[],
  wanted: Map<string, Endpoint>,
  { limit, stale }: { limit: number; stale: (slice: EndpointSlice) => boolean },
): Packing {
  const slots = existing.map((slice) => keep(slice, wanted, stale(slice)));
  const left = [...wanted.values()];
  const updated = slots.filter(({ state }) => state === 'update').toSorted((a, b) => b.endpoints.length - a.endpoints.length);
  for (const slot of updated) fill(slot.endpoints, left, limit);
  const create: Packed[] = [];
  while (left.length > 0) {
    const slot = left.length < limit ? bestFit(slots, left.length, limit) : undefined;
    if (slot === undefined) {
      const endpoints: Endpoint[] = [];
      fill(endpoints, left, limit);
      create.push({ endpoints });
    } else {
      fill(slot.endpoints, left, limit);
      slot.state = 'update';
    }
  }
  return {
    create,
    update: slots.filter(({ state }) => state === 'update').map(({ slice, endpoints }) => ({ slice, endpoints })),
    remove: slots.filter(({ state }) => state === 'remove').map(({ slice }) => slice),
  };
}

/** What of a slice is still wanted, as it is wanted now. */
function keep(slice: EndpointSlice, wanted: Map<string, Endpoint>, stale: boolean): Slot {
  const endpoints: Endpoint[] = [];
  let changed = false;
  const before = slice.endpoints ?? [];
  for (const endpoint of before) {
    const key = endpointKey(endpoint);
    const now = wanted.get(key);
    if (now === undefined) continue;
    const same = endpointsEqual(now, endpoint);
    changed ||= !same;
    endpoints.push(same ? endpoint : now);
    wanted.delete(key);
  }
  if (changed || endpoints.length !== before.length) return { slice, endpoints, state: endpoints.length === 0 ? 'remove' : 'update' };
  return { slice, endpoints, state: stale ? 'update' : 'same' };
}

function fill(endpoints: Endpoint[], left: Endpoint[], limit: number): void {
  endpoints.push(...left.splice(0, Math.max(limit - endpoints.length, 0)));
}

/** The untouched slice that would be fullest with them, if they all fit. */
function bestFit(slots: readonly Slot[], count: number, limit: number): Slot | undefined {
  let best: Slot | undefined;
  for (const slot of slots) {
    if (slot.state !== 'same' || slot.endpoints.length + count > limit) continue;
    if (best === undefined || slot.endpoints.length > best.endpoints.length) best = slot;
  }
  return best;
}
