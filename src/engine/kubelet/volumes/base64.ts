/** Base64 without a browser or Node: Secrets are stored in it, tokens are made of it. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The text that a Secret's value stands for, read as UTF-8; bytes that are none become the replacement character. */
export function decodeText(base64: string): string {
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
  return utf8(bytes);
}

/** Base64 for URLs, without padding, of ASCII text. */
export function encodeUrl(ascii: string): string {
  let result = '';
  for (let i = 0; i < ascii.length; i += 3) {
    const group = (ascii.charCodeAt(i) << 16) | ((ascii.charCodeAt(i + 1) || 0) << 8) | (ascii.charCodeAt(i + 2) || 0);
    const left = Math.min(3, ascii.length - i);
    for (let j = 0; j <= left; j += 1) result += alphabet[(group >> (18 - 6 * j)) & 63]!;
  }
  return result.replaceAll('+', '-').replaceAll('/', '_');
}

function utf8(bytes: readonly number[]): string {
  let result = '';
  for (let i = 0; i < bytes.length; ) {
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
