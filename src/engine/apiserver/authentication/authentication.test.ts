import { expect, test } from 'vitest';
import { decodeUrl, encodeText } from '#api/machinery/base64.ts';
import { formatTime } from '#api/machinery/time.ts';
import type { KubeObject } from '#api/meta.ts';
import { secretToken } from '#engine/helpers/secretToken.ts';
import type { Json } from '#api/immutable.ts';
import { handle } from '../apiserver.ts';
import { ask, body, create, podServer, podSpec, testServer, type Loose, type TestServer } from '../testServer.ts';
import { authenticate } from './authenticate.ts';

function tokenFor(it: TestServer, spec: Json = {}): Loose {
  return body(ask(it, 'ServiceAccount', { verb: 'create', name: 'default', subresource: 'token', object: { spec } }));
}

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(decodeUrl(token.split('.')[1]!)) as Record<string, unknown>;
}

function nowOf(it: TestServer): number {
  return it.env.epochMs + it.env.nowMs;
}

function who(it: TestServer, token: string): unknown {
  const user = authenticate(it.server, { token }, nowOf(it));
  return 'kind' in user ? user.code : user;
}

test('a token says whose it is, for whom and how long, and is good for that', () => {
  const it = podServer();
  const { token } = tokenFor(it)['status']!;
  const uid = body(ask(it, 'ServiceAccount', { name: 'default' }))['metadata']!['uid'];
  const iat = nowOf(it) / 1000;
  expect(claimsOf(token!)).toEqual({
    aud: ['https://kubernetes.default.svc.cluster.local'],
    exp: iat + 3600,
    iat,
    iss: 'https://kubernetes.default.svc.cluster.local',
    'kubernetes.io': { namespace: 'default', serviceaccount: { name: 'default', uid } },
    nbf: iat,
    sub: 'system:serviceaccount:default:default',
  });
  const groups = ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'];
  expect(who(it, token!)).toEqual({ name: 'system:serviceaccount:default:default', uid, groups });
  expect(who(it, `${token!}x`)).toBe(401);
  expect(who(it, `x${token!}`)).toBe(401);
  expect(who(it, 'nonsense')).toBe(401);
  it.env.nowMs += 3_600_000;
  expect(who(it, token!)).toBe(401);
});

test('a token for somebody else is none for the server', () => {
  const it = podServer();
  expect(who(it, tokenFor(it, { audiences: ['vault'] })['status']!['token']!)).toBe(401);
});

test('a bound token ends with its pod, and every token with its account', () => {
  const it = podServer();
  create(it, 'Pod', 'p', { spec: podSpec });
  const bound = tokenFor(it, { boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'p' } })['status']!['token']!;
  const { token } = tokenFor(it)['status']!;
  const uid = body(ask(it, 'Pod', { name: 'p' }))['metadata']!['uid'];
  expect(who(it, bound)).toMatchObject({
    extra: { 'authentication.kubernetes.io/pod-name': ['p'], 'authentication.kubernetes.io/pod-uid': [uid] },
  });
  ask(it, 'Pod', { verb: 'delete', name: 'p', options: { delete: { gracePeriodSeconds: 0 } } });
  expect([who(it, bound), typeof who(it, token!)]).toEqual([401, 'object']);
  ask(it, 'ServiceAccount', { verb: 'delete', name: 'default' });
  expect(who(it, token!)).toBe(401);
});

test('what may not be asked of a token request', () => {
  const it = podServer();
  create(it, 'ServiceAccount', 'other');
  create(it, 'Pod', 'p', { spec: { ...podSpec, serviceAccountName: 'other' } });
  const message = (spec: Json) => tokenFor(it, spec)['message'];
  expect(message({ expirationSeconds: 10 })).toBe(
    'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 10: may not specify a duration less than 10 minutes',
  );
  expect(message({ boundObjectRef: { kind: 'Node', apiVersion: 'v1', name: 'n' } })).toBe(
    'cannot bind token to object of type /v1, Kind=Node',
  );
  expect(message({ boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'gone' } })).toBe('pods "gone" not found');
  expect(message({ boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'p' } })).toBe(
    'cannot bind token for serviceaccount "default" to pod running with different serviceaccount name.',
  );
});

test('people are known by certificate or by the token the cluster was started with; nobody else is anybody', () => {
  const it = testServer({ access: { users: [{ name: 'ann', groups: ['devs'], uid: '7', token: 'secret' }] } });
  expect(authenticate(it.server, { certificate: { commonName: 'bob', organizations: ['ops'] } }, 0)).toEqual({
    name: 'bob',
    groups: ['ops', 'system:authenticated'],
  });
  expect(who(it, 'secret')).toEqual({ name: 'ann', uid: '7', groups: ['devs', 'system:authenticated'] });
  expect(authenticate(it.server, {}, 0)).toEqual({ name: 'system:anonymous', groups: ['system:unauthenticated'] });
  const pods = { verb: 'list', group: '', version: 'v1', resource: 'pods' } as const;
  expect(handle(it.server, { ...pods, credentials: { token: 'wrong' } }, it.env)).toMatchObject({
    code: 401,
    body: { message: 'Unauthorized', reason: 'Unauthorized' },
  });
  expect(body(handle(it.server, { ...pods, credentials: { token: 'secret' } }, it.env))['message']).toBe(
    'pods is forbidden: User "ann" cannot list resource "pods" in API group "" at the cluster scope',
  );
});

test('the day of its last use is noted on the Secret of a token', () => {
  const it = podServer();
  const secret = { metadata: { name: 's', namespace: 'default' } };
  const account = body(ask(it, 'ServiceAccount', { name: 'default' }));
  const token = secretToken(secret as unknown as KubeObject, account as unknown as KubeObject, it.server.access.signingKey);
  const read = () => body(ask(it, 'Secret', { name: 's' }));
  create(it, 'Secret', 's', { data: { token: encodeText(token) } });
  const pods = { verb: 'list', group: '', version: 'v1', resource: 'pods', namespace: 'default' } as const;
  expect(handle(it.server, { ...pods, credentials: { token } }, it.env).code).toBe(403);
  expect(read()['metadata']!['labels']).toEqual({ 'kubernetes.io/legacy-token-last-used': formatTime(nowOf(it)).slice(0, 10) });
  const version = read()['metadata']!['resourceVersion'];
  handle(it.server, { ...pods, credentials: { token } }, it.env);
  expect(read()['metadata']!['resourceVersion']).toBe(version);
});
