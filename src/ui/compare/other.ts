/** What stands beside the map: another branch of this run, another cluster of it, or the cluster of another run. */
import type { Tape } from '#api/tape.ts';
import type { Words } from '../words/words.ts';

export type Other =
  | { readonly type: 'branch'; readonly id: number }
  | { readonly type: 'cluster'; readonly name: string }
  | { readonly type: 'run'; readonly name: string; readonly tape: Tape };

export function nameOf(other: Other, words: Words): string {
  return other.type === 'branch' ? `${words.branch} ${other.id + 1}` : other.name;
}

/** The run of a link, as it stands in an address bar or after its `#`. Throws what is wrong with it. */
export async function runOfLink(text: string): Promise<Other> {
  const { decodeLink } = await import('#share/link.ts');
  const { tape } = decodeLink(text.trim().replace(/^[^#]*#/, ''));
  return { type: 'run', name: tape.clusters[0]?.name ?? '', tape };
}

export async function runOfFile(file: File): Promise<Other> {
  const { readTape } = await import('#share/readTape.ts');
  return { type: 'run', name: file.name, tape: readTape(JSON.parse(await file.text())) };
}
