/** What must hold after every single change, and what must hold when everything is calm again. */
import type { Deployment, EndpointSlice, PersistentVolume, PersistentVolumeClaim, Pod, StatefulSet } from '#api/kinds.ts';
import type { Disks } from '#engine/helpers/disks.ts';
import { list, type Change, type Store } from '#engine/etcd/store.ts';

const ordinal = /^(.*)-(\d+)$/;
/** News of a pod's end takes a few milliseconds to reach the controller. */
const lagMs = 100;

/** What the checks have to remember between two changes; times are virtual. */
export interface Memory {
  readonly goneAt: Map<string, number>;
  /** Volume -> what the sweep wrote on its disk when it was bound. */
  readonly marks: Map<string, string>;
}

export function createMemory(): Memory {
  return { goneAt: new Map(), marks: new Map() };
}

/** The broken promises that a change makes visible. */
export function violationsOf(change: Change, store: Store, memory: Memory, now: number): string[] {
  if (change.resource === 'pods') return podViolations(change, store, memory, now);
  if (change.resource === 'persistentvolumeclaims' || change.resource === 'persistentvolumes') return bindingViolations(store);
  return [];
}

/** An ordered set's pod appears only after all that come before it. */
function podViolations(change: Change, store: Store, memory: Memory, now: number): string[] {
  const pod = change.object as unknown as Pod;
  const { name } = pod.metadata;
  if (change.type === 'DELETED') memory.goneAt.set(name, now);
  if (change.type !== 'ADDED') return [];
  const match = ordinal.exec(name);
  const owner = pod.metadata.ownerReferences?.[0];
  if (match === null || owner?.kind !== 'StatefulSet') return [];
  const set = sets(store).find((it) => it.metadata.uid === owner.uid);
  if (set === undefined || set.spec.podManagementPolicy === 'Parallel') return [];
  const present = new Set(pods(store).map((it) => it.metadata.name));
  const missing: string[] = [];
  for (let i = 0; i < Number(match[2]); i += 1) {
    const before = `${match[1]}-${i}`;
    const gone = memory.goneAt.get(before);
    if (!present.has(before) && (gone === undefined || now - gone > lagMs)) missing.push(before);
  }
  return missing.length === 0 ? [] : [`${name} was created before ${missing.join(', ')}`];
}

/** A claim has one volume, a volume one claim. */
function bindingViolations(store: Store): string[] {
  const problems: string[] = [];
  const byClaim = new Map<string, string>();
  const byVolume = new Map<string, string>();
  for (const volume of list(store, 'persistentvolumes') as unknown as PersistentVolume[]) {
    const uid = volume.spec.claimRef?.uid;
    if (uid === undefined) continue;
    if (byClaim.has(uid)) problems.push(`claim ${uid} has the volumes ${byClaim.get(uid)} and ${volume.metadata.name}`);
    byClaim.set(uid, volume.metadata.name);
  }
  for (const claim of list(store, 'persistentvolumeclaims') as unknown as PersistentVolumeClaim[]) {
    const name = claim.spec.volumeName;
    if (name === undefined || name === '') continue;
    if (byVolume.has(name)) problems.push(`volume ${name} has the claims ${byVolume.get(name)} and ${claim.metadata.name}`);
    byVolume.set(name, claim.metadata.name);
    const bound = byClaim.get(claim.metadata.uid);
    if (bound !== undefined && bound !== name) problems.push(`claim ${claim.metadata.name} names ${name}, but is named by ${bound}`);
  }
  return problems;
}

