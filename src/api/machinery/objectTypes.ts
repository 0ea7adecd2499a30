/**
 * The Go structs of the objects that clients make themselves and print as such, written as in `podTemplateTypes.ts`; an object's own name is
 * its apiVersion and kind. What such a client prints stands in the order of declaration.
 * upstream: staging/src/k8s.io/api/{core,apps,batch,autoscaling,policy,rbac,networking,scheduling,authentication}/v1/types.go
 */
const meta = 'Kind:string APIVersion:string ObjectMeta=metadata:v1.ObjectMeta';
const reference = 'APIGroup:string! Kind:string! Name:string!';
const setStatus =
  'FullyLabeledReplicas:int32 ReadyReplicas:int32 AvailableReplicas:int32 ObservedGeneration:int64 Conditions:[]set.Condition';

const core: Readonly<Record<string, string>> = {
  'v1.ManagedFieldsEntry':
    'Manager:string Operation:string APIVersion:string Time:*v1.Time FieldsType:string FieldsV1:*fields.V1 Subresource:string',
  'meta.Condition': 'Type:string! Status:string! ObservedGeneration:int64 LastTransitionTime:v1.Time! Reason:string! Message:string!',
  'core.ObjectReference':
    'Kind:string Namespace:string Name:string UID:types.UID APIVersion:string ResourceVersion:string FieldPath:string',
  'v1.ConfigMap': `${meta} Immutable:*bool Data:map[string]string BinaryData:map[string]string`,
  'v1.Secret': `${meta} Immutable:*bool Data:map[string]string StringData:map[string]string Type:string`,
  'v1.Namespace': `${meta} Spec:namespace.Spec Status:namespace.Status`,
  'namespace.Spec': 'Finalizers:[]string',
  'namespace.Status': 'Phase:string Conditions:[]any',
  'v1.ServiceAccount': `${meta} Secrets:[]core.ObjectReference ImagePullSecrets:[]v1.LocalObjectReference AutomountServiceAccountToken:*bool`,
  'v1.ResourceQuota': `${meta} Spec:quota.Spec Status:quota.Status`,
  'quota.Spec': 'Hard:v1.ResourceList Scopes:[]string ScopeSelector:*any',
  'quota.Status': 'Hard:v1.ResourceList Used:v1.ResourceList',
  'v1.Service': `${meta} Spec:service.Spec Status:service.Status`,
  'service.Spec':
    'Ports:[]service.Port Selector:map[string]string ClusterIP:string ClusterIPs:[]string Type:string ExternalIPs:[]string SessionAffinity:string ' +
    'LoadBalancerIP:string LoadBalancerSourceRanges:[]string ExternalName:string ExternalTrafficPolicy:string HealthCheckNodePort:int32 ' +
    'PublishNotReadyAddresses:bool SessionAffinityConfig:*any IPFamilies:[]string IPFamilyPolicy:*string AllocateLoadBalancerNodePorts:*bool ' +
    'LoadBalancerClass:*string InternalTrafficPolicy:*string',
  'service.Port': 'Name:string Protocol:string AppProtocol:*string Port:int32! TargetPort:intstr.IntOrString! NodePort:int32',
  'service.Status': 'LoadBalancer:service.LoadBalancer Conditions:[]meta.Condition',
  'service.LoadBalancer': 'Ingress:[]any',
  'v1.Pod': `${meta} Spec:v1.PodSpec Status:pod.Status`,
  'pod.Status':
    'Phase:string Conditions:[]pod.Condition Message:string Reason:string NominatedNodeName:string HostIP:string HostIPs:[]any PodIP:string ' +
    'PodIPs:[]any StartTime:*v1.Time InitContainerStatuses:[]container.Status ContainerStatuses:[]container.Status QOSClass:string ' +
    'EphemeralContainerStatuses:[]container.Status Resize:string ResourceClaimStatuses:[]any',
  'pod.Condition': 'Type:string! Status:string! LastProbeTime:v1.Time! LastTransitionTime:v1.Time! Reason:string Message:string',
  'container.Status':
    'Name:string! State:container.State LastTerminationState=lastState:container.State Ready:bool! RestartCount:int32! Image:string! ImageID:string! ' +
    'ContainerID:string Started:*bool AllocatedResources:v1.ResourceList Resources:*v1.ResourceRequirements',
  'container.State': 'Waiting:*container.Waiting Running:*container.Running Terminated:*container.Terminated',
  'container.Waiting': 'Reason:string Message:string',
  'container.Running': 'StartedAt:v1.Time!',
  'container.Terminated':
    'ExitCode:int32! Signal:int32 Reason:string Message:string StartedAt:v1.Time! FinishedAt:v1.Time! ContainerID:string',
  'v1.ReplicationController': `${meta} Spec:controller.Spec Status:set.Status`,
  'controller.Spec': 'Replicas:*int32 MinReadySeconds:int32 Selector:map[string]string Template:*v1.PodTemplateSpec',
  'v1.Event':
    `${meta} InvolvedObject:core.ObjectReference Reason:string Message:string Source:event.Source FirstTimestamp:v1.Time! LastTimestamp:v1.Time! ` +
    'Count:int32 Type:string EventTime:v1.Time! Series:*event.Series Action:string Related:*core.ObjectReference ReportingComponent:string! ' +
    'ReportingInstance:string!',
  'event.Source': 'Component:string Host:string',
  'event.Series': 'Count:int32 LastObservedTime:v1.Time!',
};

