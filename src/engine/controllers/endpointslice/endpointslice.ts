/**
 * The EndpointSlice controller: which addresses stand behind a Service, in slices of at most a hundred.
 * Owns: the slices that say they are managed by it.
 * Reads: Services with a selector, the pods they select, nodes (for zones), its slices.
 * Writes: slices (create, update, delete), events of the Service: when that fails, and when hints come or go.
 * Deliberately not: slices of Services without a selector (people, or the mirroring controller, make those).
 * A Service of more than 500 pods is looked at only every so often: see common/throttle.ts.
 * upstream: pkg/controller/endpointslice/endpointslice_controller.go, staging/src/k8s.io/endpointslice/reconciler.go
 */
import type { EndpointSlice, Pod, Service } from '#api/kinds.ts';
import { objectKey } from '#api/meta.ts';
import { controller, ownKey, type Controller, type Outcome, type Reconcile } from '#engine/client/controller.ts';
import type { Delta, Lister } from '#engine/client/informer.ts';
import { belongsInEndpoints, familyOf, hasOnlyNumbers, portsFor, type Family } from '../common/endpoints/podEndpoint.ts';
import { pack } from '../common/endpoints/pack.ts';
import { selectedPods, watchPods } from '../common/endpoints/serviceWatch.ts';
import { endpointKey, type Endpoint } from '../common/endpoints/sliceEndpoint.ts';
import { portsKey, slicePorts, type SlicePort } from '../common/endpoints/slicePorts.ts';
import { createTriggerTimes, triggerTime, type TriggerTimes } from '../common/endpoints/triggerTime.ts';
import { carryOut, ownedBy, type Plan } from '../common/endpoints/writeSlices.ts';
import { createThrottle, looked, putOff, type Throttle } from '../common/throttle.ts';
import { endpointOf } from './endpoint.ts';
import { hintFamily, nodeKeys, type HintNews } from './topology.ts';
import { isOurs, labelsDiffer, serviceNameLabel, sliceLabels } from './labels.ts';

const maxEndpoints = 100;
/** How long a large Service rests for each of its pods before it is looked at again. */
const restPerPodMs = 0.2;

interface Memory {
  readonly throttle: Throttle;
  readonly triggers: TriggerTimes;
  /** Services whose slices have hints. */
  readonly hinted: Set<string>;
}

export const endpointslice: Controller = controller<Memory>({
  name: 'endpointslice',
  eventSource: 'endpoint-slice-controller',
  retry: { baseMs: 1_000, tries: 15 },
  account: 'endpointslice-controller',
  watches: [{ kind: 'Service', keys: ownKey }, watchPods, { kind: 'EndpointSlice', keys: sliceKeys }, { kind: 'Node', keys: nodeKeys }],
  memory: () => ({ throttle: createThrottle(), triggers: createTriggerTimes(), hinted: new Set() }),
  reconcile,
});

/** Whatever anybody does to a slice of ours, its Service is looked at; a look that finds nothing wrong writes nothing. */
function sliceKeys({ object }: Delta): readonly string[] {
  const name = object.metadata.labels?.[serviceNameLabel];
  return name === undefined || !isOurs(object as unknown as EndpointSlice) ? [] : [objectKey(object.metadata.namespace, name)];
}

function reconcile(key: string, r: Reconcile<Memory>): Outcome | undefined {
  const service = r.see.get('Service', key);
  if (service === undefined) {
    r.memory.triggers.delete(key);
    r.memory.throttle.delete(key);
    r.memory.hinted.delete(key);
    return undefined;
  }
  if (service.spec.type === 'ExternalName' || service.spec.selector === undefined) return undefined;
  const later = putOff(r.memory.throttle, key, r.now);
  if (later !== undefined) return later;
  const pods = selectedPods(service, r.see);
  looked(r.memory.throttle, key, { now: r.now, pods: pods.length, perPodMs: restPerPodMs });
  const trigger = triggerTime(r.memory.triggers, key, service, pods);
  const { plan, errors, news } = planAll(service, pods, r);
  const { namespace, name } = service.metadata;
  const failed = carryOut({ owner: service, title: `Service ${namespace}/${name}`, labels: sliceLabels(service), trigger }, plan, r);
  for (const one of news) r.event({ object: service, ...one });
  const error = [...errors, ...(failed === undefined ? [] : [failed])].join(', ');
  if (error === '') return undefined;
  const message = `Error updating Endpoint Slices for Service ${namespace}/${name}: ${error}`;
  r.event({ object: service, type: 'Warning', reason: 'FailedToUpdateEndpointSlices', message });
  return { error };
}

function slicesOf(service: Service, see: Lister): readonly EndpointSlice[] {
  const { namespace = '', name } = service.metadata;
  const owned = see.by('EndpointSlice', 'namespace', namespace);
  return owned.filter(
    (slice) => slice.metadata.labels?.[serviceNameLabel] === name && isOurs(slice) && slice.metadata.deletionTimestamp === undefined,
  );
}

