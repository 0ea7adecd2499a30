/**
 * Attribute-based access: a list of policies that was given at the start; any that matches allows. Nothing of it is an
 * object, and nothing but a restart changes it.
 * upstream: pkg/auth/authorizer/abac/abac.go
 */
import type { AbacPolicy } from '#api/abac.ts';
import { urlCovers } from '#api/machinery/rbac/covers.ts';
import type { User } from '#api/request.ts';
import { allow, noOpinion, type Attributes, type Authorizer, type UserRules } from '#engine/helpers/contracts/authorizer.ts';

const readVerbs = ['get', 'list', 'watch'];

export function subjectMatches({ user, group }: AbacPolicy, { name, groups }: User): boolean {
  if (user !== '' && user !== '*' && user !== name) return false;
  if (group !== '' && group !== '*' && !groups.includes(group)) return false;
  return user !== '' || group !== '';
}

export function policyMatches(policy: AbacPolicy, attributes: Attributes): boolean {
  if (!subjectMatches(policy, attributes.user)) return false;
  if (policy.readonly && !readVerbs.includes(attributes.verb)) return false;
  if (!attributes.isResource) return policy.nonResourcePath !== '' && urlCovers(policy.nonResourcePath, attributes.path);
  const { namespace, resource, apiGroup } = attributes;
  return isIt(policy.namespace, namespace) && isIt(policy.resource, resource) && isIt(policy.apiGroup, apiGroup);
}

function isIt(wanted: string, value: string): boolean {
  return wanted === '*' || wanted === value;
}

export function abacAuthorizer(policies: readonly AbacPolicy[]): Authorizer {
  return {
    authorize: (attributes) => (policies.some((policy) => policyMatches(policy, attributes)) ? allow() : noOpinion('No policy matched.')),
    rulesFor: (user, namespace) => rulesOf(policies, user, namespace),
  };
}

function rulesOf(policies: readonly AbacPolicy[], user: User, namespace: string): UserRules {
  const own = policies.filter((policy) => subjectMatches(policy, user));
  const verbsOf = (policy: AbacPolicy) => (policy.readonly ? readVerbs : ['*']);
  return {
    resourceRules: own
      .filter((policy) => policy.resource !== '' && isIt(policy.namespace, namespace))
      .map((policy) => ({ verbs: verbsOf(policy), apiGroups: [policy.apiGroup], resources: [policy.resource] })),
    nonResourceRules: own
      .filter((policy) => policy.nonResourcePath !== '')
      .map((policy) => ({ verbs: verbsOf(policy), nonResourceURLs: [policy.nonResourcePath] })),
    incomplete: false,
    evaluationError: '',
  };
}
