/**
 * How each kind deviates from the generic road.
 * upstream: pkg/registry/<group>/<kind>/strategy.go
 */
import { equalJson } from '#api/machinery/stableJson.ts';
import type { Event, Job, Node, Pod, ReplicaSet, Secret } from '#api/kinds.ts';
import { fieldOf, withMeta, type AnyObject } from './object.ts';
import { prepareDefinition, prepareDefinitionStatus, prepareDefinitionUpdate } from './custom/definitionRules.ts';
import { settleSources } from './claimSources.ts';
import { gatedJob, gatedStatefulSet } from './gatedFields.ts';
import { prepareDaemonSet, prepareDaemonSetUpdate, prepareJob, labelJob } from './workloadRules.ts';
import { podGracePeriod, preparePod, preparePodUpdate } from './pod/podRules.ts';
import { prepareNamespace, prepareNamespaceStatus } from './subresources/namespaceRules.ts';
import { dropTypeDependent } from './service/serviceRules.ts';
import type { Strategy, StrategyTable } from './strategy.ts';

/** Status belongs to the subresource: what a creator says about it is dropped, and this stands there instead. */
function startsWithStatus(status: object): (object: AnyObject) => AnyObject {
  const frozen = Object.freeze(status);
  return (object) => ({ ...object, status: frozen as Readonly<Record<string, unknown>> });
}

const emptyStatus = startsWithStatus({});
const pending = startsWithStatus({ phase: 'Pending' });
const workload: Strategy = { generation: true, prepareForCreate: emptyStatus };

const webhooks: Strategy = {
  generation: true,
  changesDesiredState: (object, old) => !equalJson(fieldOf(object, 'webhooks'), fieldOf(old, 'webhooks')),
};

function podFields(object: AnyObject): Readonly<Record<string, string>> {
  const { spec, status } = object as unknown as Partial<Pod>;
  return {
    'spec.nodeName': spec?.nodeName ?? '',
    'spec.restartPolicy': spec?.restartPolicy ?? '',
    'spec.schedulerName': spec?.schedulerName ?? '',
    'spec.serviceAccountName': spec?.serviceAccountName ?? '',
    'spec.hostNetwork': String(spec?.hostNetwork ?? false),
    'status.phase': status?.phase ?? '',
    'status.podIP': status?.podIP ?? '',
    'status.podIPs': status?.podIP ?? '',
    'status.nominatedNodeName': status?.nominatedNodeName ?? '',
  };
}

/** upstream: pkg/apis/core/v1/conversion.go */
function eventFields(object: AnyObject): Readonly<Record<string, string>> {
  const { involvedObject, source, reason = '', type = '', reportingComponent = '' } = object as unknown as Partial<Event>;
  return {
    'involvedObject.kind': involvedObject?.kind ?? '',
    'involvedObject.namespace': involvedObject?.namespace ?? '',
    'involvedObject.name': involvedObject?.name ?? '',
    'involvedObject.uid': involvedObject?.uid ?? '',
    'involvedObject.apiVersion': involvedObject?.apiVersion ?? '',
    'involvedObject.resourceVersion': involvedObject?.resourceVersion ?? '',
    'involvedObject.fieldPath': involvedObject?.fieldPath ?? '',
    reason,
    reportingComponent,
    source: source?.component ?? reportingComponent,
    type,
  };
}

/** upstream: pkg/apis/events/v1/conversion.go */
const eventLabels: Readonly<Record<string, string>> = {
  reason: 'reason',
  type: 'type',
  reportingController: 'reportingComponent',
  ...Object.fromEntries(
    ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map((part) => [
      `regarding.${part}`,
      `involvedObject.${part}`,
    ]),
  ),
};

