/**
 * The chain of authorizers of a server: who may do anything, then each mode in turn; who says yes or no first decides.
 * What it remembers is worked out from the store and may be lost: it is no part of the state that a checkpoint copies.
 * upstream: pkg/kubeapiserver/authorizer/config.go, staging/src/k8s.io/apiserver/pkg/authorization/union
 */
import { readPolicies } from '#api/abac.ts';
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from '#api/kinds.ts';
import { goQuote } from '#api/machinery/goText.ts';
import type { PolicyRule } from '#api/machinery/rbac/policyRule.ts';
import type { Request, Status, User } from '#api/request.ts';
import type { AuthorizationMode } from '#api/tape.ts';
import { get, list, type Change, type Store } from '#engine/etcd/store.ts';
import { allow, noOpinion, type Attributes, type Authorizer, type Decision, type UserRules } from '#engine/helpers/contracts/authorizer.ts';
import { rbacAuthorizer, type RbacAuthorizer } from '#engine/rbac/rbac.ts';
import type { RoleSource } from '#engine/rbac/resolver.ts';
import type { ApiServerState } from '../state.ts';
import { forbiddenTo } from '../status.ts';
import accessObjects from '../bootstrap/access.json' with { type: 'json' };
import { abacAuthorizer } from './abac.ts';
import { nodeAuthorizer, nodeOf } from './nodeAuthorizer.ts';
import { buildNodeGraph, hasPath, noteInGraph, type NodeGraph } from './nodeGraph.ts';
import { attributesOf } from './requestAttributes.ts';

export const superuserGroup = 'system:masters';

interface Chain {
  readonly roles: RoleSource;
  readonly rbac: RbacAuthorizer;
  readonly authorizers: readonly Authorizer[];
  /** Roles are asked at all; no mode says no for good, so that what they allow is allowed. */
  readonly hasRoles: boolean;
  graph: NodeGraph | undefined;
}

/** Built in, as upstream: whoever edits the role does not change what nodes may do. */
/** What every node may do, whatever its pods. */
export const nodeRules: readonly PolicyRule[] = accessObjects.find(({ metadata }) => metadata.name === 'system:node')?.rules ?? [];

const chains = new WeakMap<ApiServerState, Chain>();
const rbacGroup = '.rbac.authorization.k8s.io';

function chainOf(server: ApiServerState): Chain {
  const known = chains.get(server);
  if (known !== undefined) return known;
  const roles = roleSource(server.store);
  const rbac = rbacAuthorizer(roles);
  const node = nodeAuthorizer({
    rules: () => nodeRules,
    hasPath: (name, object) => hasPath({ graph: graphOf(server), store: server.store }, name, object),
  });
  const makers: { readonly [M in AuthorizationMode]: () => Authorizer } = {
    Node: () => node,
    RBAC: () => rbac,
    ABAC: () => abacAuthorizer(readPolicies(server.access.policy)),
    AlwaysAllow: () => fixed(allow()),
    AlwaysDeny: () => fixed(noOpinion('Everything is forbidden.')),
  };
  const authorizers = server.access.modes.map((mode) => makers[mode]());
  const chain: Chain = { roles, rbac, authorizers, hasRoles: server.access.modes.includes('RBAC'), graph: undefined };
  chains.set(server, chain);
  return chain;
}

function fixed(decision: Decision): Authorizer {
  const nothing: UserRules = { resourceRules: [], nonResourceRules: [], incomplete: false, evaluationError: '' };
  return { authorize: () => decision, rulesFor: () => nothing };
}

/** Roles and bindings as they are stored. */
export function roleSource(store: Store): RoleSource {
  return {
    role: (namespace, name) => get(store, `roles${rbacGroup}`, namespace, name) as unknown as Role | undefined,
    clusterRole: (name) => get(store, `clusterroles${rbacGroup}`, undefined, name) as unknown as ClusterRole | undefined,
    clusterRoleBindings: () => list(store, `clusterrolebindings${rbacGroup}`) as readonly unknown[] as readonly ClusterRoleBinding[],
    roleBindings: (namespace) => list(store, `rolebindings${rbacGroup}`, namespace) as readonly unknown[] as readonly RoleBinding[],
  };
}

