/**
 * Tapes in links: `#<codec>:<payload>`. Codec `a` is raw deflate with dictionary 1 in base64url; old codecs keep opening.
 * A link is text from outside: whatever it says is checked before it is believed.
 */
import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import type { Tape } from '#api/tape.ts';
import { dictionary1 } from './dictionary.ts';
import { freshTape } from './freshTape.ts';
import { readTape } from './readTape.ts';
import { withoutKeys } from './withoutKeys.ts';

export interface SharedMoment {
  readonly tape: Tape;
  /** Open paused at this moment; absent: play from the beginning. */
  readonly at?: number;
}

/** Longer fragments are cut off by some programs that pass links on. */
export const linkMax = 8_000;
/** No honest tape inflates to more. */
const inflatedMax = 4_000_000;

/** The fragment without '#'. Whoever shows it compares its length with `linkMax` and offers a file instead. */
export function encodeLink(shared: SharedMoment): string {
  const json = strToU8(JSON.stringify(compact(shared)));
  return `a:${toBase64Url(deflateSync(json, { level: 9, dictionary: strToU8(dictionary1) }))}`;
}

/** Reads a fragment; throws an Error whose message can be shown when it is not a tape. */
export function decodeLink(fragment: string): SharedMoment {
  const text = fragment.startsWith('#') ? fragment.slice(1) : fragment;
  const codec = text.slice(0, text.indexOf(':'));
  if (codec !== 'a') throw new Error(`this link was made by a newer Orrery, or is not one of its links (codec "${codec.slice(0, 8)}")`);
  let json: unknown;
  try {
    const bytes = inflateSync(fromBase64Url(text.slice(2)), { dictionary: strToU8(dictionary1), out: new Uint8Array(inflatedMax) });
    json = JSON.parse(strFromU8(bytes));
  } catch {
    throw new Error('the link is damaged: it may have been cut off on its way');
  }
  return expand(json);
}

/** What every fresh tape has is left out. */
function compact({ tape, at }: SharedMoment): object {
  const fresh = freshTape();
  const open = withoutKeys(tape).clusters;
  const clusters = JSON.stringify(open) === JSON.stringify(fresh.clusters) ? {} : { clusters: open };
  const epoch = tape.epoch === fresh.epoch ? {} : { epoch: tape.epoch };
  return { version: 1, seed: tape.seed, ...epoch, ...clusters, inputs: tape.inputs, ...(at === undefined ? {} : { at }) };
}

function expand(json: unknown): SharedMoment {
  const { at, ...rest } = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>;
  const fresh = freshTape();
  const tape = readTape({ epoch: fresh.epoch, clusters: fresh.clusters, ...rest });
  return typeof at === 'number' && at >= 0 ? { tape, at } : { tape };
}

function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64Url(text: string): Uint8Array {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}
