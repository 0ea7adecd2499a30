/**
 * From the names that people write to the scheme's rows.
 * upstream: k8s.io/client-go/restmapper (shortcut expander, category expander, discovery mapper)
 */
import { definitionIs, servedByDefinition } from '#api/customRows.ts';
import type { CustomResourceDefinition } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { aliasRows, allRows, apiServiceName, apiVersionOf, gatedRows, servedRows, type SchemeRow } from '#api/scheme.ts';
import type { Context } from './context.ts';
import { failure } from './failure.ts';

const groupOrder = ['', 'apps', 'autoscaling', 'batch'];

/** The rows of `pods`, `po`, `deployments.apps`, `deploy.v1.apps` or of a category such as `all`. */
export async function rowsOfWord(context: Context, word: string): Promise<readonly SchemeRow[]> {
  const category = [...allRows(), ...(await categoryRows(context, word))].filter((row) => row.categories.includes(word));
  if (category.length > 0) return category.toSorted((a, b) => rank(a.group) - rank(b.group));
  return [await rowOfWord(context, word)];
}

function rank(group: string): number {
  const at = groupOrder.indexOf(group);
  return at < 0 ? groupOrder.length : at;
}

/** Custom kinds may put themselves into any category; who names a kind does not need to ask. */
async function categoryRows(context: Context, word: string): Promise<readonly SchemeRow[]> {
  return findRow([...servedRows(), ...aliasRows()], word) === undefined ? preferred(await customRows(context)) : [];
}

/** Of several versions the first. */
export function preferred(rows: readonly SchemeRow[]): readonly SchemeRow[] {
  return rows.filter((row) => rows.find((it) => it.group === row.group && it.plural === row.plural) === row);
}

export async function rowOfWord(context: Context, word: string): Promise<SchemeRow> {
  const row =
    findRow([...servedRows(), ...aliasRows()], word) ??
    findRow(findRow(gatedRows(), word) === undefined ? [] : await gatedRowsServed(context), word) ??
    findRow(await customRows(context), word);
  if (row === undefined) throw failure(`the server doesn't have a resource type ${JSON.stringify(word.split('.')[0])}`);
  return row;
}

function findRow(rows: readonly SchemeRow[], word: string): SchemeRow | undefined {
  const [name = '', ...rest] = word.split('.');
  const suffix = rest.join('.').toLowerCase();
  return rows.find(
    (row) =>
      answersTo(row, name) &&
      (suffix === '' || suffix === row.group || suffix === `${row.version}.${row.group}` || suffix === `${row.version}.`),
  );
}

/** Short names are words of their own, the others may be written in any case. */
function answersTo(row: SchemeRow, name: string): boolean {
  const lower = name.toLowerCase();
  return row.plural === lower || row.singular === lower || row.kind.toLowerCase() === lower || row.shortNames.includes(name);
}

/** The row for an object's apiVersion and kind. */
export async function rowOfKindIn(context: Context, apiVersion: string, kind: string): Promise<SchemeRow | undefined> {
  const match = (row: SchemeRow): boolean => row.kind === kind && apiVersionOf(row) === apiVersion;
  const gated = gatedRows().some(match) ? await gatedRowsServed(context) : [];
  return [...servedRows(), ...aliasRows(), ...gated].find(match) ?? (await customRows(context)).find(match);
}

/** What this cluster serves because a feature gate is on. */
export async function gatedRowsServed(context: Context): Promise<readonly SchemeRow[]> {
  const services = await allOf<KubeObject>(context, 'apiregistration.k8s.io', 'apiservices');
  const names = new Set(services.map(({ metadata }) => metadata.name));
  return gatedRows().filter((row) => names.has(apiServiceName(row)));
}

/** Kinds that came with custom resource definitions. */
export async function customRows(context: Context): Promise<readonly SchemeRow[]> {
  const definitions = await listDefinitions(context);
  return definitions.filter((it) => definitionIs(it, 'Established')).flatMap((it) => servedByDefinition(it).map(({ row }) => row));
}

export function listDefinitions(context: Context): Promise<readonly CustomResourceDefinition[]> {
  return allOf(context, 'apiextensions.k8s.io', 'customresourcedefinitions');
}

/** All objects of a resource of the whole cluster; none where the caller may not see them. */
async function allOf<T>({ env }: Context, group: string, resource: string): Promise<readonly T[]> {
  const answer = await env.client.request({ verb: 'list', group, version: 'v1', resource });
  return answer.code === 200 ? ((answer.body as unknown as { readonly items?: readonly T[] }).items ?? []) : [];
}
