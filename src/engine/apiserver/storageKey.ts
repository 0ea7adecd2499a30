/**
 * The key under which etcd holds an object, as messages show it.
 * upstream: pkg/kubeapiserver/default_storage_factory_builder.go (specialDefaultResourcePrefixes), apiextensions-apiserver (customresource_handler.go)
 */
import type { ObjectMeta } from '#api/meta.ts';
import type { Call } from './state.ts';

const special: Readonly<Record<string, string>> = {
  replicationcontrollers: 'controllers',
  endpoints: 'services/endpoints',
  nodes: 'minions',
  services: 'services/specs',
  'ingresses.networking.k8s.io': 'ingress',
};
/** Servers of their own keep their kinds by group. */
const byGroup: ReadonlySet<string> = new Set(['apiextensions.k8s.io', 'apiregistration.k8s.io']);

export function storageKey({ row, resource, served }: Call, { namespace, name }: ObjectMeta): string {
  const own = served.custom !== undefined || byGroup.has(row.group) ? `${row.group}/${row.plural}` : row.plural;
  return ['/registry', special[resource] ?? own, ...(namespace === undefined ? [] : [namespace]), name].join('/');
}
