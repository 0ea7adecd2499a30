/**
 * What a fresh cluster holds before any controller has run.
 * upstream: pkg/controlplane (instance.go, controller/kubernetesservice), reference/golden/bootstrap-*.json
 */
import type { Json } from '#api/immutable.ts';
import type { Kind } from '#api/kinds.ts';
import { apiVersionOf, scheme } from '#api/scheme.ts';
import type { Request } from '#api/request.ts';
import type { RandomState } from '#sim/random.ts';
import { firstCondition, gatedApiServices, serverObjects } from './bootstrap/serverObjects.ts';
import accessObjects from './bootstrap/access.json' with { type: 'json' };
import { addons } from './bootstrap/addons.ts';
import { apiServerIp } from '#engine/helpers/contracts/apiServing.ts';
import { dayOf, trackingConfigMap, trackingNamespace } from '#engine/helpers/legacyTokens.ts';
import { handle } from './handle.ts';
import type { ApiServerState, ServerEnv } from './state.ts';

interface Draft {
  readonly kind: Kind;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [key: string]: Json | undefined };
  readonly [key: string]: unknown;
}

const namespaces: readonly Draft[] = ['default', 'kube-system', 'kube-public', 'kube-node-lease'].map((name) => ({
  kind: 'Namespace',
  metadata: { name },
}));

const services: readonly Draft[] = [
  {
    kind: 'Service',
    metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: {
      type: 'ClusterIP',
      clusterIP: '10.96.0.1',
      ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 6443 }],
      sessionAffinity: 'None',
    },
  },
  {
    kind: 'Service',
    metadata: {
      name: 'kube-dns',
      namespace: 'kube-system',
      annotations: { 'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true' },
      labels: { 'k8s-app': 'kube-dns', 'kubernetes.io/cluster-service': 'true', 'kubernetes.io/name': 'CoreDNS' },
    },
    spec: {
      clusterIP: '10.96.0.10',
      ports: [
        { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
        { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
        { name: 'metrics', port: 9153, protocol: 'TCP', targetPort: 9153 },
      ],
    },
  },
];

const endpoints: readonly Draft[] = [
  {
    kind: 'Endpoints',
    metadata: { name: 'kubernetes', namespace: 'default', labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
    subsets: [{ addresses: [{ ip: apiServerIp }], ports: [{ name: 'https', port: 6443, protocol: 'TCP' }] }],
  },
  {
    kind: 'EndpointSlice',
    metadata: { name: 'kubernetes', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [apiServerIp], conditions: { ready: true } }],
    ports: [{ name: 'https', port: 6443, protocol: 'TCP' }],
  },
];

const others: readonly Draft[] = [
  {
    kind: 'PriorityClass',
    metadata: { name: 'system-cluster-critical' },
    value: 2_000_000_000,
    description: 'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
    preemptionPolicy: 'PreemptLowerPriority',
  },
  {
    kind: 'PriorityClass',
    metadata: { name: 'system-node-critical' },
    value: 2_000_001_000,
    description: 'Used for system critical pods that must not be moved from their current node.',
    preemptionPolicy: 'PreemptLowerPriority',
  },
];

const defaultClass: Draft = {
  kind: 'StorageClass',
  metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: 'orrery.io/disk',
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'Immediate',
  allowVolumeExpansion: true,
};

/** The roles every cluster has, and who holds them. upstream: plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go */
const access: readonly Draft[] = (accessObjects as readonly unknown[] as readonly Draft[]).map(asDefault);

function asDefault(draft: Draft): Draft {
  return {
    ...draft,
    metadata: {
      ...draft.metadata,
      annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
      labels: {
        'kubernetes.io/bootstrapping': 'rbac-defaults',
        ...(draft.metadata['labels'] as Readonly<Record<string, string>> | undefined),
      },
    },
  };
}

/** The roles of controllers that run only when a gate is on. */
function gatedAccess(features: ApiServerState['features']): readonly Draft[] {
  const resources = { apiGroups: ['admissionregistration.k8s.io'] };
  const policies = controllerRole('validatingadmissionpolicy-status-controller', [
    { ...resources, resources: ['validatingadmissionpolicies'], verbs: ['get', 'list', 'watch'] },
    { ...resources, resources: ['validatingadmissionpolicies/status'], verbs: ['get', 'patch', 'update'] },
    { apiGroups: ['', 'events.k8s.io'], resources: ['events'], verbs: ['create', 'patch', 'update'] },
  ]);
  const tokens = controllerRole('legacy-service-account-token-cleaner', [
    { apiGroups: [''], resourceNames: [trackingConfigMap], resources: ['configmaps'], verbs: ['get'] },
    { apiGroups: [''], resources: ['secrets'], verbs: ['delete'] },
  ]);
  return [
    ...(features.has('LegacyServiceAccountTokenCleanUp') ? tokens : []),
    ...(features.has('ValidatingAdmissionPolicy') ? policies : []),
  ].map(asDefault);
}

/** A controller's role, and that its service account has it. */
function controllerRole(name: string, rules: readonly Json[]): readonly Draft[] {
  const metadata = { name: `system:controller:${name}` };
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: metadata.name };
  const subjects = [{ kind: 'ServiceAccount', name, namespace: 'kube-system' }];
  return [
    { kind: 'ClusterRole', metadata, rules },
    { kind: 'ClusterRoleBinding', metadata, roleRef, subjects },
  ];
}

