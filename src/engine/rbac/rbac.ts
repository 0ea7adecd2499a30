/**
 * Role-based access: everything is forbidden that no rule allows.
 * Reads roles and bindings through a RoleSource and keeps nothing of its own that could not be worked out again: what a
 * user may do is remembered until `forget`, which whoever commits a role or binding calls.
 * Deliberately not here: groups that may do anything (the chain's first authorizer), and where roles are stored.
 * upstream: plugin/pkg/auth/authorizer/rbac/rbac.go
 */
import { aggregate } from '#api/machinery/goText.ts';
import { ruleAllows, type PolicyRule } from '#api/machinery/rbac/policyRule.ts';
import type { User } from '#api/request.ts';
import {
  allow,
  noOpinion,
  type Attributes,
  type Authorizer,
  type Decision,
  type NonResourceRule,
  type ResourceRule,
  type UserRules,
} from '#engine/helpers/contracts/authorizer.ts';
import { rulesFor, rulesOfRole, visitRules, type Binding, type RoleSource } from './resolver.ts';
import { keysOf, subjectKey, type Subject } from './subjects.ts';

export interface RbacAuthorizer extends Authorizer {
  /** The same answer as `authorize` without its reason, remembered. */
  allows(attributes: Attributes): boolean;
  /** Roles or bindings have changed. */
  forget(): void;
}

type RulesByKey = ReadonlyMap<string, readonly PolicyRule[]>;

/** What one user may do, worked out as it was asked for. */
interface Known {
  readonly everywhere: readonly PolicyRule[];
  readonly inNamespace: Map<string, readonly PolicyRule[]>;
  /** Of which objects an action is allowed, by the action. */
  readonly answers: Map<string, Names>;
}

type Names = 'all' | ReadonlySet<string>;

interface Memory {
  everywhere: RulesByKey | undefined;
  readonly byNamespace: Map<string, RulesByKey>;
  readonly byUser: Map<string, Known>;
  /** The same, for users that come as the same object each time. */
  byObject: WeakMap<User, Known>;
}

/** More answers than this are not remembered for one user: whoever asks for so much is not doing work. */
const answersMax = 5_000;
const usersMax = 5_000;

export function rbacAuthorizer(from: RoleSource): RbacAuthorizer {
  const memory: Memory = { everywhere: undefined, byNamespace: new Map(), byUser: new Map(), byObject: new WeakMap() };
  return {
    allows: (attributes) => allows(from, memory, attributes),
    authorize: (attributes) => authorize(from, attributes),
    rulesFor: (user, namespace) => listRules(from, user, namespace),
    forget() {
      memory.everywhere = undefined;
      memory.byNamespace.clear();
      memory.byUser.clear();
      memory.byObject = new WeakMap();
    },
  };
}

function authorize(from: RoleSource, attributes: Attributes): Decision {
  const errors: string[] = [];
  let by: (() => string) | undefined;
  visitRules(from, attributes, (found) => {
    if ('error' in found) errors.push(found.error);
    else if (ruleAllows(found.rule, attributes)) by = found.source;
    return by === undefined;
  });
  if (by !== undefined) return allow(`RBAC: allowed by ${by()}`);
  return noOpinion(errors.length === 0 ? '' : `RBAC: ${aggregate(errors)}`);
}

function listRules(from: RoleSource, user: User, namespace: string): UserRules {
  const { rules, errors } = rulesFor(from, user, namespace);
  const resourceRules: ResourceRule[] = [];
  const nonResourceRules: NonResourceRule[] = [];
  for (const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } of rules) {
    if ((resources ?? []).length > 0)
      resourceRules.push({
        verbs: verbs ?? [],
        apiGroups: apiGroups ?? [],
        resources: resources ?? [],
        ...(resourceNames === undefined || resourceNames === null ? {} : { resourceNames }),
      });
    if ((nonResourceURLs ?? []).length > 0) nonResourceRules.push({ verbs: verbs ?? [], nonResourceURLs: nonResourceURLs ?? [] });
  }
  return { resourceRules, nonResourceRules, incomplete: false, evaluationError: errors.length === 0 ? '' : aggregate(errors) };
}

