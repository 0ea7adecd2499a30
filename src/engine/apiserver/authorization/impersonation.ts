/**
 * Acting as somebody else, for those who may.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/filters/impersonation.go
 */
import type { Impersonation, Request, Status, User } from '#api/request.ts';
import type { Attributes } from '#engine/helpers/contracts/authorizer.ts';
import { accountGroups, accountOf } from '#engine/helpers/serviceAccountUser.ts';
import type { ApiServerState } from '../state.ts';
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

/** For the doors beside `handle` (watch, exec, log): a refusal of the asker, or of whom it acts as. */
export function authorizeAsked(server: ApiServerState, request: Request, asker: User): Status | undefined {
  const user =
    request.impersonate === undefined ? (request.user ?? asker) : impersonate(server, request.user ?? asker, request.impersonate);
  return isStatus(user) ? user : authorize(server, request, user);
}