/** Writes a mark on the disk of each volume that is new, and looks whether the marks of the others are still there. */
export function dataViolations(store: Store, disks: Disks, memory: Memory): string[] {
  const problems: string[] = [];
  const claims = list(store, 'persistentvolumeclaims') as unknown as PersistentVolumeClaim[];
  for (const claim of claims.filter((it) => it.status.phase === 'Bound')) {
    const volume = claim.spec.volumeName!;
    const mark = memory.marks.get(volume);
    const disk = disks.get(volume);
    if (mark === undefined) {
      memory.marks.set(volume, claim.metadata.uid);
      disk?.set('/mark', { content: claim.metadata.uid, mode: 0o644, modifiedMs: 0 });
    } else if (disk?.get('/mark')?.content !== mark) {
      problems.push(`the data of claim ${claim.metadata.name} on ${volume} is lost`);
    }
  }
  return problems;
}

/** What is not as asked for when nothing goes wrong any more. */
export function unsettled(store: Store): string[] {
  return [
    ...sets(store).flatMap((set) => setProblems(set, store)),
    ...deployments(store).flatMap((it) => deploymentProblems(it, store)),
    ...endpointProblems(store),
  ];
}

function setProblems(set: StatefulSet, store: Store): string[] {
  const own = pods(store).filter((pod) => pod.metadata.ownerReferences?.[0]?.uid === set.metadata.uid);
  const wanted = Array.from({ length: set.spec.replicas ?? 1 }, (_, i) => `${set.metadata.name}-${i}`);
  const got = own.map((pod) => pod.metadata.name).toSorted((a, b) => Number(ordinal.exec(a)?.[2]) - Number(ordinal.exec(b)?.[2]));
  const problems =
    got.join() === wanted.join() ? [] : [`${set.metadata.name} has the pods [${got.join(' ')}] instead of [${wanted.join(' ')}]`];
  for (const pod of own.filter((it) => !isReady(it))) problems.push(`${pod.metadata.name} is ${pod.status.phase} and not ready`);
  if ((set.status.readyReplicas ?? 0) !== wanted.length)
    problems.push(`${set.metadata.name} counts ${set.status.readyReplicas ?? 0} ready of ${wanted.length}`);
  if (set.status.currentRevision !== set.status.updateRevision) problems.push(`${set.metadata.name} has not finished its update`);
  return problems;
}

function deploymentProblems({ metadata, spec, status }: Deployment, store: Store): string[] {
  const wanted = spec.replicas ?? 1;
  const running = pods(store).filter((pod) => pod.metadata.labels?.['app'] === metadata.name && isReady(pod)).length;
  return running === wanted && (status.updatedReplicas ?? 0) === wanted && (status.availableReplicas ?? 0) === wanted
    ? []
    : [
        `${metadata.name} has ${running} ready pods of ${wanted} (${status.updatedReplicas ?? 0} updated, ${status.availableReplicas ?? 0} available)`,
      ];
}

/** A ready endpoint is a ready pod, and a ready pod an endpoint. */
function endpointProblems(store: Store): string[] {
  const ready = new Set(
    pods(store)
      .filter(isReady)
      .map((pod) => pod.metadata.name),
  );
  const served = new Set<string>();
  const problems: string[] = [];
  for (const slice of list(store, 'endpointslices.discovery.k8s.io') as unknown as EndpointSlice[]) {
    for (const { conditions, targetRef } of slice.endpoints ?? []) {
      if (conditions?.ready !== true || targetRef?.name === undefined) continue;
      served.add(targetRef.name);
      if (!ready.has(targetRef.name)) problems.push(`${slice.metadata.name} serves ${targetRef.name}, which is not ready`);
    }
  }
  for (const name of ready) if (!served.has(name)) problems.push(`${name} is ready, and no endpoint`);
  return problems;
}

function isReady(pod: Pod): boolean {
  return pod.status.conditions?.some((it) => it.type === 'Ready' && it.status === 'True') ?? false;
}

function pods(store: Store): readonly Pod[] {
  return list(store, 'pods', 'default') as unknown as Pod[];
}
function sets(store: Store): readonly StatefulSet[] {
  return list(store, 'statefulsets.apps', 'default') as unknown as StatefulSet[];
}
function deployments(store: Store): readonly Deployment[] {
  return list(store, 'deployments.apps', 'default') as unknown as Deployment[];
}
