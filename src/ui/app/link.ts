/** Links: the run in the URL's fragment. What makes it short is fetched only when someone shares or opens one. */
import type { Tape } from '#api/tape.ts';
import type { SharedMoment } from '#share/link.ts';

export interface Link {
  readonly url: string;
  readonly isTooLong: boolean;
}

export async function linkOf(tape: Tape, at: number | undefined): Promise<Link> {
  const { encodeLink, linkMax } = await import('#share/link.ts');
  const fragment = encodeLink(at === undefined ? { tape } : { tape, at });
  return { url: `${location.origin}${location.pathname}${location.search}#${fragment}`, isTooLong: fragment.length > linkMax };
}

/** The shared moment in the page's address, or undefined when there is none. Throws what is wrong with it. */
export async function momentOfAddress(): Promise<SharedMoment | undefined> {
  if (location.hash.length < 2) return undefined;
  const { decodeLink } = await import('#share/link.ts');
  return decodeLink(location.hash);
}
