/** Rows of the tables about who may do what: roles, policies, nodes and reviews. */
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from '#api/kinds.ts';
import { compactRules, simpleResource } from '#api/machinery/rbac/compact.ts';
import { urlCovers } from '#api/machinery/rbac/covers.ts';
import { resourceMatches, ruleAllows, type PolicyRule } from '#api/machinery/rbac/policyRule.ts';
import type { User } from '#api/request.ts';
import { modifiedLabels } from '#engine/apiserver/admission/nodeLabels.ts';
import { fromBeta, fromFirst, type AbacPolicy } from '#api/abac.ts';
import { policyMatches, subjectMatches } from '#engine/apiserver/authorization/abac.ts';
import { nodeOf } from '#engine/apiserver/authorization/nodeAuthorizer.ts';
import { messageOf } from '#engine/apiserver/fieldError.ts';
import { attributeErrors, attributesOf, placeErrors, subjectErrors } from '#engine/apiserver/reviews/accessReviews.ts';
import type { Attributes } from '#engine/helpers/contracts/authorizer.ts';
import { rbacAuthorizer } from '#engine/rbac/rbac.ts';
import { rulesFor, type RoleSource } from '#engine/rbac/resolver.ts';
import { indexOfSubject, type Subject } from '#engine/rbac/subjects.ts';
import { errorText, inputOf, isFields, outputOf, plain, strings, type Adapters, type Fields, type Row } from '../row.ts';

const nobody: User = { name: '', groups: [] };

export function userOf(value: unknown): User {
  if (!isFields(value)) return nobody;
  const { Name, Groups, UID } = value;
  return { name: String(Name ?? ''), groups: strings(Groups), ...(UID === undefined || UID === '' ? {} : { uid: String(UID) }) };
}

export function attributesFrom(value: unknown): Attributes {
  const it = isFields(value) ? value : {};
  const text = (key: string): string => String(it[key] ?? '');
  return {
    user: userOf(it['User']),
    verb: text('Verb'),
    apiGroup: text('APIGroup'),
    apiVersion: text('APIVersion'),
    resource: text('Resource'),
    subresource: text('Subresource'),
    namespace: text('Namespace'),
    name: text('Name'),
    path: text('Path'),
    isResource: it['ResourceRequest'] === true,
  };
}

function listOf<T>(value: unknown): readonly T[] {
  return (Array.isArray(value) ? value.map(plain) : []) as readonly T[];
}

/** The tables' bindings have no names. */
function named<T extends RoleBinding | ClusterRoleBinding>(bindings: readonly T[]): readonly T[] {
  return bindings.map((it) => Object.assign({}, it, { metadata: Object.assign({ name: '' }, it.metadata) }));
}

function sourceOf(roles: Fields): RoleSource {
  const all = {
    roles: listOf<Role>(roles['roles']),
    clusterRoles: listOf<ClusterRole>(roles['clusterRoles']),
    roleBindings: named(listOf<RoleBinding>(roles['roleBindings'])),
    clusterRoleBindings: named(listOf<ClusterRoleBinding>(roles['clusterRoleBindings'])),
  };
  return {
    role: (namespace, name) => all.roles.find((it) => it.metadata.namespace === namespace && it.metadata.name === name),
    clusterRole: (name) => all.clusterRoles.find((it) => it.metadata.name === name),
    clusterRoleBindings: () => all.clusterRoleBindings,
    roleBindings: (namespace) => all.roleBindings.filter((it) => it.metadata.namespace === namespace),
  };
}

/** Every action of both lists, as the authorizer and as its memory answers it. */
function authorizes(row: Row) {
  const input = inputOf(row);
  const rbac = rbacAuthorizer(sourceOf(input));
  const ask = (value: unknown) => {
    const attributes = attributesFrom(value);
    return [rbac.authorize(attributes).decision === 'Allow', rbac.allows(attributes)];
  };
  const lists = [input['shouldPass'], input['shouldFail']].map((list) => (Array.isArray(list) ? list : []));
  const expected = lists.map((list, i) => list.map(() => [i === 0, i === 0]));
  return { expected, got: lists.map((list) => list.map(ask)) };
}

export const rbac: Adapters = {
  TestAuthorizer: authorizes,
  TestRuleMatches(row) {
    const { requestsToExpected, rule } = inputOf(row);
    const requests = Object.entries((requestsToExpected ?? {}) as Fields);
    const got = requests.map(([request]) => ruleAllows(plain(rule) as PolicyRule, attributesFrom(JSON.parse(request))));
    return { expected: requests.map(([, allowed]) => allowed), got };
  },
};

