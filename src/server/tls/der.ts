/** Writes ASN.1 values in DER, as far as certificates need it. upstream: ITU-T X.690 */

type Bytes = Uint8Array;

const tags = { integer: 0x02, bits: 0x03, octets: 0x04, oid: 0x06, utf8: 0x0c, sequence: 0x30, set: 0x31, time: 0x18, boolean: 0x01 };

function tagged(tag: number, content: Bytes): Bytes {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.of(tag, ...size), content]);
}

export function sequence(...parts: readonly Bytes[]): Bytes {
  return tagged(tags.sequence, Buffer.concat(parts));
}

export function setOf(...parts: readonly Bytes[]): Bytes {
  return tagged(tags.set, Buffer.concat(parts));
}

/** A value that is not negative, its most significant byte first. */
export function integer(bytes: Bytes): Bytes {
  return tagged(tags.integer, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Uint8Array.of(0), bytes]) : bytes);
}

export function boolean(value: boolean): Bytes {
  return tagged(tags.boolean, Uint8Array.of(value ? 0xff : 0));
}

/** `unused` bits at the end do not count. */
export function bitString(bytes: Bytes, unused = 0): Bytes {
  return tagged(tags.bits, Buffer.concat([Uint8Array.of(unused), bytes]));
}

export function octetString(bytes: Bytes): Bytes {
  return tagged(tags.octets, bytes);
}

export function utf8(text: string): Bytes {
  return tagged(tags.utf8, Buffer.from(text, 'utf8'));
}

/** `2.5.4.3` */
export function oid(dotted: string): Bytes {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tagged(tags.oid, Uint8Array.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let left = value >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

/** A moment, in whole seconds of UTC. */
export function generalizedTime(at: Date): Bytes {
  return tagged(tags.time, Buffer.from(`${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`, 'ascii'));
}

/** `[n]` around a value, or in the place of its tag when it is implicit. */
export function explicit(number: number, content: Bytes): Bytes {
  return tagged(0xa0 | number, content);
}

export function implicit(number: number, content: Bytes): Bytes {
  return tagged(0x80 | number, content);
}
