/**
 * agnhost test-service-account-issuer-discovery: checks a mounted token as somebody would who knows nothing of Kubernetes but the
 * issuer's published keys. upstream: test/images/agnhost/openidmetadata, github.com/coreos/go-oidc
 */
import { bytesOfUrl, decodeUrl } from '#api/machinery/base64.ts';
import { bigOf } from '#api/machinery/crypto/bytes.ts';
import { rsaVerify } from '#api/machinery/crypto/rsa.ts';
import { goQuote } from '#api/machinery/goText.ts';
import { utf8Bytes } from '#api/machinery/hash.ts';
import { formatTime } from '#api/machinery/time.ts';
import { readFile } from '../../fs/ops.ts';
import { fsOf, wallMs, type Outcome, type Program, type Task } from '../../process/task.ts';
import { parseOptions } from '../command.ts';
import { inClusterConfig, startCall, stepCall, type Call, type InCluster } from './inCluster.ts';
import { log } from './log.ts';

interface Claims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: readonly string[];
  readonly exp: number;
  readonly 'kubernetes.io'?: { readonly namespace: string; readonly serviceaccount: { readonly name: string; readonly uid: string } };
}

interface State {
  readonly audience: string;
  readonly token: string;
  readonly claims: Claims;
  readonly config: InCluster;
  /** What is asked for: the issuer's configuration, then its keys. */
  asked: 'issuer' | 'keys' | 'done';
  call: Call;
}

export const issuerDiscovery: Program = {
  start(task): State | string {
    const { flags } = parseOptions(task.proc.argv.slice(2), ['token-path', 'audience']);
    const path = flags.get('token-path') ?? '';
    // Without the flag a client would trust the public authorities only, and none of them has signed a cluster's certificates.
    const config = flags.has('in-cluster-discovery') ? inClusterConfig(task) : { server: '', token: '', authorities: '' };
    if (typeof config === 'string') return config;
    const token = readFile(fsOf(task), path, task.proc);
    if (typeof token !== 'string') return `open ${path}: no such file or directory`;
    log(task, 'OK: Got token');
    const claims = partOf(token, 1) as Claims | undefined;
    if (claims === undefined) return 'square/go-jose: compact JWS format must have three parts';
    log(task, `OK: got issuer ${claims.iss}`);
    log(task, `Full, not-validated claims: \n${goClaims(claims)}`);
    const call = startCall(task, config, `${claims.iss}/.well-known/openid-configuration`);
    return { audience: flags.get('audience') ?? '', token, claims, config, asked: 'issuer', call };
  },
  step(task) {
    const state = task.proc.state as State | string;
    if (typeof state === 'string') return fatal(task, state);
    for (;;) {
      const called = stepCall(task, state.call);
      if ('failure' in called) return fatal(task, called.failure);
      if (!('status' in called)) return called;
      if (called.status !== 200) return fatal(task, `${called.status}: ${called.body}`);
      const problem = state.asked === 'issuer' ? meetIssuer(task, state, called.body) : checkToken(task, state, called.body);
      if (problem !== undefined) return fatal(task, problem);
      if (state.asked === 'done') return { exit: 0 };
    }
  },
};

/** Goes on to the issuer's keys, when it is the one that the token names. */
function meetIssuer(task: Task, state: State, body: string): string | undefined {
  const { iss } = state.claims;
  const told = jsonOf(body) as { readonly issuer?: string; readonly jwks_uri?: string } | undefined;
  if (told?.issuer !== iss)
    return `oidc: issuer did not match the issuer returned by provider, expected ${goQuote(iss)} got ${goQuote(told?.issuer ?? '')}`;
  log(task, `OK: Constructed OIDC provider for issuer ${iss}`);
  state.asked = 'keys';
  state.call = startCall(task, state.config, told.jwks_uri ?? '');
  return undefined;
}

function checkToken(task: Task, state: State, body: string): string | undefined {
  const { claims, audience, token } = state;
  if (!claims.aud.includes(audience))
    return `oidc: expected audience ${goQuote(audience)} got [${claims.aud.map((it) => goQuote(it)).join(' ')}]`;
  if (claims.exp * 1000 < wallMs(task)) return `oidc: token is expired (Token Expiry: ${formatTime(claims.exp * 1000)})`;
  if (!isSigned(token, body)) return 'failed to verify signature: failed to verify id token signature';
  log(task, 'OK: Validated signature on JWT');
  log(task, 'OK: Got valid claims from token!');
  log(task, `Full, validated claims: \n&${goClaims(claims)}`);
  state.asked = 'done';
  return undefined;
}

interface KeySet {
  readonly keys?: readonly { readonly kid?: string; readonly n?: string; readonly e?: string }[];
}

function isSigned(token: string, keySet: string): boolean {
  const [head = '', body = '', signature = ''] = token.split('.');
  const { kid } = (partOf(token, 0) ?? {}) as { readonly kid?: string };
  const keys = (jsonOf(keySet) as KeySet | undefined)?.keys ?? [];
  return keys.some(({ kid: name, n = '', e = '' }) => {
    const key = { modulus: bigOf(bytesOfUrl(n)), exponent: bigOf(bytesOfUrl(e)) };
    return name === kid && key.modulus > 1n && rsaVerify(key, { message: utf8Bytes(`${head}.${body}`), signature: bytesOfUrl(signature) });
  });
}

/** A part of a token, read; undefined when it is no JSON. */
function partOf(token: string, at: number): unknown {
  return token.split('.').length === 3 ? jsonOf(decodeUrl(token.split('.')[at] ?? '')) : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** As Go prints a struct with its names, but for the addresses of its times. */
function goClaims({ iss, sub, aud, 'kubernetes.io': kubernetes }: Claims): string {
  const { namespace = '', serviceaccount = { name: '', uid: '' } } = kubernetes ?? {};
  const standard = `jwt.Claims{Issuer:${goQuote(iss)}, Subject:${goQuote(sub)}, Audience:jwt.Audience{${aud.map((it) => goQuote(it)).join(', ')}}, ID:""}`;
  const account = `openidmetadata.kubeName{Name:${goQuote(serviceaccount.name)}, UID:${goQuote(serviceaccount.uid)}}`;
  return `openidmetadata.claims{Claims:${standard}, Kubernetes:openidmetadata.kubeClaims{Namespace:${goQuote(namespace)}, ServiceAccount:${account}}}`;
}

function fatal(task: Task, why: string): Outcome {
  log(task, why);
  return { exit: 1 };
}
