/**
 * Which Services a change of a pod concerns.
 * upstream: staging/src/k8s.io/endpointslice/util/controller_utils.go (GetServicesToUpdateOnPodChange, podEndpointsChanged)
 */
import type { Pod, Service } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { keyOf } from '#api/meta.ts';
import { isPodReady } from '#api/machinery/podReadiness.ts';
import type { Watch } from '#engine/client/controller.ts';
import type { Delta, Lister } from '#engine/client/informer.ts';
import { isPodFinished } from '../pods.ts';

type Labels = Readonly<Record<string, string>> | undefined;

export const watchPods: Watch = { kind: 'Pod', keys: podKeys };

function podKeys(delta: Delta, see: Lister): readonly string[] {
  const pod = delta.object as unknown as Pod;
  const old = delta.old as unknown as Pod | undefined;
  const { namespace, labels } = pod.metadata;
  if (delta.type === 'DELETED' || old === undefined) return servicesThat(see, namespace, (it) => selects(it, labels));
  const other = offersOther(old, pod);
  const before = old.metadata.labels;
  if (before === labels || equalJson(before ?? {}, labels ?? {}))
    return other ? servicesThat(see, namespace, (it) => selects(it, labels)) : [];
  // A Service that had the pod before and has it still is only concerned when the pod offers something else.
  if (other) return servicesThat(see, namespace, (it) => selects(it, labels) || selects(it, before));
  return servicesThat(see, namespace, (it) => selects(it, labels) !== selects(it, before));
}

function servicesThat(see: Lister, namespace: string | undefined, concern: (service: Service) => boolean): readonly string[] {
  const keys: string[] = [];
  for (const service of see.by('Service', 'namespace', namespace ?? '')) if (concern(service)) keys.push(keyOf(service));
  return keys;
}

/** A Service without a selector selects nothing. */
function selects(service: Service, labels: Labels): boolean {
  const { selector } = service.spec;
  if (selector === undefined || labels === undefined) return false;
  for (const key in selector) if (labels[key] !== selector[key]) return false;
  return true;
}

/** The pods a Service selects. */
export function selectedPods(service: Service, see: Lister): readonly Pod[] {
  const pods: Pod[] = [];
  for (const pod of see.by('Pod', 'namespace', service.metadata.namespace ?? '')) if (selects(service, pod.metadata.labels)) pods.push(pod);
  return pods;
}

/** Whether endpoints made of the two states of a pod could differ. */
function offersOther(old: Pod, pod: Pod): boolean {
  return (
    isPodReady(old) !== isPodReady(pod) ||
    old.metadata.deletionTimestamp !== pod.metadata.deletionTimestamp ||
    isPodFinished(old) !== isPodFinished(pod) ||
    old.spec.nodeName !== pod.spec.nodeName ||
    old.status.podIP !== pod.status.podIP ||
    old.status.podIPs?.length !== pod.status.podIPs?.length ||
    pod.status.podIPs?.some(({ ip }, i) => ip !== old.status.podIPs?.[i]?.ip) === true ||
    old.metadata.uid !== pod.metadata.uid
  );
}
