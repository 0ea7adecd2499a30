/** The built-in definitions: a chunk of their own in the page, read when they are first wanted. */
import type { Definitions } from './schema.ts';

export async function loadDefinitions(): Promise<Definitions> {
  const { definitions } = await import('#definitions');
  return definitions;
}
