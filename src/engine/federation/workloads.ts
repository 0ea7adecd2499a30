/**
 * ReplicaSets and Deployments of a federation: each member gets its share of the replicas, and what they report is summed up.
 * Owns the copies in the members (by a note), and the status of the federation's own objects.
 * upstream: federation/pkg/federation-controller/{replicaset,deployment} of 1.5
 */
import type { Deployment, Pod, ReplicaSet } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { parseTime } from '#api/machinery/time.ts';
import { keyOf, type KubeObject } from '#api/meta.ts';
import type { ApiClient } from '#engine/client/client.ts';
import { controller, ownKey, type Controller, type Outcome, type Reconcile } from '#engine/client/controller.ts';
import { applyCopy, removeCopies } from './copies.ts';
import { members, readyMembers, untilGone, type Member } from './members.ts';
import { planReplicas } from './planner.ts';
import { preferenceNotes, preferencesOf } from './preferences.ts';

type Kind = 'ReplicaSet' | 'Deployment';
type Workload = ReplicaSet | Deployment;

const lookMs = 5_000;
/** A pod that has found no node for so long counts as one that its cluster cannot take. */
const unschedulableMs = 60_000;

export function federatedWorkloads(kind: Kind): Controller {
  return controller({
    name: `federated-${kind.toLowerCase()}`,
    eventSource: `federation-${kind.toLowerCase()}-controller`,
    watches: [{ kind, keys: ownKey }],
    memory: () => undefined,
    reconcile: (key, r) => sync(kind, key, r),
    resync: { everyMs: lookMs, keys: (see) => see.list(kind).map(keyOf) },
  });
}

function sync(kind: Kind, key: string, r: Reconcile): Outcome | undefined {
  const own = r.see.get(kind, key);
  if (own === undefined || own.metadata.deletionTimestamp !== undefined) return removeCopies(kind, key, members(r));
  // What runs in a cluster that has just gone away may be back in a moment: nobody takes its share yet.
  const waitMs = untilGone(r);
  if (waitMs > 0 && observed(own) === own.metadata.generation) return { requeueAfterMs: waitMs, why: 'a cluster is away' };
  const all = readyMembers(r);
  const there = new Map(all.map((member) => [member.name, copyIn(member.client, kind, own)]));
  const shares = sharesOf(kind, own, there, { all, r });
  const errors = all.flatMap(({ name, client }) => {
    const replicas = shares[name] ?? 0;
    const copy = there.get(name);
    if (replicas === 0 && copy === undefined) return [];
    const problem = applyCopy(
      client,
      kind,
      { ...own, spec: { ...own.spec, replicas } } as unknown as KubeObject,
      copy as KubeObject | undefined,
    );
    return problem === undefined ? [] : [`${name}: ${problem}`];
  });
  const status = summed(kind, own, [...there.values()]);
  if (!equalJson(status, own.status)) {
    const written = r.client.updateStatus(kind, { ...own, status } as never);
    if (!written.ok) errors.push(written.status.message ?? 'the status could not be written');
  }
  return errors.length === 0 ? undefined : { error: errors.join(', ') };
}

function observed({ status }: Workload): number | undefined {
  return (status as { readonly observedGeneration?: number } | undefined)?.observedGeneration;
}

function copyIn(client: ApiClient, kind: Kind, { metadata }: Workload): Workload | undefined {
  const found = client.get(kind, metadata.namespace, metadata.name);
  return found.ok ? (found.value as Workload) : undefined;
}

interface Around {
  readonly all: readonly Member[];
  readonly r: Reconcile;
}

/** What a member cannot take now it gets all the same, so that it is seen to lack room. */
function sharesOf(
  kind: Kind,
  own: Workload,
  there: ReadonlyMap<string, Workload | undefined>,
  { all, r }: Around,
): Readonly<Record<string, number>> {
  const current: Record<string, number> = {};
  const capacity: Record<string, number> = {};
  for (const { name, client } of all) {
    const copy = there.get(name);
    if (copy === undefined) continue;
    current[name] = copy.spec.replicas ?? 1;
    const waiting = unschedulable(client, own, r.wallMs);
    if (waiting > 0) capacity[name] = Math.max(0, current[name] - waiting);
  }
  const situation = { replicas: own.spec.replicas ?? 1, clusters: all.map(({ name }) => name), current, capacity, key: keyOf(own) };
  const { plan, overflow } = planReplicas(preferencesOf(own as unknown as KubeObject, preferenceNotes[kind]), situation);
  return Object.fromEntries(Object.entries(plan).map(([name, count]) => [name, count + (overflow[name] ?? 0)]));
}

function unschedulable(client: ApiClient, { metadata, spec }: Workload, wallMs: number): number {
  const labels = Object.entries(spec.selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const pods = client.list('Pod', metadata.namespace, { labelSelector: labels.join(',') });
  return pods.ok ? pods.value.filter((pod) => waits(pod, wallMs)).length : 0;
}

function waits({ status }: Pod, wallMs: number): boolean {
  const scheduled = status.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status !== 'False' || scheduled.reason !== 'Unschedulable') return false;
  return wallMs - (parseTime(scheduled.lastTransitionTime ?? '') ?? wallMs) > unschedulableMs;
}

const sums: Readonly<Record<Kind, readonly string[]>> = {
  ReplicaSet: ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'],
  Deployment: ['updatedReplicas', 'readyReplicas', 'availableReplicas', 'unavailableReplicas'],
};

function summed(kind: Kind, { metadata, status }: Workload, copies: readonly (Workload | undefined)[]): object {
  const sum = (field: string) =>
    copies.reduce((total, copy) => total + Number((copy?.status as Readonly<Record<string, unknown>> | undefined)?.[field] ?? 0), 0);
  const counts = sums[kind].map((field) => [field, sum(field)] as const).filter(([, count]) => count > 0);
  const { conditions } = status as { readonly conditions?: unknown };
  return {
    ...(conditions === undefined ? {} : { conditions }),
    ...(kind === 'ReplicaSet' || sum('replicas') > 0 ? { replicas: sum('replicas') } : {}),
    ...Object.fromEntries(counts),
    ...(metadata.generation === undefined ? {} : { observedGeneration: metadata.generation }),
  };
}
