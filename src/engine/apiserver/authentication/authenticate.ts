/**
 * Who asks: by a client certificate, by a token that the cluster was started with, by a service account's token, or
 * nobody in particular.
 * upstream: pkg/kubeapiserver/authenticator/config.go, staging/src/k8s.io/apiserver/pkg/endpoints/filters/authentication.go
 */
import type { Credentials, Status, User } from '#api/request.ts';
import { readClaims } from '#engine/helpers/jwt.ts';
import type { ApiServerState } from '../state.ts';
import { failureStatus } from '../status.ts';
import { identityOf, issuer, type Identity } from './claims.ts';

const authenticated = 'system:authenticated';
const anonymous: User = Object.freeze({ name: 'system:anonymous', groups: ['system:unauthenticated'] });

/** The user that shows these credentials, at a moment in milliseconds of the Unix epoch; 401 when they are nobody's. */
export function authenticate(server: ApiServerState, { certificate, token }: Credentials, nowMs: number): User | Status {
  if (certificate !== undefined) {
    const { commonName, organizations = [] } = certificate;
    return withEverybody({ name: commonName, groups: organizations });
  }
  if (token === undefined) return anonymous;
  const identity = identityOfToken(server, token, nowMs);
  if (typeof identity === 'string' || !identity.audiences.includes(issuer)) return unauthorized();
  return withEverybody(identity.user);
}

/** Whose token this is, for whatever audience, or why it is nobody's. */
export function identityOfToken(server: ApiServerState, token: string, nowMs: number): Identity | string {
  const known = server.access.users.find((user) => user.token !== undefined && user.token === token);
  if (known !== undefined) {
    const { name, groups = [], uid } = known;
    return { user: { name, groups, ...(uid === undefined ? {} : { uid }) }, audiences: [issuer] };
  }
  const claims = readClaims(token, server.access.signingKey);
  return claims === undefined ? 'invalid bearer token' : identityOf(server, claims, { token, nowMs });
}

/** Everybody who is somebody belongs to this group too. */
export function withEverybody(user: User): User {
  return user.groups.includes(authenticated) ? user : { ...user, groups: [...user.groups, authenticated] };
}

export function unauthorized(): Status {
  return failureStatus(401, { reason: 'Unauthorized', message: 'Unauthorized' });
}
