/**
 * The Go structs of apps, batch and autoscaling. One field is `json:type`; a final `!` means it is written even when it is empty; `*` that it may be absent.
 * An `@` stands for apiVersion, kind and metadata.
 * upstream: staging/src/k8s.io/api/{apps/v1,batch/v1,autoscaling/v2}/types.go
 */
export const workloadTypes: Readonly<Record<string, string>> = {
  'v1.ControllerRevision': '@ data:runtime.RawExtension revision:int64!',
  'v1.DaemonSet': '@ spec:v1.DaemonSetSpec status:v1.DaemonSetStatus',
  'v1.DaemonSetSpec': `
    minReadySeconds:int32 revisionHistoryLimit:*int32 selector:*v1.LabelSelector! template:v1.PodTemplateSpec!
    updateStrategy:v1.DaemonSetUpdateStrategy`,
  'v1.DaemonSetUpdateStrategy': 'rollingUpdate:*v1.RollingUpdateDaemonSet type:v1.DaemonSetUpdateStrategyType',
  'v1.RollingUpdateDaemonSet': 'maxSurge:*intstr.IntOrString maxUnavailable:*intstr.IntOrString',
  'v1.DaemonSetStatus': `
    collisionCount:*int32 conditions:[]v1.DaemonSetCondition currentNumberScheduled:int32! desiredNumberScheduled:int32! numberAvailable:int32
    numberMisscheduled:int32! numberReady:int32! numberUnavailable:int32 observedGeneration:int64 updatedNumberScheduled:int32`,
  'v1.DaemonSetCondition':
    'lastTransitionTime:v1.Time message:string reason:string status:v1.ConditionStatus! type:v1.DaemonSetConditionType!',
  'v1.Deployment': '@ spec:v1.DeploymentSpec status:v1.DeploymentStatus',
  'v1.DeploymentSpec': `
    minReadySeconds:int32 paused:bool progressDeadlineSeconds:*int32 replicas:*int32 revisionHistoryLimit:*int32 selector:*v1.LabelSelector!
    strategy:v1.DeploymentStrategy template:v1.PodTemplateSpec!`,
  'v1.DeploymentStrategy': 'rollingUpdate:*v1.RollingUpdateDeployment type:v1.DeploymentStrategyType',
  'v1.RollingUpdateDeployment': 'maxSurge:*intstr.IntOrString maxUnavailable:*intstr.IntOrString',
  'v1.DeploymentStatus': `
    availableReplicas:int32 collisionCount:*int32 conditions:[]v1.DeploymentCondition observedGeneration:int64 readyReplicas:int32
    replicas:int32 unavailableReplicas:int32 updatedReplicas:int32`,
  'v1.DeploymentCondition': `
    lastTransitionTime:v1.Time lastUpdateTime:v1.Time message:string reason:string status:v1.ConditionStatus! type:v1.DeploymentConditionType!`,
  'v1.ReplicaSet': '@ spec:v1.ReplicaSetSpec status:v1.ReplicaSetStatus',
  'v1.ReplicaSetSpec': 'minReadySeconds:int32 replicas:*int32 selector:*v1.LabelSelector! template:v1.PodTemplateSpec',
  'v1.ReplicaSetStatus': `
    availableReplicas:int32 conditions:[]v1.ReplicaSetCondition fullyLabeledReplicas:int32 observedGeneration:int64 readyReplicas:int32
    replicas:int32!`,
  'v1.ReplicaSetCondition':
    'lastTransitionTime:v1.Time message:string reason:string status:v1.ConditionStatus! type:v1.ReplicaSetConditionType!',
  'v1alpha1.PetSet': '@ spec:v1alpha1.PetSetSpec status:v1alpha1.PetSetStatus',
  'v1alpha1.PetSetSpec': `
    replicas:*int32 selector:*v1.LabelSelector serviceName:string! template:v1.PodTemplateSpec!
    volumeClaimTemplates:[]v1.PersistentVolumeClaim`,
  'v1alpha1.PetSetStatus': 'observedGeneration:*int64 replicas:int32!',
  'v1.Scale': '@ spec:v1.ScaleSpec status:v1.ScaleStatus',
  'v1.ScaleSpec': 'replicas:int32',
  'v1.ScaleStatus': 'replicas:int32! selector:string',
  'v1.StatefulSet': '@ spec:v1.StatefulSetSpec status:v1.StatefulSetStatus',
  'v1.StatefulSetSpec': `
    minReadySeconds:int32 ordinals:*v1.StatefulSetOrdinals
    persistentVolumeClaimRetentionPolicy:*v1.StatefulSetPersistentVolumeClaimRetentionPolicy podManagementPolicy:v1.PodManagementPolicyType
    replicas:*int32 revisionHistoryLimit:*int32 selector:*v1.LabelSelector! serviceName:string! template:v1.PodTemplateSpec!
    updateStrategy:v1.StatefulSetUpdateStrategy volumeClaimTemplates:[]v1.PersistentVolumeClaim`,
  'v1.StatefulSetOrdinals': 'start:int32!',
  'v1.StatefulSetPersistentVolumeClaimRetentionPolicy': `
    whenDeleted:v1.PersistentVolumeClaimRetentionPolicyType whenScaled:v1.PersistentVolumeClaimRetentionPolicyType`,
  'v1.StatefulSetUpdateStrategy': 'rollingUpdate:*v1.RollingUpdateStatefulSetStrategy type:v1.StatefulSetUpdateStrategyType',
  'v1.RollingUpdateStatefulSetStrategy': 'maxUnavailable:*intstr.IntOrString partition:*int32',
  'v1.StatefulSetStatus': `
    availableReplicas:int32! collisionCount:*int32 conditions:[]v1.StatefulSetCondition currentReplicas:int32 currentRevision:string
    observedGeneration:int64 readyReplicas:int32 replicas:int32! updateRevision:string updatedReplicas:int32`,
  'v1.StatefulSetCondition':
    'lastTransitionTime:v1.Time message:string reason:string status:v1.ConditionStatus! type:v1.StatefulSetConditionType!',
  'v1.CronJob': '@ spec:v1.CronJobSpec status:v1.CronJobStatus',
  'v1.CronJobSpec': `
    concurrencyPolicy:v1.ConcurrencyPolicy failedJobsHistoryLimit:*int32 jobTemplate:v1.JobTemplateSpec! schedule:string!
    startingDeadlineSeconds:*int64 successfulJobsHistoryLimit:*int32 suspend:*bool timeZone:*string`,
  'v1.JobTemplateSpec': 'metadata:v1.ObjectMeta spec:v1.JobSpec',
  'v1.JobSpec': `
    activeDeadlineSeconds:*int64 backoffLimit:*int32 backoffLimitPerIndex:*int32 completionMode:*v1.CompletionMode completions:*int32
    manualSelector:*bool maxFailedIndexes:*int32 parallelism:*int32 podFailurePolicy:*v1.PodFailurePolicy
    podReplacementPolicy:*v1.PodReplacementPolicy selector:*v1.LabelSelector successPolicy:*v1.SuccessPolicy suspend:*bool
    template:v1.PodTemplateSpec! ttlSecondsAfterFinished:*int32`,
  'v1.SuccessPolicy': 'rules:[]v1.SuccessPolicyRule!',
  'v1.SuccessPolicyRule': 'succeededCount:*int32 succeededIndexes:*string',
  'v1.PodFailurePolicy': 'rules:[]v1.PodFailurePolicyRule!',
  'v1.PodFailurePolicyRule': `
    action:v1.PodFailurePolicyAction! onExitCodes:*v1.PodFailurePolicyOnExitCodesRequirement
    onPodConditions:[]v1.PodFailurePolicyOnPodConditionsPattern`,
  'v1.PodFailurePolicyOnExitCodesRequirement': 'containerName:*string operator:v1.PodFailurePolicyOnExitCodesOperator! values:[]int32!',
  'v1.PodFailurePolicyOnPodConditionsPattern': 'status:v1.ConditionStatus! type:v1.PodConditionType!',
  'v1.CronJobStatus': 'active:[]v1.ObjectReference lastScheduleTime:*v1.Time lastSuccessfulTime:*v1.Time',
  'v1.Job': '@ spec:v1.JobSpec status:v1.JobStatus',
  'v1.JobStatus': `
    active:int32 completedIndexes:string completionTime:*v1.Time conditions:[]v1.JobCondition failed:int32 failedIndexes:*string ready:*int32
    startTime:*v1.Time succeeded:int32 terminating:*int32 uncountedTerminatedPods:*v1.UncountedTerminatedPods`,
  'v1.JobCondition': `
    lastProbeTime:v1.Time lastTransitionTime:v1.Time message:string reason:string status:v1.ConditionStatus! type:v1.JobConditionType!`,
  'v1.UncountedTerminatedPods': 'failed:[]string succeeded:[]string',
  'v2.HorizontalPodAutoscaler': '@ spec:v2.HorizontalPodAutoscalerSpec status:v2.HorizontalPodAutoscalerStatus',
  'v2.HorizontalPodAutoscalerSpec': `
    behavior:*v2.HorizontalPodAutoscalerBehavior maxReplicas:int32! metrics:[]v2.MetricSpec minReplicas:*int32
    scaleTargetRef:v2.CrossVersionObjectReference!`,
  'v2.HorizontalPodAutoscalerBehavior': 'scaleDown:*v2.HPAScalingRules scaleUp:*v2.HPAScalingRules',
  'v2.HPAScalingRules': 'policies:[]v2.HPAScalingPolicy selectPolicy:*v2.ScalingPolicySelect stabilizationWindowSeconds:*int32',
  'v2.HPAScalingPolicy': 'periodSeconds:int32! type:v2.HPAScalingPolicyType! value:int32!',
  'v2.MetricSpec': `
    containerResource:*v2.ContainerResourceMetricSource external:*v2.ExternalMetricSource object:*v2.ObjectMetricSource
    pods:*v2.PodsMetricSource resource:*v2.ResourceMetricSource type:v2.MetricSourceType!`,
  'v2.ContainerResourceMetricSource': 'container:string! name:v1.ResourceName! target:v2.MetricTarget!',
  'v2.MetricTarget': 'averageUtilization:*int32 averageValue:*resource.Quantity type:v2.MetricTargetType! value:*resource.Quantity',
  'v2.ExternalMetricSource': 'metric:v2.MetricIdentifier! target:v2.MetricTarget!',
  'v2.MetricIdentifier': 'name:string! selector:*v1.LabelSelector',
  'v2.ObjectMetricSource': 'describedObject:v2.CrossVersionObjectReference! metric:v2.MetricIdentifier! target:v2.MetricTarget!',
  'v2.CrossVersionObjectReference': 'apiVersion:string kind:string! name:string!',
  'v2.PodsMetricSource': 'metric:v2.MetricIdentifier! target:v2.MetricTarget!',
  'v2.ResourceMetricSource': 'name:v1.ResourceName! target:v2.MetricTarget!',
  'v2.HorizontalPodAutoscalerStatus': `
    conditions:[]v2.HorizontalPodAutoscalerCondition currentMetrics:[]v2.MetricStatus! currentReplicas:int32 desiredReplicas:int32!
    lastScaleTime:*v1.Time observedGeneration:*int64`,
  'v2.HorizontalPodAutoscalerCondition': `
    lastTransitionTime:v1.Time message:string reason:string status:v1.ConditionStatus! type:v2.HorizontalPodAutoscalerConditionType!`,
  'v2.MetricStatus': `
    containerResource:*v2.ContainerResourceMetricStatus external:*v2.ExternalMetricStatus object:*v2.ObjectMetricStatus
    pods:*v2.PodsMetricStatus resource:*v2.ResourceMetricStatus type:v2.MetricSourceType!`,
  'v2.ContainerResourceMetricStatus': 'container:string! current:v2.MetricValueStatus! name:v1.ResourceName!',
  'v2.MetricValueStatus': 'averageUtilization:*int32 averageValue:*resource.Quantity value:*resource.Quantity',
  'v2.ExternalMetricStatus': 'current:v2.MetricValueStatus! metric:v2.MetricIdentifier!',
  'v2.ObjectMetricStatus': 'current:v2.MetricValueStatus! describedObject:v2.CrossVersionObjectReference! metric:v2.MetricIdentifier!',
  'v2.PodsMetricStatus': 'current:v2.MetricValueStatus! metric:v2.MetricIdentifier!',
  'v2.ResourceMetricStatus': 'current:v2.MetricValueStatus! name:v1.ResourceName!',
};
