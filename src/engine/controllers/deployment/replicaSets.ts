/**
 * Questions about the ReplicaSets of one Deployment: which is the new one, how many pods they make, in what order they stand.
 * upstream: pkg/controller/deployment/util/deployment_util.go, pkg/controller/controller_utils.go
 */
import type { Deployment, PodTemplateSpec, ReplicaSet } from '#api/kinds.ts';
import { compareKeys, equalJson } from '#api/machinery/stableJson.ts';
import { wanted } from './fenceposts.ts';
import { desiredReplicasOf, revisionOf } from './annotations.ts';

export const hashLabel = 'pod-template-hash';

export function sizeOf(rs: ReplicaSet | undefined): number {
  return rs?.spec.replicas ?? 0;
}

export function isActive(rs: ReplicaSet): boolean {
  return sizeOf(rs) > 0;
}

type Counter = 'replicas' | 'readyReplicas' | 'availableReplicas';

/** The sum of the sizes asked for. */
export function totalSize(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, rs) => sum + sizeOf(rs), 0);
}

/** The sum of a count of the status. */
export function totalStatus(sets: readonly ReplicaSet[], counter: Counter): number {
  return sets.reduce((sum, rs) => sum + (rs.status[counter] ?? 0), 0);
}

/** Oldest first, by name among those of one second. */
export function byCreation(a: ReplicaSet, b: ReplicaSet): number {
  return compareKeys(a.metadata.creationTimestamp, b.metadata.creationTimestamp) || compareKeys(a.metadata.name, b.metadata.name);
}

export function byRevision(a: ReplicaSet, b: ReplicaSet): number {
  const [x, y] = [revisionOf(a), revisionOf(b)];
  return x === y ? byCreation(a, b) : x < y ? -1 : 1;
}

/** Largest first, the newer one among equals. */
export function bySizeNewer(a: ReplicaSet, b: ReplicaSet): number {
  return sizeOf(b) - sizeOf(a) || byCreation(b, a);
}

/** Largest first, the older one among equals. */
export function bySizeOlder(a: ReplicaSet, b: ReplicaSet): number {
  return sizeOf(b) - sizeOf(a) || byCreation(a, b);
}

/** The ReplicaSet whose template is the Deployment's; the oldest, should there be several. */
export function findNew(d: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  let found: ReplicaSet | undefined;
  for (const rs of sets) {
    if (found !== undefined && byCreation(found, rs) <= 0) continue;
    if (equalIgnoringHash(rs.spec.template, d.spec.template)) found = rs;
  }
  return found;
}

/** Equality of templates but for the hash label, which the controller itself adds. An empty map equals a missing one. */
export function equalIgnoringHash(a: PodTemplateSpec | undefined, b: PodTemplateSpec | undefined): boolean {
  if (a === b) return true;
  if (!equalJson(a?.spec ?? {}, b?.spec ?? {})) return false;
  const { labels: aLabels, annotations: aNotes, ...aRest } = a?.metadata ?? {};
  const { labels: bLabels, annotations: bNotes, ...bRest } = b?.metadata ?? {};
  return (
    equalJson(withoutHash(aLabels), withoutHash(bLabels)) &&
    equalJson(aNotes ?? {}, bNotes ?? {}) &&
    equalJson(withoutNull(aRest), withoutNull(bRest))
  );
}

function withoutHash(labels: Readonly<Record<string, string>> | undefined): object {
  if (labels === undefined) return {};
  const { [hashLabel]: _hash, ...rest } = labels;
  return rest;
}

/** The server writes `creationTimestamp: null` into templates; it says nothing. */
function withoutNull(meta: object): object {
  return Object.fromEntries(Object.entries(meta).filter(([, value]) => value !== null));
}

/** The only active set; with none active the newest; undefined when several are. */
export function activeOrLatest(newSet: ReplicaSet | undefined, oldSets: readonly ReplicaSet[]): ReplicaSet | undefined {
  const all = newSet === undefined ? oldSets : [...oldSets, newSet];
  const active = all.filter(isActive);
  if (active.length > 1) return undefined;
  return active[0] ?? newSet ?? oldSets.toSorted(byCreation).at(-1);
}

/** The new set has all the pods the Deployment wants, and they are available. */
export function isSaturated(d: Deployment, rs: ReplicaSet | undefined): boolean {
  if (rs === undefined) return false;
  return sizeOf(rs) === wanted(d) && desiredReplicasOf(rs) === wanted(d) && (rs.status.availableReplicas ?? 0) === wanted(d);
}
