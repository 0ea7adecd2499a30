/** FNV hashes of the UTF-8 bytes of texts. upstream: go hash/fnv */

const OFFSET = 2_166_136_261;
const PRIME = 16_777_619;

/** Tells the bytes of a text, without building them first. */
function eachByte(text: string, tell: (byte: number) => void): void {
  for (let i = 0; i < text.length; i += 1) {
    let code = text.charCodeAt(i);
    if (code < 0x80) {
      tell(code);
      continue;
    }
    if (code >= 0xd800 && code < 0xe000) {
      code = text.codePointAt(i) ?? code;
      if (code > 0xffff) i += 1;
      else code = 0xfffd;
    }
    if (code < 0x800) tell(0xc0 | (code >> 6));
    else {
      if (code < 0x10000) tell(0xe0 | (code >> 12));
      else {
        tell(0xf0 | (code >> 18));
        tell(0x80 | ((code >> 12) & 0x3f));
      }
      tell(0x80 | ((code >> 6) & 0x3f));
    }
    tell(0x80 | (code & 0x3f));
  }
}

/** The bytes of a text in UTF-8; what is no character becomes U+FFFD. */
export function utf8Bytes(text: string): readonly number[] {
  const bytes: number[] = [];
  eachByte(text, (byte) => bytes.push(byte));
  return bytes;
}

/** FNV-1, 32 bits. */
export function fnv32(text: string, hash: number = OFFSET): number {
  let state = hash;
  eachByte(text, (byte) => {
    state = Math.imul(state, PRIME) ^ byte;
  });
  return state >>> 0;
}

/** FNV-1a, 32 bits. */
export function fnv32a(text: string, hash: number = OFFSET): number {
  let state = hash;
  eachByte(text, (byte) => {
    state = Math.imul(state ^ byte, PRIME);
  });
  return state >>> 0;
}

/** Goes on with an FNV-1a hash over raw bytes. */
export function fnv32aBytes(bytes: readonly number[], hash: number = OFFSET): number {
  let state = hash;
  for (const byte of bytes) state = Math.imul(state ^ byte, PRIME);
  return state >>> 0;
}
