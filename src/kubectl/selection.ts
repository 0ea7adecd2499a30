/**
 * Which objects a command line means: `pods`, `pod web`, `pod/web svc/x`, `-f`, `-l`, `--all`.
 * upstream: cli-runtime/pkg/resource/builder.go
 */
import type { KubeObject } from '#api/meta.ts';
import type { RequestOptions } from '#api/request.ts';
import type { SchemeRow } from '#api/scheme.ts';
import { getObject, listObjects, type ObjectList, type Place } from './cluster.ts';
import { allNamespaces, namespaceOf, type Context } from './context.ts';
import { failure, KubectlFailure, statusFailure } from './failure.ts';
import { fileObjects } from './manifests.ts';
import { isOn, listOf, textOf } from './flags.ts';
import { rowOfWord, rowsOfWord } from './mapper.ts';

/** One object that was named, or one resource all of whose objects were meant. */
export interface Selected {
  readonly row: SchemeRow;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  /** The object as its file has it. */
  readonly object?: KubeObject;
  readonly source: string;
}

export const noResources = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`;

/** What the arguments and -f name, before anything is fetched. */
export async function selectResources(context: Context, args: readonly string[]): Promise<readonly Selected[]> {
  if (listOf(context.flags, 'filename').length > 0 || listOf(context.flags, 'kustomize').length > 0) {
    if (args.length > 0) throw failure('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well');
    return fileObjects(context);
  }
  const words = pairedNames(args);
  const hasSlash = words.some((arg) => arg.includes('/'));
  return hasSlash ? namedPairs(context, words) : typeAndNames(context, words);
}

/** Several types with names mean each name of each type. upstream: normalizeMultipleResourcesArgs */
function pairedNames(args: readonly string[]): readonly string[] {
  const [types = '', ...names] = args;
  if (!types.includes(',')) return args;
  return names.length === 0 ? args : names.flatMap((name) => types.split(',').map((type) => `${type}/${name}`));
}

async function namedPairs(context: Context, args: readonly string[]): Promise<readonly Selected[]> {
  const selected: Selected[] = [];
  for (const arg of args) {
    const parts = arg.split('/');
    if (parts.length === 1) {
      throw failure(
        `there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'`,
      );
    }
    const [type = '', name = ''] = parts;
    if (parts.length !== 2) throw failure('arguments in resource/name form may not have more than one slash');
    if (type === '' || name === '') throw failure('arguments in resource/name form must have a single resource and name');
    if (type.includes(',')) throw failure(`arguments in resource/name form must have a single resource and name`);
    selected.push(selection(context, await rowOfWord(context, type), name));
  }
  refuseSelectorWithNames(context, selected.length > 0);
  return selected;
}

async function typeAndNames(context: Context, args: readonly string[]): Promise<readonly Selected[]> {
  const [types, ...names] = args;
  if (types === undefined) return [];
  const rows: SchemeRow[] = [];
  for (const word of types.split(',')) rows.push(...(await rowsOfWord(context, word)));
  refuseSelectorWithNames(context, names.length > 0);
  const unique = rows.filter((row, index) => rows.findIndex((other) => other.plural === row.plural && other.group === row.group) === index);
  if (names.length === 0) return unique.map((row) => selection(context, row, undefined));
  return unique.flatMap((row) => names.map((name) => selection(context, row, name)));
}

function refuseSelectorWithNames(context: Context, hasNames: boolean): void {
  if (!hasNames) return;
  if (textOf(context.flags, 'selector') !== '' || textOf(context.flags, 'field-selector') !== '' || isOn(context.flags, 'all'))
    throw failure('name cannot be provided when a selector is specified');
  if (allNamespaces(context)) throw failure('a resource cannot be retrieved by name across all namespaces');
}

function selection(context: Context, row: SchemeRow, name: string | undefined): Selected {
  const everywhere = name === undefined && allNamespaces(context);
  return { row, name, namespace: row.namespaced && !everywhere ? namespaceOf(context) : undefined, source: '' };
}

export interface Found {
  readonly row: SchemeRow;
  readonly object: KubeObject;
  readonly source: string;
}

/**
 * Fetches what was selected; a resource without a name gives all its objects that match -l and --field-selector. With a place for failures,
 * the others are gone on with.
 */
export async function fetchSelected(
  context: Context,
  selected: readonly Selected[],
  failures?: KubectlFailure[],
): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const one of selected) {
    try {
      const objects = one.name === undefined ? await listSelected(context, one) : [await getObject(context, one, one.name)];
      found.push(...objects.map((object) => ({ row: one.row, source: one.source, object })));
    } catch (error) {
      if (failures === undefined || !(error instanceof KubectlFailure)) throw error;
      failures.push(error);
    }
  }
  return found;
}

/** The selectors of the command line; the server says what is wrong with them. */
export function selectorsOf(context: Context): { labelSelector?: string; fieldSelector?: string } {
  const labelSelector = textOf(context.flags, 'selector');
  const fieldSelector = textOf(context.flags, 'field-selector');
  return { ...(labelSelector === '' ? {} : { labelSelector }), ...(fieldSelector === '' ? {} : { fieldSelector }) };
}

/** All objects of a resource that the selectors choose. upstream: cli-runtime/pkg/resource/selector.go */
export async function listSelected(context: Context, one: Place): Promise<readonly KubeObject[]> {
  return (await listBySelectors(context, one, selectorsOf(context))).items;
}

/** A list whose refusal says what was looked for. */
export async function listBySelectors(context: Context, one: Place, selectors: RequestOptions): Promise<ObjectList> {
  try {
    return await listObjects(context, one, selectors);
  } catch (error) {
    if (!(error instanceof KubectlFailure) || error.status === undefined || (error.status.code !== 400 && error.status.code !== 404))
      throw error;
    const resource = `"${one.row.group}/${one.row.version}, Resource=${one.row.plural}"`;
    const { labelSelector = '', fieldSelector = '' } = selectors;
    const doing =
      labelSelector === '' && fieldSelector === ''
        ? `Unable to list ${resource}`
        : `Unable to find ${resource} that match label selector ${JSON.stringify(labelSelector)}, field selector ${JSON.stringify(fieldSelector)}`;
    throw statusFailure({ ...error.status, message: `${doing}: ${error.status.message ?? ''}` });
  }
}

/** For verbs that change objects: what is selected, refusing a bare type without a name, -l or --all. */
export async function selectObjects(context: Context, args: readonly string[], failures?: KubectlFailure[]): Promise<readonly Found[]> {
  const selected = await selectResources(context, args);
  if (selected.length === 0) throw failure(noResources);
  refuseBare(context, selected);
  return fetchSelected(context, selected, failures);
}

/** A type alone means nothing where objects are changed, unless something chooses among them. */
export function refuseBare(context: Context, selected: readonly Selected[]): void {
  const bare = selected.some((one) => one.name === undefined);
  if (bare && textOf(context.flags, 'selector') === '' && textOf(context.flags, 'field-selector') === '' && !isOn(context.flags, 'all'))
    throw failure('resource(s) were provided, but no name was specified');
}
