/**
 * The Go structs of the groups that extend the server, of certificates and of flow control, and of the versions beside the
 * hubs. The notation is that of `otherTypes.ts`; a name with `@` belongs to the group behind it.
 * upstream: staging/src/k8s.io/api/{admissionregistration,certificates,flowcontrol,events,autoscaling}, apiextensions-apiserver, kube-aggregator
 */
const flowControl: Readonly<Record<string, string>> = {
  'v1beta3.FlowSchema': '@ spec:v1beta3.FlowSchemaSpec status:v1beta3.FlowSchemaStatus',
  'v1beta3.FlowSchemaSpec': `
    distinguisherMethod:*v1beta3.FlowDistinguisherMethod matchingPrecedence:int32!
    priorityLevelConfiguration:v1beta3.PriorityLevelConfigurationReference rules:[]v1beta3.PolicyRulesWithSubjects`,
  'v1beta3.FlowDistinguisherMethod': 'type:v1beta3.FlowDistinguisherMethodType!',
  'v1beta3.PriorityLevelConfigurationReference': 'name:string!',
  'v1beta3.PolicyRulesWithSubjects': `
    nonResourceRules:[]v1beta3.NonResourcePolicyRule resourceRules:[]v1beta3.ResourcePolicyRule subjects:[]v1beta3.Subject!`,
  'v1beta3.NonResourcePolicyRule': 'nonResourceURLs:[]string! verbs:[]string!',
  'v1beta3.ResourcePolicyRule': 'apiGroups:[]string! clusterScope:bool namespaces:[]string! resources:[]string! verbs:[]string!',
  'v1beta3.Subject':
    'group:*v1beta3.GroupSubject kind:v1beta3.SubjectKind! serviceAccount:*v1beta3.ServiceAccountSubject user:*v1beta3.UserSubject',
  'v1beta3.GroupSubject': 'name:string!',
  'v1beta3.UserSubject': 'name:string!',
  'v1beta3.ServiceAccountSubject': 'name:string! namespace:string!',
  'v1beta3.FlowSchemaStatus': 'conditions:[]v1beta3.FlowSchemaCondition',
  'v1beta3.FlowSchemaCondition': 'lastTransitionTime:v1.Time message:string reason:string status:v1beta3.ConditionStatus type:v1beta3.Type',
  'v1beta3.PriorityLevelConfiguration': '@ spec:v1beta3.PriorityLevelConfigurationSpec status:v1beta3.PriorityLevelConfigurationStatus',
  'v1beta3.PriorityLevelConfigurationSpec': `
    exempt:*v1beta3.ExemptPriorityLevelConfiguration limited:*v1beta3.LimitedPriorityLevelConfiguration type:v1beta3.PriorityLevelEnablement!`,
  'v1beta3.ExemptPriorityLevelConfiguration': 'lendablePercent:*int32 nominalConcurrencyShares:*int32',
  'v1beta3.LimitedPriorityLevelConfiguration': `
    borrowingLimitPercent:*int32 lendablePercent:*int32 limitResponse:v1beta3.LimitResponse nominalConcurrencyShares:int32!`,
  'v1beta3.LimitResponse': 'queuing:*v1beta3.QueuingConfiguration type:v1beta3.LimitResponseType!',
  'v1beta3.QueuingConfiguration': 'handSize:int32! queueLengthLimit:int32! queues:int32!',
  'v1beta3.PriorityLevelConfigurationStatus': 'conditions:[]v1beta3.PriorityLevelConfigurationCondition',
  'v1beta3.PriorityLevelConfigurationCondition':
    'lastTransitionTime:v1.Time message:string reason:string status:v1beta3.ConditionStatus type:v1beta3.Type',
};

/** The same in v1beta2, where the shares of a limited level have an older name. */
const olderFlowControl = Object.fromEntries(
  Object.entries(flowControl).map(([name, text]) => [
    name.replace('v1beta3', 'v1beta2'),
    (name.includes('.Limited') ? text.replace('nominalConcurrencyShares', 'assuredConcurrencyShares') : text).replaceAll(
      'v1beta3',
      'v1beta2',
    ),
  ]),
);

