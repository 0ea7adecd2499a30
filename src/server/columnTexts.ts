/**
 * What the columns of tables are for: the description of the field that a column shows, or a text of its own.
 * upstream: pkg/printers/internalversion/printers.go (AddHandlers)
 */
import { loadDefinitions } from '#schema/load.ts';
import { resolveRef, type Schema } from '#schema/schema.ts';

const definitions = await loadDefinitions();
const objectMeta = definitions['io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta']?.properties;

const labelsPage = 'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors';
const template = {
  Containers: 'Names of each container in the template.',
  Images: 'Images referenced by each container in the template.',
};
const readyPods = 'Number of the pod with ready state';
const subjects = (binding: string): Readonly<Record<string, string>> => ({
  Role: '.roleRef',
  Users: `Users in the ${binding}`,
  Groups: `Groups in the ${binding}`,
  ServiceAccounts: `ServiceAccounts in the ${binding}`,
});
const replicas = {
  Desired: '.spec.replicas',
  Current: '.status.replicas',
  Ready: '.status.readyReplicas',
  Selector: '.spec.selector',
  ...template,
};
const webhooks = { Webhooks: 'Webhooks indicates the number of webhooks registered in this configuration' };

/**
 * Kind -> column -> a text, or a path to the field whose description it is. Some columns still have the words of older versions
 * (extensions/v1beta1), as upstream's do.
 */
