/** `-o jsonpath=...`. upstream: cli-runtime/pkg/printers/jsonpath.go */
import type { Json } from '#api/immutable.ts';
import { goQuote } from '#api/machinery/goText.ts';
import { printTemplate } from '#api/machinery/jsonPath/jsonPath.ts';
import { parseTemplate } from '#api/machinery/jsonPath/parse.ts';
import { failure } from './failure.ts';
import type { Format } from './outputs.ts';

export function jsonPathText({ argument: template, name }: Format, object: unknown, allowMissingKeys: boolean): string {
  if (template === '') throw failure('template format specified but no template given');
  const parts = parseTemplate(template);
  if (!parts.ok) throw failure(`error parsing jsonpath ${template}, ${parts.message}`);
  const text = printTemplate(parts.value, object as Json, { allowMissingKeys, asJson: name === 'jsonpath-as-json' });
  if (text.ok) return text.value;
  const debugging = `Error executing template: ${text.message}. Printing more information for debugging the template:`;
  const told = `\ttemplate was:\n\t\t${template}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(object as Json)}`;
  throw failure(`error executing jsonpath ${JSON.stringify(template)}: ${debugging}\n${told}\n\n\n`);
}

/** A value as Go's source would have it (%#v). */
function goSyntax(value: Json): string {
  if (value === null) return 'interface {}(nil)';
  if (typeof value === 'string') return goQuote(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map((item: Json) => goSyntax(item)).join(', ')}}`;
  if (typeof value !== 'object') return String(value);
  const entries = Object.entries(value as { readonly [key: string]: Json }).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[string]interface {}{${entries.map(([key, item]) => `${goQuote(key)}:${goSyntax(item)}`).join(', ')}}`;
}
