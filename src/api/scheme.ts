/**
 * The scheme: one row a stored kind, at the version that is its hub; beside it the other versions under which the same
 * objects are served, and the resources that answer and store nothing. Discovery, REST mapping, kubectl's short names and
 * every generic handler read it. Kinds of custom resource definitions are rows of the same form (`customRows.ts`).
 * upstream: reference/golden/discovery.json
 */
import type { ServedBy } from './featureGates.ts';
import type { Kind } from './kinds.ts';
import type { Verb } from './request.ts';

export interface CustomColumn {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
  readonly format?: string;
  readonly priority?: number;
  readonly description?: string;
}

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
  /** What can be done with it, where that is not everything. */
  readonly verbs?: readonly Verb[];
  /** The columns that a custom kind asks for. */
  readonly columns?: readonly CustomColumn[];
  /** The other apiVersions at which the same stored objects are served. */
  readonly alsoServed?: readonly string[];
  /** Served only by clusters in which this feature gate is on, or that are federations. */
  readonly gate?: ServedBy;
}

type Rest = Partial<Omit<SchemeRow, 'kind' | 'group' | 'version' | 'plural' | 'singular'>>;

/** A row of a group and version given as in apiVersion; namespaced unless it says otherwise. */
function row<K extends string>(kind: K, apiVersion: string, plural: string, rest: Rest = {}): SchemeRow & { readonly kind: K } {
  return {
    kind,
    ...splitApiVersion(apiVersion),
    plural,
    singular: kind.toLowerCase(),
    shortNames: [],
    namespaced: true,
    subresources: [],
    categories: [],
    ...rest,
  };
}

const admission = 'admissionregistration.k8s.io';
const flowControl = 'flowcontrol.apiserver.k8s.io';
const cluster = { namespaced: false };
const status = { subresources: ['status'] };
const scalable = { subresources: ['status', 'scale'], categories: ['all'] };
const workload = { subresources: ['status'], categories: ['all'] };
const extension = { ...cluster, categories: ['api-extensions'] };
const policy = { ...extension, alsoServed: [`${admission}/v1alpha1`], gate: 'ValidatingAdmissionPolicy' } as const;

export const scheme: { readonly [K in Kind]: SchemeRow & { readonly kind: K } } = {
  ConfigMap: row('ConfigMap', 'v1', 'configmaps', { shortNames: ['cm'] }),
  Endpoints: row('Endpoints', 'v1', 'endpoints', { shortNames: ['ep'] }),
  Event: row('Event', 'v1', 'events', { shortNames: ['ev'], alsoServed: ['events.k8s.io/v1'] }),
  LimitRange: row('LimitRange', 'v1', 'limitranges', { shortNames: ['limits'] }),
  Namespace: row('Namespace', 'v1', 'namespaces', {
    ...cluster,
    subresources: ['status', 'finalize'],
    shortNames: ['ns'],
    verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  }),
  Node: row('Node', 'v1', 'nodes', { ...cluster, subresources: ['status', 'proxy'], shortNames: ['no'] }),
  PersistentVolume: row('PersistentVolume', 'v1', 'persistentvolumes', { ...cluster, ...status, shortNames: ['pv'] }),
  PersistentVolumeClaim: row('PersistentVolumeClaim', 'v1', 'persistentvolumeclaims', { ...status, shortNames: ['pvc'] }),
  Pod: row('Pod', 'v1', 'pods', {
    subresources: ['status', 'binding', 'eviction', 'exec', 'attach', 'log', 'portforward', 'ephemeralcontainers', 'proxy'],
    categories: ['all'],
    shortNames: ['po'],
  }),
  PodTemplate: row('PodTemplate', 'v1', 'podtemplates'),
  ReplicationController: row('ReplicationController', 'v1', 'replicationcontrollers', { ...scalable, shortNames: ['rc'] }),
  ResourceQuota: row('ResourceQuota', 'v1', 'resourcequotas', { ...status, shortNames: ['quota'] }),
  Secret: row('Secret', 'v1', 'secrets'),
  Service: row('Service', 'v1', 'services', { ...workload, subresources: ['status', 'proxy'], shortNames: ['svc'] }),
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
    alsoServed: ['autoscaling/v1'],
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
  CSIStorageCapacity: row('CSIStorageCapacity', 'storage.k8s.io/v1', 'csistoragecapacities'),
  CertificateSigningRequest: row('CertificateSigningRequest', 'certificates.k8s.io/v1', 'certificatesigningrequests', {
    ...cluster,
    subresources: ['status', 'approval'],
    shortNames: ['csr'],
  }),
  MutatingWebhookConfiguration: row('MutatingWebhookConfiguration', `${admission}/v1`, 'mutatingwebhookconfigurations', extension),
  ValidatingWebhookConfiguration: row('ValidatingWebhookConfiguration', `${admission}/v1`, 'validatingwebhookconfigurations', extension),
  ValidatingAdmissionPolicy: row('ValidatingAdmissionPolicy', `${admission}/v1beta1`, 'validatingadmissionpolicies', {
    ...policy,
    ...status,
  }),
  ValidatingAdmissionPolicyBinding: row(
    'ValidatingAdmissionPolicyBinding',
    `${admission}/v1beta1`,
    'validatingadmissionpolicybindings',
    policy,
  ),
  CustomResourceDefinition: row('CustomResourceDefinition', 'apiextensions.k8s.io/v1', 'customresourcedefinitions', {
    ...extension,
    ...status,
    shortNames: ['crd', 'crds'],
  }),
  APIService: row('APIService', 'apiregistration.k8s.io/v1', 'apiservices', { ...extension, ...status }),
  FlowSchema: row('FlowSchema', `${flowControl}/v1beta3`, 'flowschemas', {
    ...cluster,
    ...status,
    alsoServed: [`${flowControl}/v1beta2`],
  }),
  PriorityLevelConfiguration: row('PriorityLevelConfiguration', `${flowControl}/v1beta3`, 'prioritylevelconfigurations', {
    ...cluster,
    ...status,
    alsoServed: [`${flowControl}/v1beta2`],
  }),
  Cluster: row('Cluster', 'federation/v1beta1', 'clusters', { ...cluster, ...status, gate: 'Federation' }),
  Fault: row('Fault', 'orrery.dev/v1', 'faults', { ...cluster, ...status }),
};

