/**
 * The Endpoints controller: the same news as EndpointSlices in the older form, one object a Service.
 * Owns: the Endpoints object of each Service with a selector.
 * Reads: Services, the pods they select, Endpoints. Writes: Endpoints, a Warning on them when that fails.
 * Deliberately not: Endpoints of Services without a selector, which people write.
 * A Service of more than 500 pods is looked at only every so often: see common/throttle.ts.
 * upstream: pkg/controller/endpoint/endpoints_controller.go
 */
import type { Endpoints, Pod, Service } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { splitKey } from '#api/meta.ts';
import { isPodReady } from '#api/machinery/podReadiness.ts';
import { isNotFound, type Draft, type DraftMeta } from '#engine/client/client.ts';
import { controller, ownKey, type Controller, type Outcome, type Reconcile } from '#engine/client/controller.ts';
import { messageOf } from '../common/claim.ts';
import {
  belongsInEndpoints,
  familyOf,
  hasClusterIP,
  hasOnlyNumbers,
  hostnameFor,
  portsFor,
  type ResolvedPort,
} from '../common/endpoints/podEndpoint.ts';
import { selectedPods, watchPods } from '../common/endpoints/serviceWatch.ts';
import { createTriggerTimes, triggerAnnotation, triggerTime, type TriggerTimes } from '../common/endpoints/triggerTime.ts';
import { isNamespaceTerminating } from '../common/podControl.ts';
import { createThrottle, looked, putOff, type Throttle } from '../common/throttle.ts';
import { repack, type Address, type Offer, type Port, type Subset } from './repack.ts';
import { isOverCapacity, overCapacityAnnotation, truncate } from './truncate.ts';

const headlessLabel = 'service.kubernetes.io/headless';
/** How long a large Service rests for each of its pods before it is looked at again. */
const restPerPodMs = 0.2;

interface Memory {
  readonly throttle: Throttle;
  readonly triggers: TriggerTimes;
}

export const endpoint: Controller = controller<Memory>({
  name: 'endpoint',
  eventSource: 'endpoint-controller',
  retry: { tries: 15 },
  watches: [
    { kind: 'Service', keys: ownKey },
    watchPods,
    { kind: 'Endpoints', keys: (delta) => (delta.type === 'DELETED' ? ownKey(delta) : []) },
  ],
  memory: () => ({ throttle: createThrottle(), triggers: createTriggerTimes() }),
  reconcile,
});

function reconcile(key: string, r: Reconcile<Memory>): Outcome | undefined {
  const service = r.see.get('Service', key);
  if (service === undefined) return forget(key, r);
  if (service.spec.type === 'ExternalName' || service.spec.selector === undefined) return undefined;
  const later = putOff(r.memory.throttle, key, r.now);
  if (later !== undefined) return later;
  const pods = selectedPods(service, r.see);
  looked(r.memory.throttle, key, { now: r.now, pods: pods.length, perPodMs: restPerPodMs });
  const trigger = triggerTime(r.memory.triggers, key, service, pods);
  const subsets = repack(offersOf(service, pods));
  const current = r.see.get('Endpoints', key);
  if (current !== undefined && isUpToDate(current, service, subsets)) return undefined;
  return write(service, current, { subsets, trigger }, r);
}

function forget(key: string, r: Reconcile<Memory>): Outcome | undefined {
  r.memory.triggers.delete(key);
  r.memory.throttle.delete(key);
  const deleted =
    r.see.get('Endpoints', key) === undefined
      ? undefined
      : r.client.delete('Endpoints', splitKey(key) as { namespace?: string; name: string });
  return deleted === undefined || deleted.ok || isNotFound(deleted.status) ? undefined : { error: messageOf(deleted.status) };
}

/** Every address of every pod with each of its ports. */
function offersOf(service: Service, pods: readonly Pod[]): readonly Offer[] {
  const offers: Offer[] = [];
  const all = service.spec.publishNotReadyAddresses === true;
  const portless = (service.spec.ports ?? []).length === 0 && service.spec.clusterIP === 'None';
  const same = hasOnlyNumbers(service);
  let ports: readonly Port[] | undefined;
  for (const pod of pods) {
    const address = belongsInEndpoints(pod, all) ? addressOf(pod, service) : undefined;
    if (address === undefined) continue;
    const ready = all || isPodReady(pod);
    if (portless) offers.push({ address, ready, port: undefined });
    if (ports === undefined || !same) ports = portsFor(pod, service).map(portOf);
    for (const port of ports) offers.push({ address, ready, port });
  }
  return offers;
}

