/** The few facts about an object that a person wants first: name and value, read from the object and nothing else. */
import type { Deployment, Node, PersistentVolume, PersistentVolumeClaim, Pod, ReplicaSet, Service, StatefulSet } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { podFacts } from '#scene/podFacts.ts';
import type { Ref } from '#scene/model.ts';

export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly ref?: Ref;
}

type Reader = (object: never) => readonly Fact[];

const readers: Readonly<Record<string, Reader>> = {
  Pod: (pod: Pod) => {
    const facts = podFacts(pod);
    return [
      { name: 'status', value: facts.word },
      { name: 'ready', value: `${facts.readyCount}/${facts.containers}` },
      { name: 'nodeName', value: facts.node, ref: { kind: 'Node', name: facts.node } },
      { name: 'podIP', value: facts.ip },
      { name: 'restarts', value: String(facts.restarts) },
      { name: 'image', value: facts.image },
      { name: 'qosClass', value: pod.status.qosClass ?? '' },
      ...(pod.spec.volumes ?? []).flatMap((volume) =>
        volume.persistentVolumeClaim === undefined ? [] : [claimFact(pod.metadata.namespace, volume.persistentVolumeClaim.claimName)],
      ),
    ];
  },
  StatefulSet: (set: StatefulSet) => [
    { name: 'replicas', value: counts(set.spec.replicas, set.status.readyReplicas) },
    {
      name: 'serviceName',
      value: set.spec.serviceName ?? '',
      ref: { kind: 'Service', ...inNamespace(set), name: set.spec.serviceName ?? '' },
    },
    { name: 'podManagementPolicy', value: set.spec.podManagementPolicy ?? '' },
    { name: 'updateStrategy', value: set.spec.updateStrategy?.type ?? '' },
    { name: 'currentRevision', value: set.status.currentRevision ?? '' },
    { name: 'updateRevision', value: set.status.updateRevision ?? '' },
    { name: 'image', value: set.spec.template.spec?.containers[0]?.image ?? '' },
  ],
  Deployment: (deployment: Deployment) => [
    { name: 'replicas', value: counts(deployment.spec.replicas, deployment.status.readyReplicas) },
    { name: 'updated', value: String(deployment.status.updatedReplicas ?? 0) },
    { name: 'strategy', value: deployment.spec.strategy?.type ?? '' },
    { name: 'revision', value: deployment.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? '' },
    { name: 'image', value: deployment.spec.template.spec?.containers[0]?.image ?? '' },
  ],
  ReplicaSet: (set: ReplicaSet) => [
    { name: 'replicas', value: counts(set.spec.replicas, set.status.readyReplicas) },
    { name: 'revision', value: set.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? '' },
    { name: 'image', value: set.spec.template?.spec?.containers[0]?.image ?? '' },
  ],
  Service: (service: Service) => [
    { name: 'type', value: service.spec.type ?? '' },
    { name: 'clusterIP', value: service.spec.clusterIP ?? '' },
    {
      name: 'ports',
      value: (service.spec.ports ?? [])
        .map(
          (port) =>
            `${port.name === undefined ? '' : `${port.name} `}${port.port}→${port.targetPort ?? port.port}/${port.protocol ?? 'TCP'}`,
        )
        .join(', '),
    },
    { name: 'selector', value: pairs(service.spec.selector) },
    { name: 'sessionAffinity', value: service.spec.sessionAffinity ?? '' },
  ],
  PersistentVolumeClaim: (claim: PersistentVolumeClaim) => [
    { name: 'phase', value: claim.status.phase ?? '' },
    { name: 'volumeName', value: claim.spec.volumeName ?? '', ref: { kind: 'PersistentVolume', name: claim.spec.volumeName ?? '' } },
    { name: 'capacity', value: String(claim.status.capacity?.['storage'] ?? '') },
    { name: 'accessModes', value: (claim.spec.accessModes ?? []).join(', ') },
    {
      name: 'storageClassName',
      value: claim.spec.storageClassName ?? '',
      ref: { kind: 'StorageClass', name: claim.spec.storageClassName ?? '' },
    },
  ],
  PersistentVolume: (volume: PersistentVolume) => [
    { name: 'phase', value: volume.status.phase ?? '' },
    ...(volume.spec.claimRef?.name === undefined ? [] : [claimFact(volume.spec.claimRef.namespace, volume.spec.claimRef.name)]),
    { name: 'capacity', value: String(volume.spec.capacity?.['storage'] ?? '') },
    { name: 'reclaimPolicy', value: volume.spec.persistentVolumeReclaimPolicy ?? '' },
    { name: 'storageClassName', value: volume.spec.storageClassName ?? '' },
  ],
  Node: (node: Node) => [
    {
      name: 'allocatable',
      value: `${node.status.allocatable?.['cpu'] ?? ''} CPU, ${node.status.allocatable?.['memory'] ?? ''}, ${node.status.allocatable?.['pods'] ?? ''} pods`,
    },
    { name: 'podCIDR', value: node.spec.podCIDR ?? '' },
    { name: 'internalIP', value: node.status.addresses?.find((address) => address.type === 'InternalIP')?.address ?? '' },
    { name: 'kubeletVersion', value: node.status.nodeInfo?.kubeletVersion ?? '' },
    { name: 'taints', value: (node.spec.taints ?? []).map((taint) => `${taint.key}:${taint.effect}`).join(', ') },
  ],
};

function claimFact(namespace: string | undefined, name: string): Fact {
  return { name: 'claim', value: name, ref: { kind: 'PersistentVolumeClaim', ...(namespace === undefined ? {} : { namespace }), name } };
}

function inNamespace(object: KubeObject): { readonly namespace?: string } {
  const { namespace } = object.metadata;
  return namespace === undefined ? {} : { namespace };
}

function counts(wanted: number | undefined, ready: number | undefined): string {
  return `${ready ?? 0}/${wanted ?? 1}`;
}

function pairs(record: Readonly<Record<string, string>> | undefined): string {
  return Object.entries(record ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}

export function factsOf(object: KubeObject): readonly Fact[] {
  const read = readers[object.kind];
  return read === undefined ? [] : read(object as never).filter((fact) => fact.value !== '');
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

export function conditionsOf(object: KubeObject): readonly Condition[] {
  return (object as { readonly status?: { readonly conditions?: readonly Condition[] } }).status?.conditions ?? [];
}
