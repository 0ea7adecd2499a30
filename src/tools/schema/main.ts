/** Writes the definitions to where the import `#definitions` finds them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildDefinitions } from './build.ts';
import { fileName, laterFolder, packageFolders, readComments, readDefinitions } from './read.ts';
import { differences } from './facts.ts';

const folder = join(import.meta.dirname, '../../../.generated');
const later = readComments(laterFolder());
const texts = new Map(Object.keys(differences).map((name) => [name, later.get(fileName(name)) ?? new Map<string, string>()]));
const definitions = buildDefinitions(packageFolders().flatMap(readDefinitions), texts);
mkdirSync(folder, { recursive: true });
const text = JSON.stringify(definitions);
writeFileSync(join(folder, 'definitions.mjs'), `export const definitions = JSON.parse(${JSON.stringify(text)});\n`);