export const rules: StrategyTable = {
  ConfigMap: {},
  Endpoints: { createOnUpdate: true },
  Event: { createOnUpdate: true, fields: eventFields, fieldLabels: { 'events.k8s.io': eventLabels } },
  LimitRange: { createOnUpdate: true, prepareForCreate: nameByUid },
  Namespace: {
    prepareForCreate: prepareNamespace,
    prepareForUpdate: (object, old) => ({ ...object, spec: { ...object.spec, finalizers: old.spec?.['finalizers'] ?? [] } }),
    prepareForStatusUpdate: prepareNamespaceStatus,
    fields: (object) => ({ 'status.phase': String(object.status?.['phase'] ?? ''), name: object.metadata.name }),
  },
  Node: {
    fields: (object) => ({ 'spec.unschedulable': String((object as unknown as Partial<Node>).spec?.unschedulable ?? false) }),
  },
  PersistentVolume: {
    prepareForCreate: pending,
    returnDeleted: true,
  },
  PersistentVolumeClaim: {
    prepareForCreate: (object) => settleSources(pending(object)),
    prepareForUpdate: settleSources,
    returnDeleted: true,
  },
  Pod: {
    prepareForCreate: preparePod,
    prepareForUpdate: preparePodUpdate,
    gracePeriod: podGracePeriod,
    returnDeleted: true,
    fields: podFields,
  },
  PodTemplate: {
    generation: true,
    changesDesiredState: (object, old) => !equalJson(fieldOf(object, 'template'), fieldOf(old, 'template')),
    returnDeleted: true,
  },
  ReplicationController: {
    generation: true,
    prepareForCreate: startsWithStatus({ replicas: 0 }),
    orphanByDefault: true,
    fields: replicaFields,
  },
  ResourceQuota: { prepareForCreate: emptyStatus, returnDeleted: true },
  Secret: { fields: (object) => ({ type: (object as unknown as Partial<Secret>).type ?? '' }) },
  Service: {
    prepareForCreate: startsWithStatus({ loadBalancer: {} }),
    prepareForUpdate: dropTypeDependent,
    createOnUpdate: true,
    returnDeleted: true,
  },
  ServiceAccount: { returnDeleted: true },
  ControllerRevision: {},
  DaemonSet: { ...workload, prepareForCreate: prepareDaemonSet, prepareForUpdate: prepareDaemonSetUpdate },
  Deployment: {
    ...workload,
    changesDesiredState: (object, old) =>
      !equalJson(object.spec, old.spec) || !equalJson(object.metadata.annotations ?? {}, old.metadata.annotations ?? {}),
    prepareForStatusUpdate: (object, old) => ({
      ...object,
      metadata: old.metadata.labels === undefined ? object.metadata : { ...object.metadata, labels: old.metadata.labels },
    }),
  },
  ReplicaSet: { ...workload, prepareForCreate: startsWithStatus({ replicas: 0 }) },
  StatefulSet: { ...workload, gated: gatedStatefulSet, prepareForCreate: startsWithStatus({ replicas: 0, availableReplicas: 0 }) },
  CronJob: workload,
  Job: {
    ...workload,
    gated: gatedJob,
    prepareForCreate: prepareJob,
    prepareForUpdate: labelJob,
    orphanByDefault: true,
    fields: (object) => ({ 'status.successful': String((object as unknown as Partial<Job>).status?.succeeded ?? 0) }),
  },
  HorizontalPodAutoscaler: { prepareForCreate: startsWithStatus({ desiredReplicas: 0, currentMetrics: null }) },
  PodDisruptionBudget: {
    ...workload,
    prepareForCreate: startsWithStatus({ disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 }),
  },
  EndpointSlice: {
    generation: true,
    changesDesiredState: (object, old) => !equalJson({ ...object, metadata: 0 }, { ...old, metadata: 0 }),
  },
  Ingress: { generation: true, prepareForCreate: startsWithStatus({ loadBalancer: {} }) },
  IngressClass: { generation: true },
  NetworkPolicy: { generation: true },
  StorageClass: { returnDeleted: true },
  VolumeAttachment: { prepareForCreate: startsWithStatus({ attached: false }), returnDeleted: true },
  CSIDriver: { returnDeleted: true },
  CSINode: { returnDeleted: true },
  Role: { createOnUpdate: true },
  ClusterRole: { createOnUpdate: true },
  RoleBinding: { createOnUpdate: true },
  ClusterRoleBinding: { createOnUpdate: true },
  PriorityClass: { generation: true, changesDesiredState: () => false },
  RuntimeClass: { createOnUpdate: true },
  Lease: { createOnUpdate: true },
  CSIStorageCapacity: {},
  CertificateSigningRequest: {
    prepareForCreate: emptyStatus,
    fields: (object) => ({ 'spec.signerName': String(object.spec?.['signerName'] ?? '') }),
  },
  MutatingWebhookConfiguration: webhooks,
  ValidatingWebhookConfiguration: webhooks,
  ValidatingAdmissionPolicy: workload,
  Cluster: {},
  ValidatingAdmissionPolicyBinding: { generation: true },
  CustomResourceDefinition: {
    generation: true,
    bareFinalizers: true,
    prepareForCreate: prepareDefinition,
    prepareForUpdate: prepareDefinitionUpdate,
    prepareForStatusUpdate: prepareDefinitionStatus,
  },
  APIService: { bareFinalizers: true, prepareForCreate: emptyStatus },
  FlowSchema: workload,
  PriorityLevelConfiguration: workload,
  Fault: { generation: true, prepareForCreate: emptyStatus },
};

/** Who gives a limit range no name gets one that nobody else has. */
function nameByUid(object: AnyObject): AnyObject {
  return object.metadata.name === '' ? withMeta(object, { name: object.metadata.uid }) : object;
}

function replicaFields(object: AnyObject): Readonly<Record<string, string>> {
  return { 'status.replicas': String((object as unknown as Partial<ReplicaSet>).status?.replicas ?? 0) };
}
