import { describe, expect, it } from 'vitest';
import { testCluster } from '../common/testing.ts';
import { names, say, settle } from '../common/testingKubelet.ts';
import { replicaset } from './replicaset.ts';

const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };

function rs(replicas: number, more: object = {}) {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'r', namespace: 'default' },
    spec: { replicas, selector: { matchLabels: { app: 'x' } }, template, ...more },
  } as const;
}

function scale(cluster: ReturnType<typeof testCluster>, replicas: number): void {
  const set = cluster.get('ReplicaSet', 'r')!;
  cluster.client.update('ReplicaSet', { ...set, spec: { ...set.spec, replicas } });
}

describe('replicaset', () => {
  it('creates pods, tells of them, and counts them', () => {
    const cluster = testCluster(replicaset);
    cluster.client.create('ReplicaSet', rs(3));
    settle(cluster);
    expect(cluster.get('ReplicaSet', 'r')!.status).toEqual({
      replicas: 3,
      fullyLabeledReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      observedGeneration: 1,
    });
    expect(cluster.events()).toEqual(cluster.all('Pod').map((pod) => `Normal SuccessfulCreate Created pod: ${pod.metadata.name}`));
    expect(cluster.all('Pod')[0]!.metadata).toMatchObject({
      generateName: 'r-',
      labels: { app: 'x' },
      ownerReferences: [{ kind: 'ReplicaSet', name: 'r', controller: true, blockOwnerDeletion: true }],
    });
  });

  it('writes the count of the pods it saw before the count of those it made', () => {
    const cluster = testCluster(replicaset);
    cluster.client.create('ReplicaSet', rs(1));
    cluster.run();
    expect(cluster.log).toEqual(['+ ReplicaSet r', expect.stringMatching(/^\+ Pod r-/), '~ ReplicaSet r', '~ ReplicaSet r']);
  });

  it('replaces a pod that is deleted or has failed', () => {
    const cluster = testCluster(replicaset);
    cluster.client.create('ReplicaSet', rs(2));
    settle(cluster);
    const [first, second] = cluster.all('Pod').map((pod) => pod.metadata.name);
    cluster.client.delete('Pod', { namespace: 'default', name: first! });
    say(cluster, second!, 'Failed');
    settle(cluster);
    expect(cluster.all('Pod').filter((pod) => pod.status.phase === 'Running')).toHaveLength(2);
    expect(names(cluster)).not.toContain(first);
  });

  it('deletes the pod that is not ready first', () => {
    const cluster = testCluster(replicaset);
    cluster.client.create('ReplicaSet', rs(3));
    settle(cluster);
    const [, second] = cluster.all('Pod').map((pod) => pod.metadata.name);
    say(cluster, second!, 'Running');
    cluster.run();
    scale(cluster, 2);
    settle(cluster);
    expect(names(cluster)).not.toContain(second);
    expect(cluster.events().at(-1)).toBe(`Normal SuccessfulDelete Deleted pod: ${second}`);
  });

  it('adopts what matches, releases what does not', () => {
    const cluster = testCluster(replicaset);
    cluster.put({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'bare', namespace: 'default', labels: { app: 'x' } },
      spec: template.spec,
      status: { phase: 'Running' },
    });
    cluster.client.create('ReplicaSet', rs(2));
    settle(cluster);
    expect(cluster.all('Pod')).toHaveLength(2);
    expect(cluster.get('Pod', 'bare')!.metadata.ownerReferences).toMatchObject([{ name: 'r', controller: true }]);
    const bare = cluster.get('Pod', 'bare')!;
    cluster.put({ ...bare, metadata: { ...bare.metadata, labels: { app: 'y' } } });
    settle(cluster);
    expect(cluster.get('Pod', 'bare')!.metadata.ownerReferences).toBeUndefined();
    expect(cluster.all('Pod')).toHaveLength(3);
  });

  it('says why it cannot create, and stops saying so when it can', () => {
    const cluster = testCluster(replicaset);
    let asked = 0;
    cluster.refuse(({ verb, resource }) => verb === 'create' && resource === 'pods' && (asked += 1) > 0, {
      reason: 'Forbidden',
      message: 'pods "r-" is forbidden: exceeded quota',
    });
    cluster.client.create('ReplicaSet', rs(50));
    cluster.run(20);
    expect(asked).toBeLessThan(10);
    expect(cluster.get('ReplicaSet', 'r')!.status.conditions).toMatchObject([
      { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'pods "r-" is forbidden: exceeded quota' },
    ]);
    expect(cluster.events()[0]).toMatch(/^Warning FailedCreate Error creating: pods "r-" is forbidden: exceeded quota/);
    cluster.allow();
    settle(cluster);
    cluster.run(60_000);
    settle(cluster);
    expect(cluster.get('ReplicaSet', 'r')!.status).toEqual({
      replicas: 50,
      fullyLabeledReplicas: 50,
      readyReplicas: 50,
      availableReplicas: 50,
      observedGeneration: 1,
    });
  });

  it('counts a pod as available only after minReadySeconds', () => {
    const cluster = testCluster(replicaset);
    cluster.client.create('ReplicaSet', rs(1, { minReadySeconds: 10 }));
    settle(cluster);
    expect(cluster.get('ReplicaSet', 'r')!.status).toMatchObject({ readyReplicas: 1 });
    expect(cluster.get('ReplicaSet', 'r')!.status.availableReplicas).toBeUndefined();
    cluster.run(12_000);
    expect(cluster.get('ReplicaSet', 'r')!.status.availableReplicas).toBe(1);
  });

  it('leaves the pods of a set that is being deleted alone', () => {
    const cluster = testCluster(replicaset);
    cluster.put({
      ...rs(3),
      metadata: { name: 'r', namespace: 'default', deletionTimestamp: '2026-11-21T20:00:00Z' },
      status: { replicas: 0 },
    });
    cluster.run();
    expect(cluster.all('Pod')).toHaveLength(0);
  });
});
