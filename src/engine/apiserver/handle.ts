/**
 * One request from its arrival to its answer: which resource, which verb, may the caller, and then the verb's own road.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/installer.go, request/requestinfo.go
 */
import type { Request, Response, User, Verb } from '#api/request.ts';
import type { Cause } from '#api/watch.ts';
import { groupResource, type SchemeRow } from '#api/scheme.ts';
import { apiServingAddress } from '#engine/helpers/contracts/apiServing.ts';
import { goQuote } from '#api/machinery/goText.ts';
import { partAddress } from '#engine/helpers/contracts/switchboard.ts';
import { authorize } from './authorization/authorization.ts';
import { userOf } from './authorization/impersonation.ts';
import { compact } from '#engine/etcd/store.ts';
import { outward } from './conversion/conversion.ts';
import { create } from './create.ts';
import { presentBody } from './fieldmanager/record.ts';
import { deleteCollection, deleteOne } from './delete.ts';
import { withBodyOptions } from './deleteOptions.ts';
import { patch } from './patch.ts';
import { noteOfUse } from './authentication/legacyUse.ts';
import { isTooDeep } from './depth.ts';
import { getOne, list, watched } from './read.ts';
import { resolve, servesVersion } from './resolve.ts';
import { nowOf, type ApiServerState, type Call, type Handler, type ServerEnv } from './state.ts';
import { badRequest, failureStatus, isStatus, methodNotAllowed, noSuchResource, respond } from './status.ts';
import { subresources } from './subresources/subresources.ts';
import { update } from './update.ts';
import { builtInDeprecation } from './warnings/deprecated.ts';
import { answersOf } from './virtual.ts';
import { checkWriteOptions } from './writeOptions.ts';

const main: { readonly [V in Verb]?: Handler } = {
  get: getOne,
  list,
  watch: watched,
  create,
  update,
  patch,
  delete: deleteOne,
  deletecollection: deleteCollection,
};
const status: { readonly [V in Verb]?: Handler } = { get: getOne, update, patch };

/** Answers one request; connect has its own door. A watch is answered with what it begins with: openWatch tells the rest. */
export function handle(server: ApiServerState, request: Request, env: ServerEnv): Response {
  compact(server.store, env.nowMs);
  if (isFromOutside(env) && isTooDeep([request.object, request.patch?.body])) return respond(badRequest('json: exceeded max depth'));
  const user = userOf(server, request, env);
  if (isStatus(user)) return respond(user);
  const note = request.credentials?.token === undefined ? undefined : noteOfUse(server, request.credentials.token, nowOf(env));
  if (note !== undefined) handle(server, note, env);
  const fault = server.faults.length === 0 ? undefined : injectedFault(server, request, { user, cause: env.cause });
  if (fault !== undefined) return fault;
  const refusal = authorize(server, request, user);
  if (refusal !== undefined) return respond(refusal);
  const found = resolve(server, request);
  if (found === undefined) return unknownResource(server, request);
  const row = found.hub;
  const misplaced = isFromOutside(env) ? (badName(request) ?? outOfScope(found.row, request)) : undefined;
  if (misplaced !== undefined) return misplaced;
  const handler = handlerOf(found.row, request);
  if (typeof handler !== 'function') return handler;
  const said = deletes(request) ? withBodyOptions(request) : request;
  if (isStatus(said)) return respond(said);
  const bad = checkWriteOptions(said);
  if (bad !== undefined) return respond(bad);
  const dryRun = said.options?.dryRun;
  const call: Call = {
    server,
    env,
    request: said,
    user,
    row,
    served: found,
    resource: groupResource(row),
    strategy: found.strategy,
    dryRun: dryRun !== undefined && dryRun.length > 0,
    warnings: deprecationWarnings(found),
  };
  const response = handler(call);
  const shown = outward(found, showsManagers(call) ? presentBody(response) : response);
  return call.warnings.length === 0 ? shown : { ...shown, warnings: call.warnings };
}

function deprecationWarnings({ row, custom }: Call['served']): string[] {
  const warning = custom === undefined ? builtInDeprecation(row) : custom.deprecation;
  return warning === undefined ? [] : [warning];
}

function deletes({ verb }: Request): boolean {
  return verb === 'delete' || verb === 'deletecollection';
}

/** By a person, or from a container. */
function isFromOutside({ cause }: ServerEnv): boolean {
  return cause.actor === 'user' || cause.actor === apiServingAddress;
}

