/**
 * The API server: the only door to the store. A request is resolved to a resource, authorized, decoded, admitted,
 * defaulted, validated and committed; the same road for every kind, with what differs in the kind's strategy.
 * Owns the store, the watches and the allocators of Services; all of it is plain data that a checkpoint copies.
 * Reads and writes nothing else. It knows no controllers and takes no initiative: it acts only when asked.
 * Deliberately not here: printing tables, how roles are matched (engine/rbac).
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers, pkg/registry
 */
import { readPolicies } from '#api/abac.ts';
import { enabledPlugins, type AdmissionSpec } from '#api/admissionPlugins.ts';
import { enabledGates, type FeatureGates } from '#api/featureGates.ts';
import type { WatchNews, WatchSpec } from '#engine/client/component.ts';
import { signingKeyOf } from '#engine/helpers/clusterKeys.ts';
import { createStore, type StoreOptions } from '#engine/etcd/store.ts';
import type { RandomState } from '#sim/random.ts';
import type { Request, Status, User } from '#api/request.ts';
import { isStatus } from '#api/status.ts';
import type { ClusterSpec } from '#api/tape.ts';
import { authorize, authorizePath } from './authorization/authorization.ts';
import { userOf } from './authorization/impersonation.ts';
import { bootstrap } from './bootstrap.ts';
import { classify, type Asked, type Flow } from './flowcontrol/classify.ts';
import { connect } from './connect.ts';
import { handle } from './handle.ts';
import type { ApiServerState, ServerEnv } from './state.ts';
import { addWatch, createWatchTable, hasNews, loseWatches, removeWatch, takeNews } from './watchTable.ts';

export interface ApiServerSpec extends StoreOptions {
  readonly nowMs: number;
  readonly epochMs: number;
  readonly random: RandomState;
  /** Absent: nobody but the administrator, Node and RBAC. */
  readonly access?: Partial<Pick<ClusterSpec, 'users' | 'authorization' | 'policy' | 'signingKey'>>;
  /** Without the objects every fresh cluster has. */
  readonly bare?: boolean;
  /** False: without what an installer adds: the parts' own accounts, and a storage class. */
  readonly addons?: boolean;
  readonly featureGates?: FeatureGates;
  /** It is a federation's server, and knows the kind Cluster. */
  readonly federation?: boolean;
  readonly admission?: AdmissionSpec;
  /** False: nothing is served at metrics.k8s.io. */
  readonly metrics?: boolean;
}

/** A server in front of a store that holds what a fresh cluster holds. */
export function createApiServer(spec: ApiServerSpec): ApiServerState {
  const { access = {} } = spec;
  const { users = [], authorization = ['Node', 'RBAC'], policy = '' } = access;
  if (authorization.includes('ABAC')) readPolicies(policy);
  const server: ApiServerState = {
    access: Object.freeze({ users, modes: authorization, policy, signingKey: signingKeyOf(access) }),
    store: createStore(spec),
    watches: createWatchTable(),
    faults: [],
    clusterIps: new Set(),
    nodePorts: new Set(),
    plugins: enabledPlugins(spec.admission),
    admission: Object.freeze({ ...spec.admission }),
    eventBuckets: new Map(),
    features: new Set([...enabledGates(spec.featureGates), ...(spec.federation === true ? (['Federation'] as const) : [])]),
    absent: new Set(spec.metrics === false ? ['metrics.k8s.io'] : []),
  };
  if (spec.bare !== true) bootstrap(server, spec);
  return server;
}

/** Opens a watch; its owner is notified when there is something to read. */
export function openWatch(server: ApiServerState, owner: string, spec: WatchSpec, notify?: ServerEnv['notify']): string {
  const id = addWatch(server.watches, server.store, owner, spec);
  if (hasNews(server.watches, id)) notify?.(owner, id);
  return id;
}

/** Whether a component may open a watch. Whoever comes with a whole request asks `authorizeAsked`. */
export function mayWatch(server: ApiServerState, spec: WatchSpec, user: User): boolean {
  const { revision: _from, labelSelector: _labels, fieldSelector, ...target } = spec;
  const options = fieldSelector === undefined ? {} : { options: { fieldSelector } };
  return authorize(server, { verb: 'watch', version: 'v1', ...target, ...options }, user) === undefined;
}

export function readWatch(server: ApiServerState, id: string): WatchNews {
  return takeNews(server.watches, server.store, id);
}

export function closeWatch(server: ApiServerState, id: string): void {
  removeWatch(server.watches, id);
}

/** Cuts off the watches of an owner, or of everybody, as a lost connection does: they have to list again. */
export function loseConnections(server: ApiServerState, notify: ServerEnv['notify'], owner?: string): void {
  loseWatches(server.watches, notify, owner === undefined ? {} : { owner });
}

/** Why whoever asks may not see a path that is no resource. */
export function mayVisit(
  server: ApiServerState,
  asked: { readonly verb: string; readonly path: string },
  who: Pick<Request, 'credentials' | 'impersonate'>,
  env: ServerEnv,
): Status | undefined {
  const user = userOf(server, who, env);
  return isStatus(user) ? user : authorizePath(server, user, asked);
}

/** Which flow schema a request of whoever shows these credentials falls under. */
export function flowOf(
  server: ApiServerState,
  asked: Asked,
  who: Pick<Request, 'credentials' | 'impersonate'>,
  env: ServerEnv,
): Flow | undefined {
  const user = userOf(server, who, env);
  return isStatus(user) ? undefined : classify(server.store, user, asked);
}

export { presentEvent } from './fieldmanager/record.ts';
export { authorizePath };
export { impersonate as impersonated } from './authorization/impersonation.ts';
export { authorizeAsked } from './authorization/impersonation.ts';
export { authenticate } from './authentication/authenticate.ts';
export { noteOfUse } from './authentication/legacyUse.ts';
export { connect, handle };
export type { ApiServerState, Fault, ServerEnv } from './state.ts';
