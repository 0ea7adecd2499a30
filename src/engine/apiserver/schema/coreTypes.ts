/**
 * The Go structs of the core group, beside those a pod template is made of. One field is `json:type`; a final `!` means it is written even when it is empty; `*` that it may be absent.
 * An `@` stands for apiVersion, kind and metadata.
 * upstream: staging/src/k8s.io/api/core/v1/types.go
 */
export const coreTypes: Readonly<Record<string, string>> = {
  'v1.ManagedFieldsEntry': `
    apiVersion:string fieldsType:string fieldsV1:*v1.FieldsV1 manager:string operation:v1.ManagedFieldsOperationType subresource:string
    time:*v1.Time`,
  'v1.ConfigMap': '@ binaryData:map[string][]uint8 data:map[string]string immutable:*bool',
  'v1.Endpoints': '@ subsets:[]v1.EndpointSubset',
  'v1.EndpointSubset': 'addresses:[]v1.EndpointAddress notReadyAddresses:[]v1.EndpointAddress ports:[]v1.EndpointPort',
  'v1.EndpointAddress': 'hostname:string ip:string! nodeName:*string targetRef:*v1.ObjectReference',
  'v1.ObjectReference': 'apiVersion:string fieldPath:string kind:string name:string namespace:string resourceVersion:string uid:types.UID',
  'v1.EndpointPort': 'appProtocol:*string name:string port:int32! protocol:v1.Protocol',
  'v1.Event': `
    action:string apiVersion:string count:int32 eventTime:v1.MicroTime firstTimestamp:v1.Time involvedObject:v1.ObjectReference! kind:string
    lastTimestamp:v1.Time message:string metadata:v1.ObjectMeta! reason:string related:*v1.ObjectReference reportingComponent:string!
    reportingInstance:string! series:*v1.EventSeries source:v1.EventSource type:string`,
  'v1.EventSeries': 'count:int32 lastObservedTime:v1.MicroTime',
  'v1.EventSource': 'component:string host:string',
  'v1.LimitRange': '@ spec:v1.LimitRangeSpec',
  'v1.LimitRangeSpec': 'limits:[]v1.LimitRangeItem!',
  'v1.LimitRangeItem': `
    default:v1.ResourceList defaultRequest:v1.ResourceList max:v1.ResourceList maxLimitRequestRatio:v1.ResourceList min:v1.ResourceList
    type:v1.LimitType!`,
  'v1.Namespace': '@ spec:v1.NamespaceSpec status:v1.NamespaceStatus',
  'v1.NamespaceSpec': 'finalizers:[]v1.FinalizerName',
  'v1.NamespaceStatus': 'conditions:[]v1.NamespaceCondition phase:v1.NamespacePhase',
  'v1.NamespaceCondition':
    'lastTransitionTime:v1.Time message:string reason:string status:v1.ConditionStatus! type:v1.NamespaceConditionType!',
  'v1.Node': '@ spec:v1.NodeSpec status:v1.NodeStatus',
  'v1.NodeSpec': `
    configSource:*v1.NodeConfigSource externalID:string podCIDR:string podCIDRs:[]string providerID:string taints:[]v1.Taint unschedulable:bool`,
  'v1.NodeConfigSource': 'configMap:*v1.ConfigMapNodeConfigSource',
  'v1.ConfigMapNodeConfigSource': 'kubeletConfigKey:string! name:string! namespace:string! resourceVersion:string uid:types.UID',
  'v1.Taint': 'effect:v1.TaintEffect! key:string! timeAdded:*v1.Time value:string',
  'v1.NodeStatus': `
    addresses:[]v1.NodeAddress allocatable:v1.ResourceList capacity:v1.ResourceList conditions:[]v1.NodeCondition config:*v1.NodeConfigStatus
    daemonEndpoints:v1.NodeDaemonEndpoints images:[]v1.ContainerImage nodeInfo:v1.NodeSystemInfo phase:v1.NodePhase
    volumesAttached:[]v1.AttachedVolume volumesInUse:[]v1.UniqueVolumeName`,
  'v1.NodeAddress': 'address:string! type:v1.NodeAddressType!',
  'v1.NodeCondition': `
    lastHeartbeatTime:v1.Time lastTransitionTime:v1.Time message:string reason:string status:v1.ConditionStatus! type:v1.NodeConditionType!`,
  'v1.NodeConfigStatus': 'active:*v1.NodeConfigSource assigned:*v1.NodeConfigSource error:string lastKnownGood:*v1.NodeConfigSource',
  'v1.NodeDaemonEndpoints': 'kubeletEndpoint:v1.DaemonEndpoint',
  'v1.DaemonEndpoint': 'Port=Port:int32!',
  'v1.ContainerImage': 'names:[]string! sizeBytes:int64',
  'v1.NodeSystemInfo': `
    architecture:string! bootID:string! containerRuntimeVersion:string! kernelVersion:string! kubeProxyVersion:string! kubeletVersion:string!
    machineID:string! operatingSystem:string! osImage:string! systemUUID:string!`,
  'v1.AttachedVolume': 'devicePath:string! name:v1.UniqueVolumeName!',
  'v1.PersistentVolume': '@ spec:v1.PersistentVolumeSpec status:v1.PersistentVolumeStatus',
  'v1.PersistentVolumeSpec': `
    accessModes:[]v1.PersistentVolumeAccessMode awsElasticBlockStore:*v1.AWSElasticBlockStoreVolumeSource azureDisk:*v1.AzureDiskVolumeSource
    azureFile:*v1.AzureFilePersistentVolumeSource capacity:v1.ResourceList cephfs:*v1.CephFSPersistentVolumeSource
    cinder:*v1.CinderPersistentVolumeSource claimRef:*v1.ObjectReference csi:*v1.CSIPersistentVolumeSource fc:*v1.FCVolumeSource
    flexVolume:*v1.FlexPersistentVolumeSource flocker:*v1.FlockerVolumeSource gcePersistentDisk:*v1.GCEPersistentDiskVolumeSource
    glusterfs:*v1.GlusterfsPersistentVolumeSource hostPath:*v1.HostPathVolumeSource iscsi:*v1.ISCSIPersistentVolumeSource
    local:*v1.LocalVolumeSource mountOptions:[]string nfs:*v1.NFSVolumeSource nodeAffinity:*v1.VolumeNodeAffinity
    persistentVolumeReclaimPolicy:v1.PersistentVolumeReclaimPolicy photonPersistentDisk:*v1.PhotonPersistentDiskVolumeSource
    portworxVolume:*v1.PortworxVolumeSource quobyte:*v1.QuobyteVolumeSource rbd:*v1.RBDPersistentVolumeSource
    scaleIO:*v1.ScaleIOPersistentVolumeSource storageClassName:string storageos:*v1.StorageOSPersistentVolumeSource
    volumeMode:*v1.PersistentVolumeMode vsphereVolume:*v1.VsphereVirtualDiskVolumeSource`,
  'v1.AzureFilePersistentVolumeSource': 'readOnly:bool secretName:string! secretNamespace:*string! shareName:string!',
  'v1.CephFSPersistentVolumeSource':
    'monitors:[]string! path:string readOnly:bool secretFile:string secretRef:*v1.SecretReference user:string',
  'v1.SecretReference': 'name:string namespace:string',
  'v1.CinderPersistentVolumeSource': 'fsType:string readOnly:bool secretRef:*v1.SecretReference volumeID:string!',
  'v1.CSIPersistentVolumeSource': `
    controllerExpandSecretRef:*v1.SecretReference controllerPublishSecretRef:*v1.SecretReference driver:string! fsType:string
    nodeExpandSecretRef:*v1.SecretReference nodePublishSecretRef:*v1.SecretReference nodeStageSecretRef:*v1.SecretReference readOnly:bool
    volumeAttributes:map[string]string volumeHandle:string!`,
  'v1.FlexPersistentVolumeSource': 'driver:string! fsType:string options:map[string]string readOnly:bool secretRef:*v1.SecretReference',
  'v1.GlusterfsPersistentVolumeSource': 'endpoints:string! endpointsNamespace:*string path:string! readOnly:bool',
  'v1.ISCSIPersistentVolumeSource': `
    chapAuthDiscovery:bool chapAuthSession:bool fsType:string initiatorName:*string iqn:string! iscsiInterface:string lun:int32!
    portals:[]string readOnly:bool secretRef:*v1.SecretReference targetPortal:string!`,
  'v1.LocalVolumeSource': 'fsType:*string path:string!',
  'v1.VolumeNodeAffinity': 'required:*v1.NodeSelector',
  'v1.RBDPersistentVolumeSource': `
    fsType:string image:string! keyring:string monitors:[]string! pool:string readOnly:bool secretRef:*v1.SecretReference user:string`,
  'v1.ScaleIOPersistentVolumeSource': `
    fsType:string gateway:string! protectionDomain:string readOnly:bool secretRef:*v1.SecretReference! sslEnabled:bool storageMode:string
    storagePool:string system:string! volumeName:string`,
  'v1.StorageOSPersistentVolumeSource':
    'fsType:string readOnly:bool secretRef:*v1.ObjectReference volumeName:string volumeNamespace:string',
  'v1.PersistentVolumeStatus': 'lastPhaseTransitionTime:*v1.Time message:string phase:v1.PersistentVolumePhase reason:string',
  'v1.PersistentVolumeClaim': '@ spec:v1.PersistentVolumeClaimSpec status:v1.PersistentVolumeClaimStatus',
  'v1.PersistentVolumeClaimStatus': `
    accessModes:[]v1.PersistentVolumeAccessMode allocatedResourceStatuses:map[string]v1.ClaimResourceStatus allocatedResources:v1.ResourceList
    capacity:v1.ResourceList conditions:[]v1.PersistentVolumeClaimCondition phase:v1.PersistentVolumeClaimPhase`,
  'v1.PersistentVolumeClaimCondition': `
    lastProbeTime:v1.Time lastTransitionTime:v1.Time message:string reason:string status:v1.ConditionStatus!
    type:v1.PersistentVolumeClaimConditionType!`,
  'v1.Pod': '@ spec:v1.PodSpec status:v1.PodStatus',
  'v1.PodStatus': `
    conditions:[]v1.PodCondition containerStatuses:[]v1.ContainerStatus ephemeralContainerStatuses:[]v1.ContainerStatus hostIP:string
    hostIPs:[]v1.HostIP initContainerStatuses:[]v1.ContainerStatus message:string nominatedNodeName:string phase:v1.PodPhase podIP:string
    podIPs:[]v1.PodIP qosClass:v1.PodQOSClass reason:string resize:v1.PodResizeStatus resourceClaimStatuses:[]v1.PodResourceClaimStatus
    startTime:*v1.Time`,
  'v1.PodCondition': `
    lastProbeTime:v1.Time lastTransitionTime:v1.Time message:string reason:string status:v1.ConditionStatus! type:v1.PodConditionType!`,
  'v1.ContainerStatus': `
    allocatedResources:v1.ResourceList containerID:string image:string! imageID:string! lastState:v1.ContainerState name:string! ready:bool!
    resources:*v1.ResourceRequirements restartCount:int32! started:*bool state:v1.ContainerState`,
  'v1.ContainerState': 'running:*v1.ContainerStateRunning terminated:*v1.ContainerStateTerminated waiting:*v1.ContainerStateWaiting',
  'v1.ContainerStateRunning': 'startedAt:v1.Time',
  'v1.ContainerStateTerminated': `
    containerID:string exitCode:int32! finishedAt:v1.Time message:string reason:string signal:int32 startedAt:v1.Time`,
  'v1.ContainerStateWaiting': 'message:string reason:string',
  'v1.HostIP': 'ip:string',
  'v1.PodIP': 'ip:string',
  'v1.PodResourceClaimStatus': 'name:string! resourceClaimName:*string',
  'v1.PodTemplate': '@ template:v1.PodTemplateSpec',
  'v1.ReplicationController': '@ spec:v1.ReplicationControllerSpec status:v1.ReplicationControllerStatus',
  'v1.ReplicationControllerSpec': 'minReadySeconds:int32 replicas:*int32 selector:map[string]string template:*v1.PodTemplateSpec',
  'v1.ReplicationControllerStatus': `
    availableReplicas:int32 conditions:[]v1.ReplicationControllerCondition fullyLabeledReplicas:int32 observedGeneration:int64
    readyReplicas:int32 replicas:int32!`,
  'v1.ReplicationControllerCondition': `
    lastTransitionTime:v1.Time message:string reason:string status:v1.ConditionStatus! type:v1.ReplicationControllerConditionType!`,
  'v1.ResourceQuota': '@ spec:v1.ResourceQuotaSpec status:v1.ResourceQuotaStatus',
  'v1.ResourceQuotaSpec': 'hard:v1.ResourceList scopeSelector:*v1.ScopeSelector scopes:[]v1.ResourceQuotaScope',
  'v1.ScopeSelector': 'matchExpressions:[]v1.ScopedResourceSelectorRequirement',
  'v1.ScopedResourceSelectorRequirement': 'operator:v1.ScopeSelectorOperator! scopeName:v1.ResourceQuotaScope! values:[]string',
  'v1.ResourceQuotaStatus': 'hard:v1.ResourceList used:v1.ResourceList',
  'v1.Secret': '@ data:map[string][]uint8 immutable:*bool stringData:map[string]string type:v1.SecretType',
  'v1.Service': '@ spec:v1.ServiceSpec status:v1.ServiceStatus',
  'v1.ServiceSpec': `
    allocateLoadBalancerNodePorts:*bool clusterIP:string clusterIPs:[]string externalIPs:[]string externalName:string
    externalTrafficPolicy:v1.ServiceExternalTrafficPolicy healthCheckNodePort:int32 internalTrafficPolicy:*v1.ServiceInternalTrafficPolicy
    ipFamilies:[]v1.IPFamily ipFamilyPolicy:*v1.IPFamilyPolicy loadBalancerClass:*string loadBalancerIP:string loadBalancerSourceRanges:[]string
    ports:[]v1.ServicePort publishNotReadyAddresses:bool selector:map[string]string sessionAffinity:v1.ServiceAffinity
    sessionAffinityConfig:*v1.SessionAffinityConfig type:v1.ServiceType`,
  'v1.ServicePort': 'appProtocol:*string name:string nodePort:int32 port:int32! protocol:v1.Protocol targetPort:intstr.IntOrString',
  'v1.SessionAffinityConfig': 'clientIP:*v1.ClientIPConfig',
  'v1.ClientIPConfig': 'timeoutSeconds:*int32',
  'v1.ServiceStatus': 'conditions:[]v1.Condition loadBalancer:v1.LoadBalancerStatus',
  'v1.Condition': 'lastTransitionTime:v1.Time! message:string! observedGeneration:int64 reason:string! status:string! type:string!',
  'v1.LoadBalancerStatus': 'ingress:[]v1.LoadBalancerIngress',
  'v1.LoadBalancerIngress': 'hostname:string ip:string ports:[]v1.PortStatus',
  'v1.PortStatus': 'error:*string port:int32! protocol:v1.Protocol!',
  'v1.ServiceAccount': '@ automountServiceAccountToken:*bool imagePullSecrets:[]v1.LocalObjectReference secrets:[]v1.ObjectReference',
};
