/** Facts of who may do what, and of how much there may be. */
import type {
  ClusterRole,
  ClusterRoleBinding,
  ConfigMap,
  CustomResourceDefinition,
  LimitRange,
  Namespace,
  Node,
  ResourceQuota,
  Role,
  RoleBinding,
  Secret,
  ServiceAccount,
} from '#api/kinds.ts';
import { listAt, recordAt, textAt } from '#scene/fields.ts';
import { entries, fact, factsAt, named, pairs, words, type Fact } from './fact.ts';

function roleFacts(role: Role | ClusterRole): readonly Fact[] {
  return listAt(role, 'rules').map((rule) => {
    const what = words(rule, 'resources') || words(rule, 'nonResourceURLs');
    const names = words(rule, 'resourceNames');
    const groups = listAt(rule, 'apiGroups').map((group) => (group === '' ? 'core' : String(group)));
    return fact(words(rule, 'verbs'), `${what}${names === '' ? '' : ` ${names}`}${groups.length === 0 ? '' : ` (${groups.join(', ')})`}`);
  });
}

function bindingFacts(binding: RoleBinding | ClusterRoleBinding): readonly Fact[] {
  const { namespace } = binding.metadata;
  const { kind, name } = binding.roleRef;
  return [
    { ...named('roleRef', kind, name, kind === 'Role' ? namespace : undefined), value: `${kind}/${name}` },
    ...(binding.subjects ?? []).map((subject) => {
      const told = fact('subject', `${subject.kind}/${subject.name}`);
      return subject.kind === 'ServiceAccount'
        ? { ...named('', subject.kind, subject.name, subject.namespace ?? namespace), ...told }
        : told;
    }),
  ];
}

const shownLength = 60;

function shortened(text: string): string {
  const [first = ''] = text.split('\n');
  return first.length === text.length && text.length <= shownLength ? text : `${first.slice(0, shownLength)}… (${text.length})`;
}

/** Base64 says how long the value is, and no more. */
function bytesOf(value: unknown): string {
  const text = String(value).replace(/=+$/, '');
  return `${Math.floor((text.length * 3) / 4)} bytes`;
}

export const policies = {
  ConfigMap: (config: ConfigMap): readonly Fact[] => [
    ...entries(config, 'data', (value) => shortened(String(value))),
    ...entries(config, 'binaryData', bytesOf),
    ...factsAt(config, 'immutable'),
  ],
  Secret: (secret: Secret): readonly Fact[] => [...factsAt(secret, 'type', 'immutable'), ...entries(secret, 'data', bytesOf)],
  ServiceAccount: (account: ServiceAccount): readonly Fact[] => [
    ...factsAt(account, 'automountServiceAccountToken'),
    ...[...listAt(account, 'secrets'), ...listAt(account, 'imagePullSecrets')].map((one) =>
      named('secret', 'Secret', textAt(one, 'name'), account.metadata.namespace),
    ),
  ],
  Role: roleFacts,
  ClusterRole: roleFacts,
  RoleBinding: bindingFacts,
  ClusterRoleBinding: bindingFacts,
  ResourceQuota: (quota: ResourceQuota): readonly Fact[] =>
    entries(quota, 'spec.hard', (hard, name) => `${String(recordAt(quota, 'status.used')[name] ?? 0)} / ${String(hard)}`),
  LimitRange: (range: LimitRange): readonly Fact[] =>
    listAt(range, 'spec.limits').flatMap((limit) =>
      ['min', 'max', 'default', 'defaultRequest', 'maxLimitRequestRatio'].map((name) =>
        fact(name, Object.keys(recordAt(limit, name)).length === 0 ? '' : `${pairs(recordAt(limit, name))} (${textAt(limit, 'type')})`),
      ),
    ),
  CustomResourceDefinition: (definition: CustomResourceDefinition): readonly Fact[] => [
    ...factsAt(definition, 'spec.group', 'spec.names.kind', 'spec.scope'),
    ...definition.spec.versions.map(({ name, served, storage }) =>
      fact('version', `${name}${served ? '' : ' (not served)'}${storage ? ' (storage)' : ''}`),
    ),
    fact('shortNames', words(definition, 'spec.names.shortNames')),
  ],
  Namespace: (namespace: Namespace): readonly Fact[] => [
    ...factsAt(namespace, 'status.phase'),
    fact('finalizers', words(namespace, 'spec.finalizers')),
  ],
  Node: (node: Node): readonly Fact[] => {
    const { allocatable } = node.status;
    return [
      fact('allocatable', `${allocatable?.['cpu'] ?? ''} CPU, ${allocatable?.['memory'] ?? ''}, ${allocatable?.['pods'] ?? ''} pods`),
      ...factsAt(node, 'spec.podCIDR', 'spec.unschedulable'),
      fact('internalIP', node.status.addresses?.find((address) => address.type === 'InternalIP')?.address),
      ...factsAt(node, 'status.nodeInfo.kubeletVersion', 'status.nodeInfo.containerRuntimeVersion', 'status.nodeInfo.osImage'),
      ...(node.spec.taints ?? []).map((taint) =>
        fact('taint', `${taint.key}${taint.value === undefined ? '' : `=${taint.value}`}:${taint.effect}`),
      ),
    ];
  },
};
