/** Base64 without a browser or Node: Secrets are stored in it, tokens are made of it. */

import { utf8Bytes } from './hash.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The text that a Secret's value stands for, read as UTF-8; bytes that are none become the replacement character. */
export function decodeText(base64: string): string {
  return utf8Text(decodeBytes(base64));
}

export function decodeBytes(base64: string): readonly number[] {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const character of base64) {
    const value = alphabet.indexOf(character);
    if (value < 0) continue;
    held = ((held << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
    }
  }
  return bytes;
}

const urlAlphabet = `${alphabet.slice(0, 62)}-_`;
/** Two digits for each 12 bits. */
const pairs = Array.from({ length: 4096 }, (_, bits) => urlAlphabet[bits >> 6]! + urlAlphabet[bits & 63]!);

/** Base64 for URLs, without padding, of ASCII text. */
export function encodeUrl(ascii: string): string {
  let result = '';
  const whole = ascii.length - (ascii.length % 3);
  for (let i = 0; i < whole; i += 3) {
    const group = (ascii.charCodeAt(i) << 16) | (ascii.charCodeAt(i + 1) << 8) | ascii.charCodeAt(i + 2);
    result += pairs[group >> 12]! + pairs[group & 4095]!;
  }
  if (ascii.length - whole === 1) return result + pairs[ascii.charCodeAt(whole) << 4]!;
  if (ascii.length - whole === 0) return result;
  const rest = (ascii.charCodeAt(whole) << 10) | (ascii.charCodeAt(whole + 1) << 2);
  return result + pairs[rest >> 6]! + urlAlphabet[rest & 63]!;
}

export function utf8Text(bytes: readonly number[]): string {
  let result = '';
  for (let i = 0; i < bytes.length;) {
    const first = bytes[i]!;
    const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 0;
    const rest = bytes.slice(i + 1, i + length);
    if (length === 0 || rest.length !== length - 1 || rest.some((byte) => (byte & 0xc0) !== 0x80)) {
      result += '\ufffd';
      i += 1;
      continue;
    }
    let point = length === 1 ? first : first & (0xff >> (length + 1));
    for (const byte of rest) point = (point << 6) | (byte & 0x3f);
    result += point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point);
    i += length;
  }
  return result;
}

/** The text that base64 for URLs stands for. */
export function decodeUrl(text: string): string {
  return decodeText(text.replaceAll('-', '+').replaceAll('_', '/'));
}

/** The bytes that base64 for URLs stands for. */
export function bytesOfUrl(text: string): readonly number[] {
  return decodeBytes(text.replaceAll('-', '+').replaceAll('_', '/'));
}

/** Base64 with padding, of text as UTF-8. */
export function encodeText(text: string): string {
  return encodeBytes(utf8Bytes(text), alphabet, '=');
}

/** Base64 with padding, of bytes. */
export function encodeStandard(bytes: ArrayLike<number>): string {
  return encodeBytes(bytes, alphabet, '=');
}

/** Base64 for URLs, without padding, of bytes. */
export function encodeUrlBytes(bytes: ArrayLike<number>): string {
  return encodeBytes(bytes, urlAlphabet, '');
}

function encodeBytes(bytes: ArrayLike<number>, digits: string, padding: string): string {
  let result = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const group = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const left = bytes.length - i;
    result += digits[group >> 18]! + digits[(group >> 12) & 63]!;
    result += left > 1 ? digits[(group >> 6) & 63]! : padding;
    result += left > 2 ? digits[group & 63]! : padding;
  }
  return result;
}
