/**
 * Validation of each kind, on create and on update. Kinds that are missing have nothing to check beyond their types.
 * An update is checked as a creation where nothing else is said.
 */
import type { Kind, KindMap } from '#api/kinds.ts';
import { isDNS1035Label, isDNS1123Label } from '#api/machinery/validation.ts';
import type { Strategy } from '../strategy.ts';
import { validateDefinition, validateDefinitionStatus, validateDefinitionUpdate } from '../custom/definitionValidation.ts';
import { validatePolicy, validatePolicyBinding, validatePolicyStatus, validatePolicyUpdate } from './admissionPolicy.ts';
import * as access from './access.ts';
import { validateAutoscaler } from './autoscaler.ts';
import * as batch from './batch.ts';
import type { Errors } from './checks.ts';
import { validateFault, validateFaultUpdate } from './fault.ts';
import { validateSigningRequest, validateSigningStatus } from './certificates.ts';
import * as classes from './classes.ts';
import * as core from './core.ts';
import * as extensions from './extensions.ts';
import * as networking from './networking.ts';
import { validatePod, validatePodUpdate } from './pod.ts';
import { validatePodStatusUpdate } from './podStatus.ts';
import { validTemplate } from './podSpec.ts';
import * as quota from './quota.ts';
import { validateService, validateServiceUpdate } from './service.ts';
import * as statuses from './statuses.ts';
import * as storage from './storage.ts';
import * as drivers from './storageDrivers.ts';
import * as workloads from './workloads.ts';

interface Validation<T> {
  readonly validate?: (object: T) => Errors;
  readonly validateUpdate?: (object: T, old: T) => Errors;
  readonly validateStatusUpdate?: (object: T, old: T) => Errors;
  readonly validateName?: (name: string) => readonly string[];
}

type Table = { readonly [K in Kind]?: Validation<KindMap[K]> };

const validateName = access.isPathSegment;
const anyName = (): readonly string[] => [];

/** Some kinds check an update as a creation and then, in checking the update, once more: each error is told twice. */
function twice<T>(validate: (object: T) => Errors): (object: T) => Errors {
  return (object) => {
    const errors = validate(object);
    return [...errors, ...errors];
  };
}

