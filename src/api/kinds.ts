/**
 * The types of the built-in kinds, as stored: read-only, with metadata, spec and status where the server guarantees them.
 * The field types come from the package kubernetes-models (types only; no code of it is shipped).
 */

import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { IEndpoints } from 'kubernetes-models/v1/Endpoints';
import type { IEvent } from 'kubernetes-models/v1/Event';
import type { ILimitRange } from 'kubernetes-models/v1/LimitRange';
import type { INamespace } from 'kubernetes-models/v1/Namespace';
import type { INode } from 'kubernetes-models/v1/Node';
import type { IPersistentVolume } from 'kubernetes-models/v1/PersistentVolume';
import type { IPersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import type { IPod } from 'kubernetes-models/v1/Pod';
import type { IPodTemplate } from 'kubernetes-models/v1/PodTemplate';
import type { IReplicationController } from 'kubernetes-models/v1/ReplicationController';
import type { IResourceQuota } from 'kubernetes-models/v1/ResourceQuota';
import type { ISecret } from 'kubernetes-models/v1/Secret';
import type { IService } from 'kubernetes-models/v1/Service';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { IControllerRevision } from 'kubernetes-models/apps/v1/ControllerRevision';
import type { IDaemonSet } from 'kubernetes-models/apps/v1/DaemonSet';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IReplicaSet } from 'kubernetes-models/apps/v1/ReplicaSet';
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import type { ICronJob } from 'kubernetes-models/batch/v1/CronJob';
import type { IJob } from 'kubernetes-models/batch/v1/Job';
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import type { IEndpointSlice } from 'kubernetes-models/discovery.k8s.io/v1/EndpointSlice';
import type { IIngress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import type { IIngressClass } from 'kubernetes-models/networking.k8s.io/v1/IngressClass';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { IStorageClass } from 'kubernetes-models/storage.k8s.io/v1/StorageClass';
import type { IVolumeAttachment } from 'kubernetes-models/storage.k8s.io/v1/VolumeAttachment';
import type { ICSIDriver } from 'kubernetes-models/storage.k8s.io/v1/CSIDriver';
import type { ICSINode } from 'kubernetes-models/storage.k8s.io/v1/CSINode';
import type { IRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import type { IClusterRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRole';
import type { IRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import type { IClusterRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRoleBinding';
import type { IPriorityClass } from 'kubernetes-models/scheduling.k8s.io/v1/PriorityClass';
import type { IRuntimeClass } from 'kubernetes-models/node.k8s.io/v1/RuntimeClass';
import type { ILease } from 'kubernetes-models/coordination.k8s.io/v1/Lease';
import type { ICSIStorageCapacity } from 'kubernetes-models/storage.k8s.io/v1/CSIStorageCapacity';
import type { ICertificateSigningRequest } from 'kubernetes-models/certificates.k8s.io/v1/CertificateSigningRequest';
import type { IMutatingWebhookConfiguration } from 'kubernetes-models/admissionregistration.k8s.io/v1/MutatingWebhookConfiguration';
import type { IValidatingWebhookConfiguration } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration';
import type { IValidatingAdmissionPolicy } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy';
import type { IValidatingAdmissionPolicyBinding } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding';
import type { ICustomResourceDefinition } from 'kubernetes-models/apiextensions.k8s.io/v1/CustomResourceDefinition';
import type { IAPIService } from 'kubernetes-models/apiregistration.k8s.io/v1/APIService';
import type { IFlowSchema } from 'kubernetes-models/flowcontrol.apiserver.k8s.io/v1beta3/FlowSchema';
import type { IPriorityLevelConfiguration } from 'kubernetes-models/flowcontrol.apiserver.k8s.io/v1beta3/PriorityLevelConfiguration';
import type { IFault } from './fault.ts';
import type { ICluster } from './federation.ts';
import type { Immutable } from './immutable.ts';
import type { KubeObject, ObjectMeta } from './meta.ts';

type Stored<Model, Sure extends keyof Model = never> = Immutable<Omit<Model, 'metadata' | Sure> & Required<Pick<Model, Sure>>> & {
  readonly metadata: ObjectMeta;
};

type AtBeta<Model> = Omit<Model, 'apiVersion'> & { apiVersion: 'admissionregistration.k8s.io/v1beta1' };

export type ConfigMap = Stored<IConfigMap>;
export type Endpoints = Stored<IEndpoints>;
export type Event = Stored<IEvent>;
export type LimitRange = Stored<ILimitRange>;
export type Namespace = Stored<INamespace, 'spec' | 'status'>;
export type Node = Stored<INode, 'spec' | 'status'>;
export type PersistentVolume = Stored<IPersistentVolume, 'spec' | 'status'>;
export type PersistentVolumeClaim = Stored<IPersistentVolumeClaim, 'spec' | 'status'>;
export type Pod = Stored<IPod, 'spec' | 'status'>;
export type PodTemplate = Stored<IPodTemplate>;
export type ReplicationController = Stored<IReplicationController, 'spec' | 'status'>;
export type ResourceQuota = Stored<IResourceQuota, 'spec' | 'status'>;
export type Secret = Stored<ISecret>;
export type Service = Stored<IService, 'spec' | 'status'>;
export type ServiceAccount = Stored<IServiceAccount>;
export type ControllerRevision = Stored<IControllerRevision>;
export type DaemonSet = Stored<IDaemonSet, 'spec' | 'status'>;
export type Deployment = Stored<IDeployment, 'spec' | 'status'>;
export type ReplicaSet = Stored<IReplicaSet, 'spec' | 'status'>;
export type StatefulSet = Stored<IStatefulSet, 'spec' | 'status'>;
export type CronJob = Stored<ICronJob, 'spec' | 'status'>;
export type Job = Stored<IJob, 'spec' | 'status'>;
export type HorizontalPodAutoscaler = Stored<IHorizontalPodAutoscaler, 'spec' | 'status'>;
export type PodDisruptionBudget = Stored<IPodDisruptionBudget, 'spec' | 'status'>;
export type EndpointSlice = Stored<IEndpointSlice>;
export type Ingress = Stored<IIngress, 'spec' | 'status'>;
export type IngressClass = Stored<IIngressClass, 'spec'>;
export type NetworkPolicy = Stored<INetworkPolicy, 'spec'>;
export type StorageClass = Stored<IStorageClass>;
export type VolumeAttachment = Stored<IVolumeAttachment, 'spec' | 'status'>;
export type CSIDriver = Stored<ICSIDriver, 'spec'>;
export type CSINode = Stored<ICSINode, 'spec'>;
export type Role = Stored<IRole>;
export type ClusterRole = Stored<IClusterRole>;
export type RoleBinding = Stored<IRoleBinding>;
export type ClusterRoleBinding = Stored<IClusterRoleBinding>;
export type PriorityClass = Stored<IPriorityClass>;
export type RuntimeClass = Stored<IRuntimeClass>;
export type Lease = Stored<ILease, 'spec'>;
export type CSIStorageCapacity = Stored<ICSIStorageCapacity>;
export type CertificateSigningRequest = Stored<ICertificateSigningRequest, 'spec' | 'status'>;
export type MutatingWebhookConfiguration = Stored<IMutatingWebhookConfiguration>;
export type ValidatingWebhookConfiguration = Stored<IValidatingWebhookConfiguration>;
/** The same fields as in version 1 of later releases. */
export type ValidatingAdmissionPolicy = Stored<AtBeta<IValidatingAdmissionPolicy>, 'spec'>;
export type ValidatingAdmissionPolicyBinding = Stored<AtBeta<IValidatingAdmissionPolicyBinding>, 'spec'>;
export type CustomResourceDefinition = Stored<ICustomResourceDefinition, 'spec' | 'status'>;
export type APIService = Stored<IAPIService, 'spec' | 'status'>;
export type FlowSchema = Stored<IFlowSchema, 'spec' | 'status'>;
export type PriorityLevelConfiguration = Stored<IPriorityLevelConfiguration, 'spec' | 'status'>;

export type Fault = Stored<IFault, 'spec'>;
export type Cluster = Stored<ICluster, 'spec'>;

/** From a kind's name to its type. Tables keyed by kind use it, so that a new kind makes the compiler list what is missing. */
export interface KindMap {
  ConfigMap: ConfigMap;
  Endpoints: Endpoints;
  Event: Event;
  LimitRange: LimitRange;
  Namespace: Namespace;
  Node: Node;
  PersistentVolume: PersistentVolume;
  PersistentVolumeClaim: PersistentVolumeClaim;
  Pod: Pod;
  PodTemplate: PodTemplate;
  ReplicationController: ReplicationController;
  ResourceQuota: ResourceQuota;
  Secret: Secret;
  Service: Service;
  ServiceAccount: ServiceAccount;
  ControllerRevision: ControllerRevision;
  DaemonSet: DaemonSet;
  Deployment: Deployment;
  ReplicaSet: ReplicaSet;
  StatefulSet: StatefulSet;
  CronJob: CronJob;
  Job: Job;
  HorizontalPodAutoscaler: HorizontalPodAutoscaler;
  PodDisruptionBudget: PodDisruptionBudget;
  EndpointSlice: EndpointSlice;
  Ingress: Ingress;
  IngressClass: IngressClass;
  NetworkPolicy: NetworkPolicy;
  StorageClass: StorageClass;
  VolumeAttachment: VolumeAttachment;
  CSIDriver: CSIDriver;
  CSINode: CSINode;
  Role: Role;
  ClusterRole: ClusterRole;
  RoleBinding: RoleBinding;
  ClusterRoleBinding: ClusterRoleBinding;
  PriorityClass: PriorityClass;
  RuntimeClass: RuntimeClass;
  Lease: Lease;
  CSIStorageCapacity: CSIStorageCapacity;
  CertificateSigningRequest: CertificateSigningRequest;
  MutatingWebhookConfiguration: MutatingWebhookConfiguration;
  ValidatingWebhookConfiguration: ValidatingWebhookConfiguration;
  ValidatingAdmissionPolicy: ValidatingAdmissionPolicy;
  ValidatingAdmissionPolicyBinding: ValidatingAdmissionPolicyBinding;
  CustomResourceDefinition: CustomResourceDefinition;
  APIService: APIService;
  FlowSchema: FlowSchema;
  PriorityLevelConfiguration: PriorityLevelConfiguration;
  Fault: Fault;
  Cluster: Cluster;
}

/** The name of a built-in kind; no two built-in groups use the same one. */
export type Kind = keyof KindMap;

export type PodTemplateSpec = Deployment['spec']['template'];
export type PodSpec = NonNullable<PodTemplateSpec['spec']>;
export type Container = PodSpec['containers'][number];
export type Volume = NonNullable<PodSpec['volumes']>[number];
export type ContainerStatus = NonNullable<Pod['status']['containerStatuses']>[number];
export type PodCondition = NonNullable<Pod['status']['conditions']>[number];
export type LabelSelector = Deployment['spec']['selector'];
export type NodeCondition = NonNullable<Node['status']['conditions']>[number];

/** Narrows any object to a built-in kind. */
export function isKind<K extends Kind>(object: KubeObject, kind: K): object is KubeObject & KindMap[K] {
  return object.kind === kind;
}
