/** SHA-256 and base32: how kube-proxy makes the names of its chains. upstream: go crypto/sha256, encoding/base32 */
import { firstPrimes, rootFraction } from './crypto/primes.ts';
import { utf8Bytes } from './hash.ts';

const primes = firstPrimes(64);
const constants = Uint32Array.from(primes, (prime) => Number(rootFraction(prime, 3n, 32n)));
const initial = Uint32Array.from(primes.slice(0, 8), (prime) => Number(rootFraction(prime, 2n, 32n)));

function rotate(value: number, bits: number): number {
  return (value >>> bits) | (value << (32 - bits));
}

/** The message with its padding, as big-endian words. */
function pad(bytes: ArrayLike<number>): Uint32Array {
  const blocks = Math.floor((bytes.length + 8) / 64) + 1;
  const words = new Uint32Array(blocks * 16);
  for (let i = 0; i <= bytes.length; i += 1) {
    const word = i >> 2;
    words[word] = words[word]! | ((bytes[i] ?? 0x80) << (24 - 8 * (i & 3)));
  }
  words[words.length - 2] = Math.floor(bytes.length / 536_870_912);
  words[words.length - 1] = bytes.length << 3;
  return words;
}

function expand(schedule: Uint32Array): void {
  for (let i = 16; i < 64; i += 1) {
    const x = schedule[i - 15]!;
    const y = schedule[i - 2]!;
    const small = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
    const large = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
    schedule[i] = schedule[i - 16]! + small + schedule[i - 7]! + large;
  }
}

/** The eight words live in variables: this is the inner loop of every token and chain name. */
function compress(state: Uint32Array, schedule: Uint32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i += 1) {
    const choice = (e & f) ^ (~e & g);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const first = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + choice + constants[i]! + schedule[i]!) | 0;
    const second = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  add(state, [a, b, c, d, e, f, g, h]);
}

function add(state: Uint32Array, values: readonly number[]): void {
  for (let i = 0; i < 8; i += 1) state[i] = state[i]! + values[i]!;
}

/** The 32 bytes of the digest of bytes, or of a text in UTF-8. */
export function sha256(message: string | ArrayLike<number>): Uint8Array {
  const words = pad(typeof message === 'string' ? utf8Bytes(message) : message);
  const state = initial.slice();
  const schedule = new Uint32Array(64);
  for (let block = 0; block < words.length; block += 16) {
    schedule.set(words.subarray(block, block + 16));
    expand(schedule);
    compress(state, schedule);
  }
  const digest = new Uint8Array(32);
  for (let i = 0; i < 32; i += 1) digest[i] = state[i >> 2]! >>> (24 - 8 * (i & 3));
  return digest;
}

/** The digest in lower-case hexadecimal digits. */
export function sha256Hex(message: string | ArrayLike<number>): string {
  return hexText(sha256(message));
}

/** Bytes as lower-case hexadecimal digits. */
export function hexText(bytes: ArrayLike<number>): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const base32Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Standard base32 without padding. */
export function base32(bytes: Iterable<number>): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += base32Alphabet.charAt((held >> bits) & 31);
    }
  }
  return bits === 0 ? text : text + base32Alphabet.charAt((held << (5 - bits)) & 31);
}
