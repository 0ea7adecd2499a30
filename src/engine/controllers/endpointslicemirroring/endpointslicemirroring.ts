/**
 * The EndpointSlice mirroring controller: Endpoints that people write by hand become slices, too.
 * Owns: the slices that say they are managed by it. Reads: Endpoints, Services, its slices. Writes: slices.
 * Deliberately not: Endpoints of Services with a selector; those have slices of their own.
 * upstream: pkg/controller/endpointslicemirroring/endpointslicemirroring_controller.go, reconciler.go
 */
import type { Endpoints, EndpointSlice, Service } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { objectKey, splitKey } from '#api/meta.ts';
import { isNotFound } from '#engine/client/client.ts';
import { controller, ownKey, type Controller, type Outcome, type Reconcile } from '#engine/client/controller.ts';
import type { Delta, Lister } from '#engine/client/informer.ts';
import { parseIp } from '#engine/helpers/ip.ts';
import { messageOf } from '../common/claim.ts';
import { pack } from '../common/endpoints/pack.ts';
import { familyOf, type Family } from '../common/endpoints/podEndpoint.ts';
import { endpointKey, type Endpoint } from '../common/endpoints/sliceEndpoint.ts';
import { portsKey, slicePorts, type SlicePort } from '../common/endpoints/slicePorts.ts';
import { triggerAnnotation } from '../common/endpoints/triggerTime.ts';
import { carryOut, type Plan } from '../common/endpoints/writeSlices.ts';

const serviceNameLabel = 'kubernetes.io/service-name';
const managedByLabel = 'endpointslice.kubernetes.io/managed-by';
const managedBy = 'endpointslicemirroring-controller.k8s.io';
const skipLabel = 'endpointslice.kubernetes.io/skip-mirror';
const leaderAnnotation = 'control-plane.alpha.kubernetes.io/leader';
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
const maxPerSubset = 1000;

export const endpointslicemirroring: Controller = controller({
  name: 'endpointslicemirroring',
  eventSource: 'endpoint-slice-mirroring-controller',
  account: 'endpointslicemirroring-controller',
  watches: [
    { kind: 'Endpoints', keys: ownKey },
    { kind: 'Service', keys: ownKey },
    { kind: 'EndpointSlice', keys: sliceKeys },
  ],
  memory: () => undefined,
  retry: { baseMs: 1_000, maxMs: 100_000, tries: 15 },
  reconcile,
});

function isOurs(slice: EndpointSlice): boolean {
  return slice.metadata.labels?.[managedByLabel] === managedBy;
}

function sliceKeys({ object }: Delta): readonly string[] {
  const name = object.metadata.labels?.[serviceNameLabel];
  return name === undefined || !isOurs(object as unknown as EndpointSlice) ? [] : [objectKey(object.metadata.namespace, name)];
}

function reconcile(key: string, r: Reconcile): Outcome | undefined {
  const slices = slicesOf(key, r.see);
  const endpoints = r.see.get('Endpoints', key);
  if (endpoints === undefined || !isMirrored(endpoints, r.see.get('Service', key))) return removeAll(slices, r);
  const { namespace, name, annotations = {} } = endpoints.metadata;
  const { [triggerAnnotation]: trigger, [lastApplied]: _applied, ...kept } = annotations;
  const labels = { ...endpoints.metadata.labels, [serviceNameLabel]: name, [managedByLabel]: managedBy };
  const { plan, skipped, invalid } = planFor(endpoints, slices, { labels, annotations: kept });
  if (plan.create.length + plan.update.length + plan.remove.length > 0) tellSkipped(endpoints, { skipped, invalid }, r);
  const error = carryOut(
    { owner: endpoints, title: `Endpoints ${namespace}/${name}`, labels, annotations: kept, trigger, reuses: 'first' },
    plan,
    r,
  );
  if (error === undefined) return undefined;
  r.event({
    object: endpoints,
    type: 'Warning',
    reason: 'FailedToUpdateEndpointSlices',
    message: `Error updating Endpoint Slices for Endpoints ${namespace}/${name}: ${error}`,
  });
  return { error };
}

/** Endpoints of a Service that leaves them to people; not those that ask to be left out or serve as a lock. */
function isMirrored(endpoints: Endpoints, service: Service | undefined): boolean {
  const { labels, annotations } = endpoints.metadata;
  if (labels?.[skipLabel] === 'true' || annotations?.[leaderAnnotation] !== undefined) return false;
  return service !== undefined && service.spec.selector === undefined;
}

function slicesOf(key: string, see: Lister): readonly EndpointSlice[] {
  const { namespace = '', name } = splitKey(key);
  return see
    .by('EndpointSlice', 'namespace', namespace)
    .filter((slice) => slice.metadata.labels?.[serviceNameLabel] === name && isOurs(slice));
}

