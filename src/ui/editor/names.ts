/** Which fields of a manifest hold the name of another object, and of which kind: what the cluster has of it can be offered. */
import type { Place } from '#manifest/place.ts';

const byField: Readonly<Record<string, string>> = {
  storageClassName: 'StorageClass',
  volumeName: 'PersistentVolume',
  claimName: 'PersistentVolumeClaim',
  serviceAccountName: 'ServiceAccount',
  priorityClassName: 'PriorityClass',
  runtimeClassName: 'RuntimeClass',
  ingressClassName: 'IngressClass',
  nodeName: 'Node',
  serviceName: 'Service',
  secretName: 'Secret',
  namespace: 'Namespace',
};

/** Where a `name` stands below one of these. */
const byParent: Readonly<Record<string, string>> = {
  configMap: 'ConfigMap',
  configMapRef: 'ConfigMap',
  configMapKeyRef: 'ConfigMap',
  secretRef: 'Secret',
  secretKeyRef: 'Secret',
  imagePullSecrets: 'Secret',
  service: 'Service',
};

/** Strings that the schema leaves open, though only these are taken. */
const known: Readonly<Record<string, readonly string[]>> = {
  accessModes: ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'],
  policyTypes: ['Ingress', 'Egress'],
  verbs: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', '*'],
  topologyKey: ['kubernetes.io/hostname', 'topology.kubernetes.io/zone', 'topology.kubernetes.io/region'],
};

export function kindNamedAt({ path, key }: Place): string | undefined {
  const parents = path.filter((name) => name !== '[]');
  const parent = parents.at(-1) ?? '';
  return key === 'name' ? own(byParent, parent) : own(byField, key ?? '');
}

export function knownValues(field: string): readonly string[] {
  return own(known, field) ?? [];
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
