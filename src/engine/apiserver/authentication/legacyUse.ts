/**
 * Notes on a Secret that its token was used today. The note is a request of the server's own.
 * upstream: pkg/serviceaccount/legacy.go (legacyValidator.Validate)
 */
import type { Request } from '#api/request.ts';
import { get } from '#engine/etcd/store.ts';
import { readClaims } from '#engine/helpers/jwt.ts';
import { dayOf, lastUsedLabel } from '#engine/helpers/legacyTokens.ts';
import { legacyIssuer } from '#engine/helpers/secretToken.ts';
import type { ApiServerState } from '../state.ts';

/** The request that notes the use of a good token; undefined when there is nothing to note. */
export function noteOfUse(server: ApiServerState, token: string, nowMs: number): Request | undefined {
  const claims = readClaims(token, server.access.signingKey);
  if (claims?.['iss'] !== legacyIssuer) return undefined;
  const namespace = String(claims['kubernetes.io/serviceaccount/namespace'] ?? '');
  const name = String(claims['kubernetes.io/serviceaccount/secret.name'] ?? '');
  const labels = { [lastUsedLabel]: dayOf(nowMs) };
  const secret = get(server.store, 'secrets', namespace, name);
  if (secret === undefined || secret.metadata.labels?.[lastUsedLabel] === labels[lastUsedLabel]) return undefined;
  return {
    verb: 'patch',
    group: '',
    version: 'v1',
    resource: 'secrets',
    namespace,
    name,
    patch: { type: 'merge', body: { metadata: { labels } } },
    user: { name: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] },
    userAgent: 'kube-apiserver',
  };
}
