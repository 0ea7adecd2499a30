/**
 * The messages of apps, batch, autoscaling and policy, each field at its number's place (the grammar is in ../message.ts).
 * upstream: staging/src/k8s.io/api, the numbers in the protobuf tags of types.go
 */
import type { MessageTexts } from '../message.ts';

export const workloadsMessages: MessageTexts = {
  'apps/v1': {
    ControllerRevision: 'metadata:meta.ObjectMeta data:RawExtension revision#',
    DaemonSet: 'metadata:meta.ObjectMeta spec:DaemonSetSpec status:DaemonSetStatus',
    DaemonSetCondition: 'type status lastTransitionTime:meta.Time reason message',
    DaemonSetSpec: `
      selector:meta.LabelSelector template:core.PodTemplateSpec updateStrategy:DaemonSetUpdateStrategy minReadySeconds# 6
      revisionHistoryLimit#`,
    DaemonSetStatus: `
      currentNumberScheduled# numberMisscheduled# desiredNumberScheduled# numberReady# observedGeneration#
      updatedNumberScheduled# numberAvailable# numberUnavailable# collisionCount# conditions[]:DaemonSetCondition`,
    DaemonSetUpdateStrategy: 'type rollingUpdate:RollingUpdateDaemonSet',
    Deployment: 'metadata:meta.ObjectMeta spec:DeploymentSpec status:DeploymentStatus',
    DeploymentCondition: 'type status 4 reason message lastUpdateTime:meta.Time lastTransitionTime:meta.Time',
    DeploymentSpec: `
      replicas# selector:meta.LabelSelector template:core.PodTemplateSpec strategy:DeploymentStrategy minReadySeconds#
      revisionHistoryLimit# paused? 9 progressDeadlineSeconds#`,
    DeploymentStatus: `
      observedGeneration# replicas# updatedReplicas# availableReplicas# unavailableReplicas# conditions[]:DeploymentCondition
      readyReplicas# collisionCount#`,
    DeploymentStrategy: 'type rollingUpdate:RollingUpdateDeployment',
    ReplicaSet: 'metadata:meta.ObjectMeta spec:ReplicaSetSpec status:ReplicaSetStatus',
    ReplicaSetCondition: 'type status lastTransitionTime:meta.Time reason message',
    ReplicaSetSpec: 'replicas# selector:meta.LabelSelector template:core.PodTemplateSpec minReadySeconds#',
    ReplicaSetStatus: `
      replicas# fullyLabeledReplicas# observedGeneration# readyReplicas# availableReplicas# conditions[]:ReplicaSetCondition`,
    RollingUpdateDaemonSet: 'maxUnavailable:IntOrString maxSurge:IntOrString',
    RollingUpdateDeployment: 'maxUnavailable:IntOrString maxSurge:IntOrString',
    RollingUpdateStatefulSetStrategy: 'partition# maxUnavailable:IntOrString',
    StatefulSet: 'metadata:meta.ObjectMeta spec:StatefulSetSpec status:StatefulSetStatus',
    StatefulSetCondition: 'type status lastTransitionTime:meta.Time reason message',
    StatefulSetOrdinals: 'start#',
    StatefulSetPersistentVolumeClaimRetentionPolicy: 'whenDeleted whenScaled',
    StatefulSetSpec: `
      replicas# selector:meta.LabelSelector template:core.PodTemplateSpec volumeClaimTemplates[]:core.PersistentVolumeClaim
      serviceName podManagementPolicy updateStrategy:StatefulSetUpdateStrategy revisionHistoryLimit# minReadySeconds#
      persistentVolumeClaimRetentionPolicy:StatefulSetPersistentVolumeClaimRetentionPolicy ordinals:StatefulSetOrdinals`,
    StatefulSetStatus: `
      observedGeneration# replicas# readyReplicas# currentReplicas# updatedReplicas# currentRevision updateRevision 9
      collisionCount# conditions[]:StatefulSetCondition availableReplicas#`,
    StatefulSetUpdateStrategy: 'type rollingUpdate:RollingUpdateStatefulSetStrategy',
  },
  'batch/v1': {
    CronJob: 'metadata:meta.ObjectMeta spec:CronJobSpec status:CronJobStatus',
    CronJobSpec: `
      schedule startingDeadlineSeconds# concurrencyPolicy suspend? jobTemplate:JobTemplateSpec successfulJobsHistoryLimit#
      failedJobsHistoryLimit# timeZone`,
    CronJobStatus: 'active[]:core.ObjectReference 4 lastScheduleTime:meta.Time lastSuccessfulTime:meta.Time',
    Job: 'metadata:meta.ObjectMeta spec:JobSpec status:JobStatus',
    JobCondition: 'type status lastProbeTime:meta.Time lastTransitionTime:meta.Time reason message',
    JobSpec: `
      parallelism# completions# activeDeadlineSeconds# selector:meta.LabelSelector manualSelector? template:core.PodTemplateSpec
      backoffLimit# ttlSecondsAfterFinished# completionMode suspend? podFailurePolicy:PodFailurePolicy backoffLimitPerIndex#
      maxFailedIndexes# podReplacementPolicy 16 successPolicy:SuccessPolicy`,
    JobStatus: `
      conditions[]:JobCondition startTime:meta.Time completionTime:meta.Time active# succeeded# failed# completedIndexes
      uncountedTerminatedPods:UncountedTerminatedPods ready# failedIndexes terminating#`,
    JobTemplateSpec: 'metadata:meta.ObjectMeta spec:JobSpec',
    PodFailurePolicy: 'rules[]:PodFailurePolicyRule',
    PodFailurePolicyOnExitCodesRequirement: 'containerName operator values[]#',
    PodFailurePolicyOnPodConditionsPattern: 'type status',
    PodFailurePolicyRule: `
      action onExitCodes:PodFailurePolicyOnExitCodesRequirement onPodConditions[]:PodFailurePolicyOnPodConditionsPattern`,
    SuccessPolicy: 'rules[]:SuccessPolicyRule',
    SuccessPolicyRule: 'succeededIndexes succeededCount#',
    UncountedTerminatedPods: 'succeeded[] failed[]',
  },
  'autoscaling/v1': {
    CrossVersionObjectReference: 'kind name apiVersion',
    HorizontalPodAutoscaler: 'metadata:meta.ObjectMeta spec:HorizontalPodAutoscalerSpec status:HorizontalPodAutoscalerStatus',
    HorizontalPodAutoscalerSpec: 'scaleTargetRef:CrossVersionObjectReference minReplicas# maxReplicas# targetCPUUtilizationPercentage#',
    HorizontalPodAutoscalerStatus: `
      observedGeneration# lastScaleTime:meta.Time currentReplicas# desiredReplicas# currentCPUUtilizationPercentage#`,
    Scale: 'metadata:meta.ObjectMeta spec:ScaleSpec status:ScaleStatus',
    ScaleSpec: 'replicas#',
    ScaleStatus: 'replicas# selector',
  },
  'autoscaling/v2': {
    ContainerResourceMetricSource: 'name target:MetricTarget container',
    ContainerResourceMetricStatus: 'name current:MetricValueStatus container',
    CrossVersionObjectReference: 'kind name apiVersion',
    ExternalMetricSource: 'metric:MetricIdentifier target:MetricTarget',
    ExternalMetricStatus: 'metric:MetricIdentifier current:MetricValueStatus',
    HPAScalingPolicy: 'type value# periodSeconds#',
    HPAScalingRules: 'selectPolicy policies[]:HPAScalingPolicy stabilizationWindowSeconds#',
    HorizontalPodAutoscaler: 'metadata:meta.ObjectMeta spec:HorizontalPodAutoscalerSpec status:HorizontalPodAutoscalerStatus',
    HorizontalPodAutoscalerBehavior: 'scaleUp:HPAScalingRules scaleDown:HPAScalingRules',
    HorizontalPodAutoscalerCondition: 'type status lastTransitionTime:meta.Time reason message',
    HorizontalPodAutoscalerSpec: `
      scaleTargetRef:CrossVersionObjectReference minReplicas# maxReplicas# metrics[]:MetricSpec
      behavior:HorizontalPodAutoscalerBehavior`,
    HorizontalPodAutoscalerStatus: `
      observedGeneration# lastScaleTime:meta.Time currentReplicas# desiredReplicas# currentMetrics[]:MetricStatus
      conditions[]:HorizontalPodAutoscalerCondition`,
    MetricIdentifier: 'name selector:meta.LabelSelector',
    MetricSpec: `
      type object:ObjectMetricSource pods:PodsMetricSource resource:ResourceMetricSource external:ExternalMetricSource 7
      containerResource:ContainerResourceMetricSource`,
    MetricStatus: `
      type object:ObjectMetricStatus pods:PodsMetricStatus resource:ResourceMetricStatus external:ExternalMetricStatus 7
      containerResource:ContainerResourceMetricStatus`,
    MetricTarget: 'type value:Quantity averageValue:Quantity averageUtilization#',
    MetricValueStatus: 'value:Quantity averageValue:Quantity averageUtilization#',
    ObjectMetricSource: 'describedObject:CrossVersionObjectReference target:MetricTarget metric:MetricIdentifier',
    ObjectMetricStatus: 'metric:MetricIdentifier current:MetricValueStatus describedObject:CrossVersionObjectReference',
    PodsMetricSource: 'metric:MetricIdentifier target:MetricTarget',
    PodsMetricStatus: 'metric:MetricIdentifier current:MetricValueStatus',
    ResourceMetricSource: 'name target:MetricTarget',
    ResourceMetricStatus: 'name current:MetricValueStatus',
  },
  'policy/v1': {
    Eviction: 'metadata:meta.ObjectMeta deleteOptions:meta.DeleteOptions',
    PodDisruptionBudget: 'metadata:meta.ObjectMeta spec:PodDisruptionBudgetSpec status:PodDisruptionBudgetStatus',
    PodDisruptionBudgetSpec: `
      minAvailable:IntOrString selector:meta.LabelSelector maxUnavailable:IntOrString unhealthyPodEvictionPolicy`,
    PodDisruptionBudgetStatus: `
      observedGeneration# disruptedPods{}:meta.Time disruptionsAllowed# currentHealthy# desiredHealthy# expectedPods#
      conditions[]:meta.Condition`,
  },
};
