/**
 * Objects from files and standard input, as -f gives them.
 * upstream: cli-runtime/pkg/resource/visitor.go, mapper.go
 */
import { asDouble, parseJson } from '#api/machinery/exactInteger.ts';
import { parseManifest } from '#manifest/parse.ts';
import { toYaml } from '#manifest/toYaml.ts';
import { buildKustomization } from './kustomize/build.ts';
import { parseLabelSelector } from '#api/machinery/labelParser.ts';
import { matchesLabels } from '#api/machinery/labels.ts';
import { stableJson } from '#api/machinery/stableJson.ts';
import type { KubeObject } from '#api/meta.ts';
import type { SchemeRow } from '#api/scheme.ts';
import { namespaceIsForced, namespaceOf, type Context } from './context.ts';
import { failure, KubectlFailure } from './failure.ts';
import { isOn, listOf, textOf } from './flags.ts';
import { rowOfKindIn } from './mapper.ts';

export interface FileObject {
  readonly row: SchemeRow;
  readonly object: KubeObject;
  readonly namespace: string | undefined;
  readonly name: string;
  /** The file's name, as errors show it. */
  readonly source: string;
}

export interface FileOptions {
  /** Whether objects are validated before anything else, which changes the words for a missing kind. */
  readonly validated?: boolean;
  /** Whether a namespace is left out where the file has none. */
  readonly asWritten?: boolean;
  /** Where refusals go, so that the other objects can still be used; without it the first one ends the command. */
  readonly failures?: KubectlFailure[];
}

/** Every object of every -f, in order. */
export async function fileObjects(
  context: Context,
  { validated = false, asWritten = isOn(context.flags, 'local'), failures }: FileOptions = {},
): Promise<readonly FileObject[]> {
  const objects: FileObject[] = [];
  const attempt = async (step: () => Promise<FileObject>): Promise<void> => {
    try {
      objects.push(await step());
    } catch (error) {
      if (failures === undefined || !(error instanceof KubectlFailure)) throw error;
      failures.push(error);
    }
  };
  for (const { source, text } of await sources(context)) {
    const manifest = parseManifest(text);
    const error = manifest.errors.find((candidate) => !candidate.lenient);
    for (const document of manifest.documents)
      await attempt(() => resolved(context, { value: document.object, source, validated, asWritten }));
    if (error !== undefined) await attempt(() => Promise.reject(failure(`error parsing ${source}: ${error.kubectl}`)));
  }
  return objects.filter(chosenBy(context));
}

/** -l chooses among a file's objects too. */
function chosenBy(context: Context): (one: FileObject) => boolean {
  const text = textOf(context.flags, 'selector');
  const selector = text === '' ? undefined : parseLabelSelector(text);
  if (selector === undefined) return () => true;
  if (!selector.ok) throw failure(`the provided selector ${JSON.stringify(text)} is not valid: ${selector.message}`);
  return ({ object }) => matchesLabels(selector.value, object.metadata.labels);
}

async function sources(context: Context): Promise<{ source: string; text: string }[]> {
  const found: { source: string; text: string }[] = [];
  for (const folder of listOf(context.flags, 'kustomize')) {
    const objects = await buildKustomization(folder, async (path) => context.env.files.read(path));
    found.push({ source: folder, text: objects.map((object) => toYaml(object)).join('---\n') });
  }
  for (const path of listOf(context.flags, 'filename')) {
    if (path === '-') {
      if (context.env.stdin === undefined) throw failure('standard input is empty');
      found.push({ source: 'STDIN', text: await context.env.stdin() });
      continue;
    }
    const text = await context.env.files.read(path);
    if (text !== undefined) found.push({ source: path, text });
    else found.push(...(await folder(context, path)));
  }
  return found;
}

async function folder(context: Context, path: string): Promise<{ source: string; text: string }[]> {
  const names = await context.env.files.list?.(path);
  if (names === undefined)
    throw failure(
      /^https?:/.test(path)
        ? `unable to read URL ${JSON.stringify(path)}, there is no network here`
        : `the path ${JSON.stringify(path)} does not exist`,
    );
  const chosen = names.filter((name) => /\.(json|yaml|yml)$/.test(name)).toSorted();
  if (chosen.length === 0) throw failure(`error reading [${path}]: recognized file extensions are [.json .yaml .yml]`);
  const found: { source: string; text: string }[] = [];
  for (const name of chosen) {
    const source = `${path.replace(/\/$/, '')}/${name}`;
    found.push({ source, text: (await context.env.files.read(source)) ?? '' });
  }
  return found;
}

interface Unresolved {
  readonly value: unknown;
  readonly source: string;
  readonly validated: boolean;
  readonly asWritten: boolean;
}