/** Since when the use of tokens in Secrets is noted. */
function tracking(epochMs: number): Draft {
  return { kind: 'ConfigMap', metadata: { name: trackingConfigMap, namespace: trackingNamespace }, data: { since: dayOf(epochMs) } };
}

/** The objects a cluster starts with, in the order in which they are created. */
function startObjects({ features }: ApiServerState, installed: readonly Draft[]): readonly Draft[] {
  return [
    ...namespaces,
    ...others,
    ...services,
    ...endpoints,
    ...access,
    ...gatedAccess(features),
    ...installed,
    ...(serverObjects as readonly unknown[] as readonly Draft[]),
    ...(gatedApiServices(features) as readonly unknown[] as readonly Draft[]),
  ];
}

interface BootstrapSpec {
  readonly nowMs: number;
  readonly epochMs: number;
  readonly random: RandomState;
  readonly addons?: boolean;
}

export function bootstrap(server: ApiServerState, spec: BootstrapSpec): void {
  const env: ServerEnv = {
    nowMs: spec.nowMs,
    epochMs: spec.epochMs,
    random: spec.random,
    user: { name: 'system:apiserver', groups: ['system:masters'] },
    cause: { actor: 'kube-apiserver', timer: 'start' },
    send: nobody,
    notify: nobody,
    stream: nobody,
  };
  const installed = spec.addons === false ? [] : [defaultClass, ...(addons as readonly Draft[])];
  for (const draft of startObjects(server, [tracking(spec.epochMs), ...installed])) {
    const response = handle(server, creation(draft), env);
    if (response.code !== 201) throw new Error(`bootstrap of ${draft.kind} ${draft.metadata.name}: ${JSON.stringify(response.body)}`);
    noteCondition(server, response.body as unknown as Draft, env);
  }
}

function noteCondition(server: ApiServerState, object: Draft, env: ServerEnv): void {
  const condition = firstCondition(object);
  if (condition === undefined) return;
  const lastTransitionTime = object.metadata['creationTimestamp'];
  const { kind, metadata } = object;
  const sent = { ...object, status: { conditions: [{ ...condition, lastTransitionTime }] } } as unknown as Json;
  const { group, version, plural } = scheme[kind];
  handle(server, { verb: 'update', group, version, resource: plural, subresource: 'status', name: metadata.name, object: sent }, env);
}

function nobody(): void {
  // Nobody listens before the cluster runs.
}

function creation(draft: Draft): Request {
  const row = scheme[draft.kind];
  const { namespace } = draft.metadata;
  const object = { apiVersion: apiVersionOf(row), ...draft } as unknown as Json;
  return {
    verb: 'create',
    group: row.group,
    version: row.version,
    resource: row.plural,
    ...(namespace === undefined ? {} : { namespace }),
    object,
  };
}
