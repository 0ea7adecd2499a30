/** Bytes between two lines that say what they are. upstream: go encoding/pem, RFC 7468 */
import { decodeBytes, encodeStandard } from '../base64.ts';

const block = /-----BEGIN ([A-Z0-9 ]{1,64})-----([\s\S]*?)-----END \1-----/;

export interface PemBlock {
  readonly label: string;
  readonly bytes: Uint8Array;
}

/** The first block of a text. */
export function readPem(text: string): PemBlock | undefined {
  const found = block.exec(text);
  return found === null ? undefined : { label: found[1] ?? '', bytes: Uint8Array.from(decodeBytes(found[2] ?? '')) };
}

export function pemText(label: string, bytes: ArrayLike<number>): string {
  const lines = encodeStandard(bytes).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
