import { describe, expect, it } from 'vitest';
import type { Deployment } from '#api/kinds.ts';
import { replicaset } from '../replicaset/replicaset.ts';
import { testCluster, type TestCluster } from '../common/testing.ts';
import { names, settle } from '../common/testingKubelet.ts';
import { deployment } from './deployment.ts';

function template(image: string) {
  return { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'c', image }] } };
}

function deploy(
  replicas: number,
  more: object = {},
  strategy: object = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
) {
  const cluster = testCluster(deployment, replicaset);
  cluster.client.create('Deployment', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'd', namespace: 'default', annotations: { note: 'a', 'kubectl.kubernetes.io/last-applied-configuration': '{}' } },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'x' } },
      strategy,
      template: template('a'),
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      ...more,
    } as Deployment['spec'],
  });
  return cluster;
}

function get(cluster: TestCluster): Deployment {
  return cluster.get('Deployment', 'd')!;
}

function edit(cluster: TestCluster, spec: Partial<Deployment['spec']>): void {
  const d = get(cluster);
  cluster.client.update('Deployment', { ...d, spec: { ...d.spec, ...spec } });
}

function setImage(cluster: TestCluster, image: string): void {
  edit(cluster, { template: template(image) as Deployment['spec']['template'] });
}

/** `a 3/3`: image, wanted and actual size of each ReplicaSet, oldest revision first. */
function sets(cluster: TestCluster): readonly string[] {
  const revision = (annotations: Readonly<Record<string, string>> = {}) => Number(annotations['deployment.kubernetes.io/revision']);
  return cluster
    .all('ReplicaSet')
    .toSorted((a, b) => revision(a.metadata.annotations) - revision(b.metadata.annotations))
    .map((rs) => `${rs.spec.template!.spec!.containers[0]!.image} ${rs.spec.replicas}/${rs.status.replicas}`);
}

function conditions(cluster: TestCluster): readonly string[] {
  return (get(cluster).status.conditions ?? []).map(({ type, status, reason, message }) => `${type} ${status} ${reason}: ${message}`);
}

const image = (it: { spec: { containers: readonly { readonly image?: string }[] } }) => it.spec.containers[0]!.image;

