/** Where environments and volumes read from: the pod, its node, and the ConfigMaps, Secrets and Services it may see. */
import type { ConfigMap, Pod, Secret } from '#api/kinds.ts';
import { formatMicroTime } from '#api/machinery/time.ts';
import { isNotFound } from '../../client/client.ts';
import { listerOf } from '../../client/informer.ts';
import type { EnvSource } from '../env/variables.ts';
import { allocatableOf } from '../node/object.ts';
import { wallMs, type Kubelet, type PodWorker } from '../state.ts';
import type { ContentSource } from '../volumes/content.ts';
import { podToken } from '../volumes/token.ts';

export function sourceFor(k: Kubelet, worker: PodWorker): EnvSource & ContentSource {
  const { pod } = worker;
  const { namespace } = pod.metadata;
  return {
    pod,
    seen: { 'kubernetes.io/config.seen': formatMicroTime(wallMs(k, worker.admittedMs)), 'kubernetes.io/config.source': 'api' },
    podIp: pod.spec.hostNetwork === true ? k.spec.nodeIp : (worker.sandbox?.ip ?? ''),
    hostIp: k.spec.nodeIp,
    allocatable: allocatableOf(k.spec.node, k.spec.machine),
    token: (wish) => podToken(k, worker, wish),
    configMap: (name): ConfigMap | string => read(k, 'ConfigMap', { namespace, name }) as ConfigMap | string,
    secret: (name): Secret | string => read(k, 'Secret', { namespace, name }) as Secret | string,
    services: () => servicesFor(k, pod),
  };
}

function read(
  k: Kubelet,
  kind: 'ConfigMap' | 'Secret',
  at: { readonly namespace: string | undefined; readonly name: string },
): ConfigMap | Secret | string {
  const found = k.client.get(kind, at.namespace, at.name);
  if (found.ok) return found.value;
  return isNotFound(found.status) ? `${kind.toLowerCase()} "${at.name}" not found` : (found.status.message ?? '');
}

/** Only Services that the pod may be told of; the rest would be sorted out later anyway. */
function servicesFor(k: Kubelet, pod: Pod) {
  if (k.state.informers === undefined) return [];
  const see = listerOf(k.state.informers);
  const kubernetes = see.get('Service', 'default/kubernetes');
  if (pod.spec.enableServiceLinks === false) return kubernetes === undefined ? [] : [kubernetes];
  const own = see.list('Service', pod.metadata.namespace);
  return kubernetes === undefined || pod.metadata.namespace === 'default' ? own : [kubernetes, ...own];
}