const answers: Rest = { verbs: ['create'] };
const clusterAnswers: Rest = { ...cluster, verbs: ['create'] };

/** Resources that answer and store nothing. */
const virtual: readonly SchemeRow[] = [
  row('Binding', 'v1', 'bindings', answers),
  row('ComponentStatus', 'v1', 'componentstatuses', { ...cluster, shortNames: ['cs'], verbs: ['get', 'list'] }),
  row('TokenReview', 'authentication.k8s.io/v1', 'tokenreviews', clusterAnswers),
  row('SelfSubjectReview', 'authentication.k8s.io/v1', 'selfsubjectreviews', clusterAnswers),
  row('LocalSubjectAccessReview', 'authorization.k8s.io/v1', 'localsubjectaccessreviews', answers),
  row('SelfSubjectAccessReview', 'authorization.k8s.io/v1', 'selfsubjectaccessreviews', clusterAnswers),
  row('SelfSubjectRulesReview', 'authorization.k8s.io/v1', 'selfsubjectrulesreviews', clusterAnswers),
  row('SubjectAccessReview', 'authorization.k8s.io/v1', 'subjectaccessreviews', clusterAnswers),
  row('NodeMetrics', 'metrics.k8s.io/v1beta1', 'nodes', { ...cluster, verbs: ['get', 'list'] }),
  row('PodMetrics', 'metrics.k8s.io/v1beta1', 'pods', { verbs: ['get', 'list'] }),
];

const stored: readonly SchemeRow[] = Object.values(scheme);
const rows = stored.filter(({ gate }) => gate === undefined);
const byResource = new Map(stored.map((row) => [`${row.plural}.${row.group}`, row]));
const byKind = new Map(stored.map((row) => [row.kind, row]));

/** A resource as a client asks for it, and the row at whose version its objects are stored; the same one for most. */
export interface Served {
  readonly row: SchemeRow;
  readonly hub: SchemeRow;
}

const servable: readonly Served[] = [...stored, ...virtual].flatMap((hub) => [
  { row: hub, hub },
  ...(hub.alsoServed ?? []).map((apiVersion) => ({ row: { ...hub, ...splitApiVersion(apiVersion) }, hub })),
]);
const served = servable.filter(({ hub }) => hub.gate === undefined);
const gated = servable.filter(({ hub }) => hub.gate !== undefined).map(({ row: it }) => it);
/** Served to whoever asks for it by its name, and told in no list: what became another kind since. */
const aliases: readonly Served[] = [
  { row: row('PetSet', 'apps/v1alpha1', 'petsets', { subresources: ['status'] }), hub: scheme.StatefulSet },
];
const servedByPath = new Map([...servable, ...aliases].map((it) => [`${it.row.group}/${it.row.version}/${it.row.plural}`, it]));
const groupVersions = new Set(served.map(({ row }) => apiVersionOf(row)));

/** Every built-in kind that every cluster stores, at its hub version, in the scheme's order. */
export function allRows(): readonly SchemeRow[] {
  return rows;
}

/** Everything built in that is served: all versions, and what stores nothing. */
export function servedRows(): readonly SchemeRow[] {
  return served.map(({ row }) => row);
}

/** What only clusters with a feature gate on serve; a cluster tells its versions by their APIServices. */
export function gatedRows(): readonly SchemeRow[] {
  return gated;
}

/** The kinds of old that live on as others. */
export function aliasRows(): readonly SchemeRow[] {
  return aliases.map(({ row: alias }) => alias);
}

/** The name of the APIService that stands for a version. */
export function apiServiceName({ group, version }: { readonly group: string; readonly version: string }): string {
  return `${version}.${group}`;
}

/** What is built in at a path such as `autoscaling/v1/horizontalpodautoscalers`. */
export function servedAt(group: string, version: string, plural: string): Served | undefined {
  return servedByPath.get(`${group}/${version}/${plural}`);
}

/** Whether anything built in is served at a group and version. */
export function isServedVersion(apiVersion: string): boolean {
  return groupVersions.has(apiVersion);
}

function splitApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return { group: slash < 0 ? '' : apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** The hub row of a kind by its name, or undefined for a kind that is not built in. */
export function rowOfKind(kind: string): SchemeRow | undefined {
  return byKind.get(kind);
}

/** The hub row of a plural resource name in a group ('' for core). */
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
