/** upstream: create_role.go, create_clusterrole.go, create_rolebinding.go, create_clusterrolebinding.go */
import { rowOfWord } from '../mapper.ts';
import type { Context } from '../context.ts';
import { failure, KubectlFailure } from '../failure.ts';
import { flag, listOf, textOf } from '../flags.ts';
import type { Generator } from './generator.ts';

const ruleFlags = [flag('verb', 'strings'), flag('resource', 'strings'), flag('resource-name', 'array')];

export const role: Generator = {
  name: 'role',
  short: 'Create a role with single rule',
  kind: 'Role',
  flags: ruleFlags,
  make: async (context) => ({ rules: await resourceRules(context) }),
};

export const clusterRole: Generator = {
  name: 'clusterrole',
  short: 'Create a cluster role',
  kind: 'ClusterRole',
  flags: [...ruleFlags, flag('non-resource-url', 'strings'), flag('aggregation-rule', 'strings')],
  async make(context) {
    const aggregation = listOf(context.flags, 'aggregation-rule');
    const others = ['non-resource-url', 'verb', 'resource', 'resource-name'];
    if (aggregation.length > 0) {
      if (others.some((name) => listOf(context.flags, name).length > 0))
        throw failure('aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames');
      const matchLabels = Object.fromEntries(aggregation.map((pair) => [pair.split('=')[0] ?? '', pair.split('=')[1] ?? '']));
      return { aggregationRule: { clusterRoleSelectors: [{ matchLabels }] }, rules: null };
    }
    const urls = listOf(context.flags, 'non-resource-url');
    if (urls.length === 0) return { rules: await resourceRules(context) };
    const verbs = verbsOf(context);
    checkUrls(urls, verbs);
    const rules = listOf(context.flags, 'resource').length === 0 ? [] : await resourceRules(context);
    return { rules: [...rules, { nonResourceURLs: urls, verbs }] };
  },
};

const standardVerbs: ReadonlySet<string> = new Set(
  'get list watch create update patch delete deletecollection use bind escalate impersonate *'.split(' '),
);

const urlVerbs: ReadonlySet<string> = new Set(['*', 'get', 'post', 'put', 'delete', 'patch', 'head', 'options']);

/** What is no path, and what nobody does with one. upstream: create_clusterrole.go (Validate) */
function checkUrls(urls: readonly string[], verbs: readonly string[]): void {
  for (const verb of verbs) if (!urlVerbs.has(verb)) throw failure(`invalid verb: '${verb}' for nonResourceURL`);
  for (const url of urls) {
    if (url === '*') continue;
    if (!url.startsWith('/')) throw failure('nonResourceURL should start with /');
    if (url.slice(0, -1).includes('*')) throw failure("nonResourceURL only supports wildcard matches when '*' is at the end");
  }
}

const roles = ['roles', 'clusterroles'].map((plural) => ({ plural, group: 'rbac.authorization.k8s.io' }));

/** What only these verbs are about may have no kind of its own to be found under. */
const special: Readonly<Record<string, readonly { readonly plural: string; readonly group: string }[]>> = {
  use: [{ plural: 'podsecuritypolicies', group: 'policy' }],
  bind: roles,
  escalate: roles,
  impersonate: [
    { plural: 'users', group: '' },
    { plural: 'serviceaccounts', group: '' },
    { plural: 'groups', group: '' },
    { plural: 'userextras', group: 'authentication.k8s.io' },
  ],
};

/** Here a kind that nobody knows is told without the usual word before it. */
async function knownRow(context: Context, name: string): ReturnType<typeof rowOfWord> {
  try {
    return await rowOfWord(context, name);
  } catch (error) {
    throw error instanceof KubectlFailure ? new KubectlFailure(error.output.replace(/^error: /, '')) : error;
  }
}

function specialRow(verbs: readonly string[], word: string): { readonly plural: string; readonly group: string } | undefined {
  return verbs.flatMap((verb) => special[verb] ?? []).find(({ plural, group }) => word === plural || word === `${plural}.${group}`);
}

function verbsOf(context: Context): readonly string[] {
  const verbs = [...new Set(listOf(context.flags, 'verb').map((verb) => verb.trim()))].filter((verb) => verb !== '');
  if (verbs.length === 0) throw failure('at least one verb must be specified');
  for (const verb of verbs) if (!standardVerbs.has(verb)) context.env.stderr(`Warning: '${verb}' is not a standard resource verb\n`);
  return verbs.includes('*') ? ['*'] : verbs;
}

/** One rule for each API group. */
async function resourceRules(context: Context): Promise<readonly Record<string, unknown>[]> {
  const verbs = verbsOf(context);
  const words = listOf(context.flags, 'resource');
  if (words.length === 0) throw failure('at least one resource must be specified');
  const byGroup = new Map<string, string[]>();
  for (const word of words) {
    const [name = '', subresource] = word.split('/');
    const row = name === '*' ? { group: '', plural: '*' } : (specialRow(verbs, name) ?? (await knownRow(context, name)));
    for (const verb of verbs)
      if (special[verb]?.some(({ plural, group }) => plural === row.plural && group === row.group) === false)
        throw failure(`can not perform '${verb}' on '${row.plural}' in group '${row.group}'`);
    const resource = subresource === undefined ? row.plural : `${row.plural}/${subresource}`;
    byGroup.set(row.group, [...new Set([...(byGroup.get(row.group) ?? []), resource])]);
  }
  const names = listOf(context.flags, 'resource-name');
  return [...byGroup]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, resources]) => ({ apiGroups: [group], ...(names.length === 0 ? {} : { resourceNames: names }), resources, verbs }));
}

const bindingFlags = [flag('clusterrole'), flag('user', 'array'), flag('group', 'array'), flag('serviceaccount', 'array')];

export const roleBinding: Generator = {
  name: 'rolebinding',
  short: 'Create a role binding for a particular role or cluster role',
  kind: 'RoleBinding',
  noun: 'rolebinding:',
  flags: [...bindingFlags, flag('role')],
  make(context) {
    const roleName = textOf(context.flags, 'role');
    const clusterRoleName = textOf(context.flags, 'clusterrole');
    if ((roleName === '') === (clusterRoleName === '')) throw failure('exactly one of clusterrole or role must be specified');
    return {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: roleName === '' ? 'ClusterRole' : 'Role', name: roleName || clusterRoleName },
      ...subjects(context),
    };
  },
};

export const clusterRoleBinding: Generator = {
  name: 'clusterrolebinding',
  short: 'Create a cluster role binding for a particular cluster role',
  kind: 'ClusterRoleBinding',
  noun: 'clusterrolebinding:',
  flags: bindingFlags,
  required: ['clusterrole'],
  make: (context) => ({
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: textOf(context.flags, 'clusterrole') },
    ...subjects(context),
  }),
};

function subjects(context: Context): Record<string, unknown> {
  const named = (kind: string, names: readonly string[]): Record<string, string>[] =>
    names.map((name) => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name }));
  const accounts = listOf(context.flags, 'serviceaccount').map((text) => {
    const [namespace = '', name, extra] = text.split(':');
    if (namespace === '' || name === undefined || name === '' || extra !== undefined)
      throw failure(`serviceaccount must be <namespace>:<name>`);
    return { kind: 'ServiceAccount', name, namespace };
  });
  const list = [...named('User', listOf(context.flags, 'user')), ...named('Group', listOf(context.flags, 'group')), ...accounts];
  return list.length === 0 ? {} : { subjects: list };
}
