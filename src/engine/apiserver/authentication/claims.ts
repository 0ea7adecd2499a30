/**
 * What a service account's token says, and whether it still holds.
 * upstream: pkg/serviceaccount/claims.go, pkg/serviceaccount/legacy.go
 */
import { tokenIssuer } from '#api/http/issuer.ts';
import type { Json } from '#api/immutable.ts';
import { decodeText } from '#api/machinery/base64.ts';
import { parseTime } from '#api/machinery/time.ts';
import type { KubeObject } from '#api/meta.ts';
import type { User } from '#api/request.ts';
import { legacyIssuer } from '#engine/helpers/secretToken.ts';
import { accountGroups, accountUserName } from '#engine/helpers/serviceAccountUser.ts';
import { get } from '#engine/etcd/store.ts';
import type { ApiServerState } from '../state.ts';

/** The issuer, and the audience that the API server itself is. */
export const issuer = tokenIssuer;
/** What was deleted so long ago is gone for sure. */
const leewayMs = 60_000;

interface Ref {
  readonly name: string;
  readonly uid: string;
}

export interface TokenWish {
  readonly account: KubeObject;
  readonly pod?: KubeObject | undefined;
  readonly secret?: KubeObject | undefined;
  readonly audiences: readonly string[];
  readonly nowMs: number;
  readonly seconds: number;
  /** Seconds after which its use is only warned of. */
  readonly warnAfter?: number | undefined;
}

/** The claims of a bound token, in the order in which they are written. */
export function boundClaims({ account, pod, secret, audiences, nowMs, seconds, warnAfter }: TokenWish): Json {
  const now = Math.floor(nowMs / 1000);
  const { namespace = '', name } = account.metadata;
  return {
    aud: audiences,
    exp: now + seconds,
    iat: now,
    iss: issuer,
    'kubernetes.io': {
      namespace,
      ...(pod === undefined ? {} : { pod: refOf(pod) }),
      ...(secret === undefined ? {} : { secret: refOf(secret) }),
      serviceaccount: refOf(account),
      ...(warnAfter === undefined ? {} : { warnafter: now + warnAfter }),
    },
    nbf: now,
    sub: accountUserName({ namespace, name }),
  } as unknown as Json;
}

function refOf({ metadata }: KubeObject): Ref {
  return { name: metadata.name, uid: metadata.uid };
}

type Claims = Readonly<Record<string, unknown>>;

export interface Identity {
  readonly user: User;
  readonly audiences: readonly string[];
}

/** Who a token with these claims is, or why it is nobody's. */
export function identityOf(
  server: ApiServerState,
  claims: Claims,
  asked: { readonly token: string; readonly nowMs: number },
): Identity | string {
  if (claims['iss'] === legacyIssuer) return legacyIdentity(server, claims, asked);
  return claims['iss'] === issuer ? boundIdentity(server, claims, asked.nowMs) : 'the token was not issued here';
}

function boundIdentity(server: ApiServerState, claims: Claims, nowMs: number): Identity | string {
  const now = Math.floor(nowMs / 1000);
  if (now >= Number(claims['exp'])) return 'service account token has expired';
  if (now < Number(claims['nbf'])) return 'service account token is not valid yet';
  const { namespace, pod, secret, serviceaccount } = claims['kubernetes.io'] as {
    readonly namespace: string;
    readonly pod?: Ref;
    readonly secret?: Ref;
    readonly serviceaccount: Ref;
  };
  const isGone = (resource: string, ref: Ref | undefined) => ref !== undefined && !isThere(server, { resource, namespace, ref, nowMs });
  if (isGone('serviceaccounts', serviceaccount)) return 'service account token has been invalidated';
  if (isGone('secrets', secret)) return 'service account token has been invalidated';
  if (isGone('pods', pod)) return 'service account token has been invalidated';
  const user = userOf(namespace, serviceaccount);
  const extra = pod === undefined ? {} : { extra: podExtra(pod) };
  return { user: { ...user, ...extra }, audiences: (claims['aud'] ?? []) as readonly string[] };
}

function podExtra({ name, uid }: Ref): NonNullable<User['extra']> {
  return { 'authentication.kubernetes.io/pod-name': [name], 'authentication.kubernetes.io/pod-uid': [uid] };
}

function userOf(namespace: string, { name, uid }: Ref): User {
  return { name: accountUserName({ namespace, name }), uid, groups: accountGroups(namespace) };
}

interface Wanted {
  readonly resource: string;
  readonly namespace: string;
  readonly ref: Ref;
  readonly nowMs: number;
}

function isThere(server: ApiServerState, { resource, namespace, ref, nowMs }: Wanted): boolean {
  const found = get(server.store, resource, namespace, ref.name);
  if (found === undefined || found.metadata.uid !== ref.uid) return false;
  const { deletionTimestamp } = found.metadata;
  return deletionTimestamp === undefined || (parseTime(deletionTimestamp) ?? 0) > nowMs - leewayMs;
}

function legacyIdentity(
  server: ApiServerState,
  claims: Claims,
  { token, nowMs }: { readonly token: string; readonly nowMs: number },
): Identity | string {
  const claim = (what: string): string => String(claims[`kubernetes.io/serviceaccount/${what}`] ?? '');
  const namespace = claim('namespace');
  const secret = get(server.store, 'secrets', namespace, claim('secret.name')) as
    | { readonly data?: Readonly<Record<string, string>> }
    | undefined;
  if (secret === undefined || decodeText(secret.data?.['token'] ?? '') !== token) return "token does not match server's copy";
  const ref = { name: claim('service-account.name'), uid: claim('service-account.uid') };
  if (!isThere(server, { resource: 'serviceaccounts', namespace, ref, nowMs })) return 'service account token has been invalidated';
  return { user: userOf(namespace, ref), audiences: [issuer] };
}
