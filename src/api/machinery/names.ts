/**
 * Names that the server makes up. Randomness comes in as a draw function: a uniform integer in [0, below).
 * upstream: staging/src/k8s.io/apiserver/pkg/storage/names/generate.go, apimachinery/pkg/util/rand/rand.go
 */
import type { Uid } from '../meta.ts';

export type Draw = (below: number) => number;

/** No vowels and no look-alikes, so that no word comes about. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
const SUFFIX_LENGTH = 5;
const MAX_NAME_LENGTH = 63;

/** A random text of the safe alphabet. */
export function randomString(length: number, draw: Draw): string {
  let text = '';
  for (let i = 0; i < length; i += 1) text += alphabet.charAt(draw(alphabet.length));
  return text;
}

/** A name from metadata.generateName: the base, cut so that the whole is a label, and five random characters. */
export function generateName(base: string, draw: Draw): string {
  return base.slice(0, MAX_NAME_LENGTH - SUFFIX_LENGTH) + randomString(SUFFIX_LENGTH, draw);
}

/** Each character replaced by one of the safe alphabet; how hashes become part of names. */
export function safeEncodeString(text: string): string {
  let encoded = '';
  for (const character of text) encoded += alphabet.charAt((character.codePointAt(0) ?? 0) % alphabet.length);
  return encoded;
}

function hexDigits(count: number, draw: Draw): string {
  return draw(16 ** count)
    .toString(16)
    .padStart(count, '0');
}

/** A random UUID (version 4), as every object gets one. */
export function generateUid(draw: Draw): Uid {
  const variant = '89ab'.charAt(draw(4));
  return `${hexDigits(8, draw)}-${hexDigits(4, draw)}-4${hexDigits(3, draw)}-${variant}${hexDigits(3, draw)}-${hexDigits(8, draw)}${hexDigits(4, draw)}` as Uid;
}
