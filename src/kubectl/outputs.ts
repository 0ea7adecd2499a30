/**
 * Output forms that are not tables: yaml, json, name, jsonpath and their kin.
 * upstream: cli-runtime/pkg/genericclioptions/print_flags.go
 */
import { toJson } from '#manifest/toJson.ts';
import { toYaml } from '#manifest/toYaml.ts';
import type { Json } from '#api/immutable.ts';
import { goJson, goType } from '#api/machinery/goTypes.ts';
import { stableJson } from '#api/machinery/stableJson.ts';
import type { KubeObject } from '#api/meta.ts';
import type { Context } from './context.ts';
import { failure } from './failure.ts';
import { TemplateError } from './goTemplate/lex.ts';
import { goTemplateText } from './goTemplate/run.ts';
import { goPrint, type Value } from './goTemplate/values.ts';
import { isOn, textOf } from './flags.ts';
import { jsonPathText } from './jsonPathText.ts';
import { kindWord } from './naming.ts';

const plainFormats = [
  'go-template',
  'go-template-file',
  'json',
  'jsonpath',
  'jsonpath-as-json',
  'jsonpath-file',
  'name',
  'template',
  'templatefile',
  'yaml',
];
const getFormats = ['custom-columns', 'custom-columns-file', ...plainFormats, 'wide'].toSorted();

/** Formats whose names may be written in any case. */
const anyCase = ['json', 'name', 'yaml'];

/** A format with its argument: `jsonpath={.a}` or `jsonpath` and --template. */
export interface Format {
  readonly name: string;
  readonly argument: string;
}

export function formatOf(context: Context, forGet = false): Format | undefined {
  const text = textOf(context.flags, 'output');
  if (text === '') return undefined;
  const equals = text.indexOf('=');
  const told = equals < 0 ? text : text.slice(0, equals);
  const name = anyCase.includes(told.toLowerCase()) ? told.toLowerCase() : told;
  const argument = equals < 0 ? textOf(context.flags, 'template') : text.slice(equals + 1);
  const allowed = forGet ? getFormats : plainFormats;
  if (!allowed.includes(name))
    throw failure(
      `unable to match a printer suitable for the output format ${JSON.stringify(text)}, allowed formats are: ${allowed.join(',')}`,
    );
  return { name, argument };
}

/** The format with its template read from the file that it names. */
export async function loadedFormat(context: Context, format: Format | undefined): Promise<Format | undefined> {
  const to = format === undefined ? undefined : fromFile[format.name];
  if (format === undefined || to === undefined) return format;
  const text = await context.env.files.read(format.argument);
  const ofColumns = format.name === 'custom-columns-file';
  if (text === undefined)
    throw failure(
      `error reading ${ofColumns ? 'template' : '--template'} ${format.argument}, open ${format.argument}: no such file or directory`,
    );
  return { name: to, argument: ofColumns ? columnsOf(text) : text };
}

/** Formats whose argument names a file, and what they are with its text. */
const fromFile: Readonly<Record<string, string>> = {
  'custom-columns-file': 'custom-columns',
  'jsonpath-file': 'jsonpath',
  'go-template-file': 'go-template',
  templatefile: 'go-template',
};

/** The first line has the headers, the second the paths below them. */
export function columnsOf(text: string): string {
  const [headers, paths] = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(/\s+/).filter((word) => word !== ''));
  const expected = 'Expected format is one line of space separated headers, one line of space separated column specs.';
  if (headers === undefined) throw failure(`invalid template, missing header line. ${expected}`);
  if (paths === undefined) throw failure(`invalid template, missing spec line. ${expected}`);
  if (headers.length !== paths.length)
    throw failure(`number of headers (${headers.length}) and field specifications (${paths.length}) don't match`);
  return headers.map((header, index) => `${header}:${paths[index] ?? ''}`).join(',');
}

/** As a command prints an object of a type that it knows: fields as they are declared, and some of them even when they are empty. */
export function typedObject(object: KubeObject): KubeObject {
  const type = goType(`${object.apiVersion}.${object.kind}`);
  return type.kind === 'struct' ? (goJson(object as unknown as Json, type) as unknown as KubeObject) : object;
}

/**
 * Writes an object or a list (a record with `items`) in the format. Documents after the first are parted for YAML. The fields of what is
 * `typed` stand in JSON as they stand in the object.
 */
export function formatted(context: Context, format: Format, object: unknown, typed = false): string {
  const shown = (): unknown => (isOn(context.flags, 'show-managed-fields') ? object : withoutManagedFields(object));
  switch (format.name) {
    case 'yaml':
      return toYaml(shown());
    case 'json':
      return toJson(shown(), typed);
    case 'name':
      return nameText(object as KubeObject);
    case 'jsonpath':
    case 'jsonpath-as-json':
      return jsonPathText(format, object, missingKeysAllowed(context));
    case 'go-template':
    case 'template':
      return byGoTemplate(context, format.argument, object);
    default:
      throw failure(`the output format ${JSON.stringify(format.name)} is not available here`);
  }
}

function missingKeysAllowed({ flags }: Context): boolean {
  return isOn(flags, 'allow-missing-template-keys');
}

function byGoTemplate(context: Context, template: string, object: unknown): string {
  if (template === '') throw failure('template format specified but no template given');
  try {
    return goTemplateText(template, object, missingKeysAllowed(context));
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    if (!error.message.includes(': executing ')) throw failure(`error parsing template ${template}, ${error.message}`);
    context.env.stdout(
      `Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n\traw data was:\n\t\t${stableJson(object)}\n\tobject given to template engine was:\n\t\t${goPrint(object as Value)}\n\n`,
    );
    throw failure(`error executing template ${JSON.stringify(template)}: ${error.message}`);
  }
}

function nameText(object: KubeObject & { readonly items?: readonly KubeObject[] }): string {
  if (object.items !== undefined) return object.items.map(nameText).join('');
  const group = object.apiVersion.includes('/') ? (object.apiVersion.split('/')[0] ?? '') : '';
  return `${kindWord({ kind: object.kind, group })}/${(object.metadata.name ?? '') === '' ? '<unknown>' : object.metadata.name}\n`;
}

function withoutManagedFields(object: unknown): unknown {
  const { items, metadata } = object as { readonly items?: readonly unknown[]; readonly metadata?: Record<string, unknown> };
  if (Array.isArray(items)) return { ...(object as object), items: items.map(withoutManagedFields) };
  if (metadata === undefined) return object;
  const { managedFields: _, ...kept } = metadata;
  return { ...(object as Record<string, unknown>), metadata: kept };
}
