/**
 * The core that ReplicaSet and ReplicationController share: keep as many pods as asked.
 * Owns: pods that carry its owner reference, and the status of the set.
 * Reads: the set, the pods of its namespace (own and orphaned), the sets of the same owner (to spread deletions).
 * Writes: pods (create, delete, adopt, release), the set's status, events.
 * Deliberately not: expectations (the runner waits for the caches), and any opinion about which node or image.
 * upstream: pkg/controller/replicaset/replica_set.go
 */
import type { Pod, ReplicaSet, ReplicationController } from '#api/kinds.ts';
import { matchesLabels, selectorOf, selectorOfLabels, type Selector } from '#api/machinery/labels.ts';
import { isPodReady, readySince } from '#api/machinery/podReadiness.ts';
import type { Outcome, Reconcile } from '#engine/client/controller.ts';
import { claim } from './claim.ts';
import { createPod, deletePod, podFromTemplate } from './podControl.ts';
import { isPodActive, isPodAvailable } from './pods.ts';
import { rankPods } from './rankPods.ts';
import { slowStart } from './slowStart.ts';
import { replicasStatus, writeReplicasStatus, type PodCounts } from './replicasStatus.ts';
import { looked, putOff, type Throttle } from './throttle.ts';

export type ReplicasKind = 'ReplicaSet' | 'ReplicationController';
export type PodSet = ReplicaSet | ReplicationController;

/** Pods created or deleted at most in one go. */
const burstReplicas = 500;
/** How long a large set rests for each of its pods before it is looked at again. */
const restPerPodMs = 0.05;

export interface ReplicasMemory {
  readonly throttle: Throttle;
}

export function syncReplicas(kind: ReplicasKind, key: string, r: Reconcile<ReplicasMemory>): Outcome | undefined {
  const set = r.see.get(kind, key) as PodSet | undefined;
  if (set === undefined) return undefined;
  const later = putOff(r.memory.throttle, key, r.now);
  if (later !== undefined) return later;
  const claimed = claim({ kind: 'Pod', owner: set, ownerKind: kind, selector: selectorFor(set), considers: isPodActive }, r);
  if (claimed.error !== undefined) return { error: claimed.error };
  const pods = claimed.objects;
  const manageError = set.metadata.deletionTimestamp === undefined ? manageReplicas(kind, set, pods, r) : undefined;
  const counts = countPods(set, pods, r.wallMs);
  const written = writeReplicasStatus(kind, set, replicasStatus(set, counts, manageError, r.wallMs), r);
  looked(r.memory.throttle, key, { now: r.now, pods: Math.max(pods.length, set.spec.replicas ?? 1), perPodMs: restPerPodMs });
  const error = written ?? manageError;
  if (error !== undefined) return { error };
  if (counts.nextAvailableMs === undefined) return undefined;
  return { requeueAfterMs: Math.max(counts.nextAvailableMs - r.wallMs, 1), why: 'minReadySeconds' };
}

export function selectorFor(set: PodSet): Selector {
  if (set.kind === 'ReplicaSet') return selectorOf((set as ReplicaSet).spec.selector);
  return selectorOfLabels((set as ReplicationController).spec.selector);
}

/** Creates what is missing or deletes what is too much, up to the burst; answers what went wrong. */
function manageReplicas(kind: ReplicasKind, set: PodSet, pods: readonly Pod[], r: Reconcile<ReplicasMemory>): string | undefined {
  const missing = (set.spec.replicas ?? 1) - pods.length;
  if (missing > 0) {
    const draft = podFromTemplate(set.spec.template, set);
    return slowStart(Math.min(missing, burstReplicas), () => createPod(draft, set, r));
  }
  if (missing === 0) return undefined;
  let error: string | undefined;
  for (const pod of podsToDelete(kind, { set, pods, count: Math.min(-missing, burstReplicas) }, r)) {
    const failed = deletePod(pod, set, r);
    error ??= failed;
  }
  return error;
}

interface Excess {
  readonly set: PodSet;
  readonly pods: readonly Pod[];
  readonly count: number;
}

/** upstream: getPodsToDelete */
function podsToDelete(kind: ReplicasKind, { set, pods, count }: Excess, r: Pick<Reconcile, 'see' | 'wallMs'>): readonly Pod[] {
  if (count >= pods.length) return pods;
  const onNode = relatedPodsOnNodes(kind, set, r);
  const rank = (pod: Pod) => onNode.get(pod.spec.nodeName ?? '') ?? 0;
  return rankPods(pods, { wallMs: r.wallMs, rank, logarithmic: true }).slice(0, count);
}

/** How many active pods of all sets with this set's owner are on each node. A set without an owner has no relatives. */
function relatedPodsOnNodes(kind: ReplicasKind, set: PodSet, r: Pick<Reconcile, 'see'>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const owner = set.metadata.ownerReferences?.find((reference) => reference.controller === true);
  if (owner === undefined) return counts;
  for (const relative of r.see.ownedBy(kind, owner.uid)) {
    for (const pod of r.see.ownedBy('Pod', relative.metadata.uid)) {
      if (!isPodActive(pod)) continue;
      const node = pod.spec.nodeName ?? '';
      counts.set(node, (counts.get(node) ?? 0) + 1);
    }
  }
  return counts;
}

/** All counts in one pass. */
export function countPods(set: PodSet, pods: readonly Pod[], wallMs: number): PodCounts {
  const template = selectorOfLabels(set.spec.template?.metadata?.labels);
  const implied = isImplied(template, selectorFor(set));
  const minReadySeconds = set.spec.minReadySeconds ?? 0;
  let fullyLabeled = 0;
  let ready = 0;
  let available = 0;
  let nextAvailableMs: number | undefined;
  for (const pod of pods) {
    if (implied || matchesLabels(template, pod.metadata.labels)) fullyLabeled += 1;
    if (!isPodReady(pod)) continue;
    ready += 1;
    if (isPodAvailable(pod, minReadySeconds, wallMs)) {
      available += 1;
      continue;
    }
    const at = (readySince(pod) ?? wallMs) + minReadySeconds * 1000 + 1000;
    if (nextAvailableMs === undefined || at < nextAvailableMs) nextAvailableMs = at;
  }
  return { replicas: pods.length, fullyLabeled, ready, available, ...(nextAvailableMs === undefined ? {} : { nextAvailableMs }) };
}

/** Whether pods that match the selector have all the template's labels, so that nobody need look. */
function isImplied(template: Selector, selector: Selector): boolean {
  return template.requirements.every(({ key, values }) =>
    selector.requirements.some((it) => it.key === key && it.operator === '=' && it.values[0] === values[0]),
  );
}
