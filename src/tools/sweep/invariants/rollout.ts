/** A Deployment has no more pods than its surge allows, and does not take away those it must keep. */
import type { Deployment, ReplicaSet } from '#api/kinds.ts';
import type { Store } from '#engine/etcd/store.ts';
import { allOf, ownerOf } from '../look.ts';
import { isReadyNow, seemedReady, type Memory } from './memory.ts';

/** Remembers what a Deployment allowed until now: whoever acts may not have heard of the change yet. */
export function noteDeployment(memory: Memory, before: Deployment, now: number): void {
  const { uid } = before.metadata;
  const kept = (memory.allowed.get(uid) ?? []).filter(({ untilMs }) => now - untilMs <= memory.lagMs);
  memory.allowed.set(uid, [...kept, { ...limits(before), untilMs: now }]);
}

function limits({ spec }: Deployment): { readonly most: number; readonly least: number } {
  const { maxSurge = 0, maxUnavailable = 0 } = spec.strategy?.rollingUpdate ?? {};
  const replicas = spec.replicas ?? 1;
  return { most: replicas + Number(maxSurge), least: replicas - Number(maxUnavailable) };
}

export interface SetChange {
  readonly set: ReplicaSet;
  readonly before?: ReplicaSet;
}

export function rolloutViolations({ set, before }: SetChange, store: Store, memory: Memory, now: number): string[] {
  const uid = set.metadata.ownerReferences?.find(({ controller }) => controller === true)?.uid;
  const deployment = allOf(store, 'Deployment').find(({ metadata }) => metadata.uid === uid);
  const [was, is] = [before?.spec.replicas ?? 0, set.spec.replicas ?? 0];
  if (deployment === undefined || was === is) return [];
  const recent = (memory.allowed.get(uid!) ?? []).filter(({ untilMs }) => now - untilMs <= memory.lagMs);
  const allowed = [limits(deployment), ...recent];
  const own = allOf(store, 'ReplicaSet').filter((it) => it.metadata.ownerReferences?.some((owner) => owner.uid === uid) === true);
  if (is > was) return surge(deployment, own, Math.max(...allowed.map(({ most }) => most)));
  const least = Math.min(...allowed.map((it) => it.least));
  // What is wrong has to be wrong by what is so, and by all that may still be believed: a status that is late may tell of more
  // pods than its set is to have.
  const beliefs = [isReadyNow, seemedReady].map((isReady) => {
    const ready = (it: ReplicaSet) => readyPods(it, store, memory, (pod) => isReady(memory, pod, now));
    const isLate = (it: ReplicaSet) => isReady === seemedReady && it.metadata.uid !== set.metadata.uid;
    const kept = own.reduce((sum, it) => sum + (isLate(it) ? ready(it) : Math.min(ready(it), it.spec.replicas ?? 0)), 0);
    return { kept, had: kept - Math.min(ready(set), is) + Math.min(ready(set), was) };
  });
  if (beliefs.some(({ kept, had }) => kept >= Math.min(least, had))) return [];
  return beliefs
    .slice(0, 1)
    .map(({ kept, had }) => `${deployment.metadata.name} keeps ${kept} of ${had} ready pods where ${least} must stay`);
}

/** Those that went a moment ago among them, as far as they count. */
function readyPods({ metadata }: ReplicaSet, store: Store, memory: Memory, isReady: (uid: string) => boolean): number {
  const present = allOf(store, 'Pod').map((pod) => [pod.metadata.uid, ownerOf(pod)] as const);
  const gone = [...memory.gone].map(([uid, { owner }]) => [uid, owner] as const);
  return [...present, ...gone].filter(([uid, owner]) => owner === metadata.uid && isReady(uid)).length;
}

function surge({ metadata }: Deployment, own: readonly ReplicaSet[], most: number): string[] {
  const total = own.reduce((sum, { spec }) => sum + (spec.replicas ?? 0), 0);
  return total <= most ? [] : [`${metadata.name} asks for ${total} pods where its surge allows ${most}`];
}
