/** SHA-256 and base32: how kube-proxy makes the names of its chains. upstream: go crypto/sha256, encoding/base32 */
import { utf8Bytes } from './hash.ts';

/** The first 32 bits of the fractional parts of the roots of the first primes, found with integers alone. */
function rootFractions(count: number, root: bigint): Uint32Array {
  const fractions = new Uint32Array(count);
  let found = 0;
  for (let candidate = 2n; found < count; candidate += 1n) {
    let prime = true;
    for (let divisor = 2n; divisor * divisor <= candidate; divisor += 1n) if (candidate % divisor === 0n) prime = false;
    if (!prime) continue;
    const target = candidate << (32n * root);
    let low = 0n;
    let high = 1n << 40n;
    while (high - low > 1n) {
      const middle = (low + high) >> 1n;
      if (middle ** root <= target) low = middle;
      else high = middle;
    }
    fractions[found] = Number(BigInt.asUintN(32, low));
    found += 1;
  }
  return fractions;
}

const constants = rootFractions(64, 3n);
const initial = rootFractions(8, 2n);

function rotate(value: number, bits: number): number {
  return (value >>> bits) | (value << (32 - bits));
}

/** The message with its padding, as big-endian words. */
function pad(bytes: readonly number[]): Uint32Array {
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

/** The 32 bytes of the digest of a text in UTF-8. */
export function sha256(text: string): Uint8Array {
  const words = pad(utf8Bytes(text));
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
export function sha256Hex(text: string): string {
  return Array.from(sha256(text), (byte) => byte.toString(16).padStart(2, '0')).join('');
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