export const rbacRules: Adapters = {
  TestAppliesTo(row) {
    const { user, subjects, namespace } = inputOf(row);
    const { got, gotIndex } = outputOf(row);
    const index = indexOfSubject(userOf(user), listOf<Subject>(subjects), String(namespace ?? ''));
    return { expected: [got, gotIndex], got: [index >= 0, Math.max(index, 0)] };
  },
  TestCompactRules(row) {
    const { Rules, Expected } = inputOf(row);
    const sorted = (rules: readonly unknown[]) => rules.map((rule) => JSON.stringify(plain(rule))).toSorted();
    return { expected: sorted(listOf(Expected)), got: sorted(compactRules(listOf<PolicyRule>(Rules))) };
  },
  TestIsSimpleResourceRule(row) {
    const { Rule, Simple, Resource } = inputOf(row);
    const { Group, Resource: resource, ResourceName, ResourceNameExist } = Resource as Fields;
    const simple = simpleResource(plain(Rule) as PolicyRule);
    const expected = Simple === true ? { group: Group, resource, ...(ResourceNameExist === true ? { name: ResourceName } : {}) } : null;
    return { expected, got: simple ?? null };
  },
  TestDefaultRuleResolver(row) {
    const { StaticRoles, user, namespace, effectiveRules } = inputOf(row);
    const { rules } = rulesFor(sourceOf(StaticRoles as Fields), userOf(user), String(namespace ?? ''));
    return { expected: listOf(effectiveRules), got: rules };
  },
};

export const rbacComparator: Adapters = {
  TestNonResourceURLCovers(row) {
    const { owner, requested } = inputOf(row);
    return { expected: outputOf(row)['got'], got: urlCovers(String(owner ?? ''), String(requested ?? '')) };
  },
};

export const rbacHelpers: Adapters = {
  TestResourceMatches(row) {
    const { ruleResources, combinedRequestedResource, requestedSubresource } = inputOf(row);
    const rule = { resources: strings(ruleResources) };
    return {
      expected: outputOf(row)['actual'],
      got: resourceMatches(rule, String(combinedRequestedResource), String(requestedSubresource)),
    };
  },
};

/** A policy of either version, as the authorizer keeps it. */
function policyOf(value: unknown): AbacPolicy {
  const it = value as Fields;
  if (isFields(it['Spec'])) return fromBeta(lowered(it['Spec']));
  return fromFirst(lowered(it));
}

function lowered(spec: Fields): Partial<AbacPolicy> {
  const names: readonly (readonly [string, keyof AbacPolicy])[] = [
    ['User', 'user'],
    ['Group', 'group'],
    ['Readonly', 'readonly'],
    ['APIGroup', 'apiGroup'],
    ['Resource', 'resource'],
    ['Namespace', 'namespace'],
    ['NonResourcePath', 'nonResourcePath'],
  ];
  return Object.fromEntries(names.filter(([name]) => spec[name] !== undefined).map(([name, key]) => [key, spec[name]]));
}

export const abac: Adapters = {
  TestPolicy(row) {
    const { policy, attr } = inputOf(row);
    return { expected: outputOf(row)['matches'], got: policyMatches(policyOf(policy), attributesFrom(attr)) };
  },
  TestSubjectMatches(row) {
    const { Policy, User: user } = inputOf(row);
    return { expected: outputOf(row)['actualMatch'], got: isFields(user) && subjectMatches(policyOf(Policy), userOf(user)) };
  },
};

function converts(row: Row) {
  const { old, expected } = inputOf(row);
  return { expected: lowered((expected as Fields)['Spec'] as Fields), got: policyOf(old) };
}

export const abacFirst: Adapters = { TestV0Conversion: converts };
export const abacBeta: Adapters = { TestV1Beta1Conversion: converts };

export const nodeIdentifier: Adapters = {
  TestDefaultNodeIdentifier_NodeIdentity(row) {
    const { user, expectIsNode, expectNodeName } = inputOf(row);
    const node = nodeOf(userOf(user));
    return { expected: [expectIsNode, expectNodeName], got: [node !== undefined, node ?? ''] };
  },
};

export const nodeRestriction: Adapters = {
  Test_getModifiedLabels(row) {
    const { a, b } = inputOf(row);
    const labels = (value: unknown) => (isFields(value) ? (value as Record<string, string>) : undefined);
    return { expected: strings(outputOf(row)['got']), got: modifiedLabels(labels(a), labels(b)) };
  },
};

/** What a review's validation says, each error in its words. */
function said(row: Row, errors: (spec: Fields, namespace: string) => Parameters<typeof messageOf>[0]) {
  const input = inputOf(row);
  const object = isFields(input['obj']) ? input['obj'] : input;
  const spec = isFields(object['spec']) ? object['spec'] : object;
  const metadata = isFields(object['metadata']) ? object['metadata'] : {};
  const all = outputOf(row)['errs'];
  const list = isFields(all) && Array.isArray(all['$seq']) ? all['$seq'][0] : all;
  const expected = (Array.isArray(list) ? list : []).map(errorText);
  return { expected, got: errors(plain(spec) as Fields, String(metadata['namespace'] ?? '')).map((error) => messageOf([error])) };
}

export const reviews: Adapters = {
  TestValidateSARSpec: (row) => said(row, subjectErrors),
  TestValidateSelfSAR: (row) => said(row, attributeErrors),
  TestValidateLocalSAR(row) {
    const { name } = inputOf(row);
    if (name === 'name') return { leftOut: "the whole of Go's metadata is printed" };
    return said(row, (spec, namespace) => [...subjectErrors(spec), ...placeErrors(spec, namespace)]);
  },
};

export const reviewHelpers: Adapters = {
  TestAuthorizationAttributesFrom(row) {
    const { spec } = inputOf(row)['args'] as { readonly spec: Fields };
    const user = userOf({ Name: spec['user'], Groups: spec['groups'] });
    return { expected: attributesFrom(outputOf(row)['got']), got: attributesOf(plain(spec) as Fields, user) };
  },
};
