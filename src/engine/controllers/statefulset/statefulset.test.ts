import { describe, expect, it } from 'vitest';
import type { StatefulSet } from '#api/kinds.ts';
import { testCluster, type TestCluster } from '../common/testing.ts';
import { names, say, settle } from '../common/testingKubelet.ts';
import { statefulset } from './statefulset.ts';

function template(image: string) {
  return { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'c', image }] } };
}

const www = { metadata: { name: 'www' }, spec: { accessModes: ['ReadWriteOnce'] } };

function set(replicas: number, more: object = {}): TestCluster {
  const cluster = testCluster(statefulset);
  cluster.client.create('StatefulSet', definition(replicas, more) as never);
  return cluster;
}

function definition(replicas: number, more: object = {}): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      replicas,
      serviceName: 'nginx',
      selector: { matchLabels: { app: 'x' } },
      template: template('a'),
      podManagementPolicy: 'OrderedReady',
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      revisionHistoryLimit: 10,
      ...more,
    },
  };
}

function get(cluster: TestCluster): StatefulSet {
  return cluster.get('StatefulSet', 'web')!;
}

function edit(cluster: TestCluster, spec: object): void {
  const old = get(cluster);
  cluster.client.update('StatefulSet', { ...old, spec: { ...old.spec, ...spec } });
}

/** `web-0=a`: which image each pod has, lowest ordinal first. */
function images(cluster: TestCluster): string {
  return cluster
    .all('Pod')
    .map((pod) => `${pod.metadata.name}=${pod.spec.containers[0]!.image}`)
    .sort()
    .join(' ');
}

/** What was done to pods, in order: `+web-0 -web-2`. */
function doneToPods(cluster: TestCluster, from = 0): string {
  const lines = cluster.log.slice(from).filter((line) => / Pod /.test(line) && !line.startsWith('~'));
  return lines.map((line) => line.replace(' Pod ', '')).join(' ');
}

const unwell =
  (...bad: readonly string[]) =>
  (pod: { metadata: { name: string } }) =>
    !bad.includes(pod.metadata.name);

