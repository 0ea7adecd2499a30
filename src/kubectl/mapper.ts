/**
 * From the names that people write to the scheme's rows.
 * upstream: k8s.io/client-go/restmapper (shortcut expander, category expander, discovery mapper)
 */
import { aliasRows, allRows, apiVersionOf, type SchemeRow } from '#api/scheme.ts';
import type { Context } from './context.ts';
import { failure } from './failure.ts';

const groupOrder = ['', 'apps', 'autoscaling', 'batch'];

/** The rows of `pods`, `po`, `deployments.apps`, `deploy.v1.apps` or of a category such as `all`. */
export async function rowsOfWord(context: Context, word: string): Promise<readonly SchemeRow[]> {
  const category = allRows().filter((row) => row.categories.includes(word));
  if (category.length > 0) return category.toSorted((a, b) => groupOrder.indexOf(a.group) - groupOrder.indexOf(b.group));
  return [await rowOfWord(context, word)];
}

export async function rowOfWord(context: Context, word: string): Promise<SchemeRow> {
  const row = findRow([...allRows(), ...aliasRows()], word) ?? findRow(await customRows(context), word);
  if (row === undefined) throw failure(`the server doesn't have a resource type ${JSON.stringify(word)}`);
  return row;
}

function findRow(rows: readonly SchemeRow[], word: string): SchemeRow | undefined {
  const [name = '', ...rest] = word.toLowerCase().split('.');
  const suffix = rest.join('.');
  return rows.find(
    (row) =>
      answersTo(row, name) &&
      (suffix === '' || suffix === row.group || suffix === `${row.version}.${row.group}` || suffix === `${row.version}.`),
  );
}

function answersTo(row: SchemeRow, name: string): boolean {
  return row.plural === name || row.singular === name || row.kind.toLowerCase() === name || row.shortNames.includes(name);
}

/** Versions that the server takes beside the one it stores. */
const otherVersions: Readonly<Record<string, readonly string[]>> = { HorizontalPodAutoscaler: ['autoscaling/v1'] };

/** The row for an object's apiVersion and kind. */
export async function rowOfKindIn(context: Context, apiVersion: string, kind: string): Promise<SchemeRow | undefined> {
  const match = (row: SchemeRow): boolean => row.kind === kind && apiVersionOf(row) === apiVersion;
  const known = [...allRows(), ...aliasRows()].find(match) ?? (await customRows(context)).find(match);
  if (known !== undefined) return known;
  const other = allRows().find((row) => row.kind === kind && otherVersions[kind]?.includes(apiVersion) === true);
  return other === undefined ? undefined : { ...other, version: apiVersion.split('/')[1] ?? other.version };
}

interface DefinitionSpec {
  readonly group: string;
  readonly scope: string;
  readonly names: {
    readonly kind: string;
    readonly plural: string;
    readonly singular?: string;
    readonly shortNames?: readonly string[];
    readonly categories?: readonly string[];
  };
  readonly versions?: readonly { readonly name: string; readonly served: boolean; readonly storage: boolean }[] | null;
}

/** Kinds that came with custom resource definitions. */
export async function customRows(context: Context): Promise<readonly SchemeRow[]> {
  const answer = await context.env.client.request({
    verb: 'list',
    group: 'apiextensions.k8s.io',
    version: 'v1',
    resource: 'customresourcedefinitions',
  });
  if (answer.code !== 200) return [];
  const list = answer.body as { readonly items?: readonly { readonly spec: DefinitionSpec }[] };
  return (list.items ?? []).flatMap(({ spec }) =>
    (spec.versions ?? [])
      .filter((version) => version.served)
      .map((version) => ({
        kind: spec.names.kind,
        group: spec.group,
        version: version.name,
        plural: spec.names.plural,
        singular: spec.names.singular ?? spec.names.kind.toLowerCase(),
        shortNames: spec.names.shortNames ?? [],
        namespaced: spec.scope === 'Namespaced',
        subresources: [],
        categories: spec.names.categories ?? [],
      })),
  );
}
