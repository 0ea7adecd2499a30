/**
 * How many pods of a budget are well, and how many must be.
 * upstream: pkg/controller/disruption/disruption.go (countHealthyPods, getExpectedPodCount, buildDisruptedPodMap)
 */
import type { Pod, PodDisruptionBudget, ReplicaSet } from '#api/kinds.ts';
import { scaledValue, type IntOrString } from '#api/machinery/intstr.ts';
import { failure, success, type Outcome } from '#api/machinery/outcome.ts';
import { parseTime } from '#api/machinery/time.ts';
import { controllerOf, type OwnerReference } from '#api/meta.ts';
import type { Status } from '#api/request.ts';
import { groupResource } from '#api/scheme.ts';
import { isPodReady } from '#api/machinery/podReadiness.ts';
import type { Reconcile } from '#engine/client/controller.ts';
import type { Lister } from '#engine/client/informer.ts';
import { messageOf } from '../common/claim.ts';
import { groupOf, rowInGroup } from '../common/kindRows.ts';

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

type Asks = Pick<Reconcile, 'see' | 'ask'>;

export function expectedPods(budget: PodDisruptionBudget, pods: readonly Pod[], r: Asks): Outcome<Expected> {
  const { maxUnavailable, minAvailable } = budget.spec;
  if (maxUnavailable === undefined && typeof minAvailable !== 'string') {
    return success({ expected: pods.length, desired: minAvailable ?? 0, unmanaged: [] });
  }
  const scale = managedScale(pods, r);
  if (!scale.ok) return scale;
  const { expected, unmanaged } = scale.value;
  const share = scaledValue((maxUnavailable ?? minAvailable) as IntOrString, expected, true);
  if (!share.ok) return share;
  return success({ expected, unmanaged, desired: maxUnavailable === undefined ? share.value : Math.max(expected - share.value, 0) });
}

/** The replicas that the pods' controllers want together; each counts once. */
function managedScale(pods: readonly Pod[], r: Asks): Outcome<{ readonly expected: number; readonly unmanaged: readonly string[] }> {
  const scales = new Map<string, number>();
  const unmanaged: string[] = [];
  for (const pod of pods) {
    const owner = controllerOf(pod);
    if (owner === undefined) {
      unmanaged.push(pod.metadata.name);
      continue;
    }
    if (scales.has(owner.uid)) continue;
    const scale = scaleOf(owner, pod, r);
    if (!scale.ok) return scale;
    scales.set(scale.value.uid, scale.value.replicas);
  }
  return success({ expected: [...scales.values()].reduce((sum, replicas) => sum + replicas, 0), unmanaged });
}

interface Scale {
  readonly uid: string;
  readonly replicas: number;
}

/** A ReplicaSet's Deployment speaks for it; whatever else can be scaled is asked for its scale. upstream: finders */
function scaleOf(owner: OwnerReference, { metadata: pod }: Pod, r: Asks): Outcome<Scale> {
  const namespace = pod.namespace ?? '';
  const known = workloadScale(owner, namespace, r.see) ?? askedScale(owner, namespace, r);
  if (typeof known === 'string') return failure(known);
  return known === undefined ? failure(`found no controllers for pod "${pod.name}"`) : success(known);
}

const workloads = { ReplicaSet: ['apps', 'extensions'], StatefulSet: ['apps'], ReplicationController: [''] } as const;

/** Undefined where none of the caches can tell. */
function workloadScale(owner: OwnerReference, namespace: string, see: Lister): Scale | undefined {
  const kind = (Object.keys(workloads) as (keyof typeof workloads)[]).find((it) => isOf(owner, it, workloads[it]));
  const set = kind === undefined ? undefined : see.get(kind as 'ReplicaSet', `${namespace}/${owner.name}`);
  if (set === undefined || set.metadata.uid !== owner.uid) return undefined;
  const above = controllerOf(set);
  if (kind !== 'ReplicaSet' || above?.kind !== 'Deployment') return { uid: owner.uid, replicas: set.spec.replicas ?? 1 };
  const deployment = isOf(above, 'Deployment', workloads.ReplicaSet) ? see.get('Deployment', `${namespace}/${above.name}`) : undefined;
  return deployment?.metadata.uid === above.uid ? { uid: above.uid, replicas: deployment.spec.replicas ?? 1 } : undefined;
}

function isOf({ apiVersion, kind }: OwnerReference, wanted: string, groups: readonly string[]): boolean {
  return kind === wanted && groups.includes(groupOf(apiVersion));
}

/** What the server says, or why it cannot. */
function askedScale({ apiVersion, kind, name, uid }: OwnerReference, namespace: string, { see, ask }: Asks): Scale | string | undefined {
  const row = rowInGroup(groupOf(apiVersion), kind, see);
  if (row === undefined) return `no matches for kind "${kind}" in version "${apiVersion}"`;
  if (!row.subresources.includes('scale')) return `${groupResource(row)} does not implement the scale subresource`;
  const { group, version, plural: resource } = row;
  const { code, body } = ask({ verb: 'get', group, version, resource, subresource: 'scale', namespace, name });
  if (code === 404) return undefined;
  if (code >= 400) return messageOf(body as unknown as Status);
  const { metadata, spec } = body as unknown as ReplicaSet;
  return metadata.uid === uid ? { uid, replicas: spec.replicas ?? 0 } : undefined;
}