async function resolved(context: Context, { value, source, validated, asWritten }: Unresolved): Promise<FileObject> {
  const shape = value as { readonly apiVersion?: unknown; readonly kind?: unknown; readonly metadata?: Record<string, unknown> };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    if (validated)
      throw failure(
        `error validating ${JSON.stringify(source)}: error validating data: invalid object to validate; if you choose to ignore these errors, turn validation off with --validate=false`,
      );
    const type = Array.isArray(value) ? 'array' : typeof value;
    throw failure(
      `error parsing ${source}: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${type} into Go value of type map[string]interface {}`,
    );
  }
  checkTypeMeta(shape, source, validated);
  const apiVersion = String(shape.apiVersion);
  const kind = String(shape.kind);
  const metadata = shape.metadata ?? {};
  const row = await rowOfKindIn(context, apiVersion, kind);
  const name = String(metadata['name'] ?? '');
  const own = typeof metadata['namespace'] === 'string' ? metadata['namespace'] : '';
  if (row === undefined) {
    throw failure(
      `resource mapping not found for name: ${JSON.stringify(name)} namespace: ${JSON.stringify(own)} from ${JSON.stringify(source)}: no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}\nensure CRDs are installed first`,
    );
  }
  checkMetadata(metadata, source);
  const namespace = row.namespaced ? (own === '' ? namespaceOf(context) : own) : undefined;
  if (row.namespaced && own !== '' && namespaceIsForced(context) && own !== namespaceOf(context)) {
    throw failure(
      `the namespace from the provided object ${JSON.stringify(own)} does not match the namespace ${JSON.stringify(namespaceOf(context))}. You must pass '--namespace=${own}' to perform this operation.`,
    );
  }
  const placed = asWritten ? metadata : namespace === undefined ? withoutNamespace(metadata) : { ...metadata, namespace };
  return { row, object: sortedKeys({ ...shape, metadata: placed }), namespace, name, source };
}

/** Go's maps are sent with sorted keys, and the server lists what is wrong in the order in which it reads. */
function sortedKeys(object: unknown): KubeObject {
  return parseJson(stableJson(object)) as unknown as KubeObject;
}

/** A namespace on an object that lives in none is the server's to refuse, unless it is empty. */
function withoutNamespace(metadata: Record<string, unknown>): Record<string, unknown> {
  if (metadata['namespace'] !== '') return metadata;
  const { namespace: _, ...rest } = metadata;
  return rest;
}

function checkTypeMeta(shape: { readonly apiVersion?: unknown; readonly kind?: unknown }, source: string, validated: boolean): void {
  const missing = [...(isWord(shape.apiVersion) ? [] : ['apiVersion not set']), ...(isWord(shape.kind) ? [] : ['kind not set'])];
  if (missing.length === 0) return;
  if (!validated && missing.includes('kind not set'))
    throw failure(`unable to decode ${JSON.stringify(source)}: Object 'Kind' is missing in '${JSON.stringify(shape)}'`);
  const list = missing.length === 1 ? missing[0] : `[${missing.join(', ')}]`;
  throw failure(
    `error validating ${JSON.stringify(source)}: error validating data: ${list}; if you choose to ignore these errors, turn validation off with --validate=false`,
  );
}

function isWord(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

/** kubectl decodes metadata itself, so wrong types there are its own refusals. */
function checkMetadata(metadata: Record<string, unknown>, source: string): void {
  if (goTypeWord(metadata) !== 'object')
    throw failure(
      `unable to decode ${JSON.stringify(source)}: json: cannot unmarshal ${goTypeWord(metadata) ?? 'string'} into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta`,
    );
  const refuse = (value: unknown, field: string, type: string): never => {
    throw failure(
      `unable to decode ${JSON.stringify(source)}: json: cannot unmarshal ${goTypeWord(value) ?? 'string'} into Go struct field ObjectMeta.metadata.${field} of type ${type}`,
    );
  };
  for (const field of ['name', 'generateName', 'namespace']) {
    const value = metadata[field] ?? '';
    if (goTypeWord(value) !== undefined) refuse(value, field, 'string');
  }
  for (const field of ['labels', 'annotations']) {
    const map = metadata[field] ?? {};
    if (goTypeWord(map) !== 'object') refuse(map, field, 'map[string]string');
    for (const value of Object.values(map)) if (value !== null && goTypeWord(value) !== undefined) refuse(value, field, 'string');
  }
}

function goTypeWord(value: unknown): string | undefined {
  if (typeof value === 'boolean') return 'bool';
  if (typeof asDouble(value) === 'number') return 'number';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'object' ? 'object' : undefined;
}
