/**
 * MD5 as lower-case hex. Real endpoint controllers order ports and subsets by it, so the order people see comes from here.
 * upstream: pkg/util/hash/hash.go (DeepHashObject), crypto/md5
 */
import { utf8Bytes } from '../hash.ts';

const sines = [
  0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501, 0x698098d8, 0x8b44f7af, 0xffff5bb1,
  0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453,
  0xd8a1e681, 0xe7d3fbc8, 0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a, 0xfffa3942,
  0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70, 0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05,
  0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665, 0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d,
  0x85845dd1, 0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
];
const shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

type Block = [number, number, number, number];

/** The digest of bytes, or of a text in UTF-8. */
export function md5Hex(message: string | readonly number[]): string {
  const words = paddedWords(typeof message === 'string' ? utf8Bytes(message) : message);
  let state: Block = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let at = 0; at < words.length; at += 16) state = digestBlock(state, words, at);
  return state.map(littleEndianHex).join('');
}

/** The bytes as little-endian words, with the closing bit, zeros, and the length in bits. */
function paddedWords(bytes: readonly number[]): Int32Array {
  const words = new Int32Array((((bytes.length + 8) >> 6) + 1) * 16);
  bytes.forEach((byte, index) => {
    words[index >> 2]! |= byte << ((index & 3) * 8);
  });
  words[bytes.length >> 2]! |= 0x80 << ((bytes.length & 3) * 8);
  words[words.length - 2] = bytes.length * 8;
  words[words.length - 1] = Math.floor(bytes.length / 0x20000000);
  return words;
}

function digestBlock(state: Block, words: Int32Array, at: number): Block {
  let [a, b, c, d] = state;
  for (let i = 0; i < 64; i += 1) {
    const [mixed, word] = mix(i, [b, c, d]);
    const sum = (a + mixed + sines[i]! + words[at + word]!) | 0;
    const shift = shifts[(i >> 4) * 4 + (i & 3)]!;
    [a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0];
  }
  return [(state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0];
}

/** The round's function of three words, and which word of the block it takes. */
function mix(i: number, [b, c, d]: readonly [number, number, number]): readonly [number, number] {
  if (i < 16) return [(b & c) | (~b & d), i];
  if (i < 32) return [(d & b) | (~d & c), (5 * i + 1) & 15];
  if (i < 48) return [b ^ c ^ d, (3 * i + 5) & 15];
  return [c ^ (b | ~d), (7 * i) & 15];
}

function littleEndianHex(word: number): string {
  let text = '';
  for (let byte = 0; byte < 4; byte += 1) text += ((word >>> (byte * 8)) & 255).toString(16).padStart(2, '0');
  return text;
}
