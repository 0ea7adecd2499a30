/**
 * Nothing is created in a namespace that is not there or is going, and some namespaces stay.
 * upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle/admission.go
 */
import type { Status } from '#api/request.ts';
import { get } from '#engine/etcd/store.ts';
import type { AnyObject } from '../object.ts';
import type { Call } from '../state.ts';
import { forbidden, notFound } from '../status.ts';

const namespaces = { group: '', plural: 'namespaces' };
const immortal = new Set(['default', 'kube-system', 'kube-public']);

export function requireNamespace(call: Call, object: AnyObject): Status | undefined {
  const { row, server } = call;
  if (!row.namespaced) return undefined;
  const { namespace = '', name = '' } = object.metadata;
  const found = get(server.store, 'namespaces', undefined, namespace);
  if (found === undefined) return notFound(namespaces, namespace);
  if (found.metadata.deletionTimestamp === undefined && (found as AnyObject).status?.['phase'] !== 'Terminating') return undefined;
  const message = `namespace ${namespace} is being terminated`;
  return forbidden(row, name, `unable to create new content in namespace ${namespace} because it is being terminated`, [
    { reason: 'NamespaceTerminating', message, field: 'metadata.namespace' },
  ]);
}

export function protectNamespace({ row, resource }: Call, object: AnyObject): Status | undefined {
  const { name } = object.metadata;
  return resource === 'namespaces' && immortal.has(name) ? forbidden(row, name, 'this namespace may not be deleted') : undefined;
}
