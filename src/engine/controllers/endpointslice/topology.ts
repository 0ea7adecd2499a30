/** Hints for the slices of a Service that asks for them. upstream: staging/src/k8s.io/endpointslice/reconciler.go (reconcileByAddressType) */
import type { EndpointSlice, Node, Service } from '#api/kinds.ts';
import { keyOf } from '#api/meta.ts';
import type { Delta, Lister } from '#engine/client/informer.ts';
import type { Family } from '../common/endpoints/podEndpoint.ts';
import type { Plan } from '../common/endpoints/writeSlices.ts';
import type { SlicePort } from '../common/endpoints/slicePorts.ts';
import { addHints, isOverloaded, reasons, removeHints, wantsHints, type Held, type SliceInfo, type ZoneCounts } from './hints.ts';
import { serviceNameLabel } from './labels.ts';
import { isNodeReady, ratiosOf, zoneOfNode } from './zoneRatios.ts';

export interface HintNews {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

interface Hinting {
  readonly family: Family;
  /** Its lists are changed. */
  readonly plan: Plan;
  readonly unchanged: readonly EndpointSlice[];
  /** Services whose slices have hints. */
  readonly hinted: Set<string>;
  readonly see: Lister;
}

/** Brings hints into a plan, or takes them out of it; answers what is to be told of it. */
export function hintFamily(service: Service, { family, plan, unchanged, hinted, see }: Hinting): readonly HintNews[] {
  const key = keyOf(service);
  const isWanted = wantsHints(service.metadata);
  if (!isWanted && !hinted.has(key) && ![...plan.update.map(({ slice }) => slice), ...unchanged].some(hasHints)) return [];
  const info = infoOf(plan, unchanged);
  const told = (type: HintNews['type'], message: string): HintNews => ({
    type,
    reason: type === 'Normal' ? 'TopologyAwareHintsEnabled' : 'TopologyAwareHintsDisabled',
    message: `${message}, addressType: ${family}`,
  });
  if (!isWanted) {
    removeHints(info);
    takeOver(info, plan, family);
    return hinted.delete(key) ? [told('Warning', reasons.disabled)] : [];
  }
  const found = addHints(info, ratiosOf(see.list('Node')));
  takeOver(info, plan, family);
  if (typeof found === 'string') {
    hinted.delete(key);
    return [told('Warning', found)];
  }
  if (hinted.has(key)) return [];
  hinted.add(key);
  return [told('Normal', reasons.enabled)];
}

function hasHints({ endpoints }: EndpointSlice): boolean {
  return endpoints?.some(({ hints }) => hints !== undefined) === true;
}

function infoOf({ create, update }: Plan, unchanged: readonly EndpointSlice[]): SliceInfo {
  return {
    create: create.map(({ endpoints }) => ({ endpoints })),
    update: update.map(({ slice, content }) => ({ slice, endpoints: content.endpoints })),
    unchanged: unchanged.map((slice) => ({ slice, endpoints: slice.endpoints ?? [] })),
  };
}

/** The slices that were to be written come first, in their order; after them those that were not. */
function takeOver(info: SliceInfo, plan: Plan, family: Family): void {
  info.create.forEach(({ endpoints }, i) => void (plan.create[i] = { ...plan.create[i]!, endpoints }));
  info.update.forEach(({ slice, endpoints }: Held, i) => {
    const content = plan.update[i]?.content ?? { family, ports: (slice!.ports ?? []) as readonly SlicePort[], endpoints };
    plan.update[i] = { slice: slice!, content: { ...content, endpoints } };
  });
}

/** When zones come and go, Services are looked at again of which a zone has too few endpoints now. */
export function nodeKeys({ type, object, old }: Delta, see: Lister): readonly string[] {
  const node = object as unknown as Node;
  const before = old as unknown as Node | undefined;
  const isSame =
    type === 'MODIFIED' && before !== undefined && isNodeReady(before) === isNodeReady(node) && zoneOfNode(before) === zoneOfNode(node);
  if (isSame) return [];
  const hinting = see.list('Service').filter(({ metadata }) => wantsHints(metadata));
  if (hinting.length === 0) return [];
  const ratios = ratiosOf(see.list('Node'));
  return hinting.filter((service) => countsOf(service, see).some((counts) => isOverloaded(counts, ratios))).map(keyOf);
}

/** What each zone has now, for each family. */
function countsOf({ metadata }: Service, see: Lister): readonly ZoneCounts[] {
  const families = new Map<string, ZoneCounts>();
  for (const slice of see.by('EndpointSlice', 'namespace', metadata.namespace ?? '')) {
    if (slice.metadata.labels?.[serviceNameLabel] !== metadata.name) continue;
    const counts = families.get(slice.addressType) ?? new Map<string, number>();
    families.set(slice.addressType, counts);
    for (const { hints } of slice.endpoints ?? []) {
      for (const { name } of hints?.forZones ?? []) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return [...families.values()];
}
