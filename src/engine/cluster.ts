/**
 * Which components a cluster is made of. This is the only file that knows them all: the rooms of the engine do not know
 * each other, what one needs of another is put in here.
 */
import { enabledGates } from '#api/featureGates.ts';
import type { User } from '#api/request.ts';
import type { CloudSpec, ClusterSpec, FederationSpec, NodeSpec } from '#api/tape.ts';
import { typeWarnings } from './apiserver/admission/validatingAdmissionPolicy/typeCheck.ts';
import type { Component } from './client/component.ts';
import type { Controller } from './client/controller.ts';
import { controllerManager } from './client/runner.ts';
import { certificateApproving } from './controllers/certificates/approving.ts';
import { certificateCleaning } from './controllers/certificates/cleaning.ts';
import { certificateSigning } from './controllers/certificates/signing.ts';
import { attachDetach } from './controllers/attachdetach/attachdetach.ts';
import { clusterRoleAggregation } from './controllers/clusterroleaggregation/clusterroleaggregation.ts';
import { cronjob } from './controllers/cronjob/cronjob.ts';
import {
  approvalController,
  establishingController,
  finalizingController,
  namingController,
} from './controllers/customresource/customresource.ts';
import { daemonset } from './controllers/daemonset/daemonset.ts';
import { deployment } from './controllers/deployment/deployment.ts';
import { disruption } from './controllers/disruption/disruption.ts';
import { endpoint } from './controllers/endpoint/endpoint.ts';
import { endpointslicemirroring } from './controllers/endpointslicemirroring/endpointslicemirroring.ts';
import { endpointslice } from './controllers/endpointslice/endpointslice.ts';
import { ephemeralVolume } from './controllers/ephemeral/ephemeral.ts';
import { faultInjector } from './controllers/faults/faults.ts';
import { loadGenerator } from './controllers/faults/loadGenerator.ts';
import { flowSchemaStatus } from './controllers/flowcontrol/flowcontrol.ts';
import { garbageCollector } from './controllers/garbagecollector/garbagecollector.ts';
import { horizontalPodAutoscaler } from './controllers/horizontalpodautoscaler/horizontalpodautoscaler.ts';
import { job } from './controllers/job/job.ts';
import { namespaceController } from './controllers/namespace/namespace.ts';
import { nodeLifecycle } from './controllers/nodelifecycle/nodelifecycle.ts';
import { taintEviction } from './controllers/nodelifecycle/taintEviction.ts';
import { nodeIpam } from './controllers/nodeipam/nodeipam.ts';
import { persistentVolume } from './controllers/persistentvolume/persistentvolume.ts';
import { podGc } from './controllers/podgc/podgc.ts';
import { replicaset } from './controllers/replicaset/replicaset.ts';
import { replicationcontroller } from './controllers/replicationcontroller/replicationcontroller.ts';
import { resourceQuota } from './controllers/resourcequota/resourcequota.ts';
import { rootCaCertPublisher } from './controllers/serviceaccount/rootCaCertPublisher.ts';
import { serviceController } from './controllers/service/service.ts';
import { serviceAccount } from './controllers/serviceaccount/serviceaccount.ts';
import { legacyTokenCleaner } from './controllers/serviceaccount/tokenCleaner.ts';
import { serviceAccountTokens } from './controllers/serviceaccount/tokens.ts';
import { statefulset } from './controllers/statefulset/statefulset.ts';
import { ttl } from './controllers/ttl/ttl.ts';
import { ttlAfterFinished } from './controllers/ttlafterfinished/ttlafterfinished.ts';
import { validatingAdmissionPolicyStatus } from './controllers/validatingadmissionpolicystatus/validatingadmissionpolicystatus.ts';
import { volumeExpand } from './controllers/volumeexpand/volumeexpand.ts';
import { pvProtection, pvcProtection } from './controllers/volumeprotection/volumeprotection.ts';
import { containerd } from './cri/containerd.ts';
import { dns } from './dns/dns.ts';
import { federationControllerManager } from './federation/federation.ts';
import { authorityOf } from './helpers/authority.ts';
import { signingKeyOf } from './helpers/clusterKeys.ts';
import { signToken } from './helpers/jwt.ts';
import { accountUser } from './helpers/serviceAccountUser.ts';
import { kubelet } from './kubelet/kubelet.ts';
import { apiProxy } from './network/apiProxy.ts';
import { network } from './network/network.ts';
import { createNetfilter, restore, type Netfilter } from './proxy/iptables/kernel.ts';
import type { Restore } from './proxy/iptables/rule.ts';
import { ruleHits, walk } from './proxy/iptables/walk.ts';
import { kubeProxy } from './proxy/kubeProxy.ts';
import { secureServing } from './serving/secureServing.ts';
import { scheduler } from './scheduler/scheduler.ts';
import { externalProvisioner } from './storage/provisioner.ts';

/** The range of all pods' addresses; each node is given 256 of it. */
const clusterCidr = '10.244.0.0/16';