function allows(from: RoleSource, memory: Memory, attributes: Attributes): boolean {
  const known = knownOf(from, memory, attributes.user);
  const { verb, apiGroup, resource, subresource, namespace, isResource, path } = attributes;
  const key = isResource ? `${verb} ${resource} ${subresource} ${apiGroup} ${namespace}` : `${verb} ${path}`;
  let names = known.answers.get(key);
  if (names === undefined) {
    names = namesAllowed(known.everywhere, attributes);
    if (names !== 'all' && namespace !== '')
      names = union(names, namesAllowed(rulesIn(from, memory, { known, user: attributes.user, namespace }), attributes));
    if (known.answers.size >= answersMax) known.answers.clear();
    known.answers.set(key, names);
  }
  return names === 'all' || names.has(attributes.name);
}

const noRules: readonly PolicyRule[] = Object.freeze([]);

/** Of which objects these rules allow the action, whatever the name in it. */
function namesAllowed(rules: readonly PolicyRule[], attributes: Attributes): Names {
  const names = new Set<string>();
  for (const rule of rules) {
    const own = attributes.isResource ? (rule.resourceNames ?? []) : [];
    if (!ruleAllows(rule, { ...attributes, name: own[0] ?? attributes.name })) continue;
    if (own.length === 0) return 'all';
    for (const name of own) names.add(name);
  }
  return names;
}

function union(a: ReadonlySet<string>, b: Names): Names {
  return b === 'all' ? b : new Set([...a, ...b]);
}

function knownOf(from: RoleSource, memory: Memory, user: User): Known {
  let known = memory.byObject.get(user);
  if (known === undefined) memory.byObject.set(user, (known = knownByName(from, memory, user)));
  return known;
}

function knownByName(from: RoleSource, memory: Memory, user: User): Known {
  const key = `${user.name}\n${user.groups.join('\n')}`;
  const found = memory.byUser.get(key);
  if (found !== undefined) return found;
  memory.everywhere ??= index(from, from.clusterRoleBindings(), '');
  if (memory.byUser.size >= usersMax) memory.byUser.clear();
  const known: Known = { everywhere: gather(memory.everywhere, user), inNamespace: new Map(), answers: new Map() };
  memory.byUser.set(key, known);
  return known;
}

interface Place {
  readonly known: Known;
  readonly user: User;
  readonly namespace: string;
}

function rulesIn(from: RoleSource, memory: Memory, { known, user, namespace }: Place): readonly PolicyRule[] {
  const found = known.inNamespace.get(namespace);
  if (found !== undefined) return found;
  let byKey = memory.byNamespace.get(namespace);
  if (byKey === undefined) memory.byNamespace.set(namespace, (byKey = index(from, from.roleBindings(namespace), namespace)));
  const rules = gather(byKey, user);
  known.inNamespace.set(namespace, rules);
  return rules;
}

function gather(byKey: RulesByKey, user: User): readonly PolicyRule[] {
  return [...new Set(keysOf(user).flatMap((key) => byKey.get(key) ?? noRules))];
}

/** Subject -> the rules it has by these bindings. */
function index(from: RoleSource, bindings: readonly Binding[], namespace: string): RulesByKey {
  const byKey = new Map<string, PolicyRule[]>();
  for (const { roleRef, subjects } of bindings) {
    const rules = rulesOfRole(from, roleRef, namespace);
    if (typeof rules === 'string') continue;
    for (const subject of (subjects ?? []) as readonly Subject[]) {
      const key = subjectKey(subject, namespace);
      if (key !== undefined) byKey.set(key, [...(byKey.get(key) ?? noRules), ...rules]);
    }
  }
  return byKey;
}
