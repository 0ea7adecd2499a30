/** Bytes as numbers and back: what keys and signatures are counted with. */

/** The value of bytes, their most significant first. */
export function bigOf(bytes: ArrayLike<number>): bigint {
  let digits = '';
  for (let i = 0; i < bytes.length; i += 1) digits += bytes[i]!.toString(16).padStart(2, '0');
  return digits === '' ? 0n : BigInt(`0x${digits}`);
}

/** A number as so many bytes; as many as it needs when nothing is said. */
export function bytesOf(value: bigint, length?: number): Uint8Array {
  const digits = value.toString(16);
  const size = length ?? (digits.length + 1) >> 1;
  const padded = digits.padStart(size * 2, '0');
  return Uint8Array.from({ length: size }, (_, i) => Number.parseInt(padded.slice(i * 2, i * 2 + 2), 16));
}

export function concat(parts: readonly ArrayLike<number>[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function equalBytes(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