const table: Table = {
  ConfigMap: { validate: core.validateConfigMap, validateUpdate: core.validateConfigMapUpdate },
  Secret: { validate: core.validateSecret, validateUpdate: core.validateSecretUpdate },
  Namespace: {
    validate: core.validateNamespace,
    validateUpdate: () => [],
    validateName: isDNS1123Label,
    validateStatusUpdate: statuses.validateNamespaceStatus,
  },
  Node: { validate: core.validateNode, validateUpdate: core.validateNodeUpdate },
  ResourceQuota: { validate: quota.validateQuota, validateUpdate: quota.validateQuotaUpdate },
  LimitRange: { validate: quota.validateLimitRange },
  Event: { validate: core.validateEvent, validateName: anyName },
  Lease: { validate: core.validateLease },
  Fault: { validate: validateFault, validateUpdate: validateFaultUpdate },
  PriorityClass: { validate: core.validatePriorityClass, validateUpdate: core.validatePriorityClassUpdate },
  Pod: { validate: validatePod, validateUpdate: validatePodUpdate, validateStatusUpdate: validatePodStatusUpdate },
  PodTemplate: {
    validate: ({ template }) => {
      const errors: Errors = [];
      if (template !== undefined) validTemplate(template, 'template', errors);
      return errors;
    },
  },
  Deployment: {
    validate: workloads.validateDeployment,
    validateUpdate: workloads.validateDeploymentUpdate,
    validateStatusUpdate: statuses.validateDeploymentStatus,
  },
  ReplicaSet: {
    validate: workloads.validateReplicaSet,
    validateUpdate: workloads.validateReplicaSetUpdate,
    validateStatusUpdate: statuses.validateReplicaSetStatus,
  },
  ReplicationController: {
    validate: workloads.validateReplicationController,
    validateUpdate: twice(workloads.validateReplicationController),
    validateStatusUpdate: statuses.validateReplicaSetStatus,
  },
  StatefulSet: {
    validate: workloads.validateStatefulSet,
    validateUpdate: workloads.validateStatefulSetUpdate,
    validateName: isDNS1123Label,
    validateStatusUpdate: statuses.validateStatefulSetStatus,
  },
  DaemonSet: {
    validate: workloads.validateDaemonSet,
    validateUpdate: workloads.validateDaemonSetUpdate,
    validateStatusUpdate: statuses.validateDaemonSetStatus,
  },
  Job: { validate: batch.validateJob, validateUpdate: batch.validateJobUpdate },
  CronJob: { validate: batch.validateCronJob, validateUpdate: batch.validateCronJobUpdate },
  HorizontalPodAutoscaler: { validate: validateAutoscaler, validateStatusUpdate: statuses.validateAutoscalerStatus },
  PodDisruptionBudget: { validate: batch.validateBudget, validateName: anyName, validateStatusUpdate: statuses.validateBudgetStatus },
  Service: { validate: validateService, validateUpdate: validateServiceUpdate, validateName: isDNS1035Label },
  Endpoints: { validate: networking.validateEndpoints },
  EndpointSlice: { validate: networking.validateSlice, validateUpdate: networking.validateSliceUpdate },
  Ingress: { validate: networking.validateIngress, validateStatusUpdate: statuses.validateIngressStatus },
  NetworkPolicy: { validate: networking.validateNetworkPolicy, validateUpdate: twice(networking.validateNetworkPolicy) },
  PersistentVolume: { validate: storage.validateVolume, validateUpdate: storage.validateVolumeUpdate },
  PersistentVolumeClaim: { validate: storage.validateClaim, validateUpdate: storage.validateClaimUpdate },
  StorageClass: { validate: storage.validateClass, validateUpdate: storage.validateClassUpdate },
  CustomResourceDefinition: {
    validate: validateDefinition,
    validateUpdate: validateDefinitionUpdate,
    validateStatusUpdate: validateDefinitionStatus,
  },
  ControllerRevision: { validate: classes.validateRevision, validateUpdate: classes.validateRevisionUpdate },
  IngressClass: { validate: classes.validateIngressClass, validateUpdate: classes.validateIngressClassUpdate },
  RuntimeClass: { validate: classes.validateRuntimeClass, validateUpdate: classes.validateRuntimeClassUpdate },
  CSIDriver: { validate: drivers.validateDriver, validateUpdate: drivers.validateDriverUpdate },
  CSINode: { validate: drivers.validateNodeDrivers, validateUpdate: drivers.validateNodeDriversUpdate },
  VolumeAttachment: { validate: drivers.validateAttachment, validateUpdate: drivers.validateAttachmentUpdate },
  APIService: { validate: extensions.validateApiService, validateName },
  CertificateSigningRequest: {
    validate: validateSigningRequest,
    validateUpdate: () => [],
    validateStatusUpdate: validateSigningStatus,
    validateName: anyName,
  },
  CSIStorageCapacity: { validate: extensions.validateCapacity, validateUpdate: extensions.validateCapacityUpdate },
  MutatingWebhookConfiguration: { validate: extensions.validateWebhooks, validateUpdate: extensions.validateWebhooksUpdate },
  ValidatingAdmissionPolicy: {
    validate: validatePolicy,
    validateUpdate: validatePolicyUpdate,
    validateStatusUpdate: validatePolicyStatus,
  },
  ValidatingAdmissionPolicyBinding: { validate: validatePolicyBinding },
  ValidatingWebhookConfiguration: { validate: extensions.validateWebhooks, validateUpdate: extensions.validateWebhooksUpdate },
  FlowSchema: { validate: extensions.validateFlowSchema },
  PriorityLevelConfiguration: { validate: extensions.validatePriorityLevel },
  Role: { validate: access.validateRole, validateUpdate: twice(access.validateRole), validateName },
  ClusterRole: { validate: access.validateClusterRole, validateUpdate: twice(access.validateClusterRole), validateName },
  RoleBinding: { validate: access.validateRoleBinding, validateUpdate: access.validateRoleBindingUpdate, validateName },
  ClusterRoleBinding: {
    validate: access.validateClusterRoleBinding,
    validateUpdate: access.validateClusterRoleBindingUpdate,
    validateName,
  },
};

export const validations = table as unknown as {
  readonly [K in Kind]?: Pick<Strategy, 'validate' | 'validateUpdate' | 'validateStatusUpdate' | 'validateName'>;
};
