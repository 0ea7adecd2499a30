/**
 * The server's own, unversioned structs as far as its messages print them. Most are those of v1 under another package name;
 * only what differs stands here: `GoName:type`, or `GoName=jsonName:type`, `~` for a struct that is inlined in JSON.
 * upstream: pkg/apis/core/types.go, pkg/apis/batch/types.go
 */
import { goType, readFields, type GoField, type GoType } from '#api/machinery/goTypes.ts';

const own: Readonly<Record<string, string>> = {
  'core.PodTemplateSpec': 'ObjectMeta=metadata:v1.ObjectMeta Spec:core.PodSpec',
  'core.PodSpec':
    'Volumes:[]core.Volume InitContainers:[]core.Container Containers:[]core.Container EphemeralContainers:[]core.EphemeralContainer ' +
    'RestartPolicy:core.RestartPolicy TerminationGracePeriodSeconds:*int64 ActiveDeadlineSeconds:*int64 DNSPolicy:core.DNSPolicy ' +
    'NodeSelector:map[string]string ServiceAccountName:string AutomountServiceAccountToken:*bool NodeName:string ' +
    'SecurityContext:*core.PodSecurityContext ImagePullSecrets:[]core.LocalObjectReference Hostname:string Subdomain:string ' +
    'SetHostnameAsFQDN:*bool Affinity:*core.Affinity SchedulerName:string Tolerations:[]core.Toleration HostAliases:[]core.HostAlias ' +
    'PriorityClassName:string Priority:*int32 PreemptionPolicy:*core.PreemptionPolicy DNSConfig:*core.PodDNSConfig ' +
    'ReadinessGates:[]core.PodReadinessGate RuntimeClassName:*string Overhead:core.ResourceList EnableServiceLinks:*bool ' +
    'TopologySpreadConstraints:[]core.TopologySpreadConstraint OS:*core.PodOS SchedulingGates:[]core.PodSchedulingGate ' +
    'ResourceClaims:[]core.PodResourceClaim',
  'core.PodSecurityContext':
    'HostNetwork:bool HostPID:bool HostIPC:bool ShareProcessNamespace:*bool HostUsers:*bool SELinuxOptions=seLinuxOptions:*core.SELinuxOptions ' +
    'WindowsOptions:*core.WindowsSecurityContextOptions RunAsUser:*int64 RunAsGroup:*int64 RunAsNonRoot:*bool SupplementalGroups:[]int64 ' +
    'FSGroup:*int64 FSGroupChangePolicy:*core.PodFSGroupChangePolicy Sysctls:[]core.Sysctl SeccompProfile:*core.SeccompProfile',
  'core.VolumeSource':
    'HostPath:*core.HostPathVolumeSource EmptyDir:*core.EmptyDirVolumeSource GCEPersistentDisk:*core.GCEPersistentDiskVolumeSource ' +
    'AWSElasticBlockStore:*core.AWSElasticBlockStoreVolumeSource GitRepo:*core.GitRepoVolumeSource Secret:*core.SecretVolumeSource ' +
    'NFS:*core.NFSVolumeSource ISCSI:*core.ISCSIVolumeSource Glusterfs:*core.GlusterfsVolumeSource ' +
    'PersistentVolumeClaim:*core.PersistentVolumeClaimVolumeSource RBD:*core.RBDVolumeSource Quobyte:*core.QuobyteVolumeSource ' +
    'FlexVolume:*core.FlexVolumeSource Cinder:*core.CinderVolumeSource CephFS=cephfs:*core.CephFSVolumeSource Flocker:*core.FlockerVolumeSource ' +
    'DownwardAPI:*core.DownwardAPIVolumeSource FC:*core.FCVolumeSource AzureFile:*core.AzureFileVolumeSource ' +
    'ConfigMap:*core.ConfigMapVolumeSource VsphereVolume:*core.VsphereVirtualDiskVolumeSource AzureDisk:*core.AzureDiskVolumeSource ' +
    'PhotonPersistentDisk:*core.PhotonPersistentDiskVolumeSource Projected:*core.ProjectedVolumeSource PortworxVolume:*core.PortworxVolumeSource ' +
    'ScaleIO:*core.ScaleIOVolumeSource StorageOS=storageos:*core.StorageOSVolumeSource CSI:*core.CSIVolumeSource Ephemeral:*core.EphemeralVolumeSource',
  'core.PersistentVolumeSource':
    'GCEPersistentDisk:*core.GCEPersistentDiskVolumeSource AWSElasticBlockStore:*core.AWSElasticBlockStoreVolumeSource ' +
    'HostPath:*core.HostPathVolumeSource Glusterfs:*core.GlusterfsPersistentVolumeSource NFS:*core.NFSVolumeSource ' +
    'RBD:*core.RBDPersistentVolumeSource Quobyte:*core.QuobyteVolumeSource ISCSI:*core.ISCSIPersistentVolumeSource ' +
    'FlexVolume:*core.FlexPersistentVolumeSource Cinder:*core.CinderPersistentVolumeSource CephFS=cephfs:*core.CephFSPersistentVolumeSource ' +
    'FC:*core.FCVolumeSource Flocker:*core.FlockerVolumeSource AzureFile:*core.AzureFilePersistentVolumeSource ' +
    'VsphereVolume:*core.VsphereVirtualDiskVolumeSource AzureDisk:*core.AzureDiskVolumeSource ' +
    'PhotonPersistentDisk:*core.PhotonPersistentDiskVolumeSource PortworxVolume:*core.PortworxVolumeSource ' +
    'ScaleIO:*core.ScaleIOPersistentVolumeSource Local:*core.LocalVolumeSource StorageOS=storageos:*core.StorageOSPersistentVolumeSource ' +
    'CSI:*core.CSIPersistentVolumeSource',
  'core.ServiceAccountTokenProjection': 'Audience:string ExpirationSeconds:int64 Path:string',
  'core.GlusterfsPersistentVolumeSource': 'EndpointsName=endpoints:string Path:string ReadOnly:bool EndpointsNamespace:*string',
  'core.RBDPersistentVolumeSource':
    'CephMonitors=monitors:[]string RBDImage=image:string FSType:string RBDPool=pool:string RadosUser=user:string Keyring:string ' +
    'SecretRef:*core.SecretReference ReadOnly:bool',
  'core.ISCSIPersistentVolumeSource':
    'TargetPortal:string IQN:string Lun:int32 ISCSIInterface:string FSType:string ReadOnly:bool Portals:[]string ' +
    'DiscoveryCHAPAuth=chapAuthDiscovery:bool SessionCHAPAuth=chapAuthSession:bool SecretRef:*core.SecretReference InitiatorName:*string',
  'core.FlexPersistentVolumeSource': 'Driver:string FSType:string SecretRef:*core.SecretReference ReadOnly:bool Options:map[string]string',
  'core.CinderPersistentVolumeSource': 'VolumeID:string FSType:string ReadOnly:bool SecretRef:*core.SecretReference',
  'core.CephFSPersistentVolumeSource':
    'Monitors:[]string Path:string User:string SecretFile:string SecretRef:*core.SecretReference ReadOnly:bool',
  'core.AzureFilePersistentVolumeSource': 'SecretName:string ShareName:string ReadOnly:bool SecretNamespace:*string',
  'core.ScaleIOPersistentVolumeSource':
    'Gateway:string System:string SecretRef:*core.SecretReference SSLEnabled:bool ProtectionDomain:string StoragePool:string StorageMode:string ' +
    'VolumeName:string FSType:string ReadOnly:bool',
  'core.LocalVolumeSource': 'Path:string FSType:*string',
  'core.StorageOSPersistentVolumeSource':
    'VolumeName:string VolumeNamespace:string FSType:string ReadOnly:bool SecretRef:*core.ObjectReference',
  'core.CSIPersistentVolumeSource':
    'Driver:string VolumeHandle:string ReadOnly:bool FSType:string VolumeAttributes:map[string]string ' +
    'ControllerPublishSecretRef:*core.SecretReference NodeStageSecretRef:*core.SecretReference NodePublishSecretRef:*core.SecretReference ' +
    'ControllerExpandSecretRef:*core.SecretReference NodeExpandSecretRef:*core.SecretReference',
  'core.SecretReference': 'Name:string Namespace:string',
  'core.EphemeralContainer': 'EphemeralContainerCommon=~:core.EphemeralContainerCommon TargetContainerName:string',
  'core.PodIP': 'IP=ip:string',
  'core.HostIP': 'IP=ip:string',
  'core.ObjectReference':
    'Kind:string Namespace:string Name:string UID:types.UID APIVersion:string ResourceVersion:string FieldPath:string',
  'core.VolumeNodeAffinity': 'Required:*core.NodeSelector',
  'storage.CSINodeDriver': 'Name:string NodeID:string TopologyKeys:[]string Allocatable:*storage.VolumeNodeResources',
  'storage.VolumeNodeResources': 'Count:*int32',
  'storage.VolumeAttachmentSpec': 'Attacher:string Source:storage.VolumeAttachmentSource NodeName:string',
  'storage.VolumeAttachmentSource': 'PersistentVolumeName:*string InlineVolumeSpec:*core.PersistentVolumeSpec',
  'core.Toleration': 'Key:string Operator:core.TolerationOperator Value:string Effect:core.TaintEffect TolerationSeconds:*int64',
  'batch.PodFailurePolicy': 'Rules:[]batch.PodFailurePolicyRule',
  'batch.PodFailurePolicyRule':
    'Action:batch.PodFailurePolicyAction OnExitCodes:*batch.PodFailurePolicyOnExitCodesRequirement ' +
    'OnPodConditions:[]batch.PodFailurePolicyOnPodConditionsPattern',
  'batch.PodFailurePolicyOnExitCodesRequirement': 'ContainerName:*string Operator:batch.PodFailurePolicyOnExitCodesOperator Values:[]int32',
  'batch.PodFailurePolicyOnPodConditionsPattern': 'Type:core.PodConditionType Status:core.ConditionStatus',
};

