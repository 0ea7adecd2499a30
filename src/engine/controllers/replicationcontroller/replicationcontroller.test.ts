import { expect, it } from 'vitest';
import { testCluster } from '../common/testing.ts';
import { settle } from '../common/testingKubelet.ts';
import { replicationcontroller } from './replicationcontroller.ts';

it('keeps as many pods as asked, by a plain map of labels', () => {
  const cluster = testCluster(replicationcontroller);
  cluster.client.create('ReplicationController', {
    apiVersion: 'v1',
    kind: 'ReplicationController',
    metadata: { name: 'rc', namespace: 'default' },
    spec: {
      replicas: 2,
      selector: { app: 'x' },
      template: { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
    },
  });
  settle(cluster);
  expect(cluster.get('ReplicationController', 'rc')!.status).toEqual({
    replicas: 2,
    fullyLabeledReplicas: 2,
    readyReplicas: 2,
    availableReplicas: 2,
    observedGeneration: 1,
  });
  expect(cluster.all('Pod')[0]!.metadata.ownerReferences).toMatchObject([
    { apiVersion: 'v1', kind: 'ReplicationController', name: 'rc', controller: true },
  ]);
  const rc = cluster.get('ReplicationController', 'rc')!;
  cluster.client.update('ReplicationController', { ...rc, spec: { ...rc.spec, replicas: 0 } });
  settle(cluster);
  expect(cluster.all('Pod')).toEqual([]);
  expect(cluster.get('ReplicationController', 'rc')!.status).toEqual({ replicas: 0, observedGeneration: 2 });
});
