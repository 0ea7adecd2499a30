/** One object -> one thing, without a place yet (or at the corner of its piece). */
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod, Service } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { formOf } from './forms.ts';
import {
  idOfObject,
  refOf,
  type ClaimNode,
  type FormNode,
  type PodNode,
  type Point,
  type RoomNode,
  type ServiceNode,
  type Tone,
} from './model.ts';
import { size } from './pieces.ts';
import { podFacts } from './podFacts.ts';

export interface PodPlace {
  readonly at: Point;
  readonly inside: string;
  readonly tags: readonly string[];
  readonly ordinal?: number;
}

export function podThing(pod: Pod, place: PodPlace): PodNode {
  const { at, inside, tags, ordinal } = place;
  const facts = podFacts(pod);
  const { id, ref, tone } = facts;
  return { type: 'pod', id, ref, inside, tone, facts, tags, ordinal, x: at.x, y: at.y, width: size.pod.width, height: size.pod.height };
}

export function claimThing(claim: PersistentVolumeClaim, volume: PersistentVolume | undefined, at: Point, inside?: string): ClaimNode {
  const phase = claim.metadata.deletionTimestamp === undefined ? (claim.status.phase ?? 'Pending') : 'Terminating';
  return {
    type: 'claim',
    id: idOfObject(claim),
    ref: refOf(claim),
    ...(inside === undefined ? {} : { inside }),
    name: claim.metadata.name,
    word: phase,
    bound: phase === 'Bound' || (phase === 'Terminating' && volume !== undefined),
    volume: volume?.metadata.name ?? '',
    volumeWord: volume === undefined ? '' : volumeWord(volume),
    size: text(claim.status.capacity?.['storage'] ?? claim.spec.resources?.requests?.['storage']),
    storageClass: claim.spec.storageClassName ?? '',
    modes: (claim.spec.accessModes ?? []).map(shortMode).join(','),
    tone: storageTone(phase),
    ...at,
    ...size.claim,
  };
}

/** A volume that no shown claim holds. */
export function volumeThing(volume: PersistentVolume): ClaimNode {
  const word = volumeWord(volume);
  return {
    type: 'claim',
    id: idOfObject(volume),
    ref: refOf(volume),
    name: '',
    word,
    bound: false,
    volume: volume.metadata.name,
    volumeWord: word,
    size: text(volume.spec.capacity?.['storage']),
    storageClass: volume.spec.storageClassName ?? '',
    modes: (volume.spec.accessModes ?? []).map(shortMode).join(','),
    tone: storageTone(word),
    x: 0,
    y: 0,
    ...size.claim,
  };
}

function volumeWord(volume: PersistentVolume): string {
  return volume.metadata.deletionTimestamp === undefined ? (volume.status.phase ?? 'Pending') : 'Terminating';
}

const shortModes: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

function shortMode(mode: string): string {
  return shortModes[mode] ?? mode;
}

function storageTone(phase: string): Tone {
  if (phase === 'Bound') return 'ready';
  if (phase === 'Available' || phase === 'Released') return 'idle';
  if (phase === 'Pending') return 'moving';
  return phase === 'Terminating' ? 'leaving' : 'bad';
}

/** The API server's own Service and the DNS server's came with the cluster: they stand with its nodes. */
export function isClusters({ metadata: { name, namespace } }: Service): boolean {
  return (name === 'kubernetes' && namespace === 'default') || (name === 'kube-dns' && namespace === 'kube-system');
}

export function serviceThing(service: Service, endpoints: { readonly ready: number; readonly total: number }): ServiceNode {
  const headless = service.spec.clusterIP === 'None';
  const box = headless ? size.nameplate : isClusters(service) ? size.plate : size.service;
  return {
    type: 'service',
    id: idOfObject(service),
    ref: refOf(service),
    name: service.metadata.name,
    serviceType: service.spec.type ?? 'ClusterIP',
    headless,
    ip: service.spec.clusterIP ?? '',
    ports: (service.spec.ports ?? []).map((port) => portText(port)).join(' '),
    ...endpoints,
    tone: service.metadata.deletionTimestamp !== undefined ? 'leaving' : endpoints.ready > 0 ? 'ready' : 'idle',
    x: 0,
    y: 0,
    ...box,
  };
}

function portText(port: NonNullable<Service['spec']['ports']>[number]): string {
  const target = port.targetPort === undefined || port.targetPort === port.port ? '' : `→${port.targetPort}`;
  return `${port.port}${target}${port.nodePort === undefined ? '' : `:${port.nodePort}`}/${port.protocol ?? 'TCP'}`;
}

export function roomThing(node: Node, pods: number, shape: 'plate' | 'room'): RoomNode {
  const condition = node.status.conditions?.find((one) => one.type === 'Ready');
  const isReady = condition?.status === 'True';
  return {
    type: 'room',
    id: idOfObject(node),
    ref: refOf(node),
    name: node.metadata.name,
    word: isReady ? 'Ready' : condition?.status === 'False' || condition === undefined ? 'NotReady' : 'Unknown',
    cordoned: node.spec.unschedulable ?? false,
    pods,
    capacity: Number(node.status.allocatable?.['pods'] ?? 0),
    cpu: text(node.status.allocatable?.['cpu']),
    memory: text(node.status.allocatable?.['memory']),
    shape,
    tone: isReady ? 'ready' : 'bad',
    x: 0,
    y: 0,
    ...size.plate,
  };
}

function text(quantity: string | number | undefined): string {
  return quantity === undefined ? '' : String(quantity);
}

/** A thing of a kind that has no picture of its own. */
export function formThing(object: KubeObject): FormNode {
  const row = formOf(object.kind);
  const isLeaving = object.metadata.deletionTimestamp !== undefined;
  return {
    type: 'form',
    id: idOfObject(object),
    ref: refOf(object),
    form: row?.form ?? 'card',
    kind: object.kind,
    name: object.metadata.name,
    lines: (row?.facts(object) ?? []).filter((fact) => fact !== ''),
    tone: isLeaving ? 'leaving' : (row?.tone?.(object) ?? 'idle'),
    x: 0,
    y: 0,
    ...size.form,
  };
}
