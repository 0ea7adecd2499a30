/**
 * What differs between two values of the server's own types, printed as its refusals print it.
 * Owns: nothing. Reads: two values as JSON and the name of their Go type. Writes: nothing.
 * Does not print addresses (there are none), does not align inside long texts.
 * upstream: github.com/google/go-cmp/cmp (Diff)
 */
import type { Json } from '#api/immutable.ts';
import { compareValues } from './compare.ts';
import { formatDiff } from './formatDiff.ts';
import { internalType } from './internalTypes.ts';
import { printTree } from './textTree.ts';

/** The empty text when nothing differs. */
export function goDiff(typeName: string, old: object, now: object): string {
  const type = internalType(typeName);
  const tree = compareValues({ type, json: old as Json }, { type, json: now as Json, fresh: true });
  if (tree.different === 0) return '';
  const text = formatDiff({ mode: 'both', types: 'always', detail: 3, spoken: true }, tree);
  return text === undefined ? '' : printTree(text);
}

/** Whether two values of a type differ as Go sees it: a field that is absent, null or empty is one and the same. */
export function goDiffers(typeName: string, old: unknown, now: unknown): boolean {
  const type = internalType(typeName);
  return compareValues({ type, json: old as Json }, { type, json: now as Json }).different > 0;
}