const workloads: Readonly<Record<string, string>> = {
  'apps/v1.Deployment': `${meta} Spec:deployment.Spec Status:deployment.Status`,
  'deployment.Spec':
    'Replicas:*int32 Selector:*v1.LabelSelector! Template:v1.PodTemplateSpec Strategy:deployment.Strategy MinReadySeconds:int32 ' +
    'RevisionHistoryLimit:*int32 Paused:bool ProgressDeadlineSeconds:*int32',
  'deployment.Strategy': 'Type:string RollingUpdate:*deployment.RollingUpdate',
  'deployment.RollingUpdate': 'MaxUnavailable:*intstr.IntOrString MaxSurge:*intstr.IntOrString',
  'deployment.Status':
    'ObservedGeneration:int64 Replicas:int32 UpdatedReplicas:int32 ReadyReplicas:int32 AvailableReplicas:int32 UnavailableReplicas:int32 ' +
    'Conditions:[]deployment.Condition CollisionCount:*int32',
  'deployment.Condition': 'Type:string! Status:string! LastUpdateTime:v1.Time! LastTransitionTime:v1.Time! Reason:string Message:string',
  'apps/v1.ReplicaSet': `${meta} Spec:replicaset.Spec Status:set.Status`,
  'replicaset.Spec': 'Replicas:*int32 MinReadySeconds:int32 Selector:*v1.LabelSelector! Template:v1.PodTemplateSpec',
  'set.Status': `Replicas:int32! ${setStatus}`,
  'set.Condition': 'Type:string! Status:string! LastTransitionTime:v1.Time! Reason:string Message:string',
  'apps/v1.DaemonSet': `${meta} Spec:daemonset.Spec Status:daemonset.Status`,
  'daemonset.Spec':
    'Selector:*v1.LabelSelector! Template:v1.PodTemplateSpec UpdateStrategy:deployment.Strategy MinReadySeconds:int32 RevisionHistoryLimit:*int32',
  'daemonset.Status':
    'CurrentNumberScheduled:int32! NumberMisscheduled:int32! DesiredNumberScheduled:int32! NumberReady:int32! ObservedGeneration:int64 ' +
    'UpdatedNumberScheduled:int32 NumberAvailable:int32 NumberUnavailable:int32 CollisionCount:*int32 Conditions:[]set.Condition',
  'apps/v1.StatefulSet': `${meta} Spec:statefulset.Spec Status:statefulset.Status`,
  'statefulset.Spec':
    'Replicas:*int32 Selector:*v1.LabelSelector! Template:v1.PodTemplateSpec VolumeClaimTemplates:[]v1.PersistentVolumeClaim ServiceName:string! ' +
    'PodManagementPolicy:string UpdateStrategy:statefulset.Strategy RevisionHistoryLimit:*int32 MinReadySeconds:int32 ' +
    'PersistentVolumeClaimRetentionPolicy:*statefulset.Retention Ordinals:*any',
  'statefulset.Strategy': 'Type:string RollingUpdate:*statefulset.RollingUpdate',
  'statefulset.RollingUpdate': 'Partition:*int32 MaxUnavailable:*intstr.IntOrString',
  'statefulset.Retention': 'WhenDeleted:string WhenScaled:string',
  'statefulset.Status':
    'ObservedGeneration:int64 Replicas:int32! ReadyReplicas:int32 CurrentReplicas:int32 UpdatedReplicas:int32 CurrentRevision:string ' +
    'UpdateRevision:string CollisionCount:*int32 Conditions:[]set.Condition AvailableReplicas:int32!',
  'v1.PersistentVolumeClaim': `${meta} Spec:v1.PersistentVolumeClaimSpec Status:claim.Status`,
  'claim.Status': 'Phase:string AccessModes:[]string Capacity:v1.ResourceList Conditions:[]any AllocatedResources:v1.ResourceList',
  'batch/v1.Job': `${meta} Spec:job.Spec Status:job.Status`,
  'job.Spec':
    'Parallelism:*int32 Completions:*int32 ActiveDeadlineSeconds:*int64 PodFailurePolicy:*any BackoffLimit:*int32 BackoffLimitPerIndex:*int32 ' +
    'MaxFailedIndexes:*int32 Selector:*v1.LabelSelector ManualSelector:*bool Template:v1.PodTemplateSpec TTLSecondsAfterFinished:*int32 ' +
    'CompletionMode:*string Suspend:*bool PodReplacementPolicy:*string',
  'job.Status':
    'Conditions:[]pod.Condition StartTime:*v1.Time CompletionTime:*v1.Time Active:int32 Succeeded:int32 Failed:int32 Terminating:*int32 ' +
    'CompletedIndexes:string FailedIndexes:*string UncountedTerminatedPods:*any Ready:*int32',
  'batch/v1.CronJob': `${meta} Spec:cronjob.Spec Status:cronjob.Status`,
  'cronjob.Spec':
    'Schedule:string! TimeZone:*string StartingDeadlineSeconds:*int64 ConcurrencyPolicy:string Suspend:*bool JobTemplate:cronjob.Template ' +
    'SuccessfulJobsHistoryLimit:*int32 FailedJobsHistoryLimit:*int32',
  'cronjob.Template': 'ObjectMeta=metadata:v1.ObjectMeta Spec:job.Spec',
  'cronjob.Status': 'Active:[]core.ObjectReference LastScheduleTime:*v1.Time LastSuccessfulTime:*v1.Time',
  'autoscaling/v1.HorizontalPodAutoscaler': `${meta} Spec:autoscaler.Spec Status:autoscaler.Status`,
  'autoscaler.Spec': 'ScaleTargetRef:autoscaler.Target MinReplicas:*int32 MaxReplicas:int32! TargetCPUUtilizationPercentage:*int32',
  'autoscaler.Target': 'Kind:string! Name:string! APIVersion:string',
  'autoscaler.Status':
    'ObservedGeneration:*int64 LastScaleTime:*v1.Time CurrentReplicas:int32! DesiredReplicas:int32! CurrentCPUUtilizationPercentage:*int32',
};

