/**
 * One pod as an endpoint of a slice.
 * upstream: staging/src/k8s.io/endpointslice/utils.go (podToEndpoint)
 */
import type { Node, Pod, Service } from '#api/kinds.ts';
import { isPodReady } from '#api/machinery/podReadiness.ts';
import { familyOf, hostnameFor, type Family } from '../common/endpoints/podEndpoint.ts';
import type { Endpoint } from '../common/endpoints/sliceEndpoint.ts';

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
