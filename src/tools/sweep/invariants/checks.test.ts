import { describe, expect, it } from 'vitest';
import type { KubeObject } from '#api/meta.ts';
import { commit, createStore, type Change, type Store } from '#engine/etcd/store.ts';
import { evictionViolations } from './budgets.ts';
import { violationsOf } from './checks.ts';
import { createMemory, type Memory } from './memory.ts';
import { twinViolations } from './ordinals.ts';

interface World {
  readonly store: Store;
  readonly memory: Memory;
  now: number;
  /** Who writes. */
  controller: string;
}

function world(slowMs?: number): World {
  return { store: createStore(), memory: createMemory(slowMs), now: 0, controller: 'statefulset' };
}

/** Writes an object and answers what is wrong then. */
function put(
  it: World,
  resource: string,
  { metadata, ...fields }: { readonly metadata: object; readonly [field: string]: unknown },
  type?: 'DELETED',
): string[] {
  const object = { metadata: { namespace: 'default', ...metadata }, ...fields } as unknown as KubeObject;
  const { name } = object.metadata;
  const known =
    it.store.tables
      .get(resource)
      ?.get(object.metadata.namespace ?? '')
      ?.objects.has(name) === true;
  const writer = { at: it.now, verb: 'update', by: 'test', cause: { actor: 'test', controller: it.controller } };
  const change = commit(it.store, { type: type ?? (known ? 'MODIFIED' : 'ADDED'), resource, object, writer } as unknown as Parameters<
    typeof commit
  >[1]);
  return violationsOf(change as Change, it.store, it.memory, it.now);
}

const ownedBy = (uid: string) => [{ uid, controller: true, kind: 'StatefulSet', name: uid, apiVersion: 'apps/v1' }];

function pod(name: string, owner: string, ready = true, app = owner) {
  const conditions = ready ? [{ type: 'Ready', status: 'True' }] : [];
  const metadata = { name, uid: name, labels: { app }, ownerReferences: ownedBy(owner) };
  return { metadata, spec: { containers: [], nodeName: 'node-1' }, status: { phase: 'Running', conditions } };
}

