import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { parseTime } from '../time.ts';
import { bytesOf } from './bytes.ts';
import { readRequestPem, signatureProblem } from './pkcs10.ts';
import { readRsaKey, rsaPublicInfo } from './rsa.ts';
import { certificatePem, isSignedBy, readCertificatePem, signCertificate, type CertificateWish } from './x509.ts';
import { ecdsaRequest, ed25519Request, rsaRequest, testKey } from './x509.test-helper.ts';

const key = readRsaKey(testKey)!;
const wish: CertificateWish = {
  serial: bytesOf(0xf1234n),
  issuer: { commonName: 'kubernetes', organizations: [] },
  subject: { commonName: 'ann', organizations: ['ops', 'devs', 'ünits'] },
  publicInfo: rsaPublicInfo(key),
  notBeforeMs: parseTime('2026-01-02T03:04:05Z')!,
  notAfterMs: parseTime('2051-01-01T00:00:00Z')!,
  usages: ['digital signature', 'key encipherment', 'client auth', 'decipher only'],
  signerId: Uint8Array.of(1, 2, 3),
  names: {
    dns: ['a.example'],
    emails: ['x@y.z'],
    uris: ['spiffe://a/b'],
    ips: [
      [10, 0, 0, 1],
      [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
    ],
  },
};

test('others read a certificate as it was meant', () => {
  const it = new X509Certificate(certificatePem(signCertificate(wish, key)));
  expect(it.issuer).toBe('CN=kubernetes');
  expect(it.subject.split(/\n| \+ /).toSorted()).toEqual(['CN=ann', 'O=devs', 'O=ops', 'O=ünits']);
  expect(it.serialNumber).toBe('0F1234');
  expect(it.validFrom).toBe('Jan  2 03:04:05 2026 GMT');
  expect(it.validTo).toBe('Jan  1 00:00:00 2051 GMT');
  expect(it.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
  expect(it.ca).toBe(false);
  expect(it.subjectAltName).toBe('DNS:a.example, email:x@y.z, IP Address:10.0.0.1, IP Address:2001:DB8:0:0:0:0:0:1, URI:spiffe://a/b');
  expect(it.verify(new X509Certificate(certificatePem(signCertificate({ ...wish, isAuthority: true }, key))).publicKey)).toBe(true);
});

test('a certificate reads back, and shows whose signature it has', () => {
  const read = readCertificatePem(certificatePem(signCertificate(wish, key)))!;
  expect(read.subject.commonName).toBe('ann');
  expect(read.subject.organizations.toSorted()).toEqual(['devs', 'ops', 'ünits']);
  expect([read.notBeforeMs, read.notAfterMs]).toEqual([wish.notBeforeMs, wish.notAfterMs]);
  expect(read.names).toEqual(wish.names);
  expect(read.extended).toEqual(['1.3.6.1.5.5.7.3.2']);
  expect(isSignedBy(read, key)).toBe(true);
  expect(isSignedBy({ ...read, body: read.body.slice(1) }, key)).toBe(false);
});

test.each([
  ['RSA', rsaRequest],
  ['ECDSA', ecdsaRequest],
  ['Ed25519', ed25519Request],
])('a request that openssl made with %s is read and checked', (_, pem) => {
  const request = readRequestPem(pem);
  if (typeof request === 'string') throw new Error(request);
  expect(request.subject).toMatchObject({ commonName: 'system:node:n1', organizations: ['system:nodes'] });
  expect(request.names).toEqual({ dns: ['n1.example'], emails: [], uris: [], ips: [[10, 0, 0, 1]] });
  expect(signatureProblem(request)).toBeUndefined();
  const { body } = request;
  const changed = body.slice();
  changed[changed.length - 1]! ^= 1;
  expect(signatureProblem({ ...request, body: changed })).toMatch(/verification/);
});

test('whatever is no request is refused in words', () => {
  const lines = ecdsaRequest.split('\n');
  const texts = [
    '',
    'x',
    ecdsaRequest.replaceAll('REQUEST', 'THING'),
    ...lines.slice(1, -2).map((_, i) => lines.filter((__, at) => at !== i + 1).join('\n')),
  ];
  for (const text of texts) expect(typeof readRequestPem(text)).toBe('string');
});