describe('deployment', () => {
  it('makes a replica set with hash, notes and revision, and becomes complete', () => {
    const cluster = deploy(3);
    settle(cluster);
    const [rs] = cluster.all('ReplicaSet');
    const hash = rs!.metadata.labels!['pod-template-hash']!;
    expect(rs!.metadata).toMatchObject({
      name: `d-${hash}`,
      labels: { app: 'x', 'pod-template-hash': hash },
      ownerReferences: [{ kind: 'Deployment', name: 'd', controller: true }],
      annotations: {
        note: 'a',
        'deployment.kubernetes.io/desired-replicas': '3',
        'deployment.kubernetes.io/max-replicas': '4',
        'deployment.kubernetes.io/revision': '1',
      },
    });
    expect(rs!.metadata.annotations).not.toHaveProperty(['kubectl.kubernetes.io/last-applied-configuration']);
    expect(rs!.spec.selector.matchLabels).toEqual({ app: 'x', 'pod-template-hash': hash });
    expect(get(cluster).metadata.annotations!['deployment.kubernetes.io/revision']).toBe('1');
    expect(get(cluster).status).toMatchObject({
      observedGeneration: 1,
      replicas: 3,
      updatedReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
    });
    expect(conditions(cluster)).toEqual([
      'Available True MinimumReplicasAvailable: Deployment has minimum availability.',
      `Progressing True NewReplicaSetAvailable: ReplicaSet "d-${hash}" has successfully progressed.`,
    ]);
    expect(cluster.events()[0]).toBe(`Normal ScalingReplicaSet Scaled up replica set d-${hash} to 3`);
  });

  it('rolls one by one with maxSurge 1 and maxUnavailable 0, as recorded', () => {
    const cluster = deploy(3);
    settle(cluster);
    const [old] = cluster.all('ReplicaSet').map((rs) => rs.metadata.name);
    setImage(cluster, 'b');
    settle(cluster);
    const fresh = cluster
      .all('ReplicaSet')
      .map((rs) => rs.metadata.name)
      .find((name) => name !== old);
    expect(
      cluster
        .events()
        .filter((line) => line.includes('ScalingReplicaSet'))
        .slice(1),
    ).toEqual([
      `Normal ScalingReplicaSet Scaled up replica set ${fresh} to 1`,
      `Normal ScalingReplicaSet Scaled down replica set ${old} to 2 from 3`,
      `Normal ScalingReplicaSet Scaled up replica set ${fresh} to 2 from 1`,
      `Normal ScalingReplicaSet Scaled down replica set ${old} to 1 from 2`,
      `Normal ScalingReplicaSet Scaled up replica set ${fresh} to 3 from 2`,
      `Normal ScalingReplicaSet Scaled down replica set ${old} to 0 from 1`,
    ]);
    expect(sets(cluster)).toEqual(['a 0/0', 'b 3/3']);
    expect(conditions(cluster)[1]).toMatch(/^Progressing True NewReplicaSetAvailable/);
  });

  it('goes back to an old set with a new revision and remembers the old one', () => {
    const cluster = deploy(2);
    settle(cluster);
    setImage(cluster, 'b');
    settle(cluster);
    setImage(cluster, 'a');
    settle(cluster);
    expect(sets(cluster)).toEqual(['b 0/0', 'a 2/2']);
    const back = cluster.all('ReplicaSet').find((rs) => rs.spec.replicas === 2)!;
    expect(back.metadata.annotations).toMatchObject({
      'deployment.kubernetes.io/revision': '3',
      'deployment.kubernetes.io/revision-history': '1',
    });
    expect(get(cluster).metadata.annotations!['deployment.kubernetes.io/revision']).toBe('3');
  });

  it('shares a change of size out in proportion while a rollout is stuck, as recorded', () => {
    const cluster = deploy(10, {}, { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } });
    settle(cluster);
    setImage(cluster, 'bad');
    settle(cluster, (pod) => image(pod) !== 'bad');
    expect(sets(cluster)).toEqual(['a 8/8', 'bad 5/5']);
    edit(cluster, { replicas: 15 });
    settle(cluster, (pod) => image(pod) !== 'bad');
    expect(sets(cluster)).toEqual(['a 11/11', 'bad 7/7']);
  });

  it('counts the pods of a new set in a later look than the one that made it, whose second write met a conflict, as recorded', () => {
    const cluster = deploy(3);
    settle(cluster);
    setImage(cluster, 'b');
    const seen: string[] = [];
    for (let i = 0; i < 60; i += 1) {
      cluster.run(1);
      const { metadata, status } = get(cluster);
      const reason = status.conditions?.find(({ type }) => type === 'Progressing')?.reason;
      seen.push(`${metadata.annotations?.['deployment.kubernetes.io/revision']} ${status.observedGeneration} ${reason}`);
    }
    expect([...new Set(seen)]).toEqual(['1 1 NewReplicaSetAvailable', '2 1 NewReplicaSetCreated', '2 2 NewReplicaSetCreated']);
  });

  it('says when the deadline passes without progress', () => {
    const cluster = deploy(2, { progressDeadlineSeconds: 8 });
    settle(cluster);
    setImage(cluster, 'bad');
    settle(cluster, (pod) => image(pod) !== 'bad');
    cluster.run(7000);
    expect(conditions(cluster).join()).toContain('Progressing True NewReplicaSetCreated');
    cluster.run(4000);
    const fresh = cluster.all('ReplicaSet').find((rs) => image({ spec: rs.spec.template!.spec! }) === 'bad')!.metadata.name;
    expect(conditions(cluster)).toContain(`Progressing False ProgressDeadlineExceeded: ReplicaSet "${fresh}" has timed out progressing.`);
  });

  it('goes on after a pause with a set of which no condition says that it was made, as a real one was seen to', () => {
    const cluster = deploy(2, { paused: true });
    settle(cluster);
    const reasons: string[] = [];
    edit(cluster, { paused: false });
    for (let i = 0; i < 200; i += 1) {
      cluster.run(1);
      reasons.push(...conditions(cluster).filter((line) => line.startsWith('Progressing')));
    }
    settle(cluster);
    expect(sets(cluster)).toEqual(['a 2/2']);
    expect(reasons.join()).toContain('DeploymentResumed');
    expect(reasons.join()).not.toContain('NewReplicaSetCreated');
  });

  it('does not roll while paused, but follows its size', () => {
    const cluster = deploy(2);
    settle(cluster);
    edit(cluster, { paused: true });
    settle(cluster);
    expect(conditions(cluster).join()).toContain('Progressing Unknown DeploymentPaused: Deployment is paused');
    setImage(cluster, 'b');
    edit(cluster, { replicas: 4 });
    settle(cluster);
    expect(sets(cluster)).toEqual(['a 4/4']);
    edit(cluster, { paused: false });
    settle(cluster);
    expect(sets(cluster)).toEqual(['a 0/0', 'b 4/4']);
  });

  it('recreates: no new pod before the last old one is gone', () => {
    const cluster = deploy(3, {}, { type: 'Recreate' });
    settle(cluster);
    setImage(cluster, 'b');
    cluster.run();
    expect(sets(cluster)).toEqual(['a 0/0']);
    expect(cluster.all('Pod')).toHaveLength(3);
    settle(cluster);
    expect(sets(cluster)).toEqual(['a 0/0', 'b 3/3']);
  });

  it('keeps as many old sets as the limit says', () => {
    const cluster = deploy(1, { revisionHistoryLimit: 2 });
    for (const next of ['b', 'c', 'd', 'e']) {
      settle(cluster);
      setImage(cluster, next);
    }
    settle(cluster);
    expect(sets(cluster)).toEqual(['c 0/0', 'd 0/0', 'e 1/1']);
  });

  it("takes another hash when the name is another set's", () => {
    const cluster = deploy(1);
    settle(cluster);
    const name = names(cluster, 'ReplicaSet');
    const taken = testCluster(deployment, replicaset);
    taken.put({
      ...cluster.get('ReplicaSet', name)!,
      metadata: { name, namespace: 'default', labels: { app: 'other' } },
      spec: { replicas: 0, selector: { matchLabels: { app: 'other' } }, template: template('z') },
    });
    taken.client.create('Deployment', { ...get(cluster), metadata: { name: 'd', namespace: 'default' } } as never);
    settle(taken);
    expect(get(taken).status.collisionCount).toBe(1);
    expect(taken.all('ReplicaSet')).toHaveLength(2);
    expect(get(taken).status.availableReplicas).toBe(1);
  });

  it('tells when it cannot create a replica set', () => {
    const cluster = deploy(1);
    cluster.refuse(({ verb, resource }) => verb === 'create' && resource === 'replicasets', { reason: 'Forbidden', message: 'no' });
    cluster.run();
    expect(conditions(cluster).join()).toMatch(/Progressing False ReplicaSetCreateError: Failed to create new replica set "d-.*": no/);
    expect(cluster.events()[0]).toMatch(/^Warning ReplicaSetCreateError Failed to create new replica set "d-.*": no/);
  });

  it('rolls back for an old client that asks by annotation', () => {
    const cluster = deploy(1);
    settle(cluster);
    setImage(cluster, 'b');
    settle(cluster);
    const ask = (revision: string) => {
      const d = get(cluster);
      cluster.client.update('Deployment', {
        ...d,
        metadata: { ...d.metadata, annotations: { ...d.metadata.annotations, 'deprecated.deployment.rollback.to': revision } },
      });
      settle(cluster);
    };
    ask('1');
    expect(sets(cluster)).toEqual(['b 0/0', 'a 1/1']);
    expect(cluster.events()).toContain('Normal RollbackDone Rolled back deployment "d" to revision 1');
    ask('77');
    expect(cluster.events()).toContain('Warning RollbackRevisionNotFound Unable to find the revision to rollback to.');
    ask('0');
    expect(sets(cluster)).toEqual(['a 0/0', 'b 1/1']);
    expect(get(cluster).metadata.annotations).not.toHaveProperty(['deprecated.deployment.rollback.to']);
  });

  it('refuses to select all pods', () => {
    const cluster = deploy(1, { selector: {} });
    cluster.run();
    expect(cluster.all('ReplicaSet')).toEqual([]);
    expect(cluster.events()[0]).toContain('Warning SelectingAll This deployment is selecting all pods. A non-empty selector is required.');
  });

  it('adopts a matching replica set, and does not create another', () => {
    const cluster = deploy(2);
    settle(cluster);
    const [rs] = cluster.all('ReplicaSet');
    const { ownerReferences: _owner, ...metadata } = rs!.metadata;
    cluster.put({ ...rs!, metadata });
    settle(cluster);
    expect(cluster.all('ReplicaSet')).toHaveLength(1);
    expect(cluster.all('ReplicaSet')[0]!.metadata.ownerReferences).toMatchObject([{ kind: 'Deployment', name: 'd', controller: true }]);
  });

  it('counts on from an adopted revision of any size', () => {
    const cluster = testCluster(deployment, replicaset);
    const big = '3546343826724305832';
    const metadata = { name: 'old', namespace: 'default', labels: { app: 'x' }, annotations: { 'deployment.kubernetes.io/revision': big } };
    const spec = { replicas: 1, selector: { matchLabels: { app: 'x' } }, template: template('old') };
    cluster.client.create('ReplicaSet', { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata, spec } as never);
    const own = { metadata: { name: 'd', namespace: 'default' }, spec: { ...spec, template: template('a') } };
    cluster.client.create('Deployment', { apiVersion: 'apps/v1', kind: 'Deployment', ...own } as never);
    cluster.run(5_000);
    expect(get(cluster).metadata.annotations).toMatchObject({ 'deployment.kubernetes.io/revision': '3546343826724305833' });
  });

  it('comes to rest: nothing is written once all is done', () => {
    const cluster = deploy(3);
    settle(cluster);
    const before = cluster.log.length;
    cluster.run(700_000);
    expect(cluster.log.length).toBe(before);
  });

  it('looks once, as it is then, at what was changed while it still wrote', () => {
    const cluster = deploy(1);
    for (const image of ['b', 'c', 'd']) {
      cluster.run(6);
      setImage(cluster, image);
    }
    cluster.run();
    expect(sets(cluster).map((set) => set.split(' ')[0])).toEqual(['a', 'd']);
  });
});
