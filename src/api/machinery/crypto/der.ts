/** Reads and writes ASN.1 values in DER, as far as keys, requests and certificates need it. upstream: ITU-T X.690, go encoding/asn1 */
import { utf8Bytes } from '../hash.ts';
import { concat } from './bytes.ts';

type Bytes = ArrayLike<number>;

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  nothing: 0x05,
  oid: 0x06,
  utf8: 0x0c,
  printable: 0x13,
  ia5: 0x16,
  utcTime: 0x17,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

export function tagged(tag: number, content: Bytes): Uint8Array {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return concat([[tag, ...size], content]);
}

export function sequence(...parts: readonly Bytes[]): Uint8Array {
  return tagged(tags.sequence, concat(parts));
}

export function setOf(...parts: readonly Bytes[]): Uint8Array {
  return tagged(tags.set, concat(parts));
}

/** A value that is not negative, its most significant byte first. */
export function integer(bytes: Bytes): Uint8Array {
  return tagged(tags.integer, (bytes[0] ?? 0x80) >= 0x80 ? concat([[0], bytes]) : bytes);
}

export function boolean(value: boolean): Uint8Array {
  return tagged(tags.boolean, [value ? 0xff : 0]);
}

export const nothing = tagged(tags.nothing, []);

/** `unused` bits at the end do not count. */
export function bitString(bytes: Bytes, unused = 0): Uint8Array {
  return tagged(tags.bits, concat([[unused], bytes]));
}

export function octetString(bytes: Bytes): Uint8Array {
  return tagged(tags.octets, bytes);
}

/** As Go writes names: the plain set of letters where it is enough. */
export function text(value: string): Uint8Array {
  return tagged(/^[A-Za-z0-9 '()+,\-./:=?*&]*$/.test(value) ? tags.printable : tags.utf8, utf8Bytes(value));
}

/** `2.5.4.3` */
export function oid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tagged(tags.oid, [first * 40 + second, ...rest.flatMap(base128)]);
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128)) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

/** `[n]` around a value, or in the place of its tag when it is implicit. */
export function explicit(number: number, content: Bytes): Uint8Array {
  return tagged(0xa0 | number, content);
}

export function implicit(number: number, content: Bytes): Uint8Array {
  return tagged(0x80 | number, content);
}

/** One element: its tag, its content, and all of its bytes. */
export interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly whole: Uint8Array;
}

const lengthDigitsMax = 3;

/** The elements that stand one after the other in these bytes; undefined when they are not whole. */
export function readElements(bytes: Uint8Array): readonly Element[] | undefined {
  const found: Element[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = lengthAt(bytes, at + 1);
    if (length === undefined || length.end + length.value > bytes.length) return undefined;
    const end = length.end + length.value;
    found.push({ tag: bytes[at]!, content: bytes.subarray(length.end, end), whole: bytes.subarray(at, end) });
    at = end;
  }
  return found;
}

function lengthAt(bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  if (first < 0x80) return { value: first, end: at + 1 };
  const digits = first & 0x7f;
  if (digits === 0 || digits > lengthDigitsMax || at + digits >= bytes.length) return undefined;
  let value = 0;
  for (let i = 1; i <= digits; i += 1) value = value * 256 + bytes[at + i]!;
  return { value, end: at + 1 + digits };
}

/** What is inside an element of that tag; undefined for another, and for one that is cut off. */
export function inside(element: Element | undefined, tag: number = tags.sequence): readonly Element[] | undefined {
  return element?.tag === tag ? readElements(element.content) : undefined;
}

export function oidText(element: Element | undefined): string {
  if (element?.tag !== tags.oid) return '';
  const numbers: number[] = [];
  let value = 0;
  for (const byte of element.content) {
    value = value * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    numbers.push(value);
    value = 0;
  }
  const [first = 0, ...rest] = numbers;
  const top = Math.min(2, Math.floor(first / 40));
  return [top, first - top * 40, ...rest].join('.');
}

/** The bytes of a bit string of whole bytes. */
export function bitsOf(element: Element | undefined): Uint8Array | undefined {
  return element?.tag === tags.bits && element.content[0] === 0 ? element.content.subarray(1) : undefined;
}
