/**
 * What a federation's own kind is called and for: no package carries it any more.
 * upstream: federation/apis/federation/v1beta1/types.go (1.5)
 */
import type { Definitions } from './schema.ts';

const name = (kind: string) => `io.k8s.federation.apis.federation.v1beta1.${kind}`;
const core = (kind: string) => ({ $ref: `#/definitions/io.k8s.api.core.v1.${kind}` });
const meta = (kind: string) => ({ $ref: `#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.${kind}` });
const own = (kind: string) => ({ $ref: `#/definitions/${name(kind)}` });
const text = (description: string) => ({ type: 'string', description });

export const federationDefinitions: Definitions = {
  [name('Cluster')]: {
    type: 'object',
    description: 'A cluster that is a member of the federation: where its API server is, and whether it answers.',
    properties: {
      apiVersion: text('The version of the schema of this object.'),
      kind: text('The kind of this object.'),
      metadata: { ...meta('ObjectMeta'), description: "Standard object's metadata." },
      spec: { ...own('ClusterSpec'), description: 'How the cluster is reached.' },
      status: { ...own('ClusterStatus'), description: 'What the federation last saw of the cluster.' },
    },
    'x-kubernetes-group-version-kind': [{ group: 'federation', kind: 'Cluster', version: 'v1beta1' }],
  },
  [name('ClusterSpec')]: {
    type: 'object',
    description: 'How a cluster is reached.',
    required: ['serverAddressByClientCIDRs'],
    properties: {
      secretRef: {
        ...core('LocalObjectReference'),
        description: 'The Secret with the kubeconfig that opens the cluster; without it no credentials are used.',
      },
      serverAddressByClientCIDRs: {
        type: 'array',
        items: own('ServerAddressByClientCIDR'),
        description: 'Addresses of the API server, each for the clients that come from a range of addresses.',
      },
    },
  },
  [name('ServerAddressByClientCIDR')]: {
    type: 'object',
    description: 'An address of the API server, and the clients that it is for.',
    required: ['clientCIDR', 'serverAddress'],
    properties: {
      clientCIDR: text('The range of addresses that the clients come from.'),
      serverAddress: text('The address that suits them: a host with or without a port.'),
    },
  },
  [name('ClusterStatus')]: {
    type: 'object',
    description: 'What the federation last saw of a cluster.',
    properties: {
      conditions: { type: 'array', items: own('ClusterCondition'), description: 'The conditions of the cluster now.' },
      region: text('The region in which all nodes of the cluster are.'),
      zones: { type: 'array', items: { type: 'string' }, description: 'The zones in which nodes of the cluster are.' },
    },
  },
  [name('ClusterCondition')]: {
    type: 'object',
    description: 'One condition of a cluster.',
    required: ['type', 'status'],
    properties: {
      type: text('The condition: Ready or Offline.'),
      status: text('True, False or Unknown.'),
      lastProbeTime: { ...meta('Time'), description: 'When it was last looked.' },
      lastTransitionTime: { ...meta('Time'), description: 'When the status last changed.' },
      reason: text('Why, in one word.'),
      message: text('Why, for people.'),
    },
  },
};