describe('statefulset, OrderedReady', () => {
  it('makes one pod after the other, each when the one before is ready', () => {
    const cluster = set(3);
    cluster.run();
    expect(names(cluster)).toBe('web-0');
    say(cluster, 'web-0', 'Running');
    cluster.run();
    expect(names(cluster)).toBe('web-0');
    say(cluster, 'web-0', 'Running ready');
    cluster.run();
    expect(names(cluster)).toBe('web-0 web-1');
    settle(cluster);
    expect(names(cluster)).toBe('web-0 web-1 web-2');
  });

  it('gives pods name, labels, host name and claim, and says so', () => {
    const cluster = set(1, { volumeClaimTemplates: [www] });
    settle(cluster);
    const revision = names(cluster, 'ControllerRevision');
    const pod = cluster.get('Pod', 'web-0')!;
    expect(pod.metadata).toMatchObject({
      labels: {
        app: 'x',
        'statefulset.kubernetes.io/pod-name': 'web-0',
        'apps.kubernetes.io/pod-index': '0',
        'controller-revision-hash': revision,
      },
      ownerReferences: [{ kind: 'StatefulSet', name: 'web', controller: true, blockOwnerDeletion: true }],
    });
    expect(pod.spec).toMatchObject({
      hostname: 'web-0',
      subdomain: 'nginx',
      volumes: [{ name: 'www', persistentVolumeClaim: { claimName: 'www-web-0' } }],
    });
    expect(cluster.get('PersistentVolumeClaim', 'www-web-0')).toMatchObject({
      metadata: { labels: { app: 'x' } },
      spec: { accessModes: ['ReadWriteOnce'] },
    });
    expect(cluster.get('PersistentVolumeClaim', 'www-web-0')!.metadata.ownerReferences).toBeUndefined();
    expect(cluster.events()).toEqual([
      'Normal SuccessfulCreate create Claim www-web-0 Pod web-0 in StatefulSet web success',
      'Normal SuccessfulCreate create Pod web-0 in StatefulSet web successful',
    ]);
    expect(get(cluster).status).toEqual({
      observedGeneration: 1,
      replicas: 1,
      readyReplicas: 1,
      currentReplicas: 1,
      updatedReplicas: 1,
      currentRevision: revision,
      updateRevision: revision,
      collisionCount: 0,
      availableReplicas: 1,
    });
  });

  it('scales down from the top, one at a time, and not while a lower pod is unwell', () => {
    const cluster = set(3);
    settle(cluster);
    const start = cluster.log.length;
    say(cluster, 'web-0', 'Running');
    edit(cluster, { replicas: 1 });
    cluster.run();
    expect(doneToPods(cluster, start)).toBe('');
    say(cluster, 'web-0', 'Running ready');
    cluster.run();
    expect(
      cluster
        .all('Pod')
        .filter((pod) => pod.metadata.deletionTimestamp !== undefined)
        .map((pod) => pod.metadata.name),
    ).toEqual(['web-2']);
    settle(cluster);
    expect(doneToPods(cluster, start)).toBe('-web-2 -web-1');
  });

  it('updates from the top and makes the new revision the current one', () => {
    const cluster = set(3);
    settle(cluster);
    const before = get(cluster).status.currentRevision;
    const start = cluster.log.length;
    edit(cluster, { template: template('b') });
    settle(cluster);
    expect(doneToPods(cluster, start)).toBe('-web-2 +web-2 -web-1 +web-1 -web-0 +web-0');
    expect(images(cluster)).toBe('web-0=b web-1=b web-2=b');
    expect(get(cluster).status.currentRevision).toBe(get(cluster).status.updateRevision);
    expect(get(cluster).status.currentRevision).not.toBe(before);
  });

  it('leaves pods below the partition alone, and brings them back as they were', () => {
    const cluster = set(3, { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } });
    settle(cluster);
    edit(cluster, { template: template('b') });
    settle(cluster);
    expect(images(cluster)).toBe('web-0=a web-1=a web-2=b');
    cluster.client.delete('Pod', { namespace: 'default', name: 'web-0' });
    settle(cluster);
    expect(images(cluster)).toBe('web-0=a web-1=a web-2=b');
    expect(get(cluster).status).toMatchObject({ currentReplicas: 2, updatedReplicas: 1 });
  });

  it('is stuck on a broken revision even when the template is put right, until the pod is deleted by hand', () => {
    const cluster = set(2);
    settle(cluster);
    edit(cluster, { template: template('bad') });
    settle(cluster, (pod) => pod.spec.containers[0]!.image !== 'bad');
    edit(cluster, { template: template('a') });
    settle(cluster);
    expect(images(cluster)).toBe('web-0=a web-1=bad');
    cluster.client.delete('Pod', { namespace: 'default', name: 'web-1' });
    settle(cluster);
    expect(images(cluster)).toBe('web-0=a web-1=a');
  });

  it('re-uses the revision of a template that comes back', () => {
    const cluster = set(1);
    settle(cluster);
    const [first] = cluster.all('ControllerRevision');
    edit(cluster, { template: template('b') });
    settle(cluster);
    edit(cluster, { template: template('a') });
    settle(cluster);
    expect(
      cluster
        .all('ControllerRevision')
        .map(({ revision }) => revision)
        .sort(),
    ).toEqual([2, 3]);
    expect(get(cluster).status.currentRevision).toBe(first!.metadata.name);
  });

  it('keeps as much history as the limit says, besides what is in use', () => {
    const cluster = set(1, { revisionHistoryLimit: 1 });
    for (const image of ['b', 'c', 'd']) {
      settle(cluster);
      edit(cluster, { template: template(image) });
    }
    settle(cluster);
    expect(
      cluster
        .all('ControllerRevision')
        .map(({ revision }) => revision)
        .sort(),
    ).toEqual([3, 4]);
  });

  it('with OnDelete waits for a person to delete', () => {
    const cluster = set(2, { updateStrategy: { type: 'OnDelete' } });
    settle(cluster);
    edit(cluster, { template: template('b') });
    settle(cluster);
    expect(images(cluster)).toBe('web-0=a web-1=a');
    cluster.client.delete('Pod', { namespace: 'default', name: 'web-0' });
    settle(cluster);
    expect(images(cluster)).toBe('web-0=b web-1=a');
  });

  it('makes a failed pod anew', () => {
    const cluster = set(2);
    settle(cluster);
    const { uid } = cluster.get('Pod', 'web-0')!.metadata;
    say(cluster, 'web-0', 'Failed');
    settle(cluster);
    expect(cluster.get('Pod', 'web-0')!.metadata.uid).not.toBe(uid);
    expect(cluster.events()).toContain('Warning RecreatingFailedPod StatefulSet default/web is recreating failed Pod web-0');
    expect(cluster.events()).toContain('Normal SuccessfulDelete delete Pod web-0 in StatefulSet web successful');
  });

  it('tells what stands in the way of a pod', () => {
    const cluster = set(1, { volumeClaimTemplates: [www] });
    cluster.refuse(({ verb, resource }) => verb === 'create' && resource === 'persistentvolumeclaims', {
      reason: 'Forbidden',
      message: 'no',
    });
    cluster.run(6);
    expect(cluster.events()).toEqual([
      'Warning FailedCreate create Claim www-web-0 Pod web-0 in StatefulSet web failed error: no',
      'Warning FailedCreate create Pod web-0 in StatefulSet web failed error: failed to create PVC www-web-0: no',
    ]);
  });

  it('waits until a pod has been ready long enough', () => {
    const cluster = set(2, { minReadySeconds: 10 });
    settle(cluster);
    expect(names(cluster)).toBe('web-0');
    expect(get(cluster).status).toMatchObject({ readyReplicas: 1, availableReplicas: 0 });
    cluster.run(12_000);
    expect(names(cluster)).toBe('web-0 web-1');
    expect(get(cluster).status.availableReplicas).toBe(1);
  });

  it('follows the first ordinal', () => {
    const cluster = set(2, { ordinals: { start: 3 } });
    settle(cluster);
    expect(names(cluster)).toBe('web-3 web-4');
    edit(cluster, { ordinals: { start: 4 } });
    settle(cluster);
    expect(names(cluster)).toBe('web-4 web-5');
  });

  it('adopts pods of its name and labels, and lets go of those that no longer match', () => {
    const cluster = set(1);
    settle(cluster);
    const pod = cluster.get('Pod', 'web-0')!;
    cluster.put({ ...pod, metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, app: 'y' } } });
    cluster.run();
    expect(cluster.get('Pod', 'web-0')!.metadata.ownerReferences).toBeUndefined();
    const released = cluster.get('Pod', 'web-0')!;
    cluster.put({ ...released, metadata: { ...released.metadata, labels: pod.metadata.labels } });
    cluster.run(20_000);
    expect(cluster.get('Pod', 'web-0')!.metadata.ownerReferences).toMatchObject([{ name: 'web', controller: true }]);
    expect(cluster.get('Pod', 'web-0')!.metadata.uid).toBe(pod.metadata.uid);
  });

  it('does nothing to the pods of a set that is being deleted', () => {
    const cluster = testCluster(statefulset);
    cluster.put({
      ...(definition(2) as { metadata: object }),
      metadata: { name: 'web', namespace: 'default', deletionTimestamp: '2026-11-21T20:00:00Z', generation: 1 },
      status: { replicas: 0 },
    });
    cluster.run();
    expect(names(cluster)).toBe('');
  });

  it('puts back a pod name label that was changed', () => {
    const cluster = set(1);
    settle(cluster);
    const pod = cluster.get('Pod', 'web-0')!;
    cluster.put({
      ...pod,
      metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, 'statefulset.kubernetes.io/pod-name': 'other' } },
    });
    cluster.run();
    expect(cluster.get('Pod', 'web-0')!.metadata.labels!['statefulset.kubernetes.io/pod-name']).toBe('web-0');
    expect(cluster.events().at(-1)).toBe('Normal SuccessfulUpdate update Pod web-0 in StatefulSet web successful');
  });
});

