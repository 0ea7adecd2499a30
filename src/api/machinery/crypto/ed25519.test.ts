import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { ed25519Verify } from './ed25519.ts';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

/** RFC 8032, section 7.1 */
test.each([
  [
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ],
  [
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ],
])('the signature of the RFC by %s', (key, message, signature) => {
  expect(ed25519Verify(bytes(key), { message: bytes(message), signature: bytes(signature) })).toBe(true);
});

test('a signature that others have made is good, and no other', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const key = bytes(Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('hex'));
  const message = bytes(Buffer.from('a message').toString('hex'));
  const signature = Uint8Array.from(sign(undefined, message, privateKey));
  expect(ed25519Verify(key, { message, signature })).toBe(true);
  expect(ed25519Verify(key, { message: message.subarray(1), signature })).toBe(false);
  expect(ed25519Verify(key, { message, signature: signature.map((byte, i) => (i === 40 ? byte ^ 1 : byte)) })).toBe(false);
  expect(ed25519Verify(key, { message, signature: signature.subarray(1) })).toBe(false);
  // The same signature with the order added to its second half is another writing of it.
  const order = bytes('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010');
  let carry = 0;
  const second = signature.slice(32).map((byte, i) => {
    const total = byte + order[i]! + carry;
    carry = total >> 8;
    return total & 0xff;
  });
  expect(ed25519Verify(key, { message, signature: Uint8Array.from([...signature.slice(0, 32), ...second]) })).toBe(false);
});