describe('what the sweep finds', () => {
  it('an ordinal before its time', () => {
    const it = world();
    put(it, 'statefulsets.apps', { metadata: { name: 'web', uid: 'web' }, spec: {} });
    expect(put(it, 'pods', pod('web-0', 'web'))).toEqual([]);
    expect(put(it, 'pods', pod('web-2', 'web'))).toEqual(['web-2 was created before web-1']);
  });

  it.each([
    { slowMs: 0, lateMs: 3_300, wrong: ['web-1 was created before web-0'] },
    { slowMs: 1_990, lateMs: 3_300, wrong: [] },
    { slowMs: 1_990, lateMs: 6_000, wrong: ['web-1 was created before web-0'] },
  ])('what happened $lateMs ms ago has reached a component that is $slowMs ms late', ({ slowMs, lateMs, wrong }) => {
    const it = world(slowMs);
    put(it, 'statefulsets.apps', { metadata: { name: 'web', uid: 'web' }, spec: {} });
    put(it, 'pods', pod('web-0', 'web'));
    put(it, 'pods', pod('web-0', 'web'), 'DELETED');
    it.now += lateMs;
    expect(put(it, 'pods', pod('web-1', 'web'))).toEqual(wrong);
  });

  it('an update that does not wait for the pods behind', () => {
    const it = world();
    put(it, 'statefulsets.apps', { metadata: { name: 'web', uid: 'web' }, spec: { replicas: 2 }, status: { updateRevision: 'new' } });
    put(it, 'pods', pod('web-0', 'web'));
    put(it, 'pods', pod('web-1', 'web', false));
    it.now = 10_000;
    const { metadata, ...rest } = pod('web-0', 'web');
    const leaving = { metadata: { ...metadata, deletionTimestamp: '2026-01-01T00:00:00Z' }, ...rest };
    expect(put(it, 'pods', leaving)).toEqual(['web-0 is updated while web-1 is not ready']);
  });

  it('a DaemonSet that replaces more pods than it may, or adds more', () => {
    const it = world();
    const daemons = (maxSurge: number) => {
      const updateStrategy = { rollingUpdate: { maxSurge, maxUnavailable: 1 - maxSurge } };
      const template = { spec: { containers: [{ name: 'c', image: 'new' }] } };
      put(it, 'daemonsets.apps', {
        metadata: { name: 'dae', uid: 'dae' },
        spec: { updateStrategy, template },
        status: { desiredNumberScheduled: 3 },
      });
      it.now += 10_000;
    };
    const on = (node: string, image = 'old', more = {}, ready = true) => {
      const { metadata, status } = pod(`${node}-${image}`, 'dae', ready);
      return put(it, 'pods', { metadata: { ...metadata, ...more }, spec: { nodeName: node, containers: [{ image }] }, status });
    };
    const leaving = { deletionTimestamp: '2026-01-01T00:00:00Z' };
    it.controller = 'daemonset';
    for (const node of ['a', 'b', 'c']) on(node);
    daemons(0);
    expect(on('a', 'old', leaving)).toEqual([]);
    it.now += 10_000;
    expect(on('b', 'old', leaving)).toEqual(['dae keeps 1 ready pods where 2 must stay']);
    for (const node of ['a', 'b', 'c']) on(node);
    daemons(1);
    expect(on('a', 'new', {}, false)).toEqual([]);
    expect(on('b', 'new', {}, false)).toEqual(['dae has second pods on 2 nodes where its surge allows 1']);
  });

  it('no DaemonSet that replaces what is broken, or seems so, on top of what it may', () => {
    const it = world();
    const updateStrategy = { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } };
    const template = { spec: { containers: [{ name: 'c', image: 'new' }] } };
    const spec = { nodeName: '', containers: [{ image: 'old' }] };
    const on = (node: string, ready: boolean, more = {}) => {
      const { metadata, status } = pod(node, 'dae', ready);
      return put(it, 'pods', { metadata: { ...metadata, ...more }, spec: { ...spec, nodeName: node }, status });
    };
    const leaving = { deletionTimestamp: '2026-01-01T00:00:00Z' };
    it.controller = 'daemonset';
    put(it, 'daemonsets.apps', {
      metadata: { name: 'dae', uid: 'dae' },
      spec: { updateStrategy, template },
      status: { desiredNumberScheduled: 3 },
    });
    on('a', false);
    for (const node of ['b', 'c', 'd']) on(node, true);
    it.now += 10_000;
    expect([...on('a', false, leaving), ...on('b', true, leaving)]).toEqual([]);
    on('d', false);
    on('d', true);
    expect(on('d', true, leaving)).toEqual([]);
    it.now += 1_000;
    expect(on('c', true, leaving)).toEqual(['dae keeps 0 ready pods where 2 must stay']);
  });

  it('no DaemonSet whose new pod is ready in the place of the old one, whatever faults take elsewhere', () => {
    const it = world();
    const updateStrategy = { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
    const template = { spec: { containers: [{ name: 'c', image: 'new' }] } };
    const on = (node: string, image: string, more = {}, ready = true) => {
      const { metadata, status } = pod(`${node}-${image}`, 'dae', ready);
      return put(it, 'pods', { metadata: { ...metadata, ...more }, spec: { nodeName: node, containers: [{ image }] }, status });
    };
    it.controller = 'daemonset';
    put(it, 'daemonsets.apps', {
      metadata: { name: 'dae', uid: 'dae' },
      spec: { updateStrategy, template },
      status: { desiredNumberScheduled: 3 },
    });
    on('a', 'old');
    on('a', 'new');
    for (const node of ['b', 'c']) on(node, 'old', {}, false);
    it.now += 10_000;
    expect(on('a', 'old', { deletionTimestamp: '2026-01-01T00:00:00Z' })).toEqual([]);
  });

  it('a disk at two nodes', () => {
    const it = world();
    const volume = (name: string, mode: string) => ({ metadata: { name, namespace: undefined }, spec: { accessModes: [mode] } });
    put(it, 'persistentvolumes', volume('one', 'ReadWriteOnce'));
    put(it, 'persistentvolumes', volume('many', 'ReadWriteMany'));
    const at = (persistentVolumeName: string, nodeName: string, attached = true) =>
      put(it, 'volumeattachments.storage.k8s.io', {
        metadata: { name: `${persistentVolumeName}-${nodeName}`, namespace: undefined },
        spec: { nodeName, source: { persistentVolumeName } },
        status: { attached },
      });
    expect([at('one', 'node-1'), at('one', 'node-2', false), at('many', 'node-1'), at('many', 'node-2')]).toEqual([[], [], [], []]);
    expect(at('one', 'node-2')).toEqual(['volume one is attached to node-1 and node-2']);
  });

  it('two daemons on a node', () => {
    const it = world();
    put(it, 'daemonsets.apps', { metadata: { name: 'd', uid: 'd' }, spec: {} });
    expect(put(it, 'pods', pod('d-a', 'd'))).toEqual([]);
    expect(put(it, 'pods', pod('d-b', 'd'))).toEqual(['node-1 has 2 pods of d']);
  });

  it('two pods of a name that run', () => {
    const of = (node: string, uid: string) => ({ node, name: 'web-0', uid });
    expect(twinViolations([of('node-1', 'a'), of('node-1', 'a')], createMemory())).toEqual([]);
    expect(twinViolations([of('node-1', 'a'), of('node-2', 'b')], createMemory())).toEqual(['two pods web-0 run, on node-1 and on node-2']);
    expect(
      twinViolations([of('node-1', 'a'), of('node-2', 'b')], {
        gone: new Map([['a', { name: 'web-0', owner: undefined, at: 0, isForced: true }]]),
      }),
    ).toEqual([]);
  });

  it('a volume of two claims', () => {
    const it = world();
    const claim = (name: string) => ({ metadata: { name, uid: name }, spec: { volumeName: 'v' }, status: {} });
    expect(put(it, 'persistentvolumeclaims', claim('a'))).toEqual([]);
    expect(put(it, 'persistentvolumeclaims', claim('b'))).toEqual(['volume v has the claims a and b']);
  });

  it('a surge that is too large, unless it was allowed a moment ago', () => {
    const it = world();
    const deployment = (replicas: number) => ({
      metadata: { name: 'd', uid: 'd' },
      spec: { replicas, strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } },
    });
    const set = (replicas: number) => ({ metadata: { name: 's', uid: 's', ownerReferences: ownedBy('d') }, spec: { replicas } });
    put(it, 'deployments.apps', deployment(3));
    expect(put(it, 'replicasets.apps', set(4))).toEqual([]);
    expect(put(it, 'replicasets.apps', set(5))).toEqual(['d asks for 5 pods where its surge allows 4']);
    put(it, 'deployments.apps', deployment(1));
    put(it, 'replicasets.apps', set(3));
    expect(put(it, 'replicasets.apps', set(4))).toEqual([]);
    it.now = 10_000;
    put(it, 'replicasets.apps', set(3));
    expect(put(it, 'replicasets.apps', set(4))).toEqual(['d asks for 4 pods where its surge allows 2']);
  });

  it('ready pods that are taken away', () => {
    const it = world();
    const rollingUpdate = { maxSurge: 0, maxUnavailable: 1 };
    put(it, 'deployments.apps', { metadata: { name: 'd', uid: 'd' }, spec: { replicas: 2, strategy: { rollingUpdate } } });
    const set = (replicas: number) => ({ metadata: { name: 's', uid: 's', ownerReferences: ownedBy('d') }, spec: { replicas } });
    put(it, 'replicasets.apps', set(2));
    for (const name of ['s-a', 's-b']) put(it, 'pods', pod(name, 's'));
    expect(put(it, 'replicasets.apps', set(1))).toEqual([]);
    expect(put(it, 'replicasets.apps', set(0))).toEqual(['d keeps 0 of 1 ready pods where 1 must stay']);
  });

  it('no Deployment that has not heard yet which pods went a moment ago', () => {
    const it = world();
    const rollingUpdate = { maxSurge: 1, maxUnavailable: 0 };
    put(it, 'deployments.apps', { metadata: { name: 'd', uid: 'd' }, spec: { replicas: 1, strategy: { rollingUpdate } } });
    const set = (name: string, replicas: number) => ({ metadata: { name, uid: name, ownerReferences: ownedBy('d') }, spec: { replicas } });
    for (const name of ['old', 'new']) {
      put(it, 'replicasets.apps', set(name, 1));
      put(it, 'pods', pod(`${name}-a`, name));
    }
    put(it, 'pods', pod('new-a', 'new'), 'DELETED');
    expect(put(it, 'replicasets.apps', set('old', 0))).toEqual([]);
    put(it, 'replicasets.apps', set('old', 1));
    it.now = 10_000;
    expect(put(it, 'replicasets.apps', set('old', 0))).toEqual(['d keeps 0 of 1 ready pods where 1 must stay']);
  });

  it('no Deployment that takes the places of pods which went a moment ago', () => {
    const it = world();
    const rollingUpdate = { maxSurge: 1, maxUnavailable: 0 };
    put(it, 'deployments.apps', { metadata: { name: 'd', uid: 'd' }, spec: { replicas: 3, strategy: { rollingUpdate } } });
    const set = (replicas: number) => ({ metadata: { name: 's', uid: 's', ownerReferences: ownedBy('d') }, spec: { replicas } });
    put(it, 'replicasets.apps', set(3));
    for (const name of ['s-a', 's-b', 's-c']) put(it, 'pods', pod(name, 's'));
    for (const name of ['s-a', 's-b']) put(it, 'pods', pod(name, 's'), 'DELETED');
    expect(put(it, 'replicasets.apps', set(1))).toEqual([]);
    expect(put(it, 'replicasets.apps', set(0))).toEqual(['d keeps 0 of 1 ready pods where 3 must stay']);
  });

  it('no Deployment that believes a set whose status still tells of more pods than it is to have', () => {
    const it = world();
    const rollingUpdate = { maxSurge: 1, maxUnavailable: 0 };
    put(it, 'deployments.apps', { metadata: { name: 'd', uid: 'd' }, spec: { replicas: 2, strategy: { rollingUpdate } } });
    const set = (name: string, replicas: number) => ({ metadata: { name, uid: name, ownerReferences: ownedBy('d') }, spec: { replicas } });
    put(it, 'replicasets.apps', set('old', 1));
    put(it, 'pods', pod('old-a', 'old'));
    put(it, 'replicasets.apps', set('new', 1));
    for (const name of ['new-a', 'new-b']) put(it, 'pods', pod(name, 'new'));
    for (const name of ['new-a', 'new-b']) put(it, 'pods', pod(name, 'new'), 'DELETED');
    expect(put(it, 'replicasets.apps', set('old', 0))).toEqual([]);
    put(it, 'replicasets.apps', set('old', 1));
    it.now = 10_000;
    expect(put(it, 'replicasets.apps', set('old', 0))).toEqual(['d keeps 0 of 1 ready pods where 2 must stay']);
  });

  it('an endpoint that has not been ready for a while', () => {
    const it = world();
    const slice = { metadata: { name: 'e', uid: 'e' }, endpoints: [{ conditions: { ready: true }, targetRef: { name: 'a', uid: 'a' } }] };
    put(it, 'pods', pod('a', 'x'));
    expect(put(it, 'endpointslices.discovery.k8s.io', slice)).toEqual([]);
    put(it, 'pods', pod('a', 'x', false));
    expect(put(it, 'endpointslices.discovery.k8s.io', slice)).toEqual([]);
    it.now = 10_000;
    expect(put(it, 'endpointslices.discovery.k8s.io', slice)).toEqual(['e serves a, which is not ready']);
  });

  it('a budget that is overspent', () => {
    const it = world();
    const budget = (disruptionsAllowed: number) => ({
      metadata: { name: 'b', uid: 'b' },
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'x' } } },
      status: { disruptionsAllowed },
    });
    expect(put(it, 'poddisruptionbudgets.policy', budget(0))).toEqual([]);
    expect(put(it, 'poddisruptionbudgets.policy', budget(-1))).toEqual(['b allows -1 disruptions']);
    const evict = (status: object, ...pods: readonly object[]) =>
      evictionViolations(pods[0] as never, { pods: pods as never, budgets: [{ ...budget(0), status }] as never });
    expect(evict({ disruptionsAllowed: 0 }, pod('a', 'x'))).toEqual(['a was evicted where b allows no disruption']);
    expect(evict({ disruptionsAllowed: 1, currentHealthy: 1 }, pod('a', 'x'))).toEqual([
      'the eviction of a leaves 0 pods where b asks for 1',
    ]);
    expect(evict({ disruptionsAllowed: 1, currentHealthy: 2 }, pod('a', 'x'))).toEqual([]);
    expect(evict({ disruptionsAllowed: 1, currentHealthy: 2 }, pod('a', 'x'), pod('c', 'x'))).toEqual([]);
    expect(evict({ disruptionsAllowed: 0 }, pod('a', 'x', false))).toEqual([]);
  });
});
