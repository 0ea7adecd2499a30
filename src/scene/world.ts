/** The objects of one mirror, read once and indexed for drawing. */
import type {
  CronJob,
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
import { keyOf, type KubeObject } from '#api/meta.ts';
import { formOf, isMadeBySystem } from './forms.ts';
import { idOf, type Mirror, type SceneInput, type Slots } from './model.ts';
import { podFacts } from './podFacts.ts';
import { endpointsOf, type EndpointView } from './endpoints.ts';
import { keepSlots, type SlotKeeper } from './slots.ts';
import { inOrder } from './order.ts';
import { allOf, byOwner, groupBy, isShown } from './select.ts';

export type Herder = ReplicaSet | ReplicationController | DaemonSet | Job;

/** How wide workloads are drawn. */
export interface Style {
  /** No more berths or pods than this stand side by side, as long as there are few. */
  readonly across: number;
  /** Services stand above what they select, not beside it. */
  readonly isAbove: boolean;
}

export interface World {
  readonly input: SceneInput;
  readonly style: Style;
  readonly slots: SlotKeeper;
  readonly sets: readonly StatefulSet[];
  readonly deployments: readonly Deployment[];
  readonly herders: readonly Herder[];
  readonly cronJobs: readonly CronJob[];
  readonly jobsOf: ReadonlyMap<string, readonly Job[]>;
  /** Everything else that this lens puts on the map, by kind. */
  readonly others: ReadonlyMap<string, readonly KubeObject[]>;
  readonly pods: readonly Pod[];
  readonly services: readonly Service[];
  readonly nodes: readonly Node[];
  readonly claims: readonly PersistentVolumeClaim[];
  readonly volumes: readonly PersistentVolume[];
  readonly volumeOf: ReadonlyMap<string, PersistentVolume>;
  /** By the uid of the claim that a volume names. */
  readonly volumeMeantFor: ReadonlyMap<string, PersistentVolume>;
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
  const cronJobs = allOf(mirror, 'CronJob', namespace);
  const jobs = allOf(mirror, 'Job', namespace);
  const jobsOf = byOwner(jobs, new Set(cronJobs.map((one) => one.metadata.uid)));
  const others: Herder[] = [
    ...allOf(mirror, 'DaemonSet', namespace),
    ...(jobsOf.get('') ?? []),
    ...allOf(mirror, 'ReplicationController', namespace),
  ];
  const uids = new Set<string>();
  for (const owner of [...sets, ...deployments, ...replicaSets, ...jobs, ...others]) uids.add(owner.metadata.uid);
  const pods = allOf(mirror, 'Pod', namespace);
  const replicaSetsOf = byOwner(replicaSets, uids);
  const volumes = allOf(mirror, 'PersistentVolume', namespace);
  const endpoints = endpointsOf(mirror);
  return {
    input,
    style: { across: 8, isAbove: false },
    slots: keepSlots(before),
    sets,
    deployments,
    herders: [...(replicaSetsOf.get('') ?? []), ...others],
    cronJobs,
    jobsOf,
    others: othersOf(input),
    pods,
    services: servicesOf(input),
    nodes: allOf(mirror, 'Node', namespace),
    claims: allOf(mirror, 'PersistentVolumeClaim', namespace),
    volumes,
    volumeOf: new Map(volumes.map((volume) => [keyOf(volume), volume])),
    volumeMeantFor: new Map(volumes.map((volume) => [volume.spec.claimRef?.uid ?? '', volume])),
    podsOf: byOwner(pods, uids),
    podsOn: groupBy(pods, (pod) => podFacts(pod).node),
    replicaSetsOf,
    endpoints,
    tags: tagsOf(endpoints),
  };
}

/** Objects of all other kinds whose form stands in this lens, in the order in which they came. */
function othersOf({ mirror, namespace, lens }: SceneInput): Map<string, KubeObject[]> {
  const found = new Map<string, KubeObject[]>();
  const roles = lens === 'rbac' ? rolesInUse(mirror, namespace) : undefined;
  for (const [kind, objects] of mirror.kinds) {
    const row = formOf(kind);
    if (row === undefined || (row.lens !== undefined && row.lens !== lens)) continue;
    const shown = inOrder(objects).filter(
      (object) =>
        isShown(object.metadata.namespace, namespace) &&
        (!isMadeBySystem(object) || roles?.has(idOf(kind, undefined, object.metadata.name)) === true),
    );
    if (shown.length > 0) found.set(kind, shown);
  }
  return found;
}

/** A role that came with the cluster matters as soon as somebody's binding names it. */
function rolesInUse(mirror: Mirror, namespace: string): Set<string> {
  const ids = new Set<string>();
  for (const kind of ['RoleBinding', 'ClusterRoleBinding'] as const) {
    for (const binding of allOf(mirror, kind, namespace))
      if (!isMadeBySystem(binding) && binding.roleRef.kind === 'ClusterRole') ids.add(idOf('ClusterRole', undefined, binding.roleRef.name));
  }
  return ids;
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

/** The volume a claim is bound to, or the one that says it is the claim's: of the two the volume is told first. */
export function volumeFor(world: World, { spec, metadata }: PersistentVolumeClaim): PersistentVolume | undefined {
  const name = spec.volumeName ?? '';
  return name === '' ? world.volumeMeantFor.get(metadata.uid) : world.volumeOf.get(name);
}
