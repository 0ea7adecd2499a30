/** A Deployment that is deleted: in the background, in the foreground, or leaving what it made behind. */
import { isPodReady } from '#api/machinery/podReadiness.ts';
import type { Store } from '#engine/etcd/store.ts';
import { inExtra, make, podsOf, remove, serving, type Feature } from './extra.ts';

const policies = ['Background', 'Foreground', 'Orphan'] as const;
const policyOf = (pick: number) => policies[pick % policies.length]!;
const replicas = 2;

export const removal: Feature = {
  start: () => [make('Deployment', 'gone', { spec: { replicas, selector: { matchLabels: { app: 'gone' } }, template: serving('gone') } })],
  // Nothing is left behind by a Deployment that has not made anything yet.
  act: (pick, store) => (setsOf(store).length === 0 ? [] : [remove('Deployment', 'gone', policyOf(pick))]),
  /** Foreground: what owns is there as long as what it owns. */
  check(pick, store) {
    const orphans = policyOf(pick) === 'Foreground' && !isThere(store) ? setsOf(store).length : 0;
    return orphans === 0 ? [] : [`gone went before ${orphans} of its ReplicaSets`];
  },
  unsettled(pick, store) {
    if (isThere(store)) return ['gone is still there'];
    const [sets, pods] = [setsOf(store), podsOf(store, 'gone')];
    if (policyOf(pick) !== 'Orphan')
      return sets.length + pods.length === 0 ? [] : [`gone left ${sets.length} sets and ${pods.length} pods`];
    const ready = pods.filter((pod) => isPodReady(pod)).length;
    const owned = sets.filter(({ metadata }) => (metadata.ownerReferences ?? []).length > 0).length;
    return sets.length === 1 && owned === 0 && ready === replicas
      ? []
      : [`gone left ${sets.length} sets, ${owned} owned, and ${ready} ready pods`];
  },
};

function isThere(store: Store): boolean {
  return inExtra(store, 'Deployment').some(({ metadata }) => metadata.name === 'gone');
}

function setsOf(store: Store) {
  return inExtra(store, 'ReplicaSet').filter(({ metadata }) => metadata.labels?.['app'] === 'gone');
}
