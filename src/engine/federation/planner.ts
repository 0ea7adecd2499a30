/**
 * Spreads replicas over clusters by preference: first what each must have at least, then what it has already (unless all is to be
 * balanced anew), then the rest by weight, in rounds, until nothing is left or nobody takes more.
 * upstream: federation/pkg/federation-controller/util/planner/planner.go of 1.5
 */
import { utf8Bytes } from '#api/machinery/hash.ts';

export interface ClusterPreference {
  readonly minReplicas?: number;
  readonly maxReplicas?: number;
  readonly weight?: number;
}

export interface Preferences {
  readonly rebalance?: boolean;
  /** By a cluster's name; `*` is for all that are not named. */
  readonly clusters: Readonly<Record<string, ClusterPreference>>;
}

export interface Situation {
  readonly replicas: number;
  readonly clusters: readonly string[];
  /** What is there now. */
  readonly current?: Readonly<Record<string, number>>;
  /** How much a cluster can take, where that is known. */
  readonly capacity?: Readonly<Record<string, number>>;
  /** Breaks ties between clusters of one weight. */
  readonly key: string;
}

export interface Plan {
  readonly plan: Readonly<Record<string, number>>;
  /** What a cluster would have got if it could take it. */
  readonly overflow: Readonly<Record<string, number>>;
}

interface Entry {
  readonly cluster: string;
  readonly hash: number;
  readonly min: number;
  readonly max: number;
  readonly weight: number;
}

/** The plan in the making. */
interface Draft {
  readonly plan: Map<string, number>;
  readonly overflow: Map<string, number>;
  /** Given for what was there, and not yet earned by weight. */
  readonly kept: Map<string, number>;
  left: number;
}

export function planReplicas({ rebalance = false, clusters: wanted }: Preferences, situation: Situation): Plan {
  const { clusters, replicas, capacity = {} } = situation;
  const entries = clusters.flatMap((cluster) => entryOf(cluster, preferenceOf(wanted, cluster), situation.key)).toSorted(byWeight);
  const draft: Draft = { plan: new Map(clusters.map((it) => [it, 0])), overflow: new Map(), kept: new Map(), left: replicas };
  for (const { cluster, min } of entries) give(draft, cluster, Math.min(min, draft.left, capacity[cluster] ?? min));
  if (!rebalance) for (const entry of entries) keep(draft, entry, situation);
  let open: readonly Entry[] = entries;
  for (let goesOn = true; goesOn && draft.left > 0;) ({ open, goesOn } = round(draft, open, capacity));
  const overflow = [...draft.overflow].map(([cluster, count]) => [cluster, rebalance ? count : Math.min(count, draft.left)] as const);
  return { plan: Object.fromEntries(draft.plan), overflow: Object.fromEntries(overflow.filter(([, count]) => count > 0)) };
}

function preferenceOf(wanted: Preferences['clusters'], cluster: string): ClusterPreference | undefined {
  if (Object.hasOwn(wanted, cluster)) return wanted[cluster];
  return Object.hasOwn(wanted, '*') ? wanted['*'] : undefined;
}

function entryOf(cluster: string, preference: ClusterPreference | undefined, key: string): readonly Entry[] {
  if (preference === undefined) return [];
  const { minReplicas: min = 0, maxReplicas: max = Number.POSITIVE_INFINITY, weight = 0 } = preference;
  return [{ cluster, hash: fnv1(cluster + key), min, max, weight }];
}

function byWeight(a: Entry, b: Entry): number {
  return b.weight - a.weight || a.hash - b.hash;
}

function fnv1(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of utf8Bytes(text)) hash = (Math.imul(hash, 0x01000193) ^ byte) >>> 0;
  return hash;
}

function give(draft: Draft, cluster: string, count: number): void {
  draft.plan.set(cluster, (draft.plan.get(cluster) ?? 0) + count);
  draft.left -= count;
}

/** What is there stays, as far as the cluster may and can have it. */
function keep(draft: Draft, { cluster, max }: Entry, { current = {}, capacity = {} }: Situation): void {
  const planned = draft.plan.get(cluster) ?? 0;
  const count = current[cluster] ?? 0;
  if (count <= planned) return;
  const target = Math.min(count, max, capacity[cluster] ?? count);
  const extra = Math.max(0, Math.min(target - planned, draft.left));
  draft.kept.set(cluster, extra);
  give(draft, cluster, extra);
}

/** Each takes its share of what was left at the beginning, rounded up; who is full takes no part any more. */
function round(
  draft: Draft,
  entries: readonly Entry[],
  capacity: Readonly<Record<string, number>>,
): { readonly open: readonly Entry[]; readonly goesOn: boolean } {
  const sum = entries.reduce((total, { weight }) => total + weight, 0);
  if (sum <= 0) return { open: [], goesOn: false };
  const share = draft.left;
  let goesOn = false;
  const open = entries.filter((entry) => {
    const { cluster, max, weight } = entry;
    const start = draft.plan.get(cluster) ?? 0;
    const due = Math.min(Math.ceil((share * weight) / sum), draft.left);
    const earned = Math.min(due, draft.kept.get(cluster) ?? 0);
    draft.kept.set(cluster, (draft.kept.get(cluster) ?? 0) - earned);
    const total = start + due - earned;
    const most = Math.min(max, capacity[cluster] ?? max);
    const allowed = Math.min(total, max);
    if (allowed > most) draft.overflow.set(cluster, allowed - most);
    give(draft, cluster, Math.min(total, most) - start);
    goesOn ||= earned > 0 || Math.min(total, most) > start;
    return total <= most;
  });
  return { open, goesOn };
}