describe('statefulset, Parallel', () => {
  it('makes and removes all at once, whether or not pods are ready', () => {
    const cluster = set(3, { podManagementPolicy: 'Parallel' });
    cluster.run();
    expect(names(cluster)).toBe('web-0 web-1 web-2');
    settle(cluster, unwell('web-0', 'web-1', 'web-2'));
    edit(cluster, { replicas: 0 });
    cluster.run();
    expect(cluster.all('Pod').every((pod) => pod.metadata.deletionTimestamp !== undefined)).toBe(true);
  });

  it('still updates one by one, or as many as maxUnavailable says', () => {
    const going = (cluster: TestCluster) =>
      cluster
        .all('Pod')
        .filter((pod) => pod.metadata.deletionTimestamp !== undefined)
        .map((pod) => pod.metadata.name)
        .sort();
    const one = set(4, { podManagementPolicy: 'Parallel' });
    settle(one);
    edit(one, { template: template('b') });
    one.run();
    expect(going(one)).toEqual(['web-3']);
    const two = set(4, {
      podManagementPolicy: 'Parallel',
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1, maxUnavailable: '50%' } },
    });
    settle(two);
    edit(two, { template: template('b') });
    two.run();
    expect(going(two)).toEqual(['web-2', 'web-3']);
    settle(two);
    expect(images(two)).toBe('web-0=a web-1=b web-2=b web-3=b');
  });
});

