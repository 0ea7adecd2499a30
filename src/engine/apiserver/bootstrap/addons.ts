/**
 * Identities of the parts that an installer adds to a fresh cluster, and of the controllers that act under their own.
 * upstream: cmd/kubeadm/app/phases/addons, kubernetes-csi/external-provisioner/deploy/kubernetes/rbac.yaml
 */
import accessObjects from './access.json' with { type: 'json' };

const namespace = 'kube-system';
const apiGroup = 'rbac.authorization.k8s.io';
const read = ['get', 'list', 'watch'];

function account(name: string) {
  return { kind: 'ServiceAccount', metadata: { name, namespace } } as const;
}

function binding(name: string, role: string, accountName: string) {
  return {
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup, kind: 'ClusterRole', name: role },
    subjects: [{ kind: 'ServiceAccount', name: accountName, namespace }],
  } as const;
}

/** Each controller asks with a token of its own account, which the controller manager makes for it. */
const controllerAccounts = accessObjects
  .filter((it) => it.kind === 'ClusterRoleBinding' && it.metadata.name.startsWith('system:controller:'))
  .map((it) => account(it.metadata.name.slice('system:controller:'.length)));

export const addons = [
  ...controllerAccounts,
  account('coredns'),
  account('kube-proxy'),
  account('external-provisioner'),
  {
    kind: 'ClusterRole',
    metadata: { name: 'system:coredns' },
    rules: [
      { apiGroups: [''], resources: ['endpoints', 'services', 'pods', 'namespaces'], verbs: ['list', 'watch'] },
      { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
    ],
  },
  binding('system:coredns', 'system:coredns', 'coredns'),
  binding('kubeadm:node-proxier', 'system:node-proxier', 'kube-proxy'),
  {
    kind: 'ClusterRole',
    metadata: { name: 'external-provisioner-runner' },
    rules: [
      { apiGroups: [''], resources: ['persistentvolumes'], verbs: [...read, 'create', 'patch', 'delete'] },
      { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: [...read, 'update'] },
      { apiGroups: ['storage.k8s.io'], resources: ['storageclasses', 'csinodes'], verbs: read },
      { apiGroups: ['storage.k8s.io'], resources: ['csidrivers'], verbs: [...read, 'create'] },
      { apiGroups: ['storage.k8s.io'], resources: ['volumeattachments', 'volumeattachments/status'], verbs: [...read, 'update', 'patch'] },
      { apiGroups: [''], resources: ['events'], verbs: ['list', 'watch', 'create', 'update', 'patch'] },
      { apiGroups: [''], resources: ['nodes'], verbs: read },
    ],
  },
  binding('csi-provisioner-role', 'external-provisioner-runner', 'external-provisioner'),
  {
    kind: 'ClusterRole',
    metadata: { name: 'external-resizer-runner' },
    rules: [
      { apiGroups: [''], resources: ['persistentvolumes'], verbs: [...read, 'patch'] },
      { apiGroups: [''], resources: ['persistentvolumeclaims', 'pods'], verbs: read },
      { apiGroups: [''], resources: ['persistentvolumeclaims/status'], verbs: ['patch'] },
      { apiGroups: [''], resources: ['events'], verbs: ['list', 'watch', 'create', 'update', 'patch'] },
    ],
  },
  binding('csi-resizer-role', 'external-resizer-runner', 'external-provisioner'),
] as const;