const cache = new Map<string, GoType>();

/** The type of a name such as `[]core.Volume`, in the server's own packages. */
export function internalType(name: string): GoType {
  const known = cache.get(name);
  if (known !== undefined) return known;
  const type = build(name);
  cache.set(name, type);
  return type;
}

function build(name: string): GoType {
  if (name.startsWith('*')) return { kind: 'pointer', name, of: internalType(name.slice(1)) };
  if (name.startsWith('[]')) return { kind: 'list', name, of: internalType(name.slice(2)) };
  if (name.startsWith('map[string]')) return { kind: 'map', name, of: internalType(name.slice(11)) };
  if (name === 'core.ResourceList') return { kind: 'map', name, of: goType('resource.Quantity') };
  // The fields of a container that is put into a running pod are a container's.
  if (name === 'core.EphemeralContainerCommon') return { ...internalType('core.Container'), name };
  const text = own[name];
  if (text !== undefined) return { kind: 'struct', name, fields: readFields(text) };
  const versioned = goType(name.replace(/^core\./, 'v1.'));
  if (versioned.kind === 'struct') return { kind: 'struct', name, fields: versioned.fields };
  return versioned.kind === 'text' ? { kind: 'text', name } : versioned;
}

/** The type of a struct's field. Types of apimachinery are the same in every package. */
export function typeOfField(field: GoField): GoType {
  return internalType(field.type.name.replace(/\bv1\.(?!ObjectMeta|LabelSelector|Time|OwnerReference|ManagedFields)/, 'core.'));
}