function graphOf(server: ApiServerState): NodeGraph {
  const chain = chainOf(server);
  return (chain.graph ??= buildNodeGraph(server.store));
}

/** Keeps what is remembered true to a change that was just committed. */
export function noteForAuthorizers(server: ApiServerState, change: Change): void {
  const chain = chains.get(server);
  if (chain === undefined) return;
  if (change.resource === 'pods') {
    if (chain.graph !== undefined) noteInGraph(chain.graph, change);
  } else if (change.resource.endsWith(rbacGroup)) chain.rbac.forget();
}

/** A refusal, or undefined. */
export function authorize(server: ApiServerState, request: Request, user: User): Status | undefined {
  if (user.groups.includes(superuserGroup)) return undefined;
  return authorizeAttributes(server, attributesOf(request, user));
}

/** A refusal in the API server's words, or undefined. */
export function authorizeAttributes(server: ApiServerState, attributes: Attributes): Status | undefined {
  if (isPlainlyAllowed(server, attributes)) return undefined;
  const { decision, reason } = decide(server, attributes);
  return decision === 'Allow' ? undefined : forbiddenTo(attributes, forbiddenText(attributes, reason));
}

/** The way of nearly all requests: roles allow it, and nobody asks which. A kubelet's are the node authorizer's. */
function isPlainlyAllowed(server: ApiServerState, attributes: Attributes): boolean {
  const { hasRoles, rbac } = chainOf(server);
  return hasRoles && nodeOf(attributes.user) === undefined && rbac.allows(attributes);
}

/** The first decision, or everybody's reason to have none. */
export function decide(server: ApiServerState, attributes: Attributes): Decision {
  if (attributes.user.groups.includes(superuserGroup)) return allow();
  const reasons: string[] = [];
  for (const authorizer of chainOf(server).authorizers) {
    const decision = authorizer.authorize(attributes);
    if (decision.decision !== 'NoOpinion') return decision;
    if (decision.reason !== '') reasons.push(decision.reason);
  }
  return noOpinion(reasons.join('\n'));
}

/** upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go */
function forbiddenText({ user, verb, isResource, path, resource, subresource, apiGroup, namespace }: Attributes, reason: string): string {
  const full = subresource === '' ? resource : `${resource}/${subresource}`;
  const place = namespace === '' ? 'at the cluster scope' : `in the namespace ${goQuote(namespace)}`;
  const action = isResource
    ? `${verb} resource ${goQuote(full)} in API group ${goQuote(apiGroup)} ${place}`
    : `${verb} path ${goQuote(path)}`;
  return `User ${goQuote(user.name)} cannot ${action}${reason === '' ? '' : `: ${reason}`}`;
}

/** Everything a user may do in a namespace, as far as the authorizers can list it. */
export function listRules(server: ApiServerState, user: User, namespace: string): UserRules {
  const all = chainOf(server).authorizers.map((authorizer) => authorizer.rulesFor(user, namespace));
  return {
    resourceRules: all.flatMap((it) => it.resourceRules),
    nonResourceRules: all.flatMap((it) => it.nonResourceRules),
    incomplete: all.some((it) => it.incomplete),
    evaluationError: all
      .map((it) => it.evaluationError)
      .filter((text) => text !== '')
      .join(', '),
  };
}

/** For those who must compare rules themselves: the checks against escalation. */
export function rolesOf(server: ApiServerState): RoleSource {
  return chainOf(server).roles;
}

/** Asks about something that is no resource: `/healthz`, `/metrics`. */
export function authorizePath(
  server: ApiServerState,
  user: User,
  { verb, path }: { readonly verb: string; readonly path: string },
): Status | undefined {
  if (user.groups.includes(superuserGroup)) return undefined;
  const nothing = { apiGroup: '', apiVersion: '', resource: '', subresource: '', namespace: '', name: '' };
  return authorizeAttributes(server, { user, verb, path, isResource: false, ...nothing });
}
