import { createPublicKey, createVerify, generateKeyPairSync, sign, X509Certificate, type JsonWebKey, type KeyObject } from 'node:crypto';
import { request as send } from 'node:https';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bitString, explicit, integer, oid, sequence } from '#api/machinery/crypto/der.ts';
import { nameDer } from '#api/machinery/crypto/names.ts';
import { pemText } from '#api/machinery/crypto/pem.ts';
import { issueCertificate, type Authority } from '#engine/engine.ts';
import { clusterTime } from './door.ts';
import { startServer, type TestClient } from './testClient.test-helper.ts';

let client: TestClient;
beforeAll(async () => {
  client = await startServer();
});
afterAll(() => client.close());

const path = '/apis/certificates.k8s.io/v1/certificatesigningrequests';

/** A request as clients make them. */
function requestFor(
  key: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
  commonName: string,
  organizations: string[],
): string {
  const spki = key.publicKey.export({ type: 'spki', format: 'der' });
  const body = sequence(integer([0]), nameDer({ commonName, organizations }), spki, explicit(0, []));
  return pemText(
    'CERTIFICATE REQUEST',
    sequence(body, sequence(oid('1.2.840.10045.4.3.2')), bitString(sign('sha256', body, key.privateKey))),
  );
}

/** Creates a request, has it approved, and waits for the certificate. */
async function signed(name: string, request: string, expirationSeconds = 3600): Promise<string> {
  const spec = {
    request: Buffer.from(request).toString('base64'),
    signerName: 'kubernetes.io/kube-apiserver-client',
    usages: ['client auth'],
    expirationSeconds,
  };
  const created = await client.ask(path, { method: 'POST', body: { metadata: { name }, spec } });
  expect(created.code).toBe(201);
  const status = { conditions: [{ type: 'Approved', status: 'True', reason: 'Test', message: 'approved' }] };
  const approved = await client.ask(`${path}/${name}/approval`, { method: 'PUT', body: { ...created.body, status } });
  expect(approved.code).toBe(200);
  for (let i = 0; i < 200; i += 1) {
    const { body } = await client.ask(`${path}/${name}`);
    const { certificate } = body['status'] as unknown as { certificate?: string };
    if (certificate !== undefined) return Buffer.from(certificate, 'base64').toString();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('no certificate came');
}

async function rootCa(): Promise<string> {
  const { body } = await client.ask('/api/v1/namespaces/default/configmaps/kube-root-ca.crt');
  return (body['data'] as unknown as Record<string, string>)['ca.crt'] ?? '';
}

/** Asks with a client's certificate, and checks the server by the cluster's authority. */
function askWith(
  pair: { readonly cert: string; readonly key: string | Buffer },
  target: string,
  ca: string,
): Promise<{ code: number; body: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const outgoing = send(`${client.served.url}${target}`, { ...pair, ca, agent: false }, (response) => {
      let text = '';
      response.on('data', (part: Buffer) => (text += part.toString()));
      response.on('end', () => resolve({ code: response.statusCode ?? 0, body: JSON.parse(text) as Record<string, unknown> }));
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

test('a certificate that was asked for, approved and signed opens the door for who is in it', async () => {
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const cert = await signed('ann', requestFor(key, 'ann', ['devs']));
  const ca = await rootCa();
  const read = new X509Certificate(cert);
  expect(read.checkIssued(new X509Certificate(ca))).toBe(true);
  expect(read.verify(new X509Certificate(ca).publicKey)).toBe(true);
  const seconds = (Date.parse(read.validTo) - Date.parse(read.validFrom)) / 1000;
  expect(seconds).toBe(3600 + 300);
  const pair = { cert, key: key.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string };
  const review = await askWith(pair, '/api/v1/namespaces/default/pods', ca);
  expect(review).toMatchObject({
    code: 403,
    body: { message: expect.stringContaining('User "ann" cannot list resource "pods"') as string },
  });
  const binding = {
    metadata: { name: 'devs' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'devs' }],
  };
  expect((await client.ask('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', { method: 'POST', body: binding })).code).toBe(201);
  expect((await askWith(pair, '/api/v1/namespaces/default/pods', ca)).code).toBe(200);
});

test('a request that was not made with its key gets no certificate, a certificate of another authority opens nothing', async () => {
  const ca = await rootCa();
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { door } = client.served;
  const root = (authority: Authority, rest: object = {}) => ({
    key: key.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: issueCertificate(authority, {
      serial: [7],
      subject: { commonName: 'root', organizations: ['system:masters'] },
      publicInfo: key.publicKey.export({ type: 'spki', format: 'der' }),
      notBeforeMs: clusterTime(door) - 60_000,
      notAfterMs: clusterTime(door) + 3_600_000,
      usages: ['client auth'],
      ...rest,
    }),
  });
  const codeFor = async (pair: ReturnType<typeof root>) => (await askWith(pair, '/api/v1/nodes', ca)).code;
  const { authority } = door;
  expect(await codeFor(root(authority))).toBe(200);
  expect(await codeFor(root(authority, { notAfterMs: clusterTime(door) - 1_000 }))).toBe(401);
  expect(await codeFor(root(authority, { usages: ['server auth'] }))).toBe(401);
  expect(await codeFor(root({ ...authority, key: { ...authority.key, p: authority.key.q, q: authority.key.p } }))).toBe(401);
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await expect(signed('mallory', requestFor({ publicKey: key.publicKey, privateKey: other.privateKey }, 'mallory', []))).rejects.toThrow(
    'no certificate',
  );
});

test('a token can be checked by whoever reads the published keys', async () => {
  const { body } = await client.ask('/api/v1/namespaces/default/serviceaccounts/default/token', {
    method: 'POST',
    body: { spec: { audiences: ['ünlike'] } },
  });
  const { token } = body['status'] as unknown as { token: string };
  const [head = '', claims = '', signature = ''] = token.split('.');
  const { kid, alg } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string; alg: string };
  const { issuer, jwks_uri } = (await client.ask('/.well-known/openid-configuration')).body as unknown as Record<string, string>;
  const { keys } = (await client.ask(new URL(jwks_uri ?? '').pathname)).body as unknown as { keys: (JsonWebKey & { kid: string })[] };
  const jwk = keys.find((it) => it.kid === kid)!;
  expect(alg).toBe('RS256');
  expect(
    createVerify('sha256')
      .update(`${head}.${claims}`)
      .verify(createPublicKey({ key: jwk, format: 'jwk' }), signature, 'base64url'),
  ).toBe(true);
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ iss: issuer, aud: ['ünlike'] });
});
