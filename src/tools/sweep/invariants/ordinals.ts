/** Ordered sets make their pods in order; no node runs a pod that another node still runs under the same name. */
import type { Pod } from '#api/kinds.ts';
import type { Store } from '#engine/etcd/store.ts';
import { allOf, isDeleting, isOver, ownerOf } from '../look.ts';
import { lagMs, type Memory } from './memory.ts';

const ordinal = /^(.*)-(\d+)$/;

/** An ordered set's pod appears only after all that come before it. */
export function orderViolations(pod: Pod, store: Store, memory: Memory, now: number): string[] {
  const { name } = pod.metadata;
  const match = ordinal.exec(name);
  const owner = ownerOf(pod);
  const set = match === null ? undefined : allOf(store, 'StatefulSet').find(({ metadata }) => metadata.uid === owner);
  if (set === undefined || set.spec.podManagementPolicy === 'Parallel') return [];
  const present = new Set(allOf(store, 'Pod').map(({ metadata }) => metadata.name));
  const missing = Array.from({ length: Number(match![2]) }, (_, i) => `${match![1]}-${i}`).filter((before) => {
    const gone = memory.goneAt.get(before);
    return !present.has(before) && (gone === undefined || now - gone > lagMs);
  });
  return missing.length === 0 ? [] : [`${name} was created before ${missing.join(', ')}`];
}

/** A node has one pod of a DaemonSet that is not on its way out, or two while one takes the other's place. */
export function daemonViolations(pod: Pod, store: Store): string[] {
  const set = allOf(store, 'DaemonSet').find(({ metadata }) => metadata.uid === ownerOf(pod));
  if (set === undefined) return [];
  const most = Number(set.spec.updateStrategy?.rollingUpdate?.maxSurge ?? 0) > 0 ? 2 : 1;
  const same = allOf(store, 'Pod').filter(
    (it) => ownerOf(it) === set.metadata.uid && placeOf(it) === placeOf(pod) && !isDeleting(it) && !isOver(it),
  );
  return same.length <= most ? [] : [`${placeOf(pod)} has ${same.length} pods of ${set.metadata.name}`];
}

function placeOf(pod: Pod): string | undefined {
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return pod.spec.nodeName ?? terms?.[0]?.matchFields?.[0]?.values?.[0];
}

export interface Running {
  readonly node: string;
  readonly name: string;
  readonly uid: string;
}

/** Two pods of one name never run at once, on whichever nodes. */
export function twinViolations(running: readonly Running[]): string[] {
  const seen = new Map<string, Running>();
  const problems: string[] = [];
  for (const it of running) {
    const other = seen.get(it.name);
    if (other !== undefined && other.uid !== it.uid) problems.push(`two pods ${it.name} run, on ${other.node} and on ${it.node}`);
    seen.set(it.name, it);
  }
  return problems;
}