const webhook = `
  admissionReviewVersions:[]string! clientConfig:v1.WebhookClientConfig failurePolicy:*v1.FailurePolicyType
  matchConditions:[]v1.MatchCondition matchPolicy:*v1.MatchPolicyType name:string! namespaceSelector:*v1.LabelSelector
  objectSelector:*v1.LabelSelector rules:[]v1.RuleWithOperations sideEffects:*v1.SideEffectClass! timeoutSeconds:*int32`;

const admission: Readonly<Record<string, string>> = {
  'v1.MutatingWebhookConfiguration': '@ webhooks:[]v1.MutatingWebhook',
  'v1.MutatingWebhook': `${webhook} reinvocationPolicy:*v1.ReinvocationPolicyType`,
  'v1.ValidatingWebhookConfiguration': '@ webhooks:[]v1.ValidatingWebhook',
  'v1.ValidatingWebhook': webhook,
  'v1.WebhookClientConfig': 'caBundle:[]uint8 service:*v1.ServiceReference url:*string',
  'v1.ServiceReference': 'name:string! namespace:string! path:*string port:*int32',
  'v1.MatchCondition': 'expression:string! name:string!',
  'v1.RuleWithOperations': 'apiGroups:[]string apiVersions:[]string operations:[]v1.OperationType resources:[]string scope:*v1.ScopeType',
};

const policies: Readonly<Record<string, string>> = {
  'v1beta1.ValidatingAdmissionPolicy': '@ spec:v1beta1.ValidatingAdmissionPolicySpec status:v1beta1.ValidatingAdmissionPolicyStatus',
  'v1beta1.ValidatingAdmissionPolicySpec': `
    auditAnnotations:[]v1beta1.AuditAnnotation failurePolicy:*v1beta1.FailurePolicyType matchConditions:[]v1beta1.MatchCondition
    matchConstraints:*v1beta1.MatchResources paramKind:*v1beta1.ParamKind validations:[]v1beta1.Validation variables:[]v1beta1.Variable`,
  'v1beta1.ParamKind': 'apiVersion:string kind:string',
  'v1beta1.MatchCondition': 'expression:string! name:string!',
  'v1beta1.Validation': 'expression:string! message:string messageExpression:string reason:*v1beta1.StatusReason',
  'v1beta1.AuditAnnotation': 'key:string! valueExpression:string!',
  'v1beta1.Variable': 'expression:string! name:string!',
  'v1beta1.MatchResources': `
    excludeResourceRules:[]v1beta1.NamedRuleWithOperations matchPolicy:*v1beta1.MatchPolicyType namespaceSelector:*v1.LabelSelector
    objectSelector:*v1.LabelSelector resourceRules:[]v1beta1.NamedRuleWithOperations`,
  'v1beta1.NamedRuleWithOperations': `
    apiGroups:[]string apiVersions:[]string operations:[]v1beta1.OperationType resourceNames:[]string resources:[]string
    scope:*v1beta1.ScopeType`,
  'v1beta1.ValidatingAdmissionPolicyStatus': `
    conditions:[]v1.Condition observedGeneration:int64 typeChecking:*v1beta1.TypeChecking`,
  'v1beta1.TypeChecking': 'expressionWarnings:[]v1beta1.ExpressionWarning',
  'v1beta1.ExpressionWarning': 'fieldRef:string! warning:string!',
  'v1beta1.ValidatingAdmissionPolicyBinding': '@ spec:v1beta1.ValidatingAdmissionPolicyBindingSpec',
  'v1beta1.ValidatingAdmissionPolicyBindingSpec': `
    matchResources:*v1beta1.MatchResources paramRef:*v1beta1.ParamRef policyName:string validationActions:[]v1beta1.ValidationAction`,
  'v1beta1.ParamRef': `
    name:string namespace:string parameterNotFoundAction:*v1beta1.ParameterNotFoundActionType selector:*v1.LabelSelector`,
};

/** The alpha version has the same fields. */
const alphaPolicies = Object.fromEntries(
  Object.entries(policies).map(([name, text]) => [name.replace('v1beta1', 'v1alpha1'), text.replaceAll('v1beta1', 'v1alpha1')]),
);

