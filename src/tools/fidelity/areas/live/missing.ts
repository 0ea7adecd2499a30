/** What a scenario needs that this project does not have yet, read off its manifests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn } from '../../sources.ts';
import type { Scenario } from './recording.ts';

/** Kinds whose work is not done yet. */
const without: Readonly<Record<string, string>> = {
  LimitRange: 'the LimitRanger admission comes with the work on the API server',
};

export function missingPart({ folder }: Scenario): string | undefined {
  const manifests = filesIn(folder).filter((name) => /^manifests.*\.yaml$/.test(name));
  const text = manifests.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  const kinds = [...text.matchAll(/^kind: (\w+)/gm)].map((match) => match[1] ?? '');
  return kinds.map((kind) => without[kind]).find((reason) => reason !== undefined);
}
