/**
 * kubectl explain: what the fields of a resource are called and for, of built-in and custom kinds alike.
 * upstream: kubectl/pkg/cmd/explain, kubectl/pkg/explain
 */
import { apiVersionOf, servedRows, type SchemeRow } from '#api/scheme.ts';
import { federationDefinitions } from '#schema/federation.ts';
import { loadDefinitions } from '#schema/load.ts';
import { customDefinitions, customName, customsOfDefinition, type CustomResource } from '#schema/openapi/custom.ts';
import { schema3 } from '#schema/openapi/version3.ts';
import type { Definitions, Schema } from '#schema/schema.ts';
import type { Context, Verb } from '../context.ts';
import { explainOlder } from '../explain/older.ts';
import { explainNode, type Node3, type Schemas3 } from '../explain/plain.ts';
import { failure, KubectlFailure } from '../failure.ts';
import { bools, flag, isOn, textOf } from '../flags.ts';
import { gatedRowsServed, listDefinitions } from '../mapper.ts';

export const explain: Verb = {
  name: 'explain',
  short: 'Get documentation for a resource',
  flags: [...bools('recursive'), flag('api-version'), flag('output', 'string', { default: 'plaintext' })],
  async run(context) {
    const [request, ...more] = context.args;
    if (request === undefined)
      throw failure(
        'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.\n',
      );
    if (more.length > 0) throw failure('We accept only this format: explain RESOURCE\n');
    const customs = await customResources(context);
    const { row, path } = findRow(request, [...servedRows(), ...(await gatedRowsServed(context)), ...customs]);
    const apiVersion = textOf(context.flags, 'api-version');
    return print(context, { row: apiVersion === '' ? row : { ...row, ...split(apiVersion) }, path, customs });
  },
};

interface Asked {
  readonly row: SchemeRow;
  readonly path: readonly string[];
  readonly customs: readonly (CustomResource & SchemeRow)[];
}

function split(apiVersion: string): { readonly group: string; readonly version: string } {
  const parts = apiVersion.split('/');
  if (parts.length > 2) throw failure(`unexpected GroupVersion string: ${apiVersion}`);
  return parts.length === 1 ? { group: '', version: apiVersion } : { group: parts[0] ?? '', version: parts[1] ?? '' };
}

/** `deployments.apps.spec` begins with a resource and its group; the rest are fields, `['a.b']` one with dots in its name. */
function findRow(request: string, rows: readonly SchemeRow[]): { readonly row: SchemeRow; readonly path: readonly string[] } {
  const [name = '', ...path] = fieldsOf(request);
  const lower = name.toLowerCase();
  const named = rows.filter((row) => [row.plural, row.singular, row.kind.toLowerCase(), ...row.shortNames].includes(lower));
  const [first] = named;
  if (first === undefined) throw new KubectlFailure(`the server doesn't have a resource type ${JSON.stringify(name)}\n`);
  for (const row of named) {
    const group = row.group.split('.');
    if (row.group === '') return { row, path };
    if (group.every((part, i) => path[i] === part)) return { row, path: path.slice(group.length) };
  }
  return { row: first, path };
}

function fieldsOf(request: string): readonly string[] {
  if (/\.\.|\[(?!')/.test(request)) throw failure('invalid jsonpath syntax, first node must be field node');
  const words: string[] = [];
  for (const [, quoted, plain] of request.replace(/\.$/, '').matchAll(/\['((?:[^'\\]|\\.)*)'\]|([^.[\]]+)/g))
    words.push(quoted === undefined ? (plain ?? '') : quoted.replace(/\\(.)/g, '$1'));
  return words;
}

async function customResources(context: Context): Promise<readonly (CustomResource & SchemeRow)[]> {
  return (await listDefinitions(context)).flatMap(customsOfDefinition);
}

async function print(context: Context, { row, path, customs }: Asked): Promise<number> {
  const builtIn = { ...(await loadDefinitions()), ...federationDefinitions };
  const output = textOf(context.flags, 'output');
  const older = output === 'plaintext-openapiv2';
  if (!older && output !== 'plaintext') throw failure(`unrecognized format: ${output}`);
  const custom = customs.find((it) => it.kind === row.kind && it.group === row.group && it.version === row.version);
  const definitions: Definitions = custom === undefined ? builtIn : { ...builtIn, ...customDefinitions(custom, builtIn, older ? 2 : 3) };
  const schema = custom === undefined ? definitionOf(row, definitions) : definitions[customName(custom)];
  const recursive = isOn(context.flags, 'recursive');
  if (older) return printOlder(context, { schema, definitions, row, path, recursive });
  if (schema === undefined) throw notFound(row);
  context.env.stdout(`${row.group === '' ? '' : `GROUP:      ${row.group}\n`}KIND:       ${row.kind}\nVERSION:    ${row.version}\n\n`);
  const schemas = Object.fromEntries(Object.entries(definitions).map(([name, value]) => [name, schema3(value)])) as Schemas3;
  const told = explainNode(schema3(schema) as Node3, { schemas, path, recursive });
  if (told === '') throw failure(`field ${JSON.stringify(path.at(-1))} does not exist`);
  context.env.stdout(`${told}\n`);
  return 0;
}

function definitionOf(row: SchemeRow, definitions: Definitions): Schema | undefined {
  return Object.values(definitions).find((schema) =>
    schema['x-kubernetes-group-version-kind']?.some((it) => it.group === row.group && it.version === row.version && it.kind === row.kind),
  );
}

function notFound({ group, version, plural }: SchemeRow): Error {
  const known = servedRows().some((row) => row.group === group && row.version === version);
  if (known) return failure(`GVR (${group === '' ? '' : `${group}`}/${version}, Resource=${plural}) not found in OpenAPI schema`);
  return failure(`couldn't find resource for "${group}/${version}, Resource=${plural}"`);
}

interface Older extends Omit<Asked, 'customs'> {
  readonly schema: Schema | undefined;
  readonly definitions: Definitions;
  readonly recursive: boolean;
}

function printOlder(context: Context, { schema, definitions, row, path, recursive }: Older): number {
  if (schema === undefined) throw failure(`couldn't find resource for "${row.group}/${row.version}, Kind=${row.kind}"`);
  const told = explainOlder(schema, { definitions, kind: row.kind, apiVersion: apiVersionOf(row), path, recursive });
  if ('missing' in told) throw failure(`field ${JSON.stringify(told.missing)} does not exist`);
  context.env.stdout(told.text);
  return 0;
}
