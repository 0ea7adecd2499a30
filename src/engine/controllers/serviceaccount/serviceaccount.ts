/**
 * Every active namespace has a ServiceAccount `default` and the ConfigMap `kube-root-ca.crt`.
 * Reads namespaces, service accounts, config maps; writes the two when they are missing or, for the ConfigMap, changed.
 * upstream: pkg/controller/serviceaccount/serviceaccounts_controller.go, pkg/controller/certificates/rootcacertpublisher
 */
import type { ConfigMap, Namespace } from '#api/kinds.ts';
import { isAlreadyExists } from '../../client/client.ts';
import { controller, type Outcome, type Reconcile } from '../../client/controller.ts';
import type { Delta } from '../../client/informer.ts';
import { clusterCa } from '../../helpers/clusterCa.ts';

const rootCa = 'kube-root-ca.crt';
const description =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. ' +
  'No other usage is guaranteed across distributions of Kubernetes clusters.';

export const serviceAccount = controller({
  name: 'serviceaccount',
  eventSource: 'serviceaccount-controller',
  watches: [
    { kind: 'Namespace', keys: (delta) => (delta.type === 'DELETED' ? [] : [delta.object.metadata.name]) },
    { kind: 'ServiceAccount', keys: (delta) => whenGone(delta, 'default') },
    { kind: 'ConfigMap', keys: (delta) => (delta.object.metadata.name === rootCa ? [delta.object.metadata.namespace!] : []) },
  ],
  memory: () => undefined,
  reconcile(name: string, r: Reconcile): Outcome | undefined {
    const namespace = r.see.get('Namespace', name);
    if (namespace === undefined || !isActive(namespace)) return undefined;
    return ensureAccount(name, r) ?? ensureRootCa(name, r);
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

function ensureRootCa(namespace: string, r: Reconcile): Outcome | undefined {
  const known = r.see.get('ConfigMap', `${namespace}/${rootCa}`);
  if (known?.data?.['ca.crt'] === clusterCa) return undefined;
  const data = { 'ca.crt': clusterCa };
  const written =
    known === undefined
      ? r.client.create('ConfigMap', {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: rootCa, namespace, annotations: { 'kubernetes.io/description': description } },
          data,
        })
      : r.client.update('ConfigMap', { ...known, data } satisfies ConfigMap);
  return written.ok || isAlreadyExists(written.status) ? undefined : { error: written.status.message ?? 'write failed' };
}
