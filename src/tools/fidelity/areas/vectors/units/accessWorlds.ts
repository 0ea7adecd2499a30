/** upstream: plugin/pkg/auth/authorizer/node, pkg/auth/authorizer/abac: whole authorizers over the worlds that their tests make */
import { readPolicies } from '#api/abac.ts';
import type { Kind } from '#api/kinds.ts';
import type { VirtualMs } from '#api/meta.ts';
import { scheme } from '#api/scheme.ts';
import { abacAuthorizer } from '#engine/apiserver/authorization/abac.ts';
import { nodeRules } from '#engine/apiserver/authorization/authorization.ts';
import { nodeAuthorizer } from '#engine/apiserver/authorization/nodeAuthorizer.ts';
import { buildNodeGraph, hasPath } from '#engine/apiserver/authorization/nodeGraph.ts';
import { commit, createStore, type Store, type Writer } from '#engine/etcd/store.ts';
import type { Attributes, Authorizer } from '#engine/helpers/contracts/authorizer.ts';
import { inputOf, outputOf, plain, type Adapter, type Adapters, type Fields } from '../row.ts';
import { attributesFrom, userOf } from './access.ts';
import { typed } from './worlds.ts';

const decisions: Readonly<Record<string, number>> = { Deny: 0, Allow: 1, NoOpinion: 2 };

function decided(authorizer: Authorizer, attributes: Attributes): number | undefined {
  return decisions[authorizer.authorize(attributes).decision];
}

function storeOf(objects: readonly (readonly [Kind, object])[]): Store {
  const store = createStore();
  for (const [kind, fields] of objects) put(store, kind, fields);
  return store;
}

const writer = { at: 0 as VirtualMs, verb: 'create', by: 'row', cause: { actor: 'row' } } as unknown as Writer;

function put(store: Store, kind: Kind, fields: object): void {
  const { group, plural } = scheme[kind];
  const object = typed(fields, kind);
  commit(store, { type: 'ADDED', resource: group === '' ? plural : `${plural}.${group}`, object, writer });
}

function authorizerOver(store: Store): Authorizer {
  const graph = buildNodeGraph(store);
  return nodeAuthorizer({ rules: () => nodeRules, hasPath: (node, what) => hasPath({ graph, store }, node, what) });
}

/** Two nodes with two pods each in two namespaces, with what each pod mounts of its own and shares. */
function sampleObjects(): readonly (readonly [Kind, object])[] {
  const places = [0, 1].flatMap((node) =>
    [0, 1].map((pod) => ({ node: `node${node}`, name: `pod${pod}-node${node}`, namespace: `ns${pod}` })),
  );
  const pods = places.flatMap(({ node, name, namespace }) => samplePod(node, name, namespace));
  const attachments = [0, 1].map(
    (node) => ['VolumeAttachment', { metadata: { name: `attachment0-node${node}` }, spec: { nodeName: `node${node}` } }] as const,
  );
  return [...pods, ...attachments];
}

function samplePod(nodeName: string, name: string, namespace: string): readonly (readonly [Kind, object])[] {
  const [claim, volume] = [`pvc0-${name}`, `pv0-${name}-${namespace}`];
  const volumes = [
    { name: 'a', secret: { secretName: `secret0-${name}` } },
    { name: 'b', secret: { secretName: 'secret0-shared' } },
    { name: 'c', configMap: { name: `configmap0-${name}` } },
    { name: 'd', persistentVolumeClaim: { claimName: claim } },
  ];
  const serviceAccountName = `svcacct${name.slice('pod'.length)}`;
  const claimRef = { name: claim, namespace };
  return [
    ['Pod', { metadata: { name, namespace }, spec: { nodeName, serviceAccountName, containers: [], volumes } }],
    ['PersistentVolumeClaim', { metadata: { name: claim, namespace }, spec: { volumeName: volume } }],
    ['PersistentVolume', { metadata: { name: volume }, spec: { claimRef, flexVolume: { secretRef: { name: `secret-${volume}` } } } }],
  ];
}

const sample: Adapter = (row) => {
  const attributes = attributesFrom(inputOf(row)['attrs']);
  if (attributes.resource === 'resourceclaims') return { leftOut: 'resource claims are of an alpha group that is not served here' };
  return { expected: outputOf(row)['decision'], got: decided(authorizerOver(storeOf(sampleObjects())), attributes) };
};

function mounting(name: string, nodeName: string, secrets: readonly string[]): readonly [Kind, object] {
  const volumes = secrets.map((secretName) => ({ name: secretName, secret: { secretName } }));
  return ['Pod', { metadata: { name, namespace: 'ns1' }, spec: { nodeName, containers: [], volumes } }];
}

const sharing = [
  mounting('pod1-node1', 'node1', ['node1-only', 'node1-node2-only', 'shared-all']),
  mounting('pod2-node2', 'node2', ['node1-node2-only', 'shared-all']),
  mounting('pod3-node3', 'node3', ['shared-all']),
];

