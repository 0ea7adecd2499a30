/**
 * A pod's service account token: the claims of a real one, in its form, with a signature that signs nothing.
 * upstream: pkg/serviceaccount/claims.go
 */
import type { Pod } from '#api/kinds.ts';
import { encodeUrl } from './base64.ts';

const header = encodeUrl('{"alg":"RS256","kid":"orrery"}');
const signature = encodeUrl('nothing is signed in a model of a cluster');

export interface TokenWish {
  readonly audience: string | undefined;
  readonly expirationSeconds: number;
  readonly wallMs: number;
}

export function tokenText(pod: Pod, { audience, expirationSeconds, wallMs }: TokenWish): string {
  const issued = Math.floor(wallMs / 1000);
  const { name, namespace, uid } = pod.metadata;
  const account = pod.spec.serviceAccountName ?? 'default';
  const claims = {
    aud: [audience ?? 'https://kubernetes.default.svc.cluster.local'],
    exp: issued + expirationSeconds,
    iat: issued,
    iss: 'https://kubernetes.default.svc.cluster.local',
    'kubernetes.io': { namespace, pod: { name, uid }, serviceaccount: { name: account } },
    nbf: issued,
    sub: `system:serviceaccount:${namespace ?? ''}:${account}`,
  };
  return `${header}.${encodeUrl(JSON.stringify(claims))}.${signature}`;
}
