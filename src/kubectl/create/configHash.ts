/** The suffix that --append-hash gives. upstream: kubectl/pkg/util/hash/hash.go */
import { stableJson } from '#api/machinery/stableJson.ts';
import { sha256Hex } from '#api/machinery/sha256.ts';

const letters: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };

export function configHash(content: {
  readonly data: Readonly<Record<string, string>>;
  readonly kind: string;
  readonly name: string;
  readonly type?: string;
}): string {
  const digest = sha256Hex(stableJson(content));
  return Array.from(digest.slice(0, 10), (char) => letters[char] ?? char).join('');
}
