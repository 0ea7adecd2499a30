/** Which version wrote each line of the newest: a walk over all versions, each compared with the one before it. */
import { lineDiff } from './lineDiff.ts';

export interface WrittenVersion {
  readonly revision: number;
  readonly lines: readonly string[];
}

/** The revision for every line of the last version. */
export function blameOf(versions: readonly WrittenVersion[]): readonly number[] {
  let lines: readonly string[] = [];
  let written: readonly number[] = [];
  for (const version of versions) {
    written = carried(lines, written, version);
    lines = version.lines;
  }
  return written;
}

function carried(before: readonly string[], written: readonly number[], { revision, lines }: WrittenVersion): number[] {
  const next: number[] = [];
  let at = 0;
  for (const { type } of lineDiff(before, lines)) {
    if (type === 'added') next.push(revision);
    else {
      if (type === 'same') next.push(written[at] ?? revision);
      at += 1;
    }
  }
  return next;
}