/** Components of the cluster do not look at managedFields, so they are not worked out for them. */
function showsManagers({ env, request }: Call): boolean {
  return isFromOutside(env) && request.options?.omitManagedFields !== true;
}

function handlerOf(row: SchemeRow, request: Request): Handler | Response {
  const { subresource, verb, name } = request;
  const handlers = subresource === undefined ? (answersOf(row) ?? main) : subresource === 'status' ? status : subresources[subresource];
  if (handlers === undefined || (subresource !== undefined && !row.subresources.includes(subresource))) return respond(noSuchResource());
  if (subresource === undefined && (name ?? '') !== '' && !hasItems(row)) return respond(noSuchResource());
  const onCollection = verb === 'list' || verb === 'watch' || verb === 'create' || verb === 'deletecollection';
  if (subresource === undefined && onCollection !== (name === undefined || name === '')) return respond(methodNotAllowed());
  if (subresource === undefined && row.verbs?.includes(verb) === false) return respond(methodNotAllowed());
  return handlers[verb] ?? respond(methodNotAllowed());
}

/** Whether one object of a resource has a path of its own. */
function hasItems({ verbs }: SchemeRow): boolean {
  return verbs === undefined || verbs.some((verb) => verb === 'get' || verb === 'update' || verb === 'patch' || verb === 'delete');
}

/** A name that could not be part of a path of the store. upstream: apimachinery/pkg/api/validation/path/name.go, registry/generic/registry/store.go */
function badName({ name, subresource }: Request): Response | undefined {
  if (name === '' && subresource !== undefined) return respond(badRequest('name must be provided'));
  const why = name === '.' || name === '..' ? `may not be '${name}'` : name?.includes('%') === true ? "may not contain '%'" : undefined;
  if (why === undefined || subresource === 'scale') return undefined;
  return respond(badRequest(`Name parameter invalid: ${goQuote(name ?? '')}: ${why}`));
}

/** Where a path leads nowhere: into a namespace that the kind is not in, or to one object of all namespaces, which can only be looked at. */
function outOfScope({ namespaced, columns, verbs }: SchemeRow, { namespace, verb, name = '' }: Request): Response | undefined {
  const across = verb === 'list' || verb === 'watch';
  const isListed = verbs?.includes('list') !== false;
  if (namespaced === ((namespace ?? '') !== '') || (namespaced && across && isListed)) return undefined;
  if (namespaced && namespace === '') return respond(badRequest('Namespace parameter required.'));
  // Custom kinds are served by a server that knows no such path.
  if (columns !== undefined) return { code: 404, body: '404 page not found\n' };
  return respond(namespaced && name === '' && isListed ? methodNotAllowed() : noSuchResource());
}

function unknownResource(server: ApiServerState, { group, version }: Request): Response {
  return servesVersion(server, group, version) ? respond(noSuchResource()) : { code: 404, body: '404 page not found\n' };
}

interface Caller {
  readonly user: User;
  readonly cause: Cause;
}

function injectedFault(server: ApiServerState, request: Request, { user, cause }: Caller): Response | undefined {
  const index = server.faults.findIndex(
    (fault) =>
      (fault.user ?? user.name) === user.name &&
      (fault.said === undefined || concerns(fault.said.target, cause)) &&
      (fault.verb ?? request.verb) === request.verb &&
      (fault.resource ?? request.resource) === request.resource,
  );
  const fault = server.faults[index];
  if (fault === undefined) return undefined;
  fault.remaining -= 1;
  if (fault.remaining <= 0) server.faults.splice(index, 1);
  return respond(failureStatus(fault.status, faultWords[fault.status] ?? { message: `the server answered with ${fault.status}` }));
}

/** A person is always answered, and who ends faults too. */
function concerns(target: string | undefined, { actor, controller }: Cause): boolean {
  if (actor === 'user' || actor === 'fault-injector') return false;
  return target === undefined || target === actor || (controller !== undefined && target === partAddress(actor, controller));
}

const faultWords: Readonly<Record<number, { readonly reason: string; readonly message: string }>> = {
  409: { reason: 'Conflict', message: 'the object has been modified; please apply your changes to the latest version and try again' },
  429: { reason: 'TooManyRequests', message: 'the server has received too many requests and has asked us to try again later' },
  500: { reason: 'InternalError', message: 'Internal error occurred: the server is not well' },
  503: { reason: 'ServiceUnavailable', message: 'the server is currently unable to handle the request' },
  504: { reason: 'Timeout', message: 'Timeout: request did not complete within the allotted timeout' },
};
