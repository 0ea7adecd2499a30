/** Paths into objects, refused in kubectl's words. */
import type { Json } from '#api/immutable.ts';
import { jsonPathValues, relaxedJsonPath } from '#api/machinery/jsonPath/jsonPath.ts';
import { failure } from './failure.ts';

/** Every value that a template finds; missing fields find nothing. */
export function resultsOf(template: string, data: unknown): readonly Json[] {
  const found = jsonPathValues(template, data as Json, true);
  if (!found.ok) throw failure(found.message);
  return found.value;
}

/** `.a.b`, `a.b` and `{.a.b}` all mean `{.a.b}`. */
export function relaxedPath(text: string): string {
  const path = relaxedJsonPath(text);
  if (!path.ok) throw failure(path.message);
  return path.value;
}