const others: Readonly<Record<string, string>> = {
  'policy/v1.PodDisruptionBudget': `${meta} Spec:budget.Spec Status:budget.Status`,
  'budget.Spec':
    'MinAvailable:*intstr.IntOrString Selector:*v1.LabelSelector MaxUnavailable:*intstr.IntOrString UnhealthyPodEvictionPolicy:*string',
  'budget.Status':
    'ObservedGeneration:int64 DisruptedPods:map[string]v1.Time DisruptionsAllowed:int32! CurrentHealthy:int32! DesiredHealthy:int32! ' +
    'ExpectedPods:int32! Conditions:[]meta.Condition',
  'rbac.authorization.k8s.io/v1.Role': `${meta} Rules:[]rbac.Rule!`,
  'rbac.authorization.k8s.io/v1.ClusterRole': `${meta} Rules:[]rbac.Rule! AggregationRule:*any`,
  'rbac.Rule': 'Verbs:[]string! APIGroups:[]string Resources:[]string ResourceNames:[]string NonResourceURLs:[]string',
  'rbac.authorization.k8s.io/v1.RoleBinding': `${meta} Subjects:[]rbac.Subject RoleRef:rbac.Reference`,
  'rbac.authorization.k8s.io/v1.ClusterRoleBinding': `${meta} Subjects:[]rbac.Subject RoleRef:rbac.Reference`,
  'rbac.Subject': 'Kind:string! APIGroup:string Name:string! Namespace:string',
  'rbac.Reference': reference,
  'networking.k8s.io/v1.Ingress': `${meta} Spec:ingress.Spec Status:service.Status`,
  'ingress.Spec': 'IngressClassName:*string DefaultBackend:*ingress.Backend TLS:[]ingress.TLS Rules:[]ingress.Rule',
  'ingress.TLS': 'Hosts:[]string SecretName:string',
  'ingress.Rule': 'Host:string HTTP:*ingress.HTTP',
  'ingress.HTTP': 'Paths:[]ingress.Path!',
  'ingress.Path': 'Path:string PathType:*string! Backend:ingress.Backend',
  'ingress.Backend': 'Service:*ingress.Service Resource:*rbac.Reference',
  'ingress.Service': 'Name:string! Port:ingress.Port',
  'ingress.Port': 'Name:string Number:int32',
  'scheduling.k8s.io/v1.PriorityClass': `${meta} Value:int32! GlobalDefault:bool Description:string PreemptionPolicy:*string`,
  'authentication.k8s.io/v1.TokenRequest': `${meta} Spec:token.Spec Status:token.Status`,
  'token.Spec': 'Audiences:[]string! ExpirationSeconds:*int64! BoundObjectRef:*token.Bound!',
  'token.Bound': 'Kind:string APIVersion:string Name:string UID:types.UID',
  'token.Status': 'Token:string! ExpirationTimestamp:v1.Time!',
};

export const objectTypes: Readonly<Record<string, string>> = { ...core, ...workloads, ...others };
