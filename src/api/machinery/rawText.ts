/**
 * Text that may hold bytes which are no UTF-8: such a byte stands as the lone surrogate U+DC00 + byte, so that files with
 * any content can be kept as text and given back byte for byte.
 */
import { decodeBytes } from './base64.ts';
import { utf8Bytes } from './hash.ts';

const lone = /(?<![\ud800-\udbff])[\udc80-\udcff]/;
const loneAll = /(?<![\ud800-\udbff])([\udc80-\udcff])/;

export function hasRawBytes(text: string): boolean {
  return lone.test(text);
}

/** The text that base64 stands for. */
export function decodeRaw(base64: string): string {
  return rawText(decodeBytes(base64));
}

export function rawText(bytes: ArrayLike<number>): string {
  let result = '';
  for (let i = 0; i < bytes.length;) {
    const length = sequenceLength(bytes, i);
    if (length === 0) {
      result += String.fromCharCode(0xdc00 + bytes[i]!);
      i += 1;
      continue;
    }
    let point = length === 1 ? bytes[i]! : bytes[i]! & (0xff >> (length + 1));
    for (let at = 1; at < length; at += 1) point = (point << 6) | (bytes[i + at]! & 0x3f);
    result += String.fromCodePoint(point);
    i += length;
  }
  return result;
}

const smallest = [0, 0, 0x80, 0x800, 0x10000];

/** How many bytes the character at a place has; 0 when there is none. */
function sequenceLength(bytes: ArrayLike<number>, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  const length = first >= 0xf8 ? 0 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  let point = first & (0xff >> (length + 1));
  for (let i = 1; i < length; i += 1) {
    if ((bytes[at + i]! & 0xc0) !== 0x80) return 0;
    point = (point << 6) | (bytes[at + i]! & 0x3f);
  }
  return point < smallest[length]! || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff) ? 0 : length;
}

/** The bytes that a text stands for. */
export function rawBytes(text: string): readonly number[] {
  if (!hasRawBytes(text)) return utf8Bytes(text);
  return text.split(loneAll).flatMap((part, i) => (i % 2 === 1 ? [part.charCodeAt(0) - 0xdc00] : utf8Bytes(part)));
}