const definitions: Readonly<Record<string, string>> = {
  'v1.CustomResourceDefinition': '@ spec:v1.CustomResourceDefinitionSpec status:v1.CustomResourceDefinitionStatus',
  'v1.CustomResourceDefinitionSpec': `
    conversion:*v1.CustomResourceConversion group:string! names:v1.CustomResourceDefinitionNames preserveUnknownFields:bool
    scope:v1.ResourceScope! versions:[]v1.CustomResourceDefinitionVersion!`,
  'v1.CustomResourceConversion': 'strategy:v1.ConversionStrategyType! webhook:*v1.WebhookConversion',
  'v1.WebhookConversion': 'clientConfig:*v1.WebhookClientConfig conversionReviewVersions:[]string!',
  'v1.CustomResourceDefinitionNames': 'categories:[]string kind:string! listKind:string plural:string! shortNames:[]string singular:string',
  'v1.CustomResourceDefinitionVersion': `
    additionalPrinterColumns:[]v1.CustomResourceColumnDefinition deprecated:bool deprecationWarning:*string name:string!
    schema:*v1.CustomResourceValidation served:bool! storage:bool! subresources:*v1.CustomResourceSubresources`,
  'v1.CustomResourceColumnDefinition': 'description:string format:string jsonPath:string! name:string! priority:int32 type:string!',
  'v1.CustomResourceValidation': 'openAPIV3Schema:*v1.JSONSchemaProps',
  'v1.CustomResourceSubresources': 'scale:*v1.CustomResourceSubresourceScale status:*v1.CustomResourceSubresourceStatus',
  'v1.CustomResourceSubresourceStatus': '',
  'v1.CustomResourceSubresourceScale': 'labelSelectorPath:*string specReplicasPath:string! statusReplicasPath:string!',
  'v1.CustomResourceDefinitionStatus':
    'acceptedNames:v1.CustomResourceDefinitionNames conditions:[]v1.CustomResourceDefinitionCondition! storedVersions:[]string!',
  'v1.CustomResourceDefinitionCondition': `
    lastTransitionTime:v1.Time message:string reason:string status:v1.ConditionStatus! type:v1.CustomResourceDefinitionConditionType!`,
  'v1.JSONSchemaProps': `
    $ref:*string $schema:v1.JSONSchemaURL additionalItems:*v1.JSONSchemaPropsOrBool additionalProperties:*v1.JSONSchemaPropsOrBool
    allOf:[]v1.JSONSchemaProps anyOf:[]v1.JSONSchemaProps default:*v1.JSON definitions:map[string]v1.JSONSchemaProps
    dependencies:map[string]v1.JSONSchemaPropsOrStringArray description:string enum:[]v1.JSON example:*v1.JSON exclusiveMaximum:bool
    exclusiveMinimum:bool externalDocs:*v1.ExternalDocumentation format:string id:string items:*v1.JSONSchemaPropsOrArray
    maxItems:*int64 maxLength:*int64 maxProperties:*int64 maximum:*float64 minItems:*int64 minLength:*int64 minProperties:*int64
    minimum:*float64 multipleOf:*float64 not:*v1.JSONSchemaProps nullable:bool oneOf:[]v1.JSONSchemaProps pattern:string
    patternProperties:map[string]v1.JSONSchemaProps properties:map[string]v1.JSONSchemaProps required:[]string title:string type:string
    uniqueItems:bool x-kubernetes-embedded-resource:bool x-kubernetes-int-or-string:bool x-kubernetes-list-map-keys:[]string
    x-kubernetes-list-type:*string x-kubernetes-map-type:*string x-kubernetes-preserve-unknown-fields:*bool
    x-kubernetes-validations:[]v1.ValidationRule`,
  'v1.ExternalDocumentation': 'description:string url:string',
  'v1.ValidationRule': 'fieldPath:string message:string messageExpression:string reason:*v1.FieldValueErrorReason rule:string!',
};

