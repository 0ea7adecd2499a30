/**
 * The scheme: one row a kind. Discovery, REST mapping, kubectl's short names and every generic handler read it.
 * upstream: reference/golden/discovery.json, as `kubectl api-resources` prints it
 */
import type { Kind } from './kinds.ts';

export interface SchemeRow {
  readonly kind: string;
  /** '' for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  readonly subresources: readonly string[];
  readonly categories: readonly string[];
}

const core = '';

export const scheme = {
  ConfigMap: { kind: 'ConfigMap', group: core, version: 'v1', plural: 'configmaps', singular: 'configmap', shortNames: ['cm'], namespaced: true, subresources: [], categories: [] },
  Endpoints: { kind: 'Endpoints', group: core, version: 'v1', plural: 'endpoints', singular: 'endpoints', shortNames: ['ep'], namespaced: true, subresources: [], categories: [] },
  Event: { kind: 'Event', group: core, version: 'v1', plural: 'events', singular: 'event', shortNames: ['ev'], namespaced: true, subresources: [], categories: [] },
  LimitRange: { kind: 'LimitRange', group: core, version: 'v1', plural: 'limitranges', singular: 'limitrange', shortNames: ['limits'], namespaced: true, subresources: [], categories: [] },
  Namespace: { kind: 'Namespace', group: core, version: 'v1', plural: 'namespaces', singular: 'namespace', shortNames: ['ns'], namespaced: false, subresources: ['status', 'finalize'], categories: [] },
  Node: { kind: 'Node', group: core, version: 'v1', plural: 'nodes', singular: 'node', shortNames: ['no'], namespaced: false, subresources: ['status'], categories: [] },
  PersistentVolume: { kind: 'PersistentVolume', group: core, version: 'v1', plural: 'persistentvolumes', singular: 'persistentvolume', shortNames: ['pv'], namespaced: false, subresources: ['status'], categories: [] },
  PersistentVolumeClaim: { kind: 'PersistentVolumeClaim', group: core, version: 'v1', plural: 'persistentvolumeclaims', singular: 'persistentvolumeclaim', shortNames: ['pvc'], namespaced: true, subresources: ['status'], categories: [] },
  Pod: { kind: 'Pod', group: core, version: 'v1', plural: 'pods', singular: 'pod', shortNames: ['po'], namespaced: true, subresources: ['status', 'binding', 'eviction', 'exec', 'attach', 'log', 'portforward', 'ephemeralcontainers'], categories: ['all'] },
  PodTemplate: { kind: 'PodTemplate', group: core, version: 'v1', plural: 'podtemplates', singular: 'podtemplate', shortNames: [], namespaced: true, subresources: [], categories: [] },
  ReplicationController: { kind: 'ReplicationController', group: core, version: 'v1', plural: 'replicationcontrollers', singular: 'replicationcontroller', shortNames: ['rc'], namespaced: true, subresources: ['status', 'scale'], categories: ['all'] },
  ResourceQuota: { kind: 'ResourceQuota', group: core, version: 'v1', plural: 'resourcequotas', singular: 'resourcequota', shortNames: ['quota'], namespaced: true, subresources: ['status'], categories: [] },
  Secret: { kind: 'Secret', group: core, version: 'v1', plural: 'secrets', singular: 'secret', shortNames: [], namespaced: true, subresources: [], categories: [] },
  Service: { kind: 'Service', group: core, version: 'v1', plural: 'services', singular: 'service', shortNames: ['svc'], namespaced: true, subresources: ['status'], categories: ['all'] },
  ServiceAccount: { kind: 'ServiceAccount', group: core, version: 'v1', plural: 'serviceaccounts', singular: 'serviceaccount', shortNames: ['sa'], namespaced: true, subresources: ['token'], categories: [] },
  ControllerRevision: { kind: 'ControllerRevision', group: 'apps', version: 'v1', plural: 'controllerrevisions', singular: 'controllerrevision', shortNames: [], namespaced: true, subresources: [], categories: [] },
  DaemonSet: { kind: 'DaemonSet', group: 'apps', version: 'v1', plural: 'daemonsets', singular: 'daemonset', shortNames: ['ds'], namespaced: true, subresources: ['status'], categories: ['all'] },
  Deployment: { kind: 'Deployment', group: 'apps', version: 'v1', plural: 'deployments', singular: 'deployment', shortNames: ['deploy'], namespaced: true, subresources: ['status', 'scale'], categories: ['all'] },
  ReplicaSet: { kind: 'ReplicaSet', group: 'apps', version: 'v1', plural: 'replicasets', singular: 'replicaset', shortNames: ['rs'], namespaced: true, subresources: ['status', 'scale'], categories: ['all'] },
  StatefulSet: { kind: 'StatefulSet', group: 'apps', version: 'v1', plural: 'statefulsets', singular: 'statefulset', shortNames: ['sts'], namespaced: true, subresources: ['status', 'scale'], categories: ['all'] },
  CronJob: { kind: 'CronJob', group: 'batch', version: 'v1', plural: 'cronjobs', singular: 'cronjob', shortNames: ['cj'], namespaced: true, subresources: ['status'], categories: ['all'] },
  Job: { kind: 'Job', group: 'batch', version: 'v1', plural: 'jobs', singular: 'job', shortNames: [], namespaced: true, subresources: ['status'], categories: ['all'] },
  HorizontalPodAutoscaler: { kind: 'HorizontalPodAutoscaler', group: 'autoscaling', version: 'v2', plural: 'horizontalpodautoscalers', singular: 'horizontalpodautoscaler', shortNames: ['hpa'], namespaced: true, subresources: ['status'], categories: ['all'] },
  PodDisruptionBudget: { kind: 'PodDisruptionBudget', group: 'policy', version: 'v1', plural: 'poddisruptionbudgets', singular: 'poddisruptionbudget', shortNames: ['pdb'], namespaced: true, subresources: ['status'], categories: [] },
  EndpointSlice: { kind: 'EndpointSlice', group: 'discovery.k8s.io', version: 'v1', plural: 'endpointslices', singular: 'endpointslice', shortNames: [], namespaced: true, subresources: [], categories: [] },
  Ingress: { kind: 'Ingress', group: 'networking.k8s.io', version: 'v1', plural: 'ingresses', singular: 'ingress', shortNames: ['ing'], namespaced: true, subresources: ['status'], categories: [] },
  IngressClass: { kind: 'IngressClass', group: 'networking.k8s.io', version: 'v1', plural: 'ingressclasses', singular: 'ingressclass', shortNames: [], namespaced: false, subresources: [], categories: [] },
  NetworkPolicy: { kind: 'NetworkPolicy', group: 'networking.k8s.io', version: 'v1', plural: 'networkpolicies', singular: 'networkpolicy', shortNames: ['netpol'], namespaced: true, subresources: [], categories: [] },
  StorageClass: { kind: 'StorageClass', group: 'storage.k8s.io', version: 'v1', plural: 'storageclasses', singular: 'storageclass', shortNames: ['sc'], namespaced: false, subresources: [], categories: [] },
  VolumeAttachment: { kind: 'VolumeAttachment', group: 'storage.k8s.io', version: 'v1', plural: 'volumeattachments', singular: 'volumeattachment', shortNames: [], namespaced: false, subresources: ['status'], categories: [] },
  CSIDriver: { kind: 'CSIDriver', group: 'storage.k8s.io', version: 'v1', plural: 'csidrivers', singular: 'csidriver', shortNames: [], namespaced: false, subresources: [], categories: [] },
  CSINode: { kind: 'CSINode', group: 'storage.k8s.io', version: 'v1', plural: 'csinodes', singular: 'csinode', shortNames: [], namespaced: false, subresources: [], categories: [] },
  Role: { kind: 'Role', group: 'rbac.authorization.k8s.io', version: 'v1', plural: 'roles', singular: 'role', shortNames: [], namespaced: true, subresources: [], categories: [] },
  ClusterRole: { kind: 'ClusterRole', group: 'rbac.authorization.k8s.io', version: 'v1', plural: 'clusterroles', singular: 'clusterrole', shortNames: [], namespaced: false, subresources: [], categories: [] },
  RoleBinding: { kind: 'RoleBinding', group: 'rbac.authorization.k8s.io', version: 'v1', plural: 'rolebindings', singular: 'rolebinding', shortNames: [], namespaced: true, subresources: [], categories: [] },
  ClusterRoleBinding: { kind: 'ClusterRoleBinding', group: 'rbac.authorization.k8s.io', version: 'v1', plural: 'clusterrolebindings', singular: 'clusterrolebinding', shortNames: [], namespaced: false, subresources: [], categories: [] },
  PriorityClass: { kind: 'PriorityClass', group: 'scheduling.k8s.io', version: 'v1', plural: 'priorityclasses', singular: 'priorityclass', shortNames: ['pc'], namespaced: false, subresources: [], categories: [] },
  RuntimeClass: { kind: 'RuntimeClass', group: 'node.k8s.io', version: 'v1', plural: 'runtimeclasses', singular: 'runtimeclass', shortNames: [], namespaced: false, subresources: [], categories: [] },
  Lease: { kind: 'Lease', group: 'coordination.k8s.io', version: 'v1', plural: 'leases', singular: 'lease', shortNames: [], namespaced: true, subresources: [], categories: [] },
} as const satisfies { readonly [K in Kind]: SchemeRow & { readonly kind: K } };

const rows: readonly SchemeRow[] = Object.values(scheme);
const byResource = new Map(rows.map((row) => [`${row.plural}.${row.group}`, row]));
const byKind = new Map(rows.map((row) => [row.kind, row]));

/** Every built-in row, in the scheme's order. */
export function allRows(): readonly SchemeRow[] {
  return rows;
}

/** The row of a kind by its name, or undefined for a kind that is not built in. */
export function rowOfKind(kind: string): SchemeRow | undefined {
  return byKind.get(kind);
}

/** The row of a plural resource name in a group ('' for core). */
export function rowOfResource(group: string, plural: string): SchemeRow | undefined {
  return byResource.get(`${plural}.${group}`);
}

/** `v1`, `apps/v1`: what stands in an object's apiVersion. */
export function apiVersionOf(row: { readonly group: string; readonly version: string }): string {
  return row.group === '' ? row.version : `${row.group}/${row.version}`;
}

/** `pods`, `deployments.apps`: how messages name a resource. upstream: schema.GroupResource.String */
export function groupResource(row: { readonly group: string; readonly plural: string }): string {
  return row.group === '' ? row.plural : `${row.plural}.${row.group}`;
}