const shared: Adapter = (row) => {
  const { User: user, Secret, ConfigMap } = inputOf(row) as Fields;
  if (String(ConfigMap ?? '') !== '') return { leftOut: 'a node has no configuration of its own since 1.24' };
  const asked = { User: user, ResourceRequest: true, Verb: 'get', Namespace: 'ns1', Resource: 'secrets', Name: Secret };
  return { expected: outputOf(row)['decision'], got: decided(authorizerOver(storeOf(sharing)), attributesFrom(asked)) };
};

export const nodeWorlds: Adapters = { TestAuthorizer: sample, TestAuthorizerSharedResources: shared };

type Policy = Readonly<Record<string, string | boolean>>;

/** Anybody reads events, the scheduler pods, and so on: policies as their first version wrote them. */
const first: readonly Policy[] = [
  { readonly: true, resource: 'events' },
  { user: 'scheduler', readonly: true, resource: 'pods' },
  { user: 'scheduler', resource: 'bindings' },
];

const ofNamespace: readonly Policy[] = [
  { user: 'alice', namespace: 'projectCaribou' },
  { user: 'bob', readonly: true, namespace: 'projectCaribou' },
];

const firstFile = [
  ...first,
  { user: 'kubelet', readonly: true, resource: 'bindings' },
  { user: 'kubelet', resource: 'events' },
  ...ofNamespace,
];

const rulesFile: readonly Policy[] = [
  ...first,
  { user: 'kubelet', readonly: true, resource: 'pods' },
  { user: 'kubelet', resource: 'events' },
  ...ofNamespace,
  { user: 'bob', readonly: true, nonResourcePath: '*' },
  { group: 'a', resource: 'bindings' },
  { group: 'b', readonly: true, nonResourcePath: '*' },
];

const betaFile: readonly Policy[] = [
  { user: '*', readonly: true, nonResourcePath: '/api' },
  { user: '*', nonResourcePath: '/custom' },
  { user: '*', nonResourcePath: '/root/*' },
  { user: 'noresource', nonResourcePath: '*' },
  { user: '*', readonly: true, resource: 'events', namespace: '*' },
  { user: 'scheduler', readonly: true, resource: 'pods', namespace: '*' },
  { user: 'scheduler', resource: 'bindings', namespace: '*' },
  { user: 'kubelet', readonly: true, resource: 'bindings', namespace: '*' },
  { user: 'kubelet', resource: 'events', namespace: '*' },
  { user: 'alice', resource: '*', namespace: 'projectCaribou' },
  { user: 'bob', readonly: true, resource: '*', namespace: 'projectCaribou' },
  { user: 'debbie', resource: 'pods', namespace: 'projectCaribou' },
  { user: 'apigroupuser', resource: '*', namespace: 'projectAnyGroup', apiGroup: '*' },
  { user: 'apigroupuser', resource: '*', namespace: 'projectEmptyGroup', apiGroup: '' },
  { user: 'apigroupuser', resource: '*', namespace: 'projectXGroup', apiGroup: 'x' },
];

function overPolicies(policies: readonly object[]): Authorizer {
  return abacAuthorizer(readPolicies(policies.map((policy) => JSON.stringify(policy)).join('\n')));
}

const beta = betaFile.map((spec) => ({ apiVersion: 'abac.authorization.kubernetes.io/v1beta1', kind: 'Policy', spec }));

/** A request is about a resource when it names one or a namespace. */
function asked(policies: readonly object[]): Adapter {
  return (row) => {
    const { NS, Resource, ...rest } = inputOf(row);
    const about = { ...rest, Namespace: NS, Resource, ResourceRequest: String(NS ?? '') !== '' || String(Resource ?? '') !== '' };
    return { expected: outputOf(row)['decision'], got: decided(overPolicies(policies), attributesFrom(about)) };
  };
}

const rules: Adapter = (row) => {
  const { User: user, Namespace } = inputOf(row);
  const { resourceRules, nonResourceRules } = overPolicies(rulesFile).rulesFor(userOf(user), String(Namespace ?? ''));
  const { actualResourceRules, actualNonResourceRules } = plain(outputOf(row)) as Fields;
  return {
    expected: [actualResourceRules ?? [], actualNonResourceRules ?? []],
    got: [
      resourceRules.map((it) => ({ Verbs: it.verbs, APIGroups: it.apiGroups, Resources: it.resources })),
      nonResourceRules.map((it) => ({ Verbs: it.verbs, NonResourceURLs: it.nonResourceURLs })),
    ],
  };
};

export const abacWorlds: Adapters = { TestAuthorizeV0: asked(firstFile), TestAuthorizeV1beta1: asked(beta), TestRulesFor: rules };