export const extensionTypes: Readonly<Record<string, string>> = {
  ...flowControl,
  ...olderFlowControl,
  ...admission,
  ...policies,
  ...alphaPolicies,
  ...definitions,
  'v1.PartialObjectMetadata': '@',
  'v1beta1.Cluster': '@ spec:v1beta1.ClusterSpec! status:v1beta1.ClusterStatus!',
  'v1beta1.ClusterCondition': 'lastProbeTime:*v1.Time lastTransitionTime:*v1.Time message:string reason:string status:string! type:string!',
  'v1beta1.ClusterSpec': 'secretRef:*v1.LocalObjectReference serverAddressByClientCIDRs:[]v1beta1.ServerAddressByClientCIDR!',
  'v1beta1.ClusterStatus': 'conditions:[]v1beta1.ClusterCondition region:string zones:[]string',
  'v1beta1.ServerAddressByClientCIDR': 'clientCIDR:string! serverAddress:string!',
  'v1.Fault': '@ spec:v1.FaultSpec! status:v1.FaultStatus',
  'v1.FaultSpec': `
    callsPerSecond:*int32 code:*int32 milliseconds:*int32 port:*int32 resource:string signal:string target:string times:*int32 type:string!
    verb:string`,
  'v1.FaultStatus': 'evicted:*int32 left:*int32 message:string phase:string refusals:[]v1.FaultRefusal',
  'v1.FaultRefusal': 'message:string pod:string',
  'v1.APIService': '@ spec:v1.APIServiceSpec status:v1.APIServiceStatus',
  'v1.APIServiceSpec': `
    caBundle:[]uint8 group:string groupPriorityMinimum:int32! insecureSkipTLSVerify:bool service:*v1.ServiceReference@apiregistration
    version:string versionPriority:int32!`,
  'v1.ServiceReference@apiregistration': 'name:string namespace:string port:*int32',
  'v1.APIServiceStatus': 'conditions:[]v1.APIServiceCondition',
  'v1.APIServiceCondition':
    'lastTransitionTime:v1.Time message:string reason:string status:v1.ConditionStatus! type:v1.APIServiceConditionType!',
  'v1.CertificateSigningRequest': '@ spec:v1.CertificateSigningRequestSpec! status:v1.CertificateSigningRequestStatus',
  'v1.CertificateSigningRequestSpec': `
    expirationSeconds:*int32 extra:map[string]v1.ExtraValue groups:[]string request:[]uint8! signerName:string! uid:string
    usages:[]v1.KeyUsage username:string`,
  'v1.CertificateSigningRequestStatus': 'certificate:[]uint8 conditions:[]v1.CertificateSigningRequestCondition',
  'v1.CertificateSigningRequestCondition': `
    lastTransitionTime:v1.Time lastUpdateTime:v1.Time message:string reason:string status:v1.ConditionStatus! type:v1.RequestConditionType!`,
  'v1.CSIStorageCapacity':
    '@ capacity:*resource.Quantity maximumVolumeSize:*resource.Quantity nodeTopology:*v1.LabelSelector storageClassName:string!',
  'v1.HorizontalPodAutoscaler': '@ spec:v1.HorizontalPodAutoscalerSpec status:v1.HorizontalPodAutoscalerStatus',
  'v1.HorizontalPodAutoscalerSpec':
    'maxReplicas:int32! minReplicas:*int32 scaleTargetRef:v1.CrossVersionObjectReference targetCPUUtilizationPercentage:*int32',
  'v1.CrossVersionObjectReference': 'apiVersion:string kind:string! name:string!',
  'v1.HorizontalPodAutoscalerStatus': `
    currentCPUUtilizationPercentage:*int32 currentReplicas:int32! desiredReplicas:int32! lastScaleTime:*v1.Time observedGeneration:*int64`,
  'v1.Event@events.k8s.io': `
    @ action:string deprecatedCount:int32 deprecatedFirstTimestamp:v1.Time deprecatedLastTimestamp:v1.Time
    deprecatedSource:v1.EventSource eventTime:v1.MicroTime! note:string reason:string regarding:v1.ObjectReference
    related:*v1.ObjectReference reportingController:string reportingInstance:string series:*v1.EventSeries@events.k8s.io type:string`,
  'v1.EventSeries@events.k8s.io': 'count:int32! lastObservedTime:v1.MicroTime!',
};
