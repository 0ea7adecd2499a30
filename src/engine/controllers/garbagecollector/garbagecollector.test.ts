import { expect, test } from 'vitest';
import type { KubeObject } from '#api/meta.ts';
import type { Request, Response } from '#api/request.ts';
import type { Reconcile } from '../../client/controller.ts';
import { testCluster } from '../common/testing.ts';
import { garbageCollector } from './garbagecollector.ts';

const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'gone' };

function replicaSet(ownerReferences: readonly object[]): KubeObject {
  const metadata = { name: 'web-1', namespace: 'default', uid: 'left', ownerReferences };
  return { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata } as unknown as KubeObject;
}

/** What the collector writes about a ReplicaSet whose owner is gone, if the API server has this of it. */
function writesFor(live: KubeObject | undefined, seen = replicaSet([owner])): string[] {
  const asked: Request[] = [];
  const ask = (request: Request): Response => {
    asked.push(request);
    const object = request.verb === 'get' && request.resource === 'replicasets' ? live : undefined;
    return { code: object === undefined ? 404 : 200, body: object ?? {} } as unknown as Response;
  };
  const see = { get: (kind: string) => (kind === 'ReplicaSet' ? seen : undefined), by: () => [], list: () => [], custom: () => [] };
  garbageCollector.reconcile('ReplicaSet|default/web-1', { see, ask } as unknown as Reconcile);
  return asked.filter(({ verb }) => verb !== 'get').map(({ verb, name }) => `${verb} ${name}`);
}

test('what its cache still shows as a dependent of what is gone is collected only if it still is one', () => {
  expect(writesFor(replicaSet([owner]))).toEqual(['delete web-1']);
  expect(writesFor(replicaSet([]))).toEqual([]);
  expect(writesFor(undefined)).toEqual([]);
});

test('an owner of a group or version that is not served may be there, for all the collector knows', () => {
  for (const apiVersion of ['example.com/v1', 'apps/v9', 'v1']) {
    const dependent = replicaSet([{ ...owner, apiVersion }]);
    expect(writesFor(dependent, dependent)).toEqual([]);
    const two = replicaSet([owner, { ...owner, uid: 'other', apiVersion }]);
    expect(writesFor(two, two)).toEqual([]);
  }
});

test('an owner in another namespace is none, which an event says; what is in no namespace stays, whoever is to own it', () => {
  const config = (namespace: string, uid: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: uid, namespace, uid } });
  const owned = { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: 'owner' }] };
  const child = config('here', 'child');
  const cluster = testCluster(garbageCollector);
  cluster.put(config('there', 'owner'));
  cluster.put({ ...child, metadata: { ...child.metadata, ...owned } });
  // Nor does a reference of another kind hide where its owner is.
  const other = [{ ...owned.ownerReferences[0], kind: 'Secret' }];
  cluster.put({ ...config('here', 'other'), metadata: { ...config('here', 'other').metadata, ownerReferences: other } });
  cluster.put({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'role', uid: 'role', ...owned } });
  cluster.run();
  expect(cluster.get('ConfigMap', 'child')).toBeUndefined();
  expect(cluster.get('ClusterRole', 'role')).toBeDefined();
  const told = (namespace: string, kind = 'ConfigMap') =>
    `Warning OwnerRefInvalidNamespace ownerRef [v1/${kind}, namespace: ${namespace}, name: owner, uid: owner] does not exist in namespace "${namespace}"`;
  expect(cluster.events().toSorted()).toEqual([told(''), told('here'), told('here', 'Secret')]);
});
