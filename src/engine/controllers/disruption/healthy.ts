/**
 * How many pods of a budget are well, and how many must be.
 * upstream: pkg/controller/disruption/disruption.go (countHealthyPods, getExpectedPodCount, buildDisruptedPodMap)
 */
import type { Kind, Pod, PodDisruptionBudget } from '#api/kinds.ts';
import { scaledValue, type IntOrString } from '#api/machinery/intstr.ts';
import { failure, success, type Outcome } from '#api/machinery/outcome.ts';
import { parseTime } from '#api/machinery/time.ts';
import { controllerOf, type OwnerReference } from '#api/meta.ts';
import { rowOfKind } from '#api/scheme.ts';
import { isPodReady } from '#api/machinery/podReadiness.ts';
import type { Lister } from '#engine/client/informer.ts';

/** A pod whose eviction was granted is taken as gone for so long. */
const deletionTimeoutMs = 120_000;

export interface Disrupted {
  /** Granted evictions of pods that are not being deleted yet. */
  readonly pods: Readonly<Record<string, string>>;
  readonly overdue: readonly Pod[];
  /** When the next of them is overdue, by the wall clock. */
  readonly recheckMs?: number;
}

export function disruptedPods({ status }: PodDisruptionBudget, pods: readonly Pod[], wallMs: number): Disrupted {
  const kept: Record<string, string> = {};
  const overdue: Pod[] = [];
  let recheckMs: number | undefined;
  for (const pod of pods) {
    const at = status?.disruptedPods?.[pod.metadata.name];
    if (at === undefined || pod.metadata.deletionTimestamp !== undefined) continue;
    const due = (parseTime(at) ?? 0) + deletionTimeoutMs;
    if (due < wallMs) {
      overdue.push(pod);
      continue;
    }
    kept[pod.metadata.name] = at;
    if (recheckMs === undefined || due < recheckMs) recheckMs = due;
  }
  return { pods: kept, overdue, ...(recheckMs === undefined ? {} : { recheckMs }) };
}

export function countHealthy(pods: readonly Pod[], disrupted: Readonly<Record<string, string>>): number {
  return pods.filter((pod) => pod.metadata.deletionTimestamp === undefined && disrupted[pod.metadata.name] === undefined && isPodReady(pod))
    .length;
}

export interface Expected {
  readonly expected: number;
  readonly desired: number;
  /** Pods nobody manages, of which a share cannot be told. */
  readonly unmanaged: readonly string[];
}

export function expectedPods(budget: PodDisruptionBudget, pods: readonly Pod[], see: Lister): Outcome<Expected> {
  const { maxUnavailable, minAvailable } = budget.spec;
  if (maxUnavailable === undefined && typeof minAvailable !== 'string') {
    return success({ expected: pods.length, desired: minAvailable ?? 0, unmanaged: [] });
  }
  const scale = managedScale(pods, see);
  if (!scale.ok) return scale;
  const { expected, unmanaged } = scale.value;
  const share = scaledValue((maxUnavailable ?? minAvailable) as IntOrString, expected, true);
  if (!share.ok) return share;
  return success({ expected, unmanaged, desired: maxUnavailable === undefined ? share.value : Math.max(expected - share.value, 0) });
}

/** The replicas that the pods' controllers want together; each counts once. */
function managedScale(pods: readonly Pod[], see: Lister): Outcome<{ readonly expected: number; readonly unmanaged: readonly string[] }> {
  const scales = new Map<string, number>();
  const unmanaged: string[] = [];
  for (const pod of pods) {
    const owner = controllerOf(pod);
    if (owner === undefined) {
      unmanaged.push(pod.metadata.name);
      continue;
    }
    if (scales.has(owner.uid)) continue;
    const scale = scaleOf(owner, pod, see);
    if (!scale.ok) return scale;
    scales.set(scale.value.uid, scale.value.replicas);
  }
  return success({ expected: [...scales.values()].reduce((sum, replicas) => sum + replicas, 0), unmanaged });
}

interface Scale {
  readonly uid: string;
  readonly replicas: number;
}

const scalable: readonly Kind[] = ['ReplicationController', 'ReplicaSet', 'StatefulSet'];

/** A ReplicaSet's Deployment speaks for it. */
function scaleOf(owner: OwnerReference, pod: Pod, see: Lister): Outcome<Scale> {
  const namespace = pod.metadata.namespace ?? '';
  const kind = scalable.find((it) => it === owner.kind && rowOfKind(it) !== undefined);
  if (kind === undefined) {
    const row = rowOfKind(owner.kind);
    const resource = row === undefined ? owner.kind : row.group === '' ? row.plural : `${row.plural}.${row.group}`;
    return failure(`${resource} does not implement the scale subresource`);
  }
  const set = see.get(kind as 'ReplicaSet', `${namespace}/${owner.name}`);
  if (set === undefined || set.metadata.uid !== owner.uid) return failure(`found no controllers for pod "${pod.metadata.name}"`);
  const above = controllerOf(set);
  if (kind !== 'ReplicaSet' || above?.kind !== 'Deployment') return success({ uid: owner.uid, replicas: set.spec.replicas ?? 1 });
  const deployment = see.get('Deployment', `${namespace}/${above.name}`);
  if (deployment === undefined || deployment.metadata.uid !== above.uid)
    return failure(`found no controllers for pod "${pod.metadata.name}"`);
  return success({ uid: above.uid, replicas: deployment.spec.replicas ?? 1 });
}
