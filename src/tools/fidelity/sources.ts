/** Where the recordings are: the folders named on the command line, those beside the project, or its own fixtures. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Sources {
  readonly reference: string;
  readonly live: string;
  readonly corpus: string;
}

const root = join(import.meta.dirname, '../../..');
const fixtures = join(import.meta.dirname, 'fixtures');

export function locateSources(named: Partial<Sources>): Sources {
  return {
    reference: named.reference ?? beside('reference'),
    live: named.live ?? beside('live'),
    corpus: named.corpus ?? beside('corpus'),
  };
}

function beside(name: string): string {
  const shared = join(root, '../shared', name);
  return existsSync(shared) ? shared : join(fixtures, name);
}

/** Names of the files in a folder, sorted; none when the folder is not there. */
export function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).toSorted() : [];
}

export function readJson<T>(...path: string[]): T {
  return JSON.parse(readFileSync(join(...path), 'utf8')) as T;
}
