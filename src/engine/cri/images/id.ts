/** What an image is known by. */
import { sha256Hex } from '#api/machinery/sha256.ts';
import { imageOf } from './catalogue.ts';
import { parseReference, type Reference } from './reference.ts';

/** The id of an image: the digest it was asked for by, or that of its configuration, in which its name and what it runs stand. */
export function imageId(full: string): string {
  let id = ids.get(full);
  if (id === undefined) {
    if (ids.size > 1000) ids.clear();
    ids.set(full, (id = digestOf(parseReference(full) as Reference)));
  }
  return id;
}

const ids = new Map<string, string>();

function digestOf(reference: Reference): string {
  if (reference.digest !== '') return reference.digest;
  const { entrypoint, cmd, env, workingDir, user, files } = imageOf(reference);
  return `sha256:${sha256Hex(JSON.stringify({ name: reference.full, config: { entrypoint, cmd, env, workingDir, user }, files }))}`;
}