describe('statefulset, claims', () => {
  const owners = (cluster: TestCluster, name: string) =>
    (cluster.get('PersistentVolumeClaim', name)!.metadata.ownerReferences ?? []).map(({ kind, name: owner }) => `${kind}/${owner}`).join();

  it.each([
    ['Retain', 'Retain', '', ''],
    ['Retain', 'Delete', 'StatefulSet/web', 'StatefulSet/web'],
    ['Delete', 'Retain', '', 'Pod/web-1'],
    ['Delete', 'Delete', 'StatefulSet/web', 'Pod/web-1'],
  ])('whenScaled %s, whenDeleted %s', (whenScaled, whenDeleted, inRange, condemned) => {
    const cluster = set(2, { volumeClaimTemplates: [www], persistentVolumeClaimRetentionPolicy: { whenScaled, whenDeleted } });
    settle(cluster);
    expect([owners(cluster, 'www-web-0'), owners(cluster, 'www-web-1')]).toEqual([inRange, inRange]);
    edit(cluster, { replicas: 1 });
    cluster.run();
    expect([owners(cluster, 'www-web-0'), owners(cluster, 'www-web-1')]).toEqual([inRange, condemned]);
  });

  it('waits for the claim of the last pod to go before it makes the next', () => {
    const cluster = set(2, {
      volumeClaimTemplates: [www],
      persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete', whenDeleted: 'Retain' },
    });
    settle(cluster);
    edit(cluster, { replicas: 1 });
    settle(cluster);
    edit(cluster, { replicas: 2 });
    settle(cluster);
    expect(names(cluster)).toBe('web-0');
    cluster.remove('PersistentVolumeClaim', 'www-web-1');
    settle(cluster);
    expect(names(cluster)).toBe('web-0 web-1');
    expect(names(cluster, 'PersistentVolumeClaim')).toBe('www-web-0 www-web-1');
  });

  it('makes the claim of a waiting pod again', () => {
    const cluster = set(1, { volumeClaimTemplates: [www] });
    cluster.run();
    cluster.remove('PersistentVolumeClaim', 'www-web-0');
    cluster.run();
    const pod = cluster.get('Pod', 'web-0')!;
    cluster.put({ ...pod, status: { ...pod.status, message: 'waits' } });
    cluster.run();
    expect(names(cluster, 'PersistentVolumeClaim')).toBe('www-web-0');
  });
});