function removeAll(slices: readonly EndpointSlice[], r: Reconcile): Outcome | undefined {
  for (const { metadata } of slices) {
    const deleted = r.client.delete('EndpointSlice', { namespace: metadata.namespace, name: metadata.name });
    if (!deleted.ok && !isNotFound(deleted.status)) return { error: messageOf(deleted.status) };
  }
  return undefined;
}

interface Group {
  readonly family: Family;
  readonly ports: readonly SlicePort[];
  readonly wanted: Map<string, Endpoint>;
  readonly existing: EndpointSlice[];
}

/** One slice or more for each list of ports and family of addresses. */
function planFor(endpoints: Endpoints, slices: readonly EndpointSlice[], meta: Meta): Mirrored {
  const groups = new Map<string, Group>();
  const left = { skipped: 0, invalid: 0 };
  for (const subset of endpoints.subsets ?? []) {
    const { skipped, invalid } = addSubset(groups, subset);
    left.skipped += skipped;
    left.invalid += invalid;
  }
  const plan: Plan = { create: [], update: [], remove: [] };
  for (const slice of slices) {
    const group = groups.get(groupKey(slice.addressType as Family, slice.ports ?? []));
    if (group === undefined) plan.remove.push(slice);
    else group.existing.push(slice);
  }
  for (const { family, ports, wanted, existing } of groups.values()) {
    const packing = pack(existing, wanted, { limit: maxPerSubset, stale: (slice) => differs(slice, meta) });
    for (const { endpoints: all } of packing.create) plan.create.push({ family, ports, endpoints: all });
    for (const { slice, endpoints: all } of packing.update) plan.update.push({ slice, content: { family, ports, endpoints: all } });
    plan.remove.push(...packing.remove);
  }
  return { plan, ...left };
}

type Texts = Readonly<Record<string, string>>;

/** What the slices carry over from the object. */
interface Meta {
  readonly labels: Texts;
  readonly annotations: Texts;
}

interface Left {
  /** Addresses that are not mirrored, for whatever reason, and those of them that are no addresses. */
  readonly skipped: number;
  readonly invalid: number;
}

interface Mirrored extends Left {
  readonly plan: Plan;
}

/** When the pods last changed is said with each write, and is no reason for one. */
function differs({ metadata }: EndpointSlice, { labels, annotations }: Meta): boolean {
  const { [triggerAnnotation]: _trigger, ...said } = metadata.annotations ?? {};
  return !equalJson(metadata.labels, labels) || !equalJson(said, annotations);
}

function tellSkipped(endpoints: Endpoints, { skipped, invalid }: Left, r: Reconcile): void {
  const warn = (reason: string, message: string) => r.event({ object: endpoints, type: 'Warning', reason, message });
  if (invalid > 0) warn('InvalidIPAddress', `Skipped ${invalid} invalid IP addresses when mirroring to EndpointSlices`);
  if (skipped <= invalid) return;
  const most = `A max of ${maxPerSubset} addresses can be mirrored to EndpointSlices per Endpoints subset.`;
  warn('TooManyAddressesToMirror', `${most} ${skipped} addresses were skipped`);
}

type Subset = NonNullable<Endpoints['subsets']>[number];
type Address = NonNullable<Subset['addresses']>[number];

function groupKey(family: Family, ports: readonly SlicePort[]): string {
  return `${family} ${portsKey(ports)}`;
}

function addSubset(groups: Map<string, Group>, subset: Subset): Left {
  const ports = slicePorts(
    (subset.ports ?? []).map(({ name = '', port, protocol = 'TCP', appProtocol }) => ({
      name,
      port,
      protocol,
      ...(appProtocol === undefined ? {} : { appProtocol }),
    })),
  );
  const all = [
    ...(subset.addresses ?? []).map((it) => endpointFor(it, true)),
    ...(subset.notReadyAddresses ?? []).map((it) => endpointFor(it, false)),
  ];
  const valid = all.filter(({ addresses }) => parseIp(addresses[0] ?? '') !== undefined);
  const kept = valid.slice(0, maxPerSubset);
  for (const endpoint of kept) {
    const family = familyOf(endpoint.addresses[0] ?? '');
    const key = groupKey(family, ports);
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = { family, ports, wanted: new Map(), existing: [] }));
    group.wanted.set(endpointKey(endpoint), endpoint);
  }
  return { skipped: all.length - kept.length, invalid: all.length - valid.length };
}

function endpointFor({ ip, hostname, nodeName, targetRef }: Address, ready: boolean): Endpoint {
  return {
    addresses: [ip],
    conditions: { ready },
    ...(hostname === undefined || hostname === '' ? {} : { hostname }),
    ...(targetRef === undefined ? {} : { targetRef }),
    ...(nodeName === undefined ? {} : { nodeName }),
  };
}
