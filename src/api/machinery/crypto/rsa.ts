/**
 * RSA signatures, PKCS #1 version 1.5. They are a function of key and message, with no chance in them.
 * upstream: go crypto/rsa, RFC 8017
 */
import { sha256 } from '../sha256.ts';
import { bigOf, bytesOf, concat, equalBytes } from './bytes.ts';
import { bitString, inside, integer, nothing, oid, readElements, sequence, type Element } from './der.ts';
import { inverse, modPow } from './modular.ts';
import { readPem } from './pem.ts';
import { sha1 } from './sha1.ts';
import { sha384, sha512 } from './sha512.ts';

export interface RsaPublicKey {
  readonly modulus: bigint;
  readonly exponent: bigint;
}

export interface RsaPrivateKey extends RsaPublicKey {
  readonly p: bigint;
  readonly q: bigint;
  /** The secret exponent modulo p - 1 and q - 1, and what gives 1 with q modulo p: two short powers in the place of a long one. */
  readonly dp: bigint;
  readonly dq: bigint;
  readonly qInverse: bigint;
}

export type HashName = 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512';

export const hashes: Readonly<Record<HashName, (message: ArrayLike<number>) => Uint8Array>> = {
  'SHA-1': sha1,
  'SHA-256': sha256,
  'SHA-384': sha384,
  'SHA-512': sha512,
};
const hashIds: Readonly<Record<HashName, string>> = {
  'SHA-1': '1.3.14.3.2.26',
  'SHA-256': '2.16.840.1.101.3.4.2.1',
  'SHA-384': '2.16.840.1.101.3.4.2.2',
  'SHA-512': '2.16.840.1.101.3.4.2.3',
};
const publicExponent = 65_537n;

/** The key that two primes make. */
export function rsaKey(p: bigint, q: bigint): RsaPrivateKey {
  const dp = inverse(publicExponent, p - 1n);
  const dq = inverse(publicExponent, q - 1n);
  return Object.freeze({ modulus: p * q, exponent: publicExponent, p, q, dp, dq, qInverse: inverse(q, p) });
}

/** The key in a PEM text, in the form of PKCS #1 or of PKCS #8; undefined when there is none. */
export function readRsaKey(text: string): RsaPrivateKey | undefined {
  const block = readPem(text);
  if (block === undefined) return undefined;
  const outer = inside(readElements(block.bytes)?.[0]);
  const fields = block.label === 'PRIVATE KEY' ? inside(readElements(outer?.[2]?.content ?? new Uint8Array())?.[0]) : outer;
  if (fields === undefined || fields.length < 9) return undefined;
  const number = (at: number): bigint => bigOf(fields[at]!.content);
  const [modulus, exponent, p, q] = [number(1), number(2), number(4), number(5)];
  const isWhole = p * q === modulus && modulus > 0n;
  return isWhole ? Object.freeze({ modulus, exponent, p, q, dp: number(6), dq: number(7), qInverse: number(8) }) : undefined;
}

/** The message's digest as it is signed, in as many bytes as the key has. */
function encoded(message: ArrayLike<number>, hash: HashName, length: number): Uint8Array | undefined {
  const info = sequence(sequence(oid(hashIds[hash]), nothing), concat([[0x04, hashes[hash](message).length], hashes[hash](message)]));
  const padding = length - info.length - 3;
  return padding < 8 ? undefined : concat([[0, 1], new Uint8Array(padding).fill(0xff), [0], info]);
}

export function rsaSign(key: RsaPrivateKey, message: ArrayLike<number>, hash: HashName = 'SHA-256'): Uint8Array {
  const { p, q, dp, dq, qInverse } = key;
  const length = lengthOf(key);
  const block = encoded(message, hash, length);
  if (block === undefined) throw new Error('the key is too short to sign with');
  const value = bigOf(block);
  const a = modPow(value % p, dp, p);
  const b = modPow(value % q, dq, q);
  const h = ((((a - b) % p) + p) * qInverse) % p;
  return bytesOf(b + h * q, length);
}

export function rsaVerify(
  key: RsaPublicKey,
  {
    message,
    signature,
    hash = 'SHA-256',
  }: { readonly message: ArrayLike<number>; readonly signature: ArrayLike<number>; readonly hash?: HashName },
): boolean {
  const length = lengthOf(key);
  const value = bigOf(signature);
  const block = encoded(message, hash, length);
  if (signature.length !== length || value >= key.modulus || block === undefined) return false;
  return equalBytes(bytesOf(modPow(value, key.exponent, key.modulus), length), block);
}

function lengthOf({ modulus }: RsaPublicKey): number {
  return (modulus.toString(16).length + 1) >> 1;
}

export const rsaEncryption = '1.2.840.113549.1.1.1';

/** The two numbers of a public key, in the form of PKCS #1. */
export function rsaPublicBits({ modulus, exponent }: RsaPublicKey): Uint8Array {
  return sequence(integer(bytesOf(modulus)), integer(bytesOf(exponent)));
}

/** The public key as certificates carry it (SubjectPublicKeyInfo). */
export function rsaPublicInfo(key: RsaPublicKey): Uint8Array {
  return sequence(sequence(oid(rsaEncryption), nothing), bitString(rsaPublicBits(key)));
}

/** Longer keys and exponents than these would only keep the server busy. */
const modulusMax = 16_384n;
const exponentMax = 2n ** 31n - 1n;

/** Reads what `rsaPublicBits` writes. */
export function readRsaPublic(bits: Uint8Array): RsaPublicKey | undefined {
  const [modulus, exponent]: readonly (Element | undefined)[] = inside(readElements(bits)?.[0]) ?? [];
  if (modulus === undefined || exponent === undefined) return undefined;
  const key = { modulus: bigOf(modulus.content), exponent: bigOf(exponent.content) };
  return key.modulus > 1n && key.modulus < 1n << modulusMax && key.exponent > 1n && key.exponent <= exponentMax ? key : undefined;
}
