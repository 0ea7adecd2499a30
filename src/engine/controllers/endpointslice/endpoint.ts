/**
 * One pod as an endpoint of a slice.
 * upstream: staging/src/k8s.io/endpointslice/utils.go (podToEndpoint)
 */
import type { EndpointSlice, Node, Pod, Service } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { familyOf, hostnameFor, type Family } from '../common/endpoints/podEndpoint.ts';
import { isPodReady } from '../common/pods.ts';

export type Endpoint = NonNullable<EndpointSlice['endpoints']>[number];

/** Undefined when the pod has no address of the family. */
export function endpointOf(pod: Pod, node: Node | undefined, service: Service, family: Family): Endpoint | undefined {
  const addresses = addressesOf(pod, family);
  if (addresses.length === 0) return undefined;
  const serving = isPodReady(pod);
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating);
  const { namespace = '', name, uid } = pod.metadata;
  const hostname = hostnameFor(pod, service);
  const { nodeName = '' } = pod.spec;
  const zone = node?.metadata.labels?.['topology.kubernetes.io/zone'] ?? '';
  return {
    addresses,
    conditions: { ready, serving, terminating },
    ...(hostname === undefined ? {} : { hostname }),
    targetRef: { kind: 'Pod', namespace, name, uid },
    ...(nodeName === '' ? {} : { nodeName }),
    ...(zone === '' ? {} : { zone }),
  };
}

function addressesOf(pod: Pod, family: Family): readonly string[] {
  const { podIP, podIPs } = pod.status;
  const all = podIPs?.map(({ ip }) => ip ?? '') ?? (podIP === undefined ? [] : [podIP]);
  return all.filter((ip) => ip !== '' && familyOf(ip) === family);
}

/** What stays the same while an endpoint's conditions change. */
export function endpointKey({ addresses, targetRef }: Endpoint): string {
  return `${addresses.length === 1 ? addresses[0] : addresses.toSorted().join(',')} ${targetRef?.namespace ?? ''}/${targetRef?.name ?? ''}`;
}

export function endpointsEqual(a: Endpoint, b: Endpoint): boolean {
  const x = a.conditions;
  const y = b.conditions;
  if (x?.ready !== y?.ready || x?.serving !== y?.serving || x?.terminating !== y?.terminating) return false;
  return a.nodeName === b.nodeName && a.zone === b.zone && a.hostname === b.hostname && equalJson(a.targetRef, b.targetRef);
}