const texts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Pod: {
    Ready: 'The aggregate readiness state of this pod for accepting traffic.',
    Status: 'The aggregate status of the containers in this pod.',
    Restarts: 'The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.',
    IP: 'podIP address allocated to the pod. Routable at least within the cluster. Empty if not yet allocated.',
    Node: '.spec.nodeName',
    'Nominated Node': '.status.nominatedNodeName',
    'Readiness Gates': '.spec.readinessGates',
  },
  PodTemplate: { ...template, 'Pod Labels': 'The labels for the pod template.' },
  PodDisruptionBudget: {
    'Min Available': 'The minimum number of pods that must be available.',
    'Max Unavailable': 'The maximum number of pods that may be unavailable.',
    'Allowed Disruptions': 'Calculated number of pods that may be disrupted at this time.',
  },
  ReplicationController: replicas,
  ReplicaSet: {
    ...replicas,
    Ready: 'The number of ready replicas for this replica set.',
    Selector: `Selector is a label query over pods that should match the replica count. If the selector is empty, it is defaulted to the labels present on the pod template. Label keys and values that must match in order to be controlled by this replica set. More info: ${labelsPage}`,
  },
  Deployment: {
    Ready: readyPods,
    'Up-to-date': '.status.updatedReplicas',
    Available: '.status.availableReplicas',
    Selector: 'Label selector for pods. Existing ReplicaSets whose pods are selected by this will be the ones affected by this deployment.',
    ...template,
  },
  StatefulSet: { Ready: readyPods, ...template },
  DaemonSet: {
    Desired: '.status.desiredNumberScheduled',
    Current: '.status.currentNumberScheduled',
    Ready: '.status.numberReady',
    'Up-to-date': '.status.updatedNumberScheduled',
    Available: '.status.numberAvailable',
    'Node Selector': '.spec.template.spec.nodeSelector',
    Selector: `A label query over pods that are managed by the daemon set. Must match in order to be controlled. If empty, defaulted to labels on Pod template. More info: ${labelsPage}`,
    ...template,
  },
  Job: { Completions: '.status.succeeded', Duration: 'Time required to complete the job.', Selector: '.spec.selector', ...template },
  CronJob: {
    Schedule: '.spec.schedule',
    Suspend: '.spec.suspend',
    Active: '.status.active',
    'Last Schedule': '.status.lastScheduleTime',
    Selector: '.spec.jobTemplate.spec.selector',
    ...template,
  },
  Service: {
    Type: '.spec.type',
    'Cluster-IP': '.spec.clusterIP',
    'External-IP': '.spec.externalIPs',
    'Port(s)': '.spec.ports',
    Selector: '.spec.selector',
  },
  Ingress: {
    Class: 'The name of the IngressClass resource that should be used for additional configuration',
    Hosts: 'Hosts that incoming requests are matched against before the ingress rule',
    Address: 'Address is a list containing ingress points for the load-balancer',
    Ports: 'Ports of TLS configurations that open',
  },
  IngressClass: {
    Controller: 'Controller that is responsible for handling this class',
    Parameters: 'A reference to a resource with additional parameters',
  },
  Endpoints: { Endpoints: '.subsets' },
  EndpointSlice: { AddressType: '.addressType', Ports: '.ports', Endpoints: '.endpoints' },
  Node: {
    Status: 'The status of the node',
    Roles: 'The roles of the node',
    Version: '.status.nodeInfo.kubeletVersion',
    'Internal-IP': '.status.addresses',
    'External-IP': '.status.addresses',
    'OS-Image': '.status.nodeInfo.osImage',
    'Kernel-Version': '.status.nodeInfo.kernelVersion',
    'Container-Runtime': '.status.nodeInfo.containerRuntimeVersion',
  },
  Event: {
    'Last Seen': '.lastTimestamp',
    Type: '.type',
    Reason: '.reason',
    Object: '.involvedObject',
    Subobject: '.involvedObject.fieldPath',
    Source: '.source',
    Message: '.message',
    'First Seen': '.firstTimestamp',
    Count: '.count',
  },
  Namespace: { Status: 'The status of the namespace' },
  Secret: { Type: '.type', Data: '.data' },
  ConfigMap: { Data: '.data' },
  ServiceAccount: { Secrets: '.secrets' },
  PersistentVolume: {
    Capacity: '.spec.capacity',
    'Access Modes': '.spec.accessModes',
    'Reclaim Policy': '.spec.persistentVolumeReclaimPolicy',
    Status: '.status.phase',
    Claim: '.spec.claimRef',
    StorageClass: 'StorageClass of the pv',
    Reason: '.status.reason',
    VolumeMode: '.spec.volumeMode',
  },
  PersistentVolumeClaim: {
    Status: '.status.phase',
    Volume: '.spec.volumeName',
    Capacity: '.status.capacity',
    'Access Modes': '.status.accessModes',
    StorageClass: 'StorageClass of the pvc',
    VolumeMode: '.spec.volumeMode',
  },
  StorageClass: {
    Provisioner: '.provisioner',
    ReclaimPolicy: '.reclaimPolicy',
    VolumeBindingMode: '.volumeBindingMode',
    AllowVolumeExpansion: '.allowVolumeExpansion',
  },
  VolumeAttachment: {
    Attacher: '.spec.attacher',
    PV: '.spec.source.persistentVolumeName',
    Node: '.spec.nodeName',
    Attached: '.status.attached',
  },
  CSIDriver: {
    AttachRequired: '.spec.attachRequired',
    PodInfoOnMount: '.spec.podInfoOnMount',
    StorageCapacity: '.spec.storageCapacity',
    TokenRequests: '.spec.tokenRequests',
    RequiresRepublish: '.spec.requiresRepublish',
    Modes: '.spec.volumeLifecycleModes',
  },
  CSIStorageCapacity: { StorageClassName: '.storageClassName', Capacity: '.capacity' },
  APIService: {
    Service: 'The reference to the service that hosts this API endpoint.',
    Available: 'Whether this service is available.',
  },
  FlowSchema: {
    PriorityLevel: '.spec.priorityLevelConfiguration',
    MatchingPrecedence: '.spec.matchingPrecedence',
    DistinguisherMethod: '.spec.distinguisherMethod',
    MissingPL: '.status.conditions',
  },
  PriorityLevelConfiguration: {
    Type: '.spec.type',
    NominalConcurrencyShares: '.spec.limited.nominalConcurrencyShares',
    Queues: '.spec.limited.limitResponse.queuing.queues',
    HandSize: '.spec.limited.limitResponse.queuing.handSize',
    QueueLengthLimit: '.spec.limited.limitResponse.queuing.queueLengthLimit',
  },
  CSINode: { Drivers: 'Drivers indicates the number of CSI drivers registered on the node' },
  PriorityClass: { Value: '.value', 'Global-Default': '.globalDefault' },
  HorizontalPodAutoscaler: {
    Reference: '.spec.scaleTargetRef',
    Targets: '.spec.metrics',
    MinPods: '.spec.minReplicas',
    MaxPods: '.spec.maxReplicas',
    Replicas: '.status.currentReplicas',
  },
  NetworkPolicy: { 'Pod-Selector': '.spec.podSelector' },
  RoleBinding: subjects('roleBinding'),
  ClusterRoleBinding: subjects('clusterRoleBinding'),
  CertificateSigningRequest: {
    SignerName: '.spec.signerName',
    Requestor: '.spec.username',
    RequestedDuration: '.spec.expirationSeconds',
    Condition: '.status.conditions',
  },
  Lease: { Holder: '.spec.holderIdentity' },
  ControllerRevision: { Controller: 'Controller of the object', Revision: '.revision' },
  ResourceQuota: {
    Request: 'Request represents a minimum amount of cpu/memory that a container may consume.',
    Limit: 'Limits control the maximum amount of cpu/memory that a container may use independent of contention on the node.',
  },
  RuntimeClass: { Handler: '.handler' },
  ValidatingWebhookConfiguration: webhooks,
  MutatingWebhookConfiguration: webhooks,
};

/** The definitions of a kind, in all its versions: a field may be told of in one only. */
const roots = new Map<string, Schema[]>();
for (const schema of Object.values(definitions)) {
  const first = schema['x-kubernetes-group-version-kind']?.[0];
  if (first === undefined) continue;
  const key = `${first.group} ${first.kind}`;
  roots.set(key, [...(roots.get(key) ?? []), schema]);
}

/** Empty for a column of which nothing is told. */
export function columnText(group: string, kind: string, column: string): string {
  if (column === 'Name') return objectMeta?.['name']?.description ?? '';
  if (column === 'Age' || column === 'Created At') return objectMeta?.['creationTimestamp']?.description ?? '';
  const text = texts[kind]?.[column] ?? '';
  if (!text.startsWith('.')) return text;
  const path = text.slice(1).split('.');
  return (roots.get(`${group} ${kind}`) ?? []).map((root) => descriptionAt(root, path)).find((found) => found !== '') ?? '';
}

function descriptionAt(root: Schema, path: readonly string[]): string {
  let field: Schema | undefined = root;
  for (const name of path) field = field === undefined ? undefined : resolveRef(definitions, field).properties?.[name];
  // What OpenAPI adds to a field's own words is not told here.
  return (field?.description ?? '').replace(/\n\nPossible enum values:[^]*$/, '');
}
