import { createHash, createSign, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { curves, ecdsaVerify, readPoint } from './ecdsa.ts';

test.each([
  ['P-256', '1.2.840.10045.3.1.7', 'sha256'],
  ['P-384', '1.3.132.0.34', 'sha384'],
  ['P-521', '1.3.132.0.35', 'sha512'],
])('a signature that others have made with %s is good, and no other', (namedCurve, id, hash) => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
  const curve = curves[id]!;
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const bits = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  const signature = createSign(hash).update('a message').sign(privateKey);
  const digest = (text: string) => createHash(hash).update(text).digest();
  const point = readPoint(curve, bits)!;
  expect(ecdsaVerify(curve, point, { digest: digest('a message'), signature })).toBe(true);
  expect(ecdsaVerify(curve, point, { digest: digest('another'), signature })).toBe(false);
  expect(ecdsaVerify(curve, point, { digest: digest('a message'), signature: signature.subarray(1) })).toBe(false);
  bits[bits.length - 1]! ^= 1;
  expect(readPoint(curve, bits)).toBeUndefined();
});