/** The families of addresses a Service has. upstream: getAddressTypesForService */
export function familiesOf(service: Service): readonly Family[] {
  const { ipFamilies = [], clusterIP = '' } = service.spec;
  if (ipFamilies.length > 0) return ipFamilies as readonly Family[];
  if (clusterIP !== '' && clusterIP !== 'None') return [familyOf(clusterIP)];
  return ['IPv4', 'IPv6'];
}

interface Planned {
  readonly plan: Plan;
  readonly errors: readonly string[];
  /** What is told of hints. */
  readonly news: readonly HintNews[];
}

function planAll(service: Service, pods: readonly Pod[], r: Reconcile<Memory>): Planned {
  const plan: Plan = { create: [], update: [], remove: [] };
  const errors: string[] = [];
  const news: HintNews[] = [];
  const slices = slicesOf(service, r.see);
  const families = familiesOf(service);
  for (const family of families) {
    const own = slices.filter(({ addressType }) => addressType === family);
    const { plan: made, unchanged, errors: problems } = planFamily(service, { family, pods, slices: own, see: r.see });
    errors.push(...problems);
    news.push(...hintFamily(service, { family, plan: made, unchanged, hinted: r.memory.hinted, see: r.see }));
    plan.create.push(...made.create);
    plan.update.push(...made.update);
    plan.remove.push(...made.remove);
  }
  plan.remove.push(...slices.filter(({ addressType }) => !families.includes(addressType as Family)));
  return { plan, errors, news };
}

interface FamilyInput {
  readonly family: Family;
  readonly pods: readonly Pod[];
  readonly slices: readonly EndpointSlice[];
  readonly see: Lister;
}

/** All slices of one list of ports: what is there and what is wanted. */
interface Group {
  readonly ports: readonly SlicePort[];
  readonly wanted: Map<string, Endpoint>;
  readonly existing: EndpointSlice[];
}

interface FamilyPlan {
  readonly plan: Plan;
  readonly unchanged: readonly EndpointSlice[];
  /** Pods that had to be left out. */
  readonly errors: readonly string[];
}

function planFamily(service: Service, input: FamilyInput): FamilyPlan {
  const { family, slices } = input;
  const { groups, errors } = groupPods(service, input);
  const plan: Plan = { create: [], update: [], remove: [] };
  const unchanged = new Set<EndpointSlice>();
  const removed: EndpointSlice[] = [];
  for (const slice of slices) {
    const group = ownedBy(slice, service) ? groups.get(portsKey(slice.ports ?? [])) : undefined;
    if (group === undefined) removed.push(slice);
    else group.existing.push(slice);
  }
  for (const { ports, wanted, existing } of groups.values()) {
    const packing = pack(existing, wanted, { limit: maxEndpoints, stale: (slice) => labelsDiffer(slice, service) });
    for (const slice of existing) unchanged.add(slice);
    for (const { endpoints } of packing.create) plan.create.push({ family, ports, endpoints });
    for (const { slice, endpoints } of packing.update) {
      unchanged.delete(slice);
      plan.update.push({ slice, content: { family, ports, endpoints } });
    }
    for (const slice of packing.remove) unchanged.delete(slice);
    removed.push(...packing.remove);
  }
  const placeholderNeeded = removed.length === slices.length && plan.create.length === 0;
  const [only] = removed;
  if (!placeholderNeeded) plan.remove.push(...removed);
  else if (!(removed.length === 1 && only !== undefined && isPlaceholder(only, service))) {
    plan.create.push({ family, ports: [], endpoints: [] });
    plan.remove.push(...removed);
  }
  return { plan, unchanged: [...unchanged], errors };
}

/** An empty slice that stands for a Service without endpoints. */
function isPlaceholder(slice: EndpointSlice, service: Service): boolean {
  return (
    (slice.endpoints ?? []).length === 0 && (slice.ports ?? []).length === 0 && ownedBy(slice, service) && !labelsDiffer(slice, service)
  );
}

function groupPods(
  service: Service,
  { family, pods, see }: FamilyInput,
): { readonly groups: ReadonlyMap<string, Group>; readonly errors: readonly string[] } {
  const groups = new Map<string, Group>();
  const errors: string[] = [];
  const uniform = hasOnlyNumbers(service);
  let group: Group | undefined;
  for (const pod of pods) {
    if (!belongsInEndpoints(pod, true)) continue;
    // When all pods have the same ports, the first one's group is everybody's.
    if (group === undefined || !uniform) group = groupFor(groups, slicePorts(portsFor(pod, service)));
    const { nodeName = '' } = pod.spec;
    const node = see.get('Node', nodeName);
    if (node === undefined && service.spec.publishNotReadyAddresses !== true) {
      errors.push(
        `skipping Pod ${pod.metadata.name} for Service ${service.metadata.namespace}/${service.metadata.name}: Node ${nodeName} Not Found`,
      );
      continue;
    }
    const endpoint = endpointOf(pod, node, service, family);
    if (endpoint !== undefined) group.wanted.set(endpointKey(endpoint), endpoint);
  }
  return { groups, errors };
}

function groupFor(groups: Map<string, Group>, ports: readonly SlicePort[]): Group {
  const key = portsKey(ports);
  let group = groups.get(key);
  if (group === undefined) groups.set(key, (group = { ports, wanted: new Map(), existing: [] }));
  return group;
}
