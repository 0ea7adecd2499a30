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

type Rest = Partial<Omit<SchemeRow, 'kind' | 'group' | 'version' | 'plural' | 'singular'>>;

/** A row of a group and version given as in apiVersion; namespaced unless it says otherwise. */
function row<K extends Kind>(kind: K, apiVersion: string, plural: string, rest: Rest = {}): SchemeRow & { readonly kind: K } {
  const slash = apiVersion.indexOf('/');
  return {
    kind,
    group: slash < 0 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    plural,
    singular: kind.toLowerCase(),
    shortNames: [],
    namespaced: true,
    subresources: [],
    categories: [],
    ...rest,
  };
}

const cluster = { namespaced: false };
const status = { subresources: ['status'] };
const scalable = { subresources: ['status', 'scale'], categories: ['all'] };
const workload = { subresources: ['status'], categories: ['all'] };

export const scheme: { readonly [K in Kind]: SchemeRow & { readonly kind: K } } = {
  ConfigMap: row('ConfigMap', 'v1', 'configmaps', { shortNames: ['cm'] }),
  Endpoints: row('Endpoints', 'v1', 'endpoints', { shortNames: ['ep'] }),
  Event: row('Event', 'v1', 'events', { shortNames: ['ev'] }),
  LimitRange: row('LimitRange', 'v1', 'limitranges', { shortNames: ['limits'] }),
  Namespace: row('Namespace', 'v1', 'namespaces', { ...cluster, subresources: ['status', 'finalize'], shortNames: ['ns'] }),
  Node: row('Node', 'v1', 'nodes', { ...cluster, ...status, shortNames: ['no'] }),
  PersistentVolume: row('PersistentVolume', 'v1', 'persistentvolumes', { ...cluster, ...status, shortNames: ['pv'] }),
  PersistentVolumeClaim: row('PersistentVolumeClaim', 'v1', 'persistentvolumeclaims', { ...status, shortNames: ['pvc'] }),
  Pod: row('Pod', 'v1', 'pods', {
    subresources: ['status', 'binding', 'eviction', 'exec', 'attach', 'log', 'portforward', 'ephemeralcontainers'],
    categories: ['all'],
    shortNames: ['po'],
  }),
  PodTemplate: row('PodTemplate', 'v1', 'podtemplates'),
  ReplicationController: row('ReplicationController', 'v1', 'replicationcontrollers', { ...scalable, shortNames: ['rc'] }),
  ResourceQuota: row('ResourceQuota', 'v1', 'resourcequotas', { ...status, shortNames: ['quota'] }),
  Secret: row('Secret', 'v1', 'secrets'),
  Service: row('Service', 'v1', 'services', { ...workload, shortNames: ['svc'] }),
  ServiceAccount: row('ServiceAccount', 'v1', 'serviceaccounts', { subresources: ['token'], shortNames: ['sa'] }),
  ControllerRevision: row('ControllerRevision', 'apps/v1', 'controllerrevisions'),
  DaemonSet: row('DaemonSet', 'apps/v1', 'daemonsets', { ...workload, shortNames: ['ds'] }),
  Deployment: row('Deployment', 'apps/v1', 'deployments', { ...scalable, shortNames: ['deploy'] }),
  ReplicaSet: row('ReplicaSet', 'apps/v1', 'replicasets', { ...scalable, shortNames: ['rs'] }),
  StatefulSet: row('StatefulSet', 'apps/v1', 'statefulsets', { ...scalable, shortNames: ['sts'] }),
  CronJob: row('CronJob', 'batch/v1', 'cronjobs', { ...workload, shortNames: ['cj'] }),
  Job: row('Job', 'batch/v1', 'jobs', workload),
  HorizontalPodAutoscaler: row('HorizontalPodAutoscaler', 'autoscaling/v2', 'horizontalpodautoscalers', {
    ...workload,
    shortNames: ['hpa'],
  }),
  PodDisruptionBudget: row('PodDisruptionBudget', 'policy/v1', 'poddisruptionbudgets', { ...status, shortNames: ['pdb'] }),
  EndpointSlice: row('EndpointSlice', 'discovery.k8s.io/v1', 'endpointslices'),
  Ingress: row('Ingress', 'networking.k8s.io/v1', 'ingresses', { ...status, shortNames: ['ing'] }),
  IngressClass: row('IngressClass', 'networking.k8s.io/v1', 'ingressclasses', cluster),
  NetworkPolicy: row('NetworkPolicy', 'networking.k8s.io/v1', 'networkpolicies', { shortNames: ['netpol'] }),
  StorageClass: row('StorageClass', 'storage.k8s.io/v1', 'storageclasses', { ...cluster, shortNames: ['sc'] }),
  VolumeAttachment: row('VolumeAttachment', 'storage.k8s.io/v1', 'volumeattachments', { ...cluster, ...status }),
  CSIDriver: row('CSIDriver', 'storage.k8s.io/v1', 'csidrivers', cluster),
  CSINode: row('CSINode', 'storage.k8s.io/v1', 'csinodes', cluster),
  Role: row('Role', 'rbac.authorization.k8s.io/v1', 'roles'),
  ClusterRole: row('ClusterRole', 'rbac.authorization.k8s.io/v1', 'clusterroles', cluster),
  RoleBinding: row('RoleBinding', 'rbac.authorization.k8s.io/v1', 'rolebindings'),
  ClusterRoleBinding: row('ClusterRoleBinding', 'rbac.authorization.k8s.io/v1', 'clusterrolebindings', cluster),
  PriorityClass: row('PriorityClass', 'scheduling.k8s.io/v1', 'priorityclasses', { ...cluster, shortNames: ['pc'] }),
  RuntimeClass: row('RuntimeClass', 'node.k8s.io/v1', 'runtimeclasses', cluster),
  Lease: row('Lease', 'coordination.k8s.io/v1', 'leases'),
};

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
