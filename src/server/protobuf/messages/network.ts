/**
 * The messages of networking, discovery, events and coordination, each field at its number's place (the grammar is in ../message.ts).
 * upstream: staging/src/k8s.io/api, the numbers in the protobuf tags of types.go
 */
import type { MessageTexts } from '../message.ts';

export const networkMessages: MessageTexts = {
  'networking.k8s.io/v1': {
    HTTPIngressPath: 'path backend:IngressBackend pathType',
    HTTPIngressRuleValue: 'paths[]:HTTPIngressPath',
    IPBlock: 'cidr except[]',
    Ingress: 'metadata:meta.ObjectMeta spec:IngressSpec status:IngressStatus',
    IngressBackend: '3 resource:core.TypedLocalObjectReference service:IngressServiceBackend',
    IngressClass: 'metadata:meta.ObjectMeta spec:IngressClassSpec',
    IngressClassParametersReference: 'apiGroup kind name scope namespace',
    IngressClassSpec: 'controller parameters:IngressClassParametersReference',
    IngressLoadBalancerIngress: 'ip hostname 4 ports[]:IngressPortStatus',
    IngressLoadBalancerStatus: 'ingress[]:IngressLoadBalancerIngress',
    IngressPortStatus: 'port# protocol error',
    IngressRule: 'host ingressRuleValue~:IngressRuleValue',
    IngressRuleValue: 'http:HTTPIngressRuleValue',
    IngressServiceBackend: 'name port:ServiceBackendPort',
    IngressSpec: 'defaultBackend:IngressBackend tls[]:IngressTLS rules[]:IngressRule ingressClassName',
    IngressStatus: 'loadBalancer:IngressLoadBalancerStatus',
    IngressTLS: 'hosts[] secretName',
    NetworkPolicy: 'metadata:meta.ObjectMeta spec:NetworkPolicySpec',
    NetworkPolicyEgressRule: 'ports[]:NetworkPolicyPort to[]:NetworkPolicyPeer',
    NetworkPolicyIngressRule: 'ports[]:NetworkPolicyPort from[]:NetworkPolicyPeer',
    NetworkPolicyPeer: 'podSelector:meta.LabelSelector namespaceSelector:meta.LabelSelector ipBlock:IPBlock',
    NetworkPolicyPort: 'protocol port:IntOrString endPort#',
    NetworkPolicySpec: `
      podSelector:meta.LabelSelector ingress[]:NetworkPolicyIngressRule egress[]:NetworkPolicyEgressRule policyTypes[]`,
    ServiceBackendPort: 'name number#',
  },
  'discovery.k8s.io/v1': {
    Endpoint: `
      addresses[] conditions:EndpointConditions hostname targetRef:core.ObjectReference deprecatedTopology{} nodeName zone
      hints:EndpointHints`,
    EndpointConditions: 'ready? serving? terminating?',
    EndpointHints: 'forZones[]:ForZone',
    EndpointPort: 'name protocol port# appProtocol',
    EndpointSlice: 'metadata:meta.ObjectMeta endpoints[]:Endpoint ports[]:EndpointPort addressType',
    ForZone: 'name',
  },
  'events.k8s.io/v1': {
    Event: `
      metadata:meta.ObjectMeta eventTime:meta.MicroTime series:EventSeries reportingController reportingInstance action reason
      regarding:core.ObjectReference related:core.ObjectReference note type deprecatedSource:core.EventSource
      deprecatedFirstTimestamp:meta.Time deprecatedLastTimestamp:meta.Time deprecatedCount#`,
    EventSeries: 'count# lastObservedTime:meta.MicroTime',
  },
  'coordination.k8s.io/v1': {
    Lease: 'metadata:meta.ObjectMeta spec:LeaseSpec',
    LeaseSpec: `
      holderIdentity leaseDurationSeconds# acquireTime:meta.MicroTime renewTime:meta.MicroTime leaseTransitions#`,
  },
};
