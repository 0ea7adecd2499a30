/** StatefulSets with a partition, with claims that go with their pods, and with volumes that grow. */
import type { Json } from '#api/immutable.ts';
import type { PersistentVolumeClaim, Pod } from '#api/kinds.ts';
import { isPodReady } from '#api/machinery/podReadiness.ts';
import type { Store } from '#engine/etcd/store.ts';
import { change, inExtra, make, podsOf, remove, serving, type Feature } from './extra.ts';

const [before, after] = ['nginx:1.24', 'nginx:1.25'];

function set(name: string, replicas: number, fields: { readonly [field: string]: Json }) {
  return make('StatefulSet', name, { spec: { serviceName: name, replicas, selector: { matchLabels: { app: name } }, ...fields } });
}

function ordinalOf({ metadata }: Pod): number {
  return Number(metadata.name.split('-').at(-1));
}

const partitionAt = (pick: number): number => 1 + (pick % 2);
const imageOf = (pod: Pod): string => pod.spec.containers[0]?.image ?? '';

/** Pods below the partition are of the old revision, however often they are made again. */
export const partition: Feature = {
  start(pick) {
    const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: partitionAt(pick) } };
    const podManagementPolicy = pick % 3 === 0 ? 'Parallel' : 'OrderedReady';
    return [set('part', 3, { updateStrategy, podManagementPolicy, template: serving('part') })];
  },
  act: () => [change('StatefulSet', 'part', { spec: { template: { spec: { containers: [{ name: 'c', image: after }] } } } })],
  check: (pick, store) =>
    podsOf(store, 'part')
      .filter((pod) => ordinalOf(pod) < partitionAt(pick) && imageOf(pod) !== before)
      .map(({ metadata }) => `${metadata.name} is below the partition and of the new revision`),
  unsettled(pick, store) {
    const pods = podsOf(store, 'part');
    const wanted = (pod: Pod) => (ordinalOf(pod) < partitionAt(pick) ? before : after);
    const done = pods.filter((pod) => isPodReady(pod) && imageOf(pod) === wanted(pod)).length;
    return done === 3 && pods.length === 3 ? [] : [`part has ${done} pods of 3 as its partition asks`];
  },
};

const claimTemplate = { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } };
const mounts = [{ name: 'data', mountPath: '/data' }];

function claimsOf(store: Store, name: string): readonly PersistentVolumeClaim[] {
  return inExtra(store, 'PersistentVolumeClaim').filter(({ metadata }) => metadata.name.startsWith(`data-${name}-`));
}

/**
 * What is scaled away, or deleted, takes its claims with it; what stays keeps them. The claim of a pod that was not there when its set
 * became smaller stays too: only pods that the set itself takes away own their claims. A set that is deleted does not own its newest
 * claim yet: it takes it when it looks again, since its cache does not show what it has just made.
 * upstream: pkg/controller/statefulset/stateful_set_control.go (claims of condemned pods), stateful_pod_control.go (CreateStatefulPod)
 */
export const retention: Feature = {
  start(pick) {
    const persistentVolumeClaimRetentionPolicy = policyOf(pick);
    const volumeClaimTemplates = [claimTemplate];
    return [set('keep', 3, { persistentVolumeClaimRetentionPolicy, volumeClaimTemplates, template: serving('keep', { mounts }) })];
  },
  act: (pick) => [isDeleted(pick) ? remove('StatefulSet', 'keep', 'Background') : change('StatefulSet', 'keep', { spec: { replicas: 1 } })],
  unsettled(pick, store) {
    const left = isDeleted(pick) ? 0 : 1;
    const pods = podsOf(store, 'keep').length;
    const all = claimsOf(store, 'keep');
    const claims = all.length;
    const newest = all.some(({ metadata }) => (metadata.ownerReferences ?? []).length === 0) ? 1 : 0;
    const taken = new Set(inExtra(store, 'Event').flatMap(({ message = '' }) => /^delete Pod (keep-[12]) /.exec(message)?.[1] ?? [])).size;
    const { whenDeleted, whenScaled } = policyOf(pick);
    const goes = (isDeleted(pick) ? whenDeleted : whenScaled) === 'Delete';
    const most = goes ? (isDeleted(pick) ? newest : 3 - taken) : 3;
    const right = claims >= left && claims <= most;
    return pods === left && right ? [] : [`keep has ${pods} pods of ${left}, and ${claims} claims`];
  },
};

function isDeleted(pick: number): boolean {
  return pick % 2 === 1;
}

function policyOf(pick: number) {
  return { whenDeleted: pick % 4 < 2 ? 'Delete' : 'Retain', whenScaled: pick % 3 === 0 ? 'Retain' : 'Delete' };
}

/** A volume that is bound grows. */
export const expansion: Feature = {
  start: () => [set('grow', 1, { volumeClaimTemplates: [claimTemplate], template: serving('grow', { mounts }) })],
  act: (_pick, store) =>
    claimsOf(store, 'grow')
      .filter(({ status }) => status.phase === 'Bound')
      .map(({ metadata }) => change('PersistentVolumeClaim', metadata.name, { spec: { resources: { requests: { storage: '2Gi' } } } })),
  check: (_pick, store) =>
    claimsOf(store, 'grow')
      .filter(({ spec, status }) => status.capacity?.['storage'] === '2Gi' && spec.resources?.requests?.['storage'] !== '2Gi')
      .map(({ metadata }) => `${metadata.name} is larger than it was asked to be`),
  unsettled(_pick, store) {
    const open = claimsOf(store, 'grow').filter(
      ({ spec, status }) => status.capacity?.['storage'] !== spec.resources?.requests?.['storage'],
    );
    const ready = podsOf(store, 'grow').filter((pod) => isPodReady(pod)).length;
    return open.length === 0 && ready === 1 ? [] : [`grow has ${open.length} claims that have not grown, and ${ready} ready pods`];
  },
};