export function componentsOf(spec: ClusterSpec): Component[] {
  if (spec.federation !== undefined) return federationPlane(spec.name, spec.federation);
  return [
    ...controlPlane(spec),
    ...spec.nodes.flatMap((node, index) => nodeComponents(spec, node, index)),
    clusterNetwork(),
    apiProxy(),
    secureServing({ authority: authorityOf(spec), signingKey: signingKeyOf(spec) }),
    ...spec.nodes.slice(0, 1).map(clusterDns),
  ];
}

/** A federation runs nothing itself: it looks after its objects, and after their copies in its members. */
function federationPlane(federation: string, { domain = 'example.com' }: FederationSpec): Component[] {
  return [
    controllerManager({
      address: 'kube-controller-manager',
      user: manager,
      userOf: managerUserOf,
      controllers: [namespaceController, garbageCollector],
    }),
    definitionControllers(),
    federationControllerManager({ federation, domain }),
    faultInjector(),
    loadGenerator(),
    clusterNetwork(),
    apiProxy(),
  ];
}

/** What runs on a node: the kubelet, its container runtime, and kube-proxy. */
function nodeComponents(spec: ClusterSpec, node: NodeSpec, index: number): Component[] {
  // What the node is given, as a rule; what it is really given its kubelet tells its runtime.
  const podCidr = `10.244.${index}.0/24`;
  const nodeIp = `192.168.${index >> 7}.${(index & 127) + 11}`;
  return [
    kubelet({ node, nodeIp, podCidr }),
    containerd({ node: node.name, podCidr, nodeIp, signToken: tokenSigner(spec) }),
    kubeProxy({ node: node.name, clusterCidr }),
  ];
}

/** Signs the drafts of tokens that stand in containers' files, when somebody reads them. */
export function tokenSigner(spec: ClusterSpec): (draft: string) => string {
  return (draft) => signToken(draft, signingKeyOf(spec));
}

/** The network runs kube-proxy's kind of packet filter on every node. */
function clusterNetwork(): Component {
  const netfilter = {
    create: createNetfilter,
    restore: (tables: Netfilter, input: unknown) => restore(tables, input as Restore),
    walk,
    hits: ruleHits,
  };
  return network(netfilter, { clusterCidr });
}

/** The DNS server answers at an address of the pods' range that no node gives out. */
function clusterDns(node: NodeSpec): Component {
  return dns({ ip: '10.244.255.10', node: node.name });
}

const manager: User = { name: 'system:kube-controller-manager', groups: ['system:authenticated'] };

/** Each controller asks under an account of its own. */
function managerUserOf({ account, eventSource }: Controller): User {
  return account === '' ? manager : accountUser({ namespace: 'kube-system', name: account ?? eventSource });
}

/** Those inside the API server that look after definitions of kinds. */
function definitionControllers(): Component {
  return controllerManager({
    address: 'kube-apiserver',
    user: { name: 'system:apiserver', groups: ['system:masters'] },
    controllers: [namingController, establishingController, approvalController, finalizingController, flowSchemaStatus],
  });
}

/** Everything but the nodes. */
export function controlPlane(spec: ClusterSpec): Component[] {
  const authority = authorityOf(spec);
  return [
    controllerManager({
      address: 'kube-controller-manager',
      user: manager,
      userOf: managerUserOf,
      controllers: [
        deployment,
        statefulset,
        daemonset,
        job,
        cronjob,
        ttl,
        ttlAfterFinished,
        replicaset,
        replicationcontroller,
        endpointslice,
        endpoint,
        endpointslicemirroring,
        persistentVolume,
        pvcProtection,
        pvProtection,
        serviceAccount,
        rootCaCertPublisher(authority.certificate),
        ...(enabledGates(spec.featureGates).has('LegacyServiceAccountTokenCleanUp') ? [legacyTokenCleaner()] : []),
        serviceAccountTokens({ key: signingKeyOf(spec), rootCa: authority.certificate }),
        clusterRoleAggregation,
        certificateApproving,
        certificateSigning(authority),
        certificateCleaning,
        namespaceController,
        garbageCollector,
        nodeLifecycle,
        taintEviction,
        disruption,
        podGc,
        resourceQuota,
        horizontalPodAutoscaler,
        ephemeralVolume,
        volumeExpand,
        attachDetach,
        nodeIpam({ clusterCidr, nodeMask: 24 }),
        ...gatedControllers(spec),
      ],
    }),
    definitionControllers(),
    scheduler(spec.scheduler),
    externalProvisioner(),
    faultInjector(),
    loadGenerator(),
    ...(spec.cloud === undefined ? [] : [cloudControllerManager(spec.cloud)]),
  ];
}

/** The types of policies are checked by the API server's knowledge of kinds. */
function gatedControllers({ featureGates }: ClusterSpec): Controller[] {
  return enabledGates(featureGates).has('ValidatingAdmissionPolicy') ? [validatingAdmissionPolicyStatus(typeWarnings)] : [];
}

/** What a cloud brings into its clusters. */
function cloudControllerManager({ loadBalancers }: CloudSpec): Component {
  return controllerManager({
    address: 'cloud-controller-manager',
    user: accountUser({ namespace: 'kube-system', name: 'service-controller' }),
    controllers: [serviceController(loadBalancers)],
  });
}
