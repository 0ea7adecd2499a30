/** Ordered sets make their pods in order; no node runs a pod that another node still runs under the same name. */
import type { Pod } from '#api/kinds.ts';
import type { Store } from '#engine/etcd/store.ts';
import { allOf, ownerOf } from '../look.ts';
import { type Memory } from './memory.ts';

const ordinal = /^(.*)-(\d+)$/;

/** An ordered set's pod appears only after all that come before it. */
export function orderViolations(pod: Pod, store: Store, memory: Memory, now: number): string[] {
  const { name } = pod.metadata;
  const match = ordinal.exec(name);
  const owner = ownerOf(pod);
  const set = match === null ? undefined : allOf(store, 'StatefulSet').find(({ metadata }) => metadata.uid === owner);
  if (set === undefined || set.spec.podManagementPolicy === 'Parallel') return [];
  const present = new Set(allOf(store, 'Pod').map(({ metadata }) => metadata.name));
  for (const gone of memory.gone.values()) if (now - gone.at <= memory.lagMs) present.add(gone.name);
  const missing = Array.from({ length: Number(match![2]) }, (_, i) => `${match![1]}-${i}`).filter((before) => !present.has(before));
  return missing.length === 0 ? [] : [`${name} was created before ${missing.join(', ')}`];
}

export interface Running {
  readonly node: string;
  readonly name: string;
  readonly uid: string;
}

/** Two pods of one name never run at once, on whichever nodes, unless one was deleted by force. */
export function twinViolations(running: readonly Running[], { gone }: Pick<Memory, 'gone'>): string[] {
  const seen = new Map<string, Running>();
  const problems: string[] = [];
  for (const it of running.filter(({ uid }) => gone.get(uid)?.isForced !== true)) {
    const other = seen.get(it.name);
    if (other !== undefined && other.uid !== it.uid) problems.push(`two pods ${it.name} run, on ${other.node} and on ${it.node}`);
    seen.set(it.name, it);
  }
  return problems;
}
