/** Objects of kinds without a describer: all their fields. upstream: genericDescriber, printUnstructuredContent */
import type { KubeObject } from '#api/meta.ts';
import { writeEvents } from './events.ts';
import { writeAnnotations, writeLabels, type Lines } from './lines.ts';
import type { Describe } from './world.ts';

const skipped = new Set(['.metadata.managedFields', '.metadata.name', '.metadata.namespace', '.metadata.labels', '.metadata.annotations']);

export const describeGeneric: Describe<KubeObject> = async (lines, object, world) => {
  lines.write(0, `Name:\t${object.metadata.name}\n`);
  lines.write(0, `Namespace:\t${object.metadata.namespace ?? ''}\n`);
  writeLabels(lines, 'Labels', object.metadata.labels);
  writeAnnotations(lines, 'Annotations', object.metadata.annotations);
  writeContent(lines, object as unknown as Record<string, unknown>, { level: 0, path: '', skip: skipped });
  await writeEvents(lines, object, world);
};

interface ContentPlace {
  readonly level: number;
  readonly path: string;
  /** Paths that are not told. */
  readonly skip: ReadonlySet<string>;
}

/** Every field by its name, those within it further right. */
export function writeContent(lines: Lines, content: Readonly<Record<string, unknown>>, place: ContentPlace): void {
  for (const field of Object.keys(content).toSorted()) {
    const value = content[field];
    const path = `${place.path}.${field}`;
    if (place.skip.has(path) || value === undefined) continue;
    if (typeof value !== 'object' || value === null) {
      lines.write(place.level, `${fieldTitle(field)}:\t${value === null ? '<nil>' : String(value)}\n`);
      continue;
    }
    lines.write(place.level, `${fieldTitle(field)}:\n`);
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof child === 'object' && child !== null)
        writeContent(lines, child as Record<string, unknown>, { level: place.level + 1, path, skip: place.skip });
      else lines.write(place.level + 1, `${String(child)}\n`);
    }
  }
}

const acronyms = new Set(['API', 'URL', 'UID', 'OSB', 'GUID']);

/** `creationTimestamp` becomes `Creation Timestamp`. upstream: smartLabelFor */
function fieldTitle(field: string): string {
  if (/[^\p{L}-]/u.test(field)) return field;
  return camelWords(field)
    .map((word) => (acronyms.has(word.toUpperCase()) ? word.toUpperCase() : word.slice(0, 1).toUpperCase() + word.slice(1)))
    .join(' ');
}

/** Runs of one case; a capital before small letters belongs to them. upstream: fatih/camelcase */
function camelWords(text: string): string[] {
  const runs = text.match(/\p{Lu}+|\p{Ll}+|[^\p{Lu}\p{Ll}]+/gu) ?? [];
  for (let i = 0; i + 1 < runs.length; i += 1) {
    const run = runs[i] ?? '';
    if (!/^\p{Lu}/u.test(run) || !/^\p{Ll}/u.test(runs[i + 1] ?? '')) continue;
    runs[i + 1] = run.slice(-1) + (runs[i + 1] ?? '');
    runs[i] = run.slice(0, -1);
  }
  return runs.filter((run) => run !== '');
}
