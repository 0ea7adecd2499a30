/**
 * Acting as somebody else, for those who may.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/filters/impersonation.go
 */
import type { Impersonation, Request, Status, User } from '#api/request.ts';
import type { Attributes } from '#engine/helpers/contracts/authorizer.ts';
import { accountGroups, accountOf } from '#engine/helpers/serviceAccountUser.ts';
import { authenticate } from '../authentication/authenticate.ts';
import type { ApiServerState, ServerEnv } from '../state.ts';
import { internalError, isStatus } from '../status.ts';
import { authorize, authorizeAttributes } from './authorization.ts';

const authenticationGroup = 'authentication.k8s.io';
const authenticated = 'system:authenticated';
const unauthenticated = 'system:unauthenticated';

/** The user that is acted as, or why it may not be. */
export function impersonate(server: ApiServerState, user: User, wanted: Impersonation): User | Status {
  const { user: name = '', uid = '', groups = [], extra = {} } = wanted;
  if (name === '') return withoutUser(wanted);
  for (const attributes of questions(user, { user: name, uid, groups, extra })) {
    const refusal = authorizeAttributes(server, attributes);
    if (refusal !== undefined) return refusal;
  }
  const account = accountOf(name);
  const own = account !== undefined && groups.length === 0 ? accountGroups(account.namespace) : groups;
  const everybody = name === 'system:anonymous' ? unauthenticated : authenticated;
  const isMarked = own.includes(unauthenticated) || (everybody === authenticated && own.includes(authenticated));
  return {
    name,
    groups: isMarked ? own : [...own, everybody],
    ...(uid === '' ? {} : { uid }),
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
}

function withoutUser({ uid = '', groups = [], extra = {} }: Impersonation): Status {
  const requests = [
    ...groups.map((name) => `{Group  ${name}     }`),
    ...Object.entries(extra).flatMap(([key, values]) => values.map((value) => `{UserExtra  ${value}  authentication.k8s.io/v1  ${key}}`)),
    ...(uid === '' ? [] : [`{UID  ${uid}  authentication.k8s.io/v1   }`]),
  ];
  return internalError(`requested [${requests.join(' ')}] without impersonating a user`);
}

/** One question for each thing that is taken on. */
function questions(user: User, wanted: Required<Impersonation>): readonly Attributes[] {
  const ask = (resource: string, name: string, rest: Partial<Attributes> = {}): Attributes => ({
    user,
    verb: 'impersonate',
    apiGroup: '',
    apiVersion: 'v1',
    resource,
    subresource: '',
    namespace: '',
    name,
    isResource: true,
    path: '',
    ...rest,
  });
  const account = accountOf(wanted.user);
  return [
    account === undefined ? ask('users', wanted.user) : ask('serviceaccounts', account.name, { namespace: account.namespace }),
    ...wanted.groups.map((group) => ask('groups', group)),
    ...Object.entries(wanted.extra).flatMap(([key, values]) =>
      values.map((value) => ask('userextras', value, { apiGroup: authenticationGroup, subresource: key })),
    ),
    ...(wanted.uid === '' ? [] : [ask('uids', wanted.uid, { apiGroup: authenticationGroup })]),
  ];
}

/** Who asks: as the door knows, or by what is shown; or whom that one acts as. */
export function userOf(
  server: ApiServerState,
  request: Pick<Request, 'credentials' | 'impersonate' | 'user'>,
  env: Pick<ServerEnv, 'user' | 'nowMs' | 'epochMs'>,
): User | Status {
  const { credentials, impersonate: wanted } = request;
  const asker = credentials === undefined ? (request.user ?? env.user) : authenticate(server, credentials, env.epochMs + env.nowMs);
  return wanted === undefined || isStatus(asker) ? asker : impersonate(server, asker, wanted);
}

/** For the doors beside `handle` (watch, exec, log): a refusal of who asks, or undefined. */
export function authorizeAsked(
  server: ApiServerState,
  request: Request,
  env: Pick<ServerEnv, 'user' | 'nowMs' | 'epochMs'>,
): Status | undefined {
  const user = userOf(server, request, env);
  return isStatus(user) ? user : authorize(server, request, user);
}
