/**
 * Tokens that stand in Secrets: what they claim, and the key that signs all tokens of a cluster.
 * upstream: pkg/serviceaccount/legacy.go
 */
import type { Json } from '#api/immutable.ts';
import { sha256Hex } from '#api/machinery/sha256.ts';
import type { KubeObject } from '#api/meta.ts';
import type { ClusterSpec } from '#api/tape.ts';
import { signClaims } from './jwt.ts';
import { accountUserName } from './serviceAccountUser.ts';

export const legacyIssuer = 'kubernetes/serviceaccount';

/** The key of a cluster: whoever signs or checks tokens is started with it. */
export function signingKeyOf({ name = '', signingKey }: Partial<Pick<ClusterSpec, 'name' | 'signingKey'>>): string {
  return signingKey ?? sha256Hex(`service account key of ${name}`);
}

export function secretToken(secret: KubeObject, account: KubeObject, key: string): string {
  return signClaims(secretClaims(secret, account), key);
}

/** The claims of a token in a Secret, which never ends. */
function secretClaims(secret: KubeObject, account: KubeObject): Json {
  const { namespace = '', name, uid } = account.metadata;
  const prefix = 'kubernetes.io/serviceaccount';
  return {
    iss: legacyIssuer,
    [`${prefix}/namespace`]: namespace,
    [`${prefix}/secret.name`]: secret.metadata.name,
    [`${prefix}/service-account.name`]: name,
    [`${prefix}/service-account.uid`]: uid,
    sub: accountUserName({ namespace, name }),
  };
}
