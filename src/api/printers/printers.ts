/**
 * The printers of all kinds: pure tables, used by `kubectl get` and by the server's Table answers.
 * Owns: which columns a kind has and what stands in them. Reads: one object and the time. Writes nothing.
 * Deliberately does not: lay out text. Column names are as the server sends them; kubectl writes them in capitals.
 * upstream: pkg/printers/internalversion/printers.go, apiserver/pkg/registry/rest/table.go (other kinds)
 */
import type { Kind, KindMap } from '../kinds.ts';
import type { KubeObject } from '../meta.ts';
import { cluster } from './cluster.ts';
import { fault } from './fault.ts';
import { rowOfKind } from '../scheme.ts';
import { apiService } from './apiService.ts';
import { certificateSigningRequest } from './certificateSigningRequest.ts';
import { configMap } from './configMap.ts';
import { controllerRevision } from './controllerRevision.ts';
import { cronJob } from './cronJob.ts';
import { csiDriver } from './csiDriver.ts';
import { csiNode } from './csiNode.ts';
import { csiStorageCapacity } from './csiStorageCapacity.ts';
import { customResourceDefinition } from './customResourceDefinition.ts';
import { daemonSet } from './daemonSet.ts';
import { deployment } from './deployment.ts';
import { endpoints } from './endpoints.ts';
import { endpointSlice } from './endpointSlice.ts';
import { event } from './event.ts';
import { flowSchema, priorityLevelConfiguration } from './flowControl.ts';
import { horizontalPodAutoscaler } from './horizontalPodAutoscaler.ts';
import { ingress } from './ingress.ts';
import { ingressClass } from './ingressClass.ts';
import { job } from './job.ts';
import { lease } from './lease.ts';
import { limitRange } from './limitRange.ts';
import { namespace } from './namespace.ts';
import { networkPolicy } from './networkPolicy.ts';
import { node } from './node.ts';
import { persistentVolume } from './persistentVolume.ts';
import { persistentVolumeClaim } from './persistentVolumeClaim.ts';
import { pod } from './pod.ts';
import { petSet } from './petSet.ts';
import { podDisruptionBudget } from './podDisruptionBudget.ts';
import { podTemplate } from './podTemplate.ts';
import { priorityClass } from './priorityClass.ts';
import { ageOf, columns, type Printer } from './printer.ts';
import { role, roleBinding } from './rbac.ts';
import { replicaSet, replicationController } from './replicaSet.ts';
import { resourceQuota } from './resourceQuota.ts';
import { runtimeClass } from './runtimeClass.ts';
import { secret } from './secret.ts';
import { service } from './service.ts';
import { serviceAccount } from './serviceAccount.ts';
import { statefulSet } from './statefulSet.ts';
import { storageClass } from './storageClass.ts';
import { volumeAttachment } from './volumeAttachment.ts';
import { validatingAdmissionPolicy, validatingAdmissionPolicyBinding } from './admissionPolicy.ts';
import { webhookConfiguration } from './webhookConfiguration.ts';

export const printers: { readonly [K in Kind]: Printer<KindMap[K]> } = {
  ConfigMap: configMap,
  Endpoints: endpoints,
  Event: event,
  LimitRange: limitRange,
  Namespace: namespace,
  Node: node,
  PersistentVolume: persistentVolume,
  PersistentVolumeClaim: persistentVolumeClaim,
  Pod: pod,
  PodTemplate: podTemplate,
  ReplicationController: replicationController,
  ResourceQuota: resourceQuota,
  Secret: secret,
  Service: service,
  ServiceAccount: serviceAccount,
  ControllerRevision: controllerRevision,
  DaemonSet: daemonSet,
  Deployment: deployment,
  ReplicaSet: replicaSet,
  StatefulSet: statefulSet,
  CronJob: cronJob,
  Job: job,
  HorizontalPodAutoscaler: horizontalPodAutoscaler,
  PodDisruptionBudget: podDisruptionBudget,
  EndpointSlice: endpointSlice,
  Ingress: ingress,
  IngressClass: ingressClass,
  NetworkPolicy: networkPolicy,
  StorageClass: storageClass,
  VolumeAttachment: volumeAttachment,
  CSIDriver: csiDriver,
  CSINode: csiNode,
  Role: role,
  ClusterRole: role,
  RoleBinding: roleBinding,
  ClusterRoleBinding: roleBinding,
  PriorityClass: priorityClass,
  RuntimeClass: runtimeClass,
  Fault: fault,
  Cluster: cluster,
  Lease: lease,
  CSIStorageCapacity: csiStorageCapacity,
  CertificateSigningRequest: certificateSigningRequest,
  MutatingWebhookConfiguration: webhookConfiguration,
  ValidatingWebhookConfiguration: webhookConfiguration,
  ValidatingAdmissionPolicy: validatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding: validatingAdmissionPolicyBinding,
  CustomResourceDefinition: customResourceDefinition,
  APIService: apiService,
  FlowSchema: flowSchema,
  PriorityLevelConfiguration: priorityLevelConfiguration,
};

/** Objects of kinds that came later, as custom resource definitions, have a name and an age. */
const plain: Printer<KubeObject> = {
  columns: columns('Name Age'),
  cells: (object, now) => [object.metadata.name, ageOf(object, now)],
};

/** The count of a workload, as its scale subresource has it. */
const scale: Printer<KubeObject> = {
  columns: columns('Name Desired:integer Available:integer Age'),
  cells(object, now) {
    const { spec, status } = object as unknown as { readonly spec?: { replicas?: number }; readonly status?: { replicas?: number } };
    return [object.metadata.name, spec?.replicas ?? 0, status?.replicas ?? 0, ageOf(object, now)];
  },
};

/** The printer for an object's kind. */
export function printerOf(kind: string, group: string): Printer<KubeObject> {
  const row = rowOfKind(kind);
  if (kind === 'PetSet' && group === 'apps') return petSet;
  if (kind === 'Scale' && group === 'autoscaling') return scale;
  // The table's key and the printer's type belong together; the map type above says so for each kind.
  return row !== undefined && row.group === group ? (printers[kind as Kind] as unknown as Printer<KubeObject>) : plain;
}