function portOf({ name, port, protocol, appProtocol }: ResolvedPort): Port {
  return { ...(name === '' ? {} : { name }), port, protocol, ...(appProtocol === undefined ? {} : { appProtocol }) } as Port;
}

/** Undefined when the pod has no address of the Service's family. upstream: podToEndpointAddressForService */
function addressOf(pod: Pod, service: Service): Address | undefined {
  const { podIP = '', podIPs } = pod.status;
  const family = service.spec.ipFamilies?.[0] ?? (hasClusterIP(service) ? familyOf(service.spec.clusterIP ?? '') : familyOf(podIP));
  const ip = (podIPs?.map((it) => it.ip ?? '') ?? [podIP]).find((it) => it !== '' && familyOf(it) === family);
  if (ip === undefined) return undefined;
  const { namespace = '', name, uid } = pod.metadata;
  const hostname = hostnameFor(pod, service);
  const { nodeName } = pod.spec;
  return {
    ip,
    ...(hostname === undefined ? {} : { hostname }),
    ...(nodeName === undefined ? {} : { nodeName }),
    targetRef: { kind: 'Pod', namespace, name, uid },
  };
}

/** The object says what it would be given, labels and note on its size included. */
function isUpToDate(current: Endpoints, service: Service, subsets: readonly Subset[]): boolean {
  if (isOverCapacity(subsets) || current.metadata.annotations?.[overCapacityAnnotation] !== undefined) return false;
  const { [headlessLabel]: _headless, ...labels } = current.metadata.labels ?? {};
  return equalJson(labels, service.metadata.labels ?? {}) && equalJson(current.subsets ?? [], subsets);
}

interface Wanted {
  readonly subsets: readonly Subset[];
  readonly trigger: string | undefined;
}

function write(service: Service, current: Endpoints | undefined, { subsets, trigger }: Wanted, r: Reconcile<Memory>): Outcome | undefined {
  const wanted = endpointsFor(service, current, { subsets, trigger });
  if (current !== undefined && equalJson(current, wanted)) return undefined;
  const written = current === undefined ? r.client.create('Endpoints', wanted) : r.client.update('Endpoints', wanted as Endpoints);
  if (written.ok) return undefined;
  if (current === undefined && isNamespaceTerminating(written.status)) return undefined;
  const { namespace, name } = service.metadata;
  const message =
    current === undefined
      ? `Failed to create endpoint for service ${namespace}/${name}: ${messageOf(written.status)}`
      : `Failed to update endpoint ${namespace}/${name}: ${messageOf(written.status)}`;
  r.event({
    object: current ?? service,
    type: 'Warning',
    reason: current === undefined ? 'FailedToCreateEndpoint' : 'FailedToUpdateEndpoint',
    message,
  });
  return { error: messageOf(written.status) };
}

function endpointsFor(service: Service, current: Endpoints | undefined, { subsets, trigger }: Wanted): Draft<'Endpoints'> {
  const { name, namespace } = service.metadata;
  const fresh: DraftMeta = { name, ...(namespace === undefined ? {} : { namespace }) };
  const { labels: _labels, annotations: before, ...metadata }: DraftMeta = current?.metadata ?? fresh;
  const { [triggerAnnotation]: _trigger, [overCapacityAnnotation]: _capacity, ...others } = before ?? {};
  const annotations = {
    ...others,
    ...(trigger === undefined ? {} : { [triggerAnnotation]: trigger }),
    ...(isOverCapacity(subsets) ? { [overCapacityAnnotation]: 'truncated' } : {}),
  };
  const { [headlessLabel]: _headless, ...own } = service.metadata.labels ?? {};
  const labels = { ...own, ...(hasClusterIP(service) ? {} : { [headlessLabel]: '' }) };
  const kept = truncate(subsets);
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      ...metadata,
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
    ...(kept.length === 0 ? {} : { subsets: kept }),
  };
}
