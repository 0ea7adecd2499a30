/**
 * Every namespace has the ConfigMap `kube-root-ca.crt`, from which pods know whom to trust.
 * Reads namespaces and config maps; writes this one when it is missing or changed.
 * upstream: pkg/controller/certificates/rootcacertpublisher/publisher.go
 */
import type { ConfigMap } from '#api/kinds.ts';
import { isAlreadyExists } from '../../client/client.ts';
import { controller, type Controller, type Outcome, type Reconcile } from '../../client/controller.ts';

const rootCa = 'kube-root-ca.crt';
const description =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. ' +
  'No other usage is guaranteed across distributions of Kubernetes clusters.';

/** `certificate`: of the cluster's authority, in PEM. */
export function rootCaCertPublisher(certificate: string): Controller {
  return controller({
    name: 'rootcacertpublisher',
    eventSource: 'root-ca-cert-publisher',
    watches: [
      { kind: 'Namespace', keys: (delta) => (delta.type === 'DELETED' ? [] : [delta.object.metadata.name]) },
      { kind: 'ConfigMap', keys: (delta) => (delta.object.metadata.name === rootCa ? [delta.object.metadata.namespace!] : []) },
    ],
    memory: () => undefined,
    reconcile(name: string, r: Reconcile): Outcome | undefined {
      const namespace = r.see.get('Namespace', name);
      if (namespace === undefined || namespace.status.phase !== 'Active' || namespace.metadata.deletionTimestamp !== undefined)
        return undefined;
      return ensureRootCa(name, certificate, r);
    },
  });
}

function ensureRootCa(namespace: string, certificate: string, r: Reconcile): Outcome | undefined {
  const known = r.see.get('ConfigMap', `${namespace}/${rootCa}`);
  if (known?.data?.['ca.crt'] === certificate) return undefined;
  const data = { 'ca.crt': certificate };
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
