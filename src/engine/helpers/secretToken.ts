/**
 * Tokens that stand in Secrets: what they claim.
 * upstream: pkg/serviceaccount/legacy.go
 */
import type { Json } from '#api/immutable.ts';
import type { RsaPrivateKey } from '#api/machinery/crypto/rsa.ts';
import type { KubeObject } from '#api/meta.ts';
import { draftToken, signToken } from './jwt.ts';
import { accountUserName } from './serviceAccountUser.ts';

export const legacyIssuer = 'kubernetes/serviceaccount';

export function secretToken(secret: KubeObject, account: KubeObject, key: RsaPrivateKey): string {
  return signToken(draftToken(secretClaims(secret, account), key), key);
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
