/**
 * Questions about who somebody is.
 * upstream: pkg/registry/authentication/{selfsubjectreview,tokenreview}
 */
import { formatTime } from '#api/machinery/time.ts';
import type { Status, User } from '#api/request.ts';
import { identityOfToken, withEverybody } from '../authentication/authenticate.ts';
import { issuer } from '../authentication/claims.ts';
import { nowOf } from '../state.ts';
import { badRequest } from '../status.ts';
import type { Answer, Review } from './reviews.ts';

export function reviewSelf({ user, env }: Review): Answer {
  return { status: { userInfo: userInfo(user) }, metadata: { creationTimestamp: formatTime(nowOf(env)) } };
}

function userInfo({ name, uid, groups, extra }: User): object {
  return {
    username: name,
    ...(uid === undefined ? {} : { uid }),
    ...(groups.length === 0 ? {} : { groups }),
    ...(extra === undefined ? {} : { extra }),
  };
}

export function reviewToken({ server, spec, env }: Review): Answer | Status {
  const { token = '', audiences = [] } = spec as { readonly token?: string; readonly audiences?: readonly string[] };
  if (token === '') return badRequest('token is required for TokenReview in authentication');
  const identity = identityOfToken(server, token, nowOf(env));
  if (typeof identity === 'string') return { status: { user: {}, error: refusal(identity) } };
  const wanted = audiences.length === 0 ? [issuer] : audiences;
  const both = wanted.filter((audience) => identity.audiences.includes(audience));
  if (both.length === 0) return { status: { user: {}, error: refusal(audienceText(identity.audiences, wanted)) } };
  return { status: { authenticated: true, user: userInfo(withEverybody(identity.user)), audiences: both } };
}

function audienceText(own: readonly string[], wanted: readonly string[]): string {
  const list = (names: readonly string[]) => `[${names.map((name) => JSON.stringify(name)).join(' ')}]`;
  return `token audiences ${list(own)} is invalid for the target audiences ${list(wanted)}`;
}

/** Several authenticators were asked; the one that knows the token says why it is refused. */
function refusal(why: string): string {
  return why === 'invalid bearer token' ? why : `[invalid bearer token, ${why}]`;
}
