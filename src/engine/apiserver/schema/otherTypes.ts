/**
 * The Go structs of the remaining groups. One field is `json:type`; a final `!` means it is written even when it is empty; `*` that it may be absent.
 * An `@` stands for apiVersion, kind and metadata.
 * upstream: staging/src/k8s.io/api/{policy,discovery,networking,storage,rbac,scheduling,node,coordination}/v1/types.go
 */
export const otherTypes: Readonly<Record<string, string>> = {
  'v1.PodDisruptionBudget': '@ spec:v1.PodDisruptionBudgetSpec status:v1.PodDisruptionBudgetStatus',
  'v1.PodDisruptionBudgetSpec': `
    maxUnavailable:*intstr.IntOrString minAvailable:*intstr.IntOrString selector:*v1.LabelSelector
    unhealthyPodEvictionPolicy:*v1.UnhealthyPodEvictionPolicyType`,
  'v1.PodDisruptionBudgetStatus': `
    conditions:[]v1.Condition currentHealthy:int32! desiredHealthy:int32! disruptedPods:map[string]v1.Time disruptionsAllowed:int32!
    expectedPods:int32! observedGeneration:int64`,
  'v1.EndpointSlice': '@ addressType:v1.AddressType! endpoints:[]v1.Endpoint! ports:[]v1.EndpointPort@discovery!',
  'v1.Endpoint': `
    addresses:[]string! conditions:v1.EndpointConditions deprecatedTopology:map[string]string hints:*v1.EndpointHints hostname:*string
    nodeName:*string targetRef:*v1.ObjectReference zone:*string`,
  'v1.EndpointConditions': 'ready:*bool serving:*bool terminating:*bool',
  'v1.EndpointHints': 'forZones:[]v1.ForZone',
  'v1.ForZone': 'name:string!',
  'v1.EndpointPort@discovery': 'appProtocol:*string name:*string port:*int32 protocol:*v1.Protocol',
  'v1.Ingress': '@ spec:v1.IngressSpec status:v1.IngressStatus',
  'v1.IngressSpec': 'defaultBackend:*v1.IngressBackend ingressClassName:*string rules:[]v1.IngressRule tls:[]v1.IngressTLS',
  'v1.IngressBackend': 'resource:*v1.TypedLocalObjectReference service:*v1.IngressServiceBackend',
  'v1.IngressServiceBackend': 'name:string! port:v1.ServiceBackendPort',
  'v1.ServiceBackendPort': 'name:string number:int32',
  'v1.IngressRule': 'host:string http:*v1.HTTPIngressRuleValue',
  'v1.HTTPIngressRuleValue': 'paths:[]v1.HTTPIngressPath!',
  'v1.HTTPIngressPath': 'backend:v1.IngressBackend! path:string pathType:*v1.PathType!',
  'v1.IngressTLS': 'hosts:[]string secretName:string',
  'v1.IngressStatus': 'loadBalancer:v1.IngressLoadBalancerStatus',
  'v1.IngressLoadBalancerStatus': 'ingress:[]v1.IngressLoadBalancerIngress',
  'v1.IngressLoadBalancerIngress': 'hostname:string ip:string ports:[]v1.IngressPortStatus',
  'v1.IngressPortStatus': 'error:*string port:int32! protocol:v1.Protocol!',
  'v1.IngressClass': '@ spec:v1.IngressClassSpec',
  'v1.IngressClassSpec': 'controller:string parameters:*v1.IngressClassParametersReference',
  'v1.IngressClassParametersReference': 'apiGroup:*string kind:string! name:string! namespace:*string scope:*string!',
  'v1.NetworkPolicy': '@ spec:v1.NetworkPolicySpec',
  'v1.NetworkPolicySpec': `
    egress:[]v1.NetworkPolicyEgressRule ingress:[]v1.NetworkPolicyIngressRule podSelector:v1.LabelSelector! policyTypes:[]v1.PolicyType`,
  'v1.NetworkPolicyEgressRule': 'ports:[]v1.NetworkPolicyPort to:[]v1.NetworkPolicyPeer',
  'v1.NetworkPolicyPort': 'endPort:*int32 port:*intstr.IntOrString protocol:*v1.Protocol',
  'v1.NetworkPolicyPeer': 'ipBlock:*v1.IPBlock namespaceSelector:*v1.LabelSelector podSelector:*v1.LabelSelector',
  'v1.IPBlock': 'cidr:string! except:[]string',
  'v1.NetworkPolicyIngressRule': 'from:[]v1.NetworkPolicyPeer ports:[]v1.NetworkPolicyPort',
  'v1.StorageClass': `
    @ allowVolumeExpansion:*bool allowedTopologies:[]v1.TopologySelectorTerm mountOptions:[]string parameters:map[string]string
    provisioner:string! reclaimPolicy:*v1.PersistentVolumeReclaimPolicy volumeBindingMode:*v1.VolumeBindingMode`,
  'v1.TopologySelectorTerm': 'matchLabelExpressions:[]v1.TopologySelectorLabelRequirement',
  'v1.TopologySelectorLabelRequirement': 'key:string! values:[]string!',
  'v1.VolumeAttachment': '@ spec:v1.VolumeAttachmentSpec! status:v1.VolumeAttachmentStatus',
  'v1.VolumeAttachmentSpec': 'attacher:string! nodeName:string! source:v1.VolumeAttachmentSource!',
  'v1.VolumeAttachmentSource': 'inlineVolumeSpec:*v1.PersistentVolumeSpec persistentVolumeName:*string',
  'v1.VolumeAttachmentStatus':
    'attachError:*v1.VolumeError attached:bool! attachmentMetadata:map[string]string detachError:*v1.VolumeError',
  'v1.VolumeError': 'message:string time:v1.Time',
  'v1.CSIDriver': '@ spec:v1.CSIDriverSpec!',
  'v1.CSIDriverSpec': `
    attachRequired:*bool fsGroupPolicy:*v1.FSGroupPolicy podInfoOnMount:*bool requiresRepublish:*bool seLinuxMount:*bool storageCapacity:*bool
    tokenRequests:[]v1.TokenRequest volumeLifecycleModes:[]v1.VolumeLifecycleMode`,
  'v1.TokenRequest': 'audience:string! expirationSeconds:*int64',
  'v1.CSINode': '@ spec:v1.CSINodeSpec!',
  'v1.CSINodeSpec': 'drivers:[]v1.CSINodeDriver!',
  'v1.CSINodeDriver': 'allocatable:*v1.VolumeNodeResources name:string! nodeID:string! topologyKeys:[]string!',
  'v1.VolumeNodeResources': 'count:*int32',
  'v1.Role': '@ rules:[]v1.PolicyRule!',
  'v1.PolicyRule': 'apiGroups:[]string nonResourceURLs:[]string resourceNames:[]string resources:[]string verbs:[]string!',
  'v1.ClusterRole': '@ aggregationRule:*v1.AggregationRule rules:[]v1.PolicyRule!',
  'v1.AggregationRule': 'clusterRoleSelectors:[]v1.LabelSelector',
  'v1.RoleBinding': '@ roleRef:v1.RoleRef! subjects:[]v1.Subject',
  'v1.RoleRef': 'apiGroup:string! kind:string! name:string!',
  'v1.Subject': 'apiGroup:string kind:string! name:string! namespace:string',
  'v1.ClusterRoleBinding': '@ roleRef:v1.RoleRef! subjects:[]v1.Subject',
  'v1.PriorityClass': '@ description:string globalDefault:bool preemptionPolicy:*v1.PreemptionPolicy value:int32!',
  'v1.RuntimeClass': '@ handler:string! overhead:*v1.Overhead scheduling:*v1.Scheduling',
  'v1.Overhead': 'podFixed:v1.ResourceList',
  'v1.Scheduling': 'nodeSelector:map[string]string tolerations:[]v1.Toleration',
  'v1.Lease': '@ spec:v1.LeaseSpec',
  'v1.LeaseSpec':
    'acquireTime:*v1.MicroTime holderIdentity:*string leaseDurationSeconds:*int32 leaseTransitions:*int32 renewTime:*v1.MicroTime',
};
