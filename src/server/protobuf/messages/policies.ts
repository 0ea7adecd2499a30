/**
 * The messages of admission registration, flow control, runtimes, priorities and storage, each field at its number's place (the grammar is in ../message.ts).
 * upstream: staging/src/k8s.io/api, the numbers in the protobuf tags of types.go
 */
import type { MessageTexts } from '../message.ts';

/** What both versions of flow control share; they call one field of a limited level differently. */
const flowControl = {
  ExemptPriorityLevelConfiguration: 'nominalConcurrencyShares# lendablePercent#',
  FlowDistinguisherMethod: 'type',
  FlowSchema: 'metadata:meta.ObjectMeta spec:FlowSchemaSpec status:FlowSchemaStatus',
  FlowSchemaCondition: 'type status lastTransitionTime:meta.Time reason message',
  FlowSchemaSpec: `
    priorityLevelConfiguration:PriorityLevelConfigurationReference matchingPrecedence#
    distinguisherMethod:FlowDistinguisherMethod rules[]:PolicyRulesWithSubjects`,
  FlowSchemaStatus: 'conditions[]:FlowSchemaCondition',
  GroupSubject: 'name',
  LimitResponse: 'type queuing:QueuingConfiguration',
  NonResourcePolicyRule: 'verbs[] 6 nonResourceURLs[]',
  PolicyRulesWithSubjects: 'subjects[]:Subject resourceRules[]:ResourcePolicyRule nonResourceRules[]:NonResourcePolicyRule',
  PriorityLevelConfiguration: 'metadata:meta.ObjectMeta spec:PriorityLevelConfigurationSpec status:PriorityLevelConfigurationStatus',
  PriorityLevelConfigurationCondition: 'type status lastTransitionTime:meta.Time reason message',
  PriorityLevelConfigurationReference: 'name',
  PriorityLevelConfigurationSpec: 'type limited:LimitedPriorityLevelConfiguration exempt:ExemptPriorityLevelConfiguration',
  PriorityLevelConfigurationStatus: 'conditions[]:PriorityLevelConfigurationCondition',
  QueuingConfiguration: 'queues# handSize# queueLengthLimit#',
  ResourcePolicyRule: 'verbs[] apiGroups[] resources[] clusterScope? namespaces[]',
  ServiceAccountSubject: 'namespace name',
  Subject: 'kind user:UserSubject group:GroupSubject serviceAccount:ServiceAccountSubject',
  UserSubject: 'name',
};
const limits = 'limitResponse:LimitResponse lendablePercent# borrowingLimitPercent#';

export const policiesMessages: MessageTexts = {
  'admissionregistration.k8s.io/v1': {
    MatchCondition: 'name expression',
    MutatingWebhook: `
      name clientConfig:WebhookClientConfig rules[]:RuleWithOperations failurePolicy namespaceSelector:meta.LabelSelector
      sideEffects timeoutSeconds# admissionReviewVersions[] matchPolicy reinvocationPolicy objectSelector:meta.LabelSelector
      matchConditions[]:MatchCondition`,
    MutatingWebhookConfiguration: 'metadata:meta.ObjectMeta webhooks[]:MutatingWebhook',
    Rule: 'apiGroups[] apiVersions[] resources[] scope',
    RuleWithOperations: 'operations[] rule~:Rule',
    ServiceReference: 'namespace name path port#',
    ValidatingWebhook: `
      name clientConfig:WebhookClientConfig rules[]:RuleWithOperations failurePolicy namespaceSelector:meta.LabelSelector
      sideEffects timeoutSeconds# admissionReviewVersions[] matchPolicy objectSelector:meta.LabelSelector
      matchConditions[]:MatchCondition`,
    ValidatingWebhookConfiguration: 'metadata:meta.ObjectMeta webhooks[]:ValidatingWebhook',
    WebhookClientConfig: 'service:ServiceReference caBundle= url',
  },
  'flowcontrol.apiserver.k8s.io/v1beta2': { ...flowControl, LimitedPriorityLevelConfiguration: `assuredConcurrencyShares# ${limits}` },
  'flowcontrol.apiserver.k8s.io/v1beta3': { ...flowControl, LimitedPriorityLevelConfiguration: `nominalConcurrencyShares# ${limits}` },
  'node.k8s.io/v1': {
    Overhead: 'podFixed{}:Quantity',
    RuntimeClass: 'metadata:meta.ObjectMeta handler overhead:Overhead scheduling:Scheduling',
    Scheduling: 'nodeSelector{} tolerations[]:core.Toleration',
  },
  'scheduling.k8s.io/v1': {
    PriorityClass: 'metadata:meta.ObjectMeta value# globalDefault? description preemptionPolicy',
  },
  'storage.k8s.io/v1': {
    CSIDriver: 'metadata:meta.ObjectMeta spec:CSIDriverSpec',
    CSIDriverSpec: `
      attachRequired? podInfoOnMount? volumeLifecycleModes[] storageCapacity? fsGroupPolicy tokenRequests[]:TokenRequest
      requiresRepublish? seLinuxMount?`,
    CSINode: 'metadata:meta.ObjectMeta spec:CSINodeSpec',
    CSINodeDriver: 'name nodeID topologyKeys[] allocatable:VolumeNodeResources',
    CSINodeSpec: 'drivers[]:CSINodeDriver',
    CSIStorageCapacity: `
      metadata:meta.ObjectMeta nodeTopology:meta.LabelSelector storageClassName capacity:Quantity maximumVolumeSize:Quantity`,
    StorageClass: `
      metadata:meta.ObjectMeta provisioner parameters{} reclaimPolicy mountOptions[] allowVolumeExpansion? volumeBindingMode
      allowedTopologies[]:core.TopologySelectorTerm`,
    TokenRequest: 'audience expirationSeconds#',
    VolumeAttachment: 'metadata:meta.ObjectMeta spec:VolumeAttachmentSpec status:VolumeAttachmentStatus',
    VolumeAttachmentSource: 'persistentVolumeName inlineVolumeSpec:core.PersistentVolumeSpec',
    VolumeAttachmentSpec: 'attacher source:VolumeAttachmentSource nodeName',
    VolumeAttachmentStatus: 'attached? attachmentMetadata{} attachError:VolumeError detachError:VolumeError',
    VolumeError: 'time:meta.Time message',
    VolumeNodeResources: 'count#',
  },
};
