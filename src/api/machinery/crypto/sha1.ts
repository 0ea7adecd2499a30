/** SHA-1: checksums, and the identifiers of keys in certificates. Nothing is proved by it. upstream: go crypto/sha1 */

const initial = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function pad(message: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array((Math.floor((message.length + 8) / 64) + 1) * 64);
  bytes.set(message);
  bytes[message.length] = 0x80;
  return bytes;
}

export function sha1(message: ArrayLike<number>): Uint8Array {
  const bytes = pad(message);
  const view = new DataView(bytes.buffer);
  view.setUint32(bytes.length - 8, Math.floor(message.length / 536_870_912));
  view.setUint32(bytes.length - 4, message.length << 3);
  const state = Int32Array.from(initial);
  const schedule = new Int32Array(80);
  for (let at = 0; at < bytes.length; at += 64) {
    for (let i = 0; i < 16; i += 1) schedule[i] = view.getInt32(at + i * 4);
    sha1Block(state, schedule);
  }
  const digest = new DataView(new ArrayBuffer(20));
  for (const [i, word] of state.entries()) digest.setInt32(i * 4, word);
  return new Uint8Array(digest.buffer);
}

const constants = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6];

function sha1Block(state: Int32Array, schedule: Int32Array): void {
  for (let i = 16; i < 80; i += 1) schedule[i] = rotate(schedule[i - 3]! ^ schedule[i - 8]! ^ schedule[i - 14]! ^ schedule[i - 16]!, 1);
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let i = 0; i < 80; i += 1) {
    const round = Math.floor(i / 20);
    const mixed = round === 0 ? (b & c) | (~b & d) : round === 2 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
    const sum = (rotate(a, 5) + mixed + e + constants[round]! + schedule[i]!) | 0;
    [e, d, c, b, a] = [d, c, rotate(b, 30), a, sum];
  }
  for (const [i, value] of [a, b, c, d, e].entries()) state[i] = state[i]! + value;
}
