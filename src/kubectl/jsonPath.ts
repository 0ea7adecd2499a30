/** Paths into objects, refused in kubectl's words. */
import type { Json } from '#api/immutable.ts';
import { jsonPathValues, printTemplate, relaxedJsonPath } from '#api/machinery/jsonPath/jsonPath.ts';
import { parseTemplate } from '#api/machinery/jsonPath/parse.ts';
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

export function templateText(template: string, data: unknown, asJson: boolean): string {
  const parts = parseTemplate(template);
  if (!parts.ok) throw failure(`error parsing jsonpath ${template}, ${parts.message}`);
  const text = printTemplate(parts.value, data as Json, { allowMissingKeys: true, asJson });
  if (!text.ok) throw failure(`error executing jsonpath ${JSON.stringify(template)}: ${text.message}`);
  return text.value;
}
