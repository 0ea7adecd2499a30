/**
 * Defaults of the remaining groups.
 * upstream: pkg/apis/{networking,discovery,storage,rbac,scheduling}/v1/defaults.go
 */
import type { ClusterRoleBinding, NetworkPolicy, RoleBinding } from '#api/kinds.ts';
import type { DefaultsTable } from './defaults.ts';
import { eachIn, fill, part } from './fill.ts';

const RBAC = 'rbac.authorization.k8s.io';

type Subject = NonNullable<RoleBinding['subjects']>[number];

function subject(it: Subject): Subject {
  return it.kind === 'User' || it.kind === 'Group' ? fill(it, { apiGroup: RBAC }) : it;
}

function binding<T extends RoleBinding | ClusterRoleBinding>(object: T): T {
  const named = part(object as RoleBinding, 'roleRef', (ref) => ((ref.apiGroup ?? '') === '' ? { ...ref, apiGroup: RBAC } : ref));
  return eachIn(named, 'subjects', subject) as unknown as T;
}

function networkPolicy(spec: NetworkPolicy['spec']): NetworkPolicy['spec'] {
  const types = (spec.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
  const filled = fill(spec, { policyTypes: types });
  const tcp = <T extends object>(port: T): T => fill(port, { protocol: 'TCP' });
  return eachIn(
    eachIn(filled, 'ingress', (rule) => eachIn(rule, 'ports', tcp)),
    'egress',
    (rule) => eachIn(rule, 'ports', tcp),
  );
}

const csiDriver = Object.freeze({
  attachRequired: true,
  podInfoOnMount: false,
  storageCapacity: false,
  fsGroupPolicy: 'ReadWriteOnceWithFSType',
  volumeLifecycleModes: ['Persistent'],
  requiresRepublish: false,
  seLinuxMount: false,
});

export const otherDefaults: DefaultsTable = {
  RoleBinding: binding<RoleBinding>,
  ClusterRoleBinding: binding<ClusterRoleBinding>,
  NetworkPolicy: (object) => part(object, 'spec', networkPolicy),
  IngressClass: (object) =>
    part(object, 'spec', (spec) => part(spec, 'parameters', (parameters) => fill(parameters, { scope: 'Cluster' }))),
  EndpointSlice: (object) => eachIn(object, 'ports', (port) => fill(port, { name: '', protocol: 'TCP' })),
  StorageClass: (object) => fill(object, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }),
  CSIDriver: (object) => part(object, 'spec', (spec) => fill(spec, csiDriver)),
  PriorityClass: (object) => fill(object, { preemptionPolicy: 'PreemptLowerPriority' }),
};
