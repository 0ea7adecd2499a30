import { createPublicKey, createSign, createVerify, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { pemText } from './pem.ts';
import { readRsaKey, rsaPublicInfo, rsaSign, rsaVerify } from './rsa.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
const message = Array.from({ length: 100 }, (_, i) => i * 3);

test.each(['pkcs1', 'pkcs8'] as const)('a key in the form of %s signs as others do', (type) => {
  const key = readRsaKey(privateKey.export({ type, format: 'pem' }) as string)!;
  const theirs = createSign('sha256')
    .update(Uint8Array.from(message.map((byte) => byte & 0xff)))
    .sign(privateKey);
  const signature = rsaSign(
    key,
    message.map((byte) => byte & 0xff),
  );
  expect(Buffer.from(signature).toString('hex')).toBe(theirs.toString('hex'));
  const known = createPublicKey(pemText('PUBLIC KEY', rsaPublicInfo(key)));
  expect(createVerify('sha256').update(Uint8Array.from(message)).verify(known, signature)).toBe(true);
});

test.each([
  ['SHA-1', 'sha1'],
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
] as const)('a signature over %s is good for its message only', (hash, name) => {
  const key = readRsaKey(privateKey.export({ type: 'pkcs1', format: 'pem' }) as string)!;
  const signature = createSign(name).update(Uint8Array.from(message)).sign(privateKey);
  const bytes = [...Uint8Array.from(message)];
  expect(rsaVerify(key, { message: bytes, signature, hash })).toBe(true);
  expect(rsaVerify(key, { message: [...bytes, 0], signature, hash })).toBe(false);
  expect(rsaVerify(key, { message: bytes, signature: Uint8Array.from(signature).fill(255), hash })).toBe(false);
  expect(rsaVerify(key, { message: bytes, signature: signature.subarray(1), hash })).toBe(false);
});

test('what holds no key is none', () => {
  for (const text of [
    '',
    'key',
    pemText('RSA PRIVATE KEY', [0x30, 0x80]),
    pemText('PRIVATE KEY', []),
    pemText('PRIVATE KEY', [0x30, 0x03, 2, 1, 0]),
  ])
    expect(readRsaKey(text)).toBeUndefined();
});
