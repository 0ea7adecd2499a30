import { describe, expect, it } from 'vitest';
import { evictionViolations } from './budgets.ts';
import { createMemory } from './memory.ts';
import { twinViolations } from './ordinals.ts';
import { gone, hear, leaving, ownedBy, pod, put, stroke, world, type Write } from './testing.ts';

describe('what the sweep finds of Jobs, owners and autoscalers', () => {
  it('more pods of a Job than may run, and two of one index', () => {
    const it = world();
    const indexed = (name: string, index: string) => {
      const made = pod(name, 'j');
      return { ...made, metadata: { ...made.metadata, annotations: { 'batch.kubernetes.io/job-completion-index': index } } };
    };
    put(it, 'jobs.batch', { metadata: { name: 'j', uid: 'j' }, spec: { parallelism: 2, completions: 3 }, status: {} });
    expect(stroke(it, 'job', ['pods', indexed('a', '0')])).toEqual([]);
    hear(it);
    expect(stroke(it, 'job', ['pods', indexed('b', '0')])).toEqual(['j runs index 0 2 times']);
    hear(it);
    expect(stroke(it, 'job', ['pods', indexed('c', '1')])).toEqual(['j runs 3 pods where 2 may run']);
  });

  it('a Job that forgets, or counts what nobody asked for', () => {
    const it = world();
    const job = (status: object) => ({ metadata: { name: 'j', uid: 'j' }, spec: { parallelism: 2, completions: 2 }, status });
    put(it, 'jobs.batch', job({ succeeded: 1 }));
    expect(put(it, 'jobs.batch', job({ succeeded: 0 }))).toEqual(['j forgets what it has counted']);
    expect(put(it, 'jobs.batch', job({ succeeded: 3 }))).toEqual(['j counts 3 of 2']);
    expect(put(it, 'jobs.batch', job({ succeeded: 3, active: 3 }))).toEqual(['j counts 3 of 2']);
    expect(put(it, 'jobs.batch', job({ succeeded: 0, active: 3 }))).toEqual(['j forgets what it has counted']);
    expect(put(it, 'jobs.batch', job({ active: 3 }))).toEqual(['j has 3 active pods']);
  });

  it.each([
    { policy: 'Allow', takes: false, wrong: [] },
    { policy: 'Forbid', takes: true, wrong: ['c-2 begins while c-1 runs'] },
    { policy: 'Replace', takes: true, wrong: [] },
    { policy: 'Replace', takes: false, wrong: ['c-2 begins while c-1 runs'] },
  ])('a CronJob that runs two Jobs: $policy, takes the first: $takes', ({ policy, takes, wrong }) => {
    const it = world();
    const job = (name: string, more = {}) => ({
      metadata: { name, uid: name, ownerReferences: ownedBy('c'), ...more },
      spec: {},
      status: {},
    });
    put(it, 'cronjobs.batch', { metadata: { name: 'c', uid: 'c' }, spec: { concurrencyPolicy: policy } });
    put(it, 'jobs.batch', job('c-1'));
    const end: readonly Write[] = takes ? [['jobs.batch', job('c-1', leaving)]] : [];
    expect(stroke(it, 'cronjob', ...end, ['jobs.batch', job('c-2')])).toEqual(wrong);
  });

  it('what is collected while its owner stays', () => {
    const it = world();
    put(it, 'replicasets.apps', { metadata: { name: 's', uid: 's' }, spec: {} });
    put(it, 'pods', pod('a', 's'));
    expect(stroke(it, 'garbagecollector', ['pods', gone(pod('a', 's'))])).toEqual(['a was collected while its StatefulSet s stays']);
    put(it, 'pods', pod('b', 'nobody'));
    expect(stroke(it, 'garbagecollector', ['pods', gone(pod('b', 'nobody'))])).toEqual([]);
  });

  it('a size beyond the limits of an autoscaler', () => {
    const it = world();
    const deployment = (replicas: number) => ({ metadata: { name: 'd', uid: 'd' }, spec: { replicas } });
    const spec = { minReplicas: 1, maxReplicas: 5, scaleTargetRef: { name: 'd' } };
    put(it, 'horizontalpodautoscalers.autoscaling', { metadata: { name: 'h', uid: 'h' }, spec });
    put(it, 'deployments.apps', deployment(1));
    expect(stroke(it, 'horizontalpodautoscaler', ['deployments.apps', deployment(5)])).toEqual([]);
    const wrong = "d is scaled to 6, out of its autoscaler's limits";
    expect(stroke(it, 'horizontalpodautoscaler', ['deployments.apps', deployment(6)])).toEqual([wrong]);
  });
});

describe('what the sweep finds', () => {
  it('an endpoint that is not what its pod is', () => {
    const it = world();
    const slice = (ready: boolean) => ({
      metadata: { name: 'e', uid: 'e' },
      endpoints: [{ conditions: { ready }, targetRef: { namespace: 'default', name: 'a', uid: 'a' } }],
    });
    const say = (ready: boolean) => stroke(it, 'endpointslice', ['endpointslices.discovery.k8s.io', slice(ready)]);
    expect(say(true)).toEqual(['e serves a, which is not ready']);
    put(it, 'pods', pod('a', 'x'));
    expect([say(true), say(false)]).toEqual([[], ['e does not serve a, which is ready']]);
    put(it, 'pods', gone(pod('a', 'x')));
    expect([say(true), say(false)]).toEqual([['e serves a, which is not ready'], []]);
    const subsets = [{ addresses: [{ targetRef: { namespace: 'default', name: 'a', uid: 'a' } }] }];
    expect(stroke(it, 'endpoint', ['endpoints', { metadata: { name: 's', uid: 's' }, subsets }])).toEqual([
      's serves a, which is not ready',
    ]);
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

  it('two pods of a name that run', () => {
    const of = (node: string, uid: string) => ({ node, name: 'web-0', uid });
    expect(twinViolations([of('node-1', 'a'), of('node-1', 'a')], createMemory())).toEqual([]);
    expect(twinViolations([of('node-1', 'a'), of('node-2', 'b')], createMemory())).toEqual(['two pods web-0 run, on node-1 and on node-2']);
    expect(
      twinViolations([of('node-1', 'a'), of('node-2', 'b')], {
        forced: new Set(['a']),
      }),
    ).toEqual([]);
  });

  it('a volume of two claims', () => {
    const it = world();
    const claim = (name: string) => ({ metadata: { name, uid: name }, spec: { volumeName: 'v' }, status: {} });
    expect(put(it, 'persistentvolumeclaims', claim('a'))).toEqual([]);
    expect(put(it, 'persistentvolumeclaims', claim('b'))).toEqual(['volume v has the claims a and b']);
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
