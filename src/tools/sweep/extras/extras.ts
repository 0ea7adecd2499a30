/** Which features a seed tries beside its workloads, and what becomes of them. */
import type { Request } from '#api/request.ts';
import type { Store } from '#engine/etcd/store.ts';
import { nextBelow, seedRandom } from '#sim/random.ts';
import { extraNamespace, type Extra, type Feature } from './extra.ts';
import { failingJob, shortLived, suspended, workQueue } from './jobs.ts';
import { removal } from './owners.ts';
import { preemption, quota } from './room.ts';
import { expansion, partition, retention } from './sets.ts';

const features: Readonly<Record<string, Feature>> = {
  failingJob,
  workQueue,
  shortLived,
  suspended,
  partition,
  retention,
  expansion,
  removal,
  preemption,
  quota,
};

const picks = 12;

/** From random numbers of their own: a seed's workloads and faults are what they were without them. */
export function extrasOf(seed: number, { from, to }: { readonly from: number; readonly to: number }): readonly Extra[] {
  const random = seedRandom(seed, 'sweep-extras');
  const names = Object.keys(features);
  const chosen = new Set(Array.from({ length: 1 + nextBelow(random, 3) }, () => names[nextBelow(random, names.length)]!));
  return [...chosen].map((feature) => ({ feature, at: from + nextBelow(random, to - from), pick: nextBelow(random, picks) }));
}

function featureOf({ feature }: Extra): Feature {
  const found = features[feature];
  if (found === undefined) throw new Error(`the sweep has no feature ${feature}`);
  return found;
}

export function extraStarts(extras: readonly Extra[]): readonly Request[] {
  return extras.length === 0 ? [] : [extraNamespace(), ...extras.flatMap((it) => featureOf(it).start(it.pick))];
}

export function extraActs(extra: Extra, store: Store): readonly Request[] {
  return featureOf(extra).act?.(extra.pick, store) ?? [];
}

export function extraViolations(extras: readonly Extra[], store: Store): readonly string[] {
  return extras.flatMap((it) => featureOf(it).check?.(it.pick, store) ?? []);
}

export function extrasUnsettled(extras: readonly Extra[], store: Store): readonly string[] {
  return extras.flatMap((it) => featureOf(it).unsettled(it.pick, store));
}
