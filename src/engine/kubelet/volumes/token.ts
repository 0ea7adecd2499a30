/**
 * Tokens of a pod's service account: asked of the API server, and kept until they have grown old. They are drafts: the runtime signs
 * them when a container reads them.
 * upstream: pkg/kubelet/token/token_manager.go
 */
import type { Json } from '#api/immutable.ts';
import { wallMs, type Kubelet, type PodToken, type PodWorker } from '../state.ts';

export interface TokenWish {
  readonly audience: string | undefined;
  readonly seconds: number;
}

const maxAgeMs = 24 * 3_600_000;

/** The token, or why there is none. */
export function podToken(k: Kubelet, worker: PodWorker, wish: TokenWish): { readonly token: string } | string {
  const key = `${wish.audience ?? ''} ${wish.seconds}`;
  const known = worker.tokens.get(key);
  if (known !== undefined && !isOld(known, wallMs(k))) return known;
  const asked = ask(k, worker, wish);
  if (typeof asked === 'string') return known ?? asked;
  const token: PodToken = Object.freeze({ token: asked.token, issuedMs: wallMs(k), seconds: wish.seconds });
  worker.tokens.set(key, token);
  return token;
}

/** After a day, or four fifths of its life. */
function oldFromMs({ issuedMs, seconds }: PodToken): number {
  return issuedMs + Math.min(maxAgeMs, seconds * 800);
}

function isOld(token: PodToken, nowMs: number): boolean {
  return nowMs > oldFromMs(token);
}

/** When the first of a pod's tokens will have grown old, by the wall; undefined for a pod without any. */
export function tokensOldFromMs({ tokens }: PodWorker): number | undefined {
  return tokens.size === 0 ? undefined : Math.min(...Array.from(tokens.values(), oldFromMs));
}

function ask(k: Kubelet, { pod }: PodWorker, { audience, seconds }: TokenWish): { readonly token: string } | string {
  const { namespace, name: podName, uid } = pod.metadata;
  const name = pod.spec.serviceAccountName ?? 'default';
  const spec = {
    audiences: audience === undefined || audience === '' ? [] : [audience],
    expirationSeconds: seconds,
    boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: podName, uid },
  };
  const body: Json = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec };
  const answer = k.client.createSub('ServiceAccount', { namespace, name, subresource: 'token' }, body, { omitSignature: true });
  if (!answer.ok) return `failed to fetch token: ${answer.status.message ?? ''}`;
  return (answer.value as { readonly status: { readonly token: string } }).status;
}
