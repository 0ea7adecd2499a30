/** Reads recordings that may be missing, cut off or of another shape: each trouble is one failed case. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Verdict } from '../report.ts';
import { filesIn, readJson } from '../sources.ts';

/** The verdicts of every `.json` file of a folder; a file that cannot be read is a failed case of its own. */
export function eachJson<T>(folder: string, verdictsOf: (content: T, name: string) => readonly Verdict[]): readonly Verdict[] {
  return filesIn(folder)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => oneJson<T>(join(folder, file), (content) => verdictsOf(content, file.slice(0, -'.json'.length))));
}

/** The verdicts of one file; none when it is not there. */
export function oneJson<T>(path: string, verdictsOf: (content: T) => readonly Verdict[]): readonly Verdict[] {
  if (!existsSync(path)) return [];
  try {
    return verdictsOf(readJson<T>(path));
  } catch (error) {
    return [{ case: path, kind: 'failed', expected: 'a recording of the known shape', got: String(error) }];
  }
}
