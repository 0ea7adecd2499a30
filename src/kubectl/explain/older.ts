/**
 * `kubectl explain --output=plaintext-openapiv2`: the format before 1.27, from the definitions of OpenAPI version 2.
 * upstream: kubectl/pkg/explain (model_printer.go, fields_printer.go, recursive_fields_printer.go, typename.go)
 */
import { resolveRef, type Definitions, type Schema } from '#schema/schema.ts';
import { reflow } from './wrap.ts';

export interface OlderQuestion {
  readonly definitions: Definitions;
  readonly kind: string;
  readonly apiVersion: string;
  readonly path: readonly string[];
  readonly recursive: boolean;
}

/** The text, or the name of the field that does not exist. */
export function explainOlder(schema: Schema, question: OlderQuestion): { readonly text: string } | { readonly missing: string } {
  const { definitions, path } = question;
  let place = schema;
  for (const field of path) {
    const next = fieldsOf(place, definitions)?.[field];
    if (next === undefined) return { missing: field };
    place = next;
  }
  const head = `KIND:     ${question.kind}\nVERSION:  ${question.apiVersion}\n\n`;
  return { text: head + model(place, question) };
}

/** The fields of an object, of a list's items or of a map's values. */
function fieldsOf(schema: Schema, definitions: Definitions): Readonly<Record<string, Schema>> | undefined {
  const resolved = resolveRef(definitions, schema);
  const below = resolved.items ?? valuesOf(resolved);
  return resolved.properties ?? (below === undefined ? undefined : fieldsOf(below, definitions));
}

function valuesOf({ additionalProperties }: Schema): Schema | undefined {
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

function isObject(schema: Schema, definitions: Definitions): boolean {
  return fieldsOf(schema, definitions) !== undefined;
}

function model(schema: Schema, question: OlderQuestion): string {
  const { definitions, path } = question;
  const name = path.at(-1);
  const label = isObject(schema, definitions) ? 'RESOURCE:' : 'FIELD:   ';
  const head = name === undefined ? '' : `${label} ${name} <${typeOf(schema, definitions)}>\n\n`;
  const told = descriptions(schema, definitions);
  const text = told.length === 0 ? ['<empty>'] : told.flatMap((it, i) => [...(i === 0 ? [] : ['']), ...reflow(it, 75)]);
  const fields = fieldsOf(schema, definitions);
  const list =
    fields === undefined
      ? ''
      : `\nFIELDS:\n${question.recursive ? shortFields(schema, question, { level: 1, seen: [] }) : longFields(schema, question)}`;
  return `${head}DESCRIPTION:\n${text.map(indented).join('')}${list}`;
}

function descriptions(schema: Schema, definitions: Definitions): readonly string[] {
  const resolved = resolveRef(definitions, schema);
  const own = [...(schema === resolved ? [] : [schema.description]), resolved.description];
  const below = resolved.items ?? valuesOf(resolved);
  return [
    ...own.filter((text) => text !== undefined && text !== ''),
    ...(below === undefined ? [] : descriptions(below, definitions)),
  ] as string[];
}

function requiredOf(schema: Schema, definitions: Definitions): readonly string[] {
  const resolved = resolveRef(definitions, schema);
  const below = resolved.items ?? valuesOf(resolved);
  return resolved.properties === undefined && below !== undefined ? requiredOf(below, definitions) : (resolved.required ?? []);
}

function entries(schema: Schema, definitions: Definitions): readonly (readonly [string, Schema, string])[] {
  const required = requiredOf(schema, definitions);
  return Object.entries(fieldsOf(schema, definitions) ?? {})
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => [name, value, required.includes(name) ? ' -required-' : ''] as const);
}

function longFields(schema: Schema, { definitions }: OlderQuestion): string {
  return entries(schema, definitions)
    .map(([name, value, required]) => {
      const text = value.description ?? resolveRef(definitions, value).description ?? '';
      const lines = reflow(text, 75).map(indented);
      return `   ${name}\t<${typeOf(value, definitions)}>${required}\n${lines.join('')}\n`;
    })
    .join('');
}

interface Depth {
  readonly level: number;
  readonly seen: readonly string[];
}

function shortFields(schema: Schema, question: OlderQuestion, { level, seen }: Depth): string {
  const { definitions } = question;
  return entries(schema, definitions)
    .map(([name, value]) => {
      const ref = JSON.stringify(value.$ref ?? value.items?.$ref ?? valuesOf(value)?.$ref ?? '');
      const deeper =
        seen.includes(ref) || !isObject(value, definitions) ? '' : shortFields(value, question, { level: level + 1, seen: [...seen, ref] });
      return `${'   '.repeat(level)}${name}\t<${typeOf(value, definitions)}>\n${deeper}`;
    })
    .join('');
}

function typeOf(schema: Schema, definitions: Definitions): string {
  const resolved = resolveRef(definitions, schema);
  if (resolved.items !== undefined) return `[]${typeOf(resolved.items, definitions)}`;
  const values = valuesOf(resolved);
  if (values !== undefined) return `map[string]${typeOf(values, definitions)}`;
  if (resolved.properties !== undefined) return 'Object';
  return resolved.type === 'object' ? 'map[string]' : (resolved.type ?? '');
}

function indented(line: string): string {
  return line === '' ? '\n' : `     ${line}\n`;
}
