/**
 * Every active namespace has a ServiceAccount `default`.
 * Reads namespaces and service accounts; writes the account when it is missing.
 * upstream: pkg/controller/serviceaccount/serviceaccounts_controller.go
 */
import type { Namespace } from '#api/kinds.ts';
import { isAlreadyExists } from '../../client/client.ts';
import { controller, type Outcome, type Reconcile } from '../../client/controller.ts';
import type { Delta } from '../../client/informer.ts';

export const serviceAccount = controller({
  name: 'serviceaccount',
  eventSource: 'serviceaccount-controller',
  account: 'service-account-controller',
  watches: [
    { kind: 'Namespace', keys: (delta) => (delta.type === 'DELETED' ? [] : [delta.object.metadata.name]) },
    { kind: 'ServiceAccount', keys: (delta) => whenGone(delta, 'default') },
  ],
  memory: () => undefined,
  reconcile(name: string, r: Reconcile): Outcome | undefined {
    const namespace = r.see.get('Namespace', name);
    if (namespace === undefined || !isActive(namespace)) return undefined;
    return ensureAccount(name, r);
  },
});

function isActive(namespace: Namespace): boolean {
  return namespace.metadata.deletionTimestamp === undefined && namespace.status.phase === 'Active';
}

function whenGone(delta: Delta, name: string): readonly string[] {
  return delta.type === 'DELETED' && delta.object.metadata.name === name ? [delta.object.metadata.namespace!] : [];
}

function ensureAccount(namespace: string, r: Reconcile): Outcome | undefined {
  if (r.see.get('ServiceAccount', `${namespace}/default`) !== undefined) return undefined;
  const created = r.client.create('ServiceAccount', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } });
  return created.ok || isAlreadyExists(created.status) ? undefined : { error: created.status.message ?? 'create failed' };
}
