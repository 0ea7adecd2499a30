/**
 * The describers of all kinds.
 * Owns: what `kubectl describe` says of an object. Reads: the object, and what a World gives (related objects, events).
 * Writes nothing but text. Deliberately does not: fetch the object itself.
 * upstream: kubectl/pkg/describe/describe.go (describerMap)
 */
import type { Kind, KindMap } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { rowOfKind } from '#api/scheme.ts';
import { describeSigningRequest } from './certificates.ts';
import { describeClaim } from './claims.ts';
import { describeConfigMap, describePriorityClass, describeSecret, describeServiceAccount } from './configuration.ts';
import { describeGeneric } from './generic.ts';
import { describeIngress } from './ingress.ts';
import { describeCronJob, describeJob } from './jobs.ts';
import { newLines } from './lines.ts';
import { describeEndpoints, describeEndpointSlice, describeIngressClass, describeService } from './networking.ts';
import { describeNetworkPolicy } from './networkPolicy.ts';
import { describeNode } from './node.ts';
import { describePod } from './pod.ts';
import { describeAutoscaler, describeBudget, describeLimitRange, describeNamespace, describeQuota } from './policy.ts';
import { describeRole, describeRoleBinding } from './rbac.ts';
import { describeCsiNode, describeStorageClass, describeVolume } from './storage.ts';
import {
  describeDaemonSet,
  describeDeployment,
  describeReplicaSet,
  describeReplicationController,
  describeStatefulSet,
} from './workloads.ts';
import type { Describe, World } from './world.ts';

const generic = describeGeneric as unknown as Describe<never>;

const describers: { readonly [K in Kind]: Describe<KindMap[K]> | Describe<never> } = {
  ConfigMap: describeConfigMap,
  Endpoints: describeEndpoints,
  Event: generic,
  LimitRange: describeLimitRange,
  Namespace: describeNamespace,
  Node: describeNode,
  PersistentVolume: describeVolume,
  PersistentVolumeClaim: describeClaim,
  Pod: describePod,
  PodTemplate: generic,
  ReplicationController: describeReplicationController,
  ResourceQuota: describeQuota,
  Secret: describeSecret,
  Service: describeService,
  ServiceAccount: describeServiceAccount,
  ControllerRevision: generic,
  DaemonSet: describeDaemonSet,
  Deployment: describeDeployment,
  ReplicaSet: describeReplicaSet,
  StatefulSet: describeStatefulSet,
  CronJob: describeCronJob,
  Job: describeJob,
  HorizontalPodAutoscaler: describeAutoscaler,
  PodDisruptionBudget: describeBudget,
  EndpointSlice: describeEndpointSlice,
  Ingress: describeIngress,
  IngressClass: describeIngressClass,
  NetworkPolicy: describeNetworkPolicy,
  StorageClass: describeStorageClass,
  VolumeAttachment: generic,
  CSIDriver: generic,
  CSINode: describeCsiNode,
  Role: describeRole,
  ClusterRole: describeRole,
  RoleBinding: describeRoleBinding,
  ClusterRoleBinding: describeRoleBinding,
  PriorityClass: describePriorityClass,
  RuntimeClass: generic,
  Lease: generic,
  CSIStorageCapacity: generic,
  CertificateSigningRequest: describeSigningRequest,
  MutatingWebhookConfiguration: generic,
  ValidatingWebhookConfiguration: generic,
  ValidatingAdmissionPolicy: generic,
  Cluster: generic,
  ValidatingAdmissionPolicyBinding: generic,
  CustomResourceDefinition: generic,
  APIService: generic,
  FlowSchema: generic,
  PriorityLevelConfiguration: generic,
  Fault: generic,
};

/** The whole description of one object. */
export async function describeObject(object: KubeObject, group: string, world: World): Promise<string> {
  const row = rowOfKind(object.kind);
  const describe = row !== undefined && row.group === group ? describers[object.kind as Kind] : generic;
  const lines = newLines();
  // The table's key and the describer's type belong together; the map type above says so for each kind.
  await (describe as unknown as Describe<KubeObject>)(lines, object, world);
  return lines.text();
}
