/**
 * The messages of the core group, each field at its number's place (the grammar is in ../message.ts).
 * upstream: staging/src/k8s.io/api, the numbers in the protobuf tags of types.go
 */
import type { MessageTexts } from '../message.ts';

export const coreMessages: MessageTexts = {
  v1: {
    AWSElasticBlockStoreVolumeSource: 'volumeID fsType partition# readOnly?',
    Affinity: 'nodeAffinity:NodeAffinity podAffinity:PodAffinity podAntiAffinity:PodAntiAffinity',
    AttachedVolume: 'name devicePath',
    AzureDiskVolumeSource: 'diskName diskURI cachingMode fsType readOnly? kind',
    AzureFilePersistentVolumeSource: 'secretName shareName readOnly? secretNamespace',
    AzureFileVolumeSource: 'secretName shareName readOnly?',
    Binding: 'metadata:meta.ObjectMeta target:ObjectReference',
    CSIPersistentVolumeSource: `
      driver volumeHandle readOnly? fsType volumeAttributes{} controllerPublishSecretRef:SecretReference
      nodeStageSecretRef:SecretReference nodePublishSecretRef:SecretReference controllerExpandSecretRef:SecretReference
      nodeExpandSecretRef:SecretReference`,
    CSIVolumeSource: 'driver readOnly? fsType volumeAttributes{} nodePublishSecretRef:LocalObjectReference',
    Capabilities: 'add[] drop[]',
    CephFSPersistentVolumeSource: 'monitors[] path user secretFile secretRef:SecretReference readOnly?',
    CephFSVolumeSource: 'monitors[] path user secretFile secretRef:LocalObjectReference readOnly?',
    CinderPersistentVolumeSource: 'volumeID fsType readOnly? secretRef:SecretReference',
    CinderVolumeSource: 'volumeID fsType readOnly? secretRef:LocalObjectReference',
    ClaimSource: 'resourceClaimName resourceClaimTemplateName',
    ClientIPConfig: 'timeoutSeconds#',
    ComponentCondition: 'type status message error',
    ComponentStatus: 'metadata:meta.ObjectMeta conditions[]:ComponentCondition',
    ConfigMap: 'metadata:meta.ObjectMeta data{} binaryData{}= immutable?',
    ConfigMapEnvSource: 'localObjectReference~:LocalObjectReference optional?',
    ConfigMapKeySelector: 'localObjectReference~:LocalObjectReference key optional?',
    ConfigMapNodeConfigSource: 'namespace name uid resourceVersion kubeletConfigKey',
    ConfigMapProjection: 'localObjectReference~:LocalObjectReference items[]:KeyToPath 4 optional?',
    ConfigMapVolumeSource: 'localObjectReference~:LocalObjectReference items[]:KeyToPath defaultMode# optional?',
    Container: `
      name image command[] args[] workingDir ports[]:ContainerPort env[]:EnvVar resources:ResourceRequirements
      volumeMounts[]:VolumeMount livenessProbe:Probe readinessProbe:Probe lifecycle:Lifecycle terminationMessagePath
      imagePullPolicy securityContext:SecurityContext stdin? stdinOnce? tty? envFrom[]:EnvFromSource terminationMessagePolicy
      volumeDevices[]:VolumeDevice startupProbe:Probe resizePolicy[]:ContainerResizePolicy restartPolicy`,
    ContainerImage: 'names[] sizeBytes#',
    ContainerPort: 'name hostPort# containerPort# protocol hostIP',
    ContainerResizePolicy: 'resourceName restartPolicy',
    ContainerState: 'waiting:ContainerStateWaiting running:ContainerStateRunning terminated:ContainerStateTerminated',
    ContainerStateRunning: 'startedAt:meta.Time',
    ContainerStateTerminated: 'exitCode# signal# reason message startedAt:meta.Time finishedAt:meta.Time containerID',
    ContainerStateWaiting: 'reason message',
    ContainerStatus: `
      name state:ContainerState lastState:ContainerState ready? restartCount# image imageID containerID started?
      allocatedResources{}:Quantity resources:ResourceRequirements`,
    DaemonEndpoint: 'Port#',
    DownwardAPIProjection: 'items[]:DownwardAPIVolumeFile',
    DownwardAPIVolumeFile: 'path fieldRef:ObjectFieldSelector resourceFieldRef:ResourceFieldSelector mode#',
    DownwardAPIVolumeSource: 'items[]:DownwardAPIVolumeFile defaultMode#',
    EmptyDirVolumeSource: 'medium sizeLimit:Quantity',
    EndpointAddress: 'ip targetRef:ObjectReference hostname nodeName',
    EndpointPort: 'name port# protocol appProtocol',
    EndpointSubset: 'addresses[]:EndpointAddress notReadyAddresses[]:EndpointAddress ports[]:EndpointPort',
    Endpoints: 'metadata:meta.ObjectMeta subsets[]:EndpointSubset',
    EnvFromSource: 'prefix configMapRef:ConfigMapEnvSource secretRef:SecretEnvSource',
    EnvVar: 'name value valueFrom:EnvVarSource',
    EnvVarSource: `
      fieldRef:ObjectFieldSelector resourceFieldRef:ResourceFieldSelector configMapKeyRef:ConfigMapKeySelector
      secretKeyRef:SecretKeySelector`,
    EphemeralContainer: 'ephemeralContainerCommon~:EphemeralContainerCommon targetContainerName',
    EphemeralContainerCommon: `
      name image command[] args[] workingDir ports[]:ContainerPort env[]:EnvVar resources:ResourceRequirements
      volumeMounts[]:VolumeMount livenessProbe:Probe readinessProbe:Probe lifecycle:Lifecycle terminationMessagePath
      imagePullPolicy securityContext:SecurityContext stdin? stdinOnce? tty? envFrom[]:EnvFromSource terminationMessagePolicy
      volumeDevices[]:VolumeDevice startupProbe:Probe resizePolicy[]:ContainerResizePolicy restartPolicy`,
    EphemeralVolumeSource: 'volumeClaimTemplate:PersistentVolumeClaimTemplate',
    Event: `
      metadata:meta.ObjectMeta involvedObject:ObjectReference reason message source:EventSource firstTimestamp:meta.Time
      lastTimestamp:meta.Time count# type eventTime:meta.MicroTime series:EventSeries action related:ObjectReference
      reportingComponent reportingInstance`,
    EventSeries: 'count# lastObservedTime:meta.MicroTime',
    EventSource: 'component host',
    ExecAction: 'command[]',
    FCVolumeSource: 'targetWWNs[] lun# fsType readOnly? wwids[]',
    FlexPersistentVolumeSource: 'driver fsType secretRef:SecretReference readOnly? options{}',
    FlexVolumeSource: 'driver fsType secretRef:LocalObjectReference readOnly? options{}',
    FlockerVolumeSource: 'datasetName datasetUUID',
    GCEPersistentDiskVolumeSource: 'pdName fsType partition# readOnly?',
    GRPCAction: 'port# service',
    GitRepoVolumeSource: 'repository revision directory',
    GlusterfsPersistentVolumeSource: 'endpoints path readOnly? endpointsNamespace',
    GlusterfsVolumeSource: 'endpoints path readOnly?',
    HTTPGetAction: 'path port:IntOrString host scheme httpHeaders[]:HTTPHeader',
    HTTPHeader: 'name value',
    HostAlias: 'ip hostnames[]',
    HostIP: 'ip',
    HostPathVolumeSource: 'path type',
    ISCSIPersistentVolumeSource: `
      targetPortal iqn lun# iscsiInterface fsType readOnly? portals[] chapAuthDiscovery? 10 secretRef:SecretReference
      chapAuthSession? initiatorName`,
    ISCSIVolumeSource: `
      targetPortal iqn lun# iscsiInterface fsType readOnly? portals[] chapAuthDiscovery? 10 secretRef:LocalObjectReference
      chapAuthSession? initiatorName`,
    KeyToPath: 'key path mode#',
    Lifecycle: 'postStart:LifecycleHandler preStop:LifecycleHandler',
    LifecycleHandler: 'exec:ExecAction httpGet:HTTPGetAction tcpSocket:TCPSocketAction',
    LimitRange: 'metadata:meta.ObjectMeta spec:LimitRangeSpec',
    LimitRangeItem: `
      type max{}:Quantity min{}:Quantity default{}:Quantity defaultRequest{}:Quantity maxLimitRequestRatio{}:Quantity`,
    LimitRangeSpec: 'limits[]:LimitRangeItem',
    LoadBalancerIngress: 'ip hostname 4 ports[]:PortStatus',
    LoadBalancerStatus: 'ingress[]:LoadBalancerIngress',
    LocalObjectReference: 'name',
    LocalVolumeSource: 'path fsType',
    NFSVolumeSource: 'server path readOnly?',
    Namespace: 'metadata:meta.ObjectMeta spec:NamespaceSpec status:NamespaceStatus',
    NamespaceCondition: 'type status 4 lastTransitionTime:meta.Time reason message',
    NamespaceSpec: 'finalizers[]',
    NamespaceStatus: 'phase conditions[]:NamespaceCondition',
    Node: 'metadata:meta.ObjectMeta spec:NodeSpec status:NodeStatus',
    NodeAddress: 'type address',
    NodeAffinity: `
      requiredDuringSchedulingIgnoredDuringExecution:NodeSelector
      preferredDuringSchedulingIgnoredDuringExecution[]:PreferredSchedulingTerm`,
    NodeCondition: 'type status lastHeartbeatTime:meta.Time lastTransitionTime:meta.Time reason message',
    NodeConfigSource: '2 configMap:ConfigMapNodeConfigSource',
    NodeConfigStatus: 'assigned:NodeConfigSource active:NodeConfigSource lastKnownGood:NodeConfigSource error',
    NodeDaemonEndpoints: 'kubeletEndpoint:DaemonEndpoint',
    NodeSelector: 'nodeSelectorTerms[]:NodeSelectorTerm',
    NodeSelectorRequirement: 'key operator values[]',
    NodeSelectorTerm: 'matchExpressions[]:NodeSelectorRequirement matchFields[]:NodeSelectorRequirement',
    NodeSpec: 'podCIDR externalID providerID unschedulable? taints[]:Taint configSource:NodeConfigSource podCIDRs[]',
    NodeStatus: `
      capacity{}:Quantity allocatable{}:Quantity phase conditions[]:NodeCondition addresses[]:NodeAddress
      daemonEndpoints:NodeDaemonEndpoints nodeInfo:NodeSystemInfo images[]:ContainerImage volumesInUse[]
      volumesAttached[]:AttachedVolume config:NodeConfigStatus`,
    NodeSystemInfo: `
      machineID systemUUID bootID kernelVersion osImage containerRuntimeVersion kubeletVersion kubeProxyVersion operatingSystem
      architecture`,
    ObjectFieldSelector: 'apiVersion fieldPath',
    ObjectReference: 'kind namespace name uid apiVersion resourceVersion fieldPath',
    PersistentVolume: 'metadata:meta.ObjectMeta spec:PersistentVolumeSpec status:PersistentVolumeStatus',
    PersistentVolumeClaim: 'metadata:meta.ObjectMeta spec:PersistentVolumeClaimSpec status:PersistentVolumeClaimStatus',
    PersistentVolumeClaimCondition: 'type status lastProbeTime:meta.Time lastTransitionTime:meta.Time reason message',
    PersistentVolumeClaimSpec: `
      accessModes[] resources:ResourceRequirements volumeName selector:meta.LabelSelector storageClassName volumeMode
      dataSource:TypedLocalObjectReference dataSourceRef:TypedObjectReference`,
    PersistentVolumeClaimStatus: `
      phase accessModes[] capacity{}:Quantity conditions[]:PersistentVolumeClaimCondition allocatedResources{}:Quantity 7
      allocatedResourceStatuses{}`,
    PersistentVolumeClaimTemplate: 'metadata:meta.ObjectMeta spec:PersistentVolumeClaimSpec',
    PersistentVolumeClaimVolumeSource: 'claimName readOnly?',
    PersistentVolumeSource: `
      gcePersistentDisk:GCEPersistentDiskVolumeSource awsElasticBlockStore:AWSElasticBlockStoreVolumeSource
      hostPath:HostPathVolumeSource glusterfs:GlusterfsPersistentVolumeSource nfs:NFSVolumeSource rbd:RBDPersistentVolumeSource
      iscsi:ISCSIPersistentVolumeSource cinder:CinderPersistentVolumeSource cephfs:CephFSPersistentVolumeSource
      fc:FCVolumeSource flocker:FlockerVolumeSource flexVolume:FlexPersistentVolumeSource
      azureFile:AzureFilePersistentVolumeSource vsphereVolume:VsphereVirtualDiskVolumeSource quobyte:QuobyteVolumeSource
      azureDisk:AzureDiskVolumeSource photonPersistentDisk:PhotonPersistentDiskVolumeSource portworxVolume:PortworxVolumeSource
      scaleIO:ScaleIOPersistentVolumeSource local:LocalVolumeSource storageos:StorageOSPersistentVolumeSource
      csi:CSIPersistentVolumeSource`,
    PersistentVolumeSpec: `
      capacity{}:Quantity persistentVolumeSource~:PersistentVolumeSource accessModes[] claimRef:ObjectReference
      persistentVolumeReclaimPolicy storageClassName mountOptions[] volumeMode nodeAffinity:VolumeNodeAffinity`,
    PersistentVolumeStatus: 'phase message reason lastPhaseTransitionTime:meta.Time',
    PhotonPersistentDiskVolumeSource: 'pdID fsType',
    Pod: 'metadata:meta.ObjectMeta spec:PodSpec status:PodStatus',
    PodAffinity: `
      requiredDuringSchedulingIgnoredDuringExecution[]:PodAffinityTerm
      preferredDuringSchedulingIgnoredDuringExecution[]:WeightedPodAffinityTerm`,
    PodAffinityTerm: 'labelSelector:meta.LabelSelector namespaces[] topologyKey namespaceSelector:meta.LabelSelector',
    PodAntiAffinity: `
      requiredDuringSchedulingIgnoredDuringExecution[]:PodAffinityTerm
      preferredDuringSchedulingIgnoredDuringExecution[]:WeightedPodAffinityTerm`,
    PodCondition: 'type status lastProbeTime:meta.Time lastTransitionTime:meta.Time reason message',
    PodDNSConfig: 'nameservers[] searches[] options[]:PodDNSConfigOption',
    PodDNSConfigOption: 'name value',
    PodIP: 'ip',
    PodOS: 'name',
    PodReadinessGate: 'conditionType',
    PodResourceClaim: 'name source:ClaimSource',
    PodResourceClaimStatus: 'name resourceClaimName',
    PodSchedulingGate: 'name',
    PodSecurityContext: `
      seLinuxOptions:SELinuxOptions runAsUser# runAsNonRoot? supplementalGroups[]# fsGroup# runAsGroup# sysctls[]:Sysctl
      windowsOptions:WindowsSecurityContextOptions fsGroupChangePolicy seccompProfile:SeccompProfile`,
    PodSpec: `
      volumes[]:Volume containers[]:Container restartPolicy terminationGracePeriodSeconds# activeDeadlineSeconds# dnsPolicy
      nodeSelector{} serviceAccountName serviceAccount nodeName hostNetwork? hostPID? hostIPC?
      securityContext:PodSecurityContext imagePullSecrets[]:LocalObjectReference hostname subdomain affinity:Affinity
      schedulerName initContainers[]:Container automountServiceAccountToken? tolerations[]:Toleration hostAliases[]:HostAlias
      priorityClassName priority# dnsConfig:PodDNSConfig shareProcessNamespace? readinessGates[]:PodReadinessGate
      runtimeClassName enableServiceLinks? preemptionPolicy overhead{}:Quantity
      topologySpreadConstraints[]:TopologySpreadConstraint ephemeralContainers[]:EphemeralContainer setHostnameAsFQDN? os:PodOS
      hostUsers? schedulingGates[]:PodSchedulingGate resourceClaims[]:PodResourceClaim`,
    PodStatus: `
      phase conditions[]:PodCondition message reason hostIP podIP startTime:meta.Time containerStatuses[]:ContainerStatus
      qosClass initContainerStatuses[]:ContainerStatus nominatedNodeName podIPs[]:PodIP
      ephemeralContainerStatuses[]:ContainerStatus resize resourceClaimStatuses[]:PodResourceClaimStatus hostIPs[]:HostIP`,
    PodTemplate: 'metadata:meta.ObjectMeta template:PodTemplateSpec',
    PodTemplateSpec: 'metadata:meta.ObjectMeta spec:PodSpec',
    PortStatus: 'port# protocol error',
    PortworxVolumeSource: 'volumeID fsType readOnly?',
    PreferredSchedulingTerm: 'weight# preference:NodeSelectorTerm',
    Probe: `
      handler~:ProbeHandler initialDelaySeconds# timeoutSeconds# periodSeconds# successThreshold# failureThreshold#
      terminationGracePeriodSeconds#`,
    ProbeHandler: 'exec:ExecAction httpGet:HTTPGetAction tcpSocket:TCPSocketAction grpc:GRPCAction',
    ProjectedVolumeSource: 'sources[]:VolumeProjection defaultMode#',
    QuobyteVolumeSource: 'registry volume readOnly? user group tenant',
    RBDPersistentVolumeSource: 'monitors[] image fsType pool user keyring secretRef:SecretReference readOnly?',
    RBDVolumeSource: 'monitors[] image fsType pool user keyring secretRef:LocalObjectReference readOnly?',
    ReplicationController: 'metadata:meta.ObjectMeta spec:ReplicationControllerSpec status:ReplicationControllerStatus',
    ReplicationControllerCondition: 'type status lastTransitionTime:meta.Time reason message',
    ReplicationControllerSpec: 'replicas# selector{} template:PodTemplateSpec minReadySeconds#',
    ReplicationControllerStatus: `
      replicas# fullyLabeledReplicas# observedGeneration# readyReplicas# availableReplicas#
      conditions[]:ReplicationControllerCondition`,
    ResourceClaim: 'name',
    ResourceFieldSelector: 'containerName resource divisor:Quantity',
    ResourceQuota: 'metadata:meta.ObjectMeta spec:ResourceQuotaSpec status:ResourceQuotaStatus',
    ResourceQuotaSpec: 'hard{}:Quantity scopes[] scopeSelector:ScopeSelector',
    ResourceQuotaStatus: 'hard{}:Quantity used{}:Quantity',
    ResourceRequirements: 'limits{}:Quantity requests{}:Quantity claims[]:ResourceClaim',
    SELinuxOptions: 'user role type level',
    ScaleIOPersistentVolumeSource: `
      gateway system secretRef:SecretReference sslEnabled? protectionDomain storagePool storageMode volumeName fsType readOnly?`,
    ScaleIOVolumeSource: `
      gateway system secretRef:LocalObjectReference sslEnabled? protectionDomain storagePool storageMode volumeName fsType
      readOnly?`,
    ScopeSelector: 'matchExpressions[]:ScopedResourceSelectorRequirement',
    ScopedResourceSelectorRequirement: 'scopeName operator values[]',
    SeccompProfile: 'type localhostProfile',
    Secret: 'metadata:meta.ObjectMeta data{}= type stringData{} immutable?',
    SecretEnvSource: 'localObjectReference~:LocalObjectReference optional?',
    SecretKeySelector: 'localObjectReference~:LocalObjectReference key optional?',
    SecretProjection: 'localObjectReference~:LocalObjectReference items[]:KeyToPath 4 optional?',
    SecretReference: 'name namespace',
    SecretVolumeSource: 'secretName items[]:KeyToPath defaultMode# optional?',
    SecurityContext: `
      capabilities:Capabilities privileged? seLinuxOptions:SELinuxOptions runAsUser# runAsNonRoot? readOnlyRootFilesystem?
      allowPrivilegeEscalation? runAsGroup# procMount windowsOptions:WindowsSecurityContextOptions seccompProfile:SeccompProfile`,
    Service: 'metadata:meta.ObjectMeta spec:ServiceSpec status:ServiceStatus',
    ServiceAccount: `
      metadata:meta.ObjectMeta secrets[]:ObjectReference imagePullSecrets[]:LocalObjectReference automountServiceAccountToken?`,
    ServiceAccountTokenProjection: 'audience expirationSeconds# path',
    ServicePort: 'name protocol port# targetPort:IntOrString nodePort# appProtocol',
    ServiceSpec: `
      ports[]:ServicePort selector{} clusterIP type externalIPs[] 7 sessionAffinity loadBalancerIP loadBalancerSourceRanges[]
      externalName externalTrafficPolicy healthCheckNodePort# publishNotReadyAddresses?
      sessionAffinityConfig:SessionAffinityConfig 17 ipFamilyPolicy clusterIPs[] ipFamilies[] allocateLoadBalancerNodePorts?
      loadBalancerClass internalTrafficPolicy`,
    ServiceStatus: 'loadBalancer:LoadBalancerStatus conditions[]:meta.Condition',
    SessionAffinityConfig: 'clientIP:ClientIPConfig',
    StorageOSPersistentVolumeSource: 'volumeName volumeNamespace fsType readOnly? secretRef:ObjectReference',
    StorageOSVolumeSource: 'volumeName volumeNamespace fsType readOnly? secretRef:LocalObjectReference',
    Sysctl: 'name value',
    TCPSocketAction: 'port:IntOrString host',
    Taint: 'key value effect timeAdded:meta.Time',
    Toleration: 'key operator value effect tolerationSeconds#',
    TopologySelectorLabelRequirement: 'key values[]',
    TopologySelectorTerm: 'matchLabelExpressions[]:TopologySelectorLabelRequirement',
    TopologySpreadConstraint: `
      maxSkew# topologyKey whenUnsatisfiable labelSelector:meta.LabelSelector minDomains# nodeAffinityPolicy nodeTaintsPolicy
      matchLabelKeys[]`,
    TypedLocalObjectReference: 'apiGroup kind name',
    TypedObjectReference: 'apiGroup kind name namespace',
    Volume: 'name volumeSource~:VolumeSource',
    VolumeDevice: 'name devicePath',
    VolumeMount: 'name readOnly? mountPath subPath mountPropagation subPathExpr',
    VolumeNodeAffinity: 'required:NodeSelector',
    VolumeProjection: `
      secret:SecretProjection downwardAPI:DownwardAPIProjection configMap:ConfigMapProjection
      serviceAccountToken:ServiceAccountTokenProjection`,
    VolumeSource: `
      hostPath:HostPathVolumeSource emptyDir:EmptyDirVolumeSource gcePersistentDisk:GCEPersistentDiskVolumeSource
      awsElasticBlockStore:AWSElasticBlockStoreVolumeSource gitRepo:GitRepoVolumeSource secret:SecretVolumeSource
      nfs:NFSVolumeSource iscsi:ISCSIVolumeSource glusterfs:GlusterfsVolumeSource
      persistentVolumeClaim:PersistentVolumeClaimVolumeSource rbd:RBDVolumeSource flexVolume:FlexVolumeSource
      cinder:CinderVolumeSource cephfs:CephFSVolumeSource flocker:FlockerVolumeSource downwardAPI:DownwardAPIVolumeSource
      fc:FCVolumeSource azureFile:AzureFileVolumeSource configMap:ConfigMapVolumeSource
      vsphereVolume:VsphereVirtualDiskVolumeSource quobyte:QuobyteVolumeSource azureDisk:AzureDiskVolumeSource
      photonPersistentDisk:PhotonPersistentDiskVolumeSource portworxVolume:PortworxVolumeSource scaleIO:ScaleIOVolumeSource
      projected:ProjectedVolumeSource storageos:StorageOSVolumeSource csi:CSIVolumeSource ephemeral:EphemeralVolumeSource`,
    VsphereVirtualDiskVolumeSource: 'volumePath fsType storagePolicyName storagePolicyID',
    WeightedPodAffinityTerm: 'weight# podAffinityTerm:PodAffinityTerm',
    WindowsSecurityContextOptions: 'gmsaCredentialSpecName gmsaCredentialSpec runAsUserName hostProcess?',
  },
};
