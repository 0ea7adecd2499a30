/**
 * Attribute-based access: a list of policies that was given at the start; any that matches allows. Nothing of it is an
 * object, and nothing but a restart changes it.
 * upstream: pkg/auth/authorizer/abac/abac.go, pkg/apis/abac/{v0,v1beta1}/conversion.go
 */
import { urlCovers } from '#api/machinery/rbac/covers.ts';
import type { User } from '#api/request.ts';
import { allow, noOpinion, type Attributes, type Authorizer, type UserRules } from '#engine/helpers/contracts/authorizer.ts';

export interface AbacPolicy {
  readonly user: string;
  readonly group: string;
  readonly readonly: boolean;
  readonly apiGroup: string;
  readonly resource: string;
  readonly namespace: string;
  readonly nonResourcePath: string;
}

const version = 'abac.authorization.kubernetes.io/v1beta1';
const everybody = 'system:authenticated';
const none: AbacPolicy = { user: '', group: '', readonly: false, apiGroup: '', resource: '', namespace: '', nonResourcePath: '' };
const readVerbs = ['get', 'list', 'watch'];

/** The policies of a file, one a line; empty lines and those that begin with # are left out. Throws for a line that is none. */
export function readPolicies(text: string): readonly AbacPolicy[] {
  return text
    .split('\n')
    .map((line, i) => [line.trim(), i + 1] as const)
    .filter(([line]) => line !== '' && !line.startsWith('#'))
    .map(([line, number]) => readPolicy(line, number));
}

function readPolicy(line: string, number: number): AbacPolicy {
  const said = (why: string) => new Error(`error reading policy line ${number}: ${line}: ${why}`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    throw said('it is no JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw said('it is no policy');
  const policy = parsed as { readonly apiVersion?: string; readonly kind?: string; readonly spec?: Partial<AbacPolicy> };
  if (policy.apiVersion === undefined && policy.kind === undefined) return fromFirst(parsed as Partial<AbacPolicy>);
  if (policy.apiVersion !== version || policy.kind !== 'Policy')
    throw said(`no kind "${policy.kind ?? ''}" is registered for version "${policy.apiVersion ?? ''}"`);
  return fromBeta(policy.spec ?? {});
}

/** A star for user or group means everybody who is somebody. */
export function fromBeta(spec: Partial<AbacPolicy>): AbacPolicy {
  const policy = { ...none, ...spec };
  return policy.user === '*' || policy.group === '*' ? { ...policy, user: '', group: everybody } : policy;
}

/** In the first form what is not said matches everything. */
export function fromFirst({ user = '', group = '', readonly = false, resource = '', namespace = '' }: Partial<AbacPolicy>): AbacPolicy {
  const isAnybody = (user === '' && group === '') || user === '*' || group === '*';
  return {
    user: isAnybody ? '' : user,
    group: isAnybody ? everybody : group,
    readonly,
    apiGroup: '*',
    resource: resource === '' ? '*' : resource,
    namespace: namespace === '' ? '*' : namespace,
    nonResourcePath: resource === '' && namespace === '' ? '*' : '',
  };
}

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
