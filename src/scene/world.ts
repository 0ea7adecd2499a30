/** The objects of one mirror, read once and indexed for drawing. */
import type {
  DaemonSet,
  Deployment,
  Job,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  ReplicaSet,
  ReplicationController,
  Service,
  StatefulSet,
} from '#api/kinds.ts';
import { keyOf } from '#api/meta.ts';
import type { Mirror, SceneInput, Slots } from './model.ts';
import { podFacts } from './podFacts.ts';
import { endpointsOf, type EndpointView } from './endpoints.ts';
import { keepSlots, type SlotKeeper } from './slots.ts';
import { allOf, byOwner, groupBy } from './select.ts';

export type Herder = ReplicaSet | ReplicationController | DaemonSet | Job;

export interface World {
  readonly input: SceneInput;
  readonly slots: SlotKeeper;
  readonly sets: readonly StatefulSet[];
  readonly deployments: readonly Deployment[];
  readonly herders: readonly Herder[];
  readonly pods: readonly Pod[];
  readonly services: readonly Service[];
  readonly nodes: readonly Node[];
  readonly claims: readonly PersistentVolumeClaim[];
  readonly volumes: readonly PersistentVolume[];
  readonly volumeOf: ReadonlyMap<string, PersistentVolume>;
  /** Pods by the uid of their owner; '' for those without one. */
  readonly podsOf: ReadonlyMap<string, readonly Pod[]>;
  readonly podsOn: ReadonlyMap<string, readonly Pod[]>;
  /** Pod id -> the names that headless Services gave it. */
  readonly tags: ReadonlyMap<string, readonly string[]>;
  readonly replicaSetsOf: ReadonlyMap<string, readonly ReplicaSet[]>;
  /** Service key -> what its EndpointSlices say. */
  readonly endpoints: ReadonlyMap<string, EndpointView>;
}

export function readWorld(input: SceneInput, before: Slots | undefined): World {
  const { mirror, namespace } = input;
  const sets = allOf(mirror, 'StatefulSet', namespace);
  const deployments = allOf(mirror, 'Deployment', namespace);
  const replicaSets = allOf(mirror, 'ReplicaSet', namespace);
  const others: Herder[] = [
    ...allOf(mirror, 'DaemonSet', namespace),
    ...allOf(mirror, 'Job', namespace),
    ...allOf(mirror, 'ReplicationController', namespace),
  ];
  const uids = new Set<string>();
  for (const owner of [...sets, ...deployments, ...replicaSets, ...others]) uids.add(owner.metadata.uid);
  const pods = allOf(mirror, 'Pod', namespace);
  const replicaSetsOf = byOwner(replicaSets, uids);
  const volumes = allOf(mirror, 'PersistentVolume', namespace);
  const endpoints = endpointsOf(mirror, namespace);
  return {
    input,
    slots: keepSlots(before),
    sets,
    deployments,
    herders: [...(replicaSetsOf.get('') ?? []), ...others],
    pods,
    services: servicesOf(input),
    nodes: allOf(mirror, 'Node', namespace),
    claims: allOf(mirror, 'PersistentVolumeClaim', namespace),
    volumes,
    volumeOf: new Map(volumes.map((volume) => [keyOf(volume), volume])),
    podsOf: byOwner(pods, uids),
    podsOn: groupBy(pods, (pod) => podFacts(pod).node),
    replicaSetsOf,
    endpoints,
    tags: tagsOf(endpoints),
  };
}

/** The DNS lens needs the server that answers, wherever it lives. */
function servicesOf({ mirror, namespace, lens }: SceneInput): Service[] {
  const services = allOf(mirror, 'Service', namespace);
  if (lens !== 'dns') return services;
  const dns = dnsServers(mirror).filter((service) => !services.includes(service));
  return [...services, ...dns];
}

export function dnsServers(mirror: Mirror): Service[] {
  return allOf(mirror, 'Service', 'kube-system').filter((service) => service.metadata.labels?.['k8s-app'] === 'kube-dns');
}

function tagsOf(endpoints: ReadonlyMap<string, EndpointView>): Map<string, string[]> {
  const tags = new Map<string, string[]>();
  for (const view of endpoints.values()) {
    for (const [pod, name] of view.names) tags.set(pod, [...(tags.get(pod) ?? []), name]);
  }
  return tags;
}

/** The volume a claim is bound to, as both have been seen. */
export function volumeFor(world: World, claim: PersistentVolumeClaim): PersistentVolume | undefined {
  const name = claim.spec.volumeName;
  return name === undefined || name === '' ? undefined : world.volumeOf.get(name);
}
