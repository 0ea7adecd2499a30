import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { hexText, sha256 } from '../sha256.ts';
import { md5Hex } from './md5.ts';
import { sha1 } from './sha1.ts';
import { sha384, sha512 } from './sha512.ts';

test.each([
  ['md5', md5Hex],
  ['sha1', (message: readonly number[]) => hexText(sha1(message))],
  ['sha256', (message: readonly number[]) => hexText(sha256(message))],
  ['sha384', (message: readonly number[]) => hexText(sha384(message))],
  ['sha512', (message: readonly number[]) => hexText(sha512(message))],
] as const)('%s is that of others, at every length around a block', (name, digest) => {
  for (const length of [0, 1, 3, 55, 56, 57, 63, 64, 65, 111, 112, 113, 127, 128, 129, 1000]) {
    const message = Array.from({ length }, (_, i) => (i * 7 + length) & 0xff);
    expect(digest(message), `${length} bytes`).toBe(createHash(name).update(Uint8Array.from(message)).digest('hex'));
  }
});
