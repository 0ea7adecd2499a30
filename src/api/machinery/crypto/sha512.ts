/** SHA-512 and SHA-384. upstream: go crypto/sha512, FIPS 180-4 */
import { firstPrimes, rootFraction } from './primes.ts';

const mask = (1n << 64n) - 1n;
const primes = firstPrimes(80);
const constants = primes.map((prime) => rootFraction(prime, 3n, 64n));
const initial512 = primes.slice(0, 8).map((prime) => rootFraction(prime, 2n, 64n));
const initial384 = primes.slice(8, 16).map((prime) => rootFraction(prime, 2n, 64n));

export function sha512(message: ArrayLike<number>): Uint8Array {
  return digest(message, initial512);
}

export function sha384(message: ArrayLike<number>): Uint8Array {
  return digest(message, initial384).slice(0, 48);
}

function digest(message: ArrayLike<number>, initial: readonly bigint[]): Uint8Array {
  let state = initial;
  const padded = pad(message);
  for (let at = 0; at < padded.length; at += 16) state = compress(state, padded.slice(at, at + 16));
  const bytes = new Uint8Array(64);
  for (let i = 0; i < 64; i += 1) bytes[i] = Number((state[i >> 3]! >> BigInt(56 - 8 * (i & 7))) & 0xffn);
  return bytes;
}

/** The message with its padding, as words of 64 bits. */
function pad(message: ArrayLike<number>): bigint[] {
  const words = Array<bigint>((Math.floor((message.length + 16) / 128) + 1) * 16).fill(0n);
  for (let i = 0; i <= message.length; i += 1) words[i >> 3]! |= BigInt(message[i] ?? 0x80) << BigInt(56 - 8 * (i & 7));
  words[words.length - 1] = BigInt(message.length) * 8n;
  return words;
}

function rotate(value: bigint, bits: bigint): bigint {
  return ((value >> bits) | (value << (64n - bits))) & mask;
}

function compress(state: readonly bigint[], schedule: bigint[]): bigint[] {
  for (let i = 16; i < 80; i += 1) {
    const x = schedule[i - 15]!;
    const y = schedule[i - 2]!;
    const small = rotate(x, 1n) ^ rotate(x, 8n) ^ (x >> 7n);
    const large = rotate(y, 19n) ^ rotate(y, 61n) ^ (y >> 6n);
    schedule.push((schedule[i - 16]! + small + schedule[i - 7]! + large) & mask);
  }
  let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = state;
  for (let i = 0; i < 80; i += 1) {
    const choice = (e & f) ^ (~e & mask & g);
    const first = h + (rotate(e, 14n) ^ rotate(e, 18n) ^ rotate(e, 41n)) + choice + constants[i]! + schedule[i]!;
    const second = (rotate(a, 28n) ^ rotate(a, 34n) ^ rotate(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) & mask, c, b, a, (first + second) & mask];
  }
  return [a, b, c, d, e, f, g, h].map((value, i) => (value + state[i]!) & mask);
}
