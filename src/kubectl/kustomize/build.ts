/**
 * What a kustomization builds: the objects of its resources, changed as it says.
 * Owns: reading kustomization files and their order of work. Reads files only through the function it is given.
 * Deliberately does not: fetch from the network, run plugins, helm charts, components or replacements; a kustomization
 * that wants one of them is refused by name, so that nothing is left out in silence.
 * upstream: kustomize/api/internal/target/kusttarget.go
 */
import { patchSchemaOf } from '#api/machinery/patch/patchSchema.ts';
import type { JsonMap } from '#api/machinery/patch/refusal.ts';
import { strategicMerge } from '#api/machinery/patch/strategicMerge.ts';
import type { Json } from '#api/immutable.ts';
import { parseManifest } from '#manifest/parse.ts';
import { failure } from '../failure.ts';
import { fieldsAt, isFields, listAt, nameOf, textAt, type Fields } from './fields.ts';
import { generated, type Built, type ReadFile } from './generators.ts';
import { withAnnotations, withImages, withLabels, withNamespace, withReplicas } from './labels.ts';
import { affixed, withNewName, withReferences, type Renamed } from './names.ts';

const fileNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const known: readonly string[] = [
  'apiVersion',
  'kind',
  'metadata',
  'resources',
  'bases',
  'namePrefix',
  'nameSuffix',
  'namespace',
  'commonLabels',
  'labels',
  'commonAnnotations',
  'images',
  'replicas',
  'configMapGenerator',
  'secretGenerator',
  'generatorOptions',
  'patches',
  'patchesStrategicMerge',
];
const depthMax = 16;

/** Kinds that come first, in this order; then all others by name of kind; then the webhooks. */
const firstKinds: readonly string[] = [
  'Namespace',
  'ResourceQuota',
  'StorageClass',
  'CustomResourceDefinition',
  'ServiceAccount',
  'PodSecurityPolicy',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'Endpoints',
  'Service',
  'LimitRange',
  'PriorityClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
];

/** The objects of a folder's kustomization, sorted as kustomize prints them. */
export async function buildKustomization(folder: string, read: ReadFile): Promise<readonly Fields[]> {
  const built = await layer({ folder, read, depth: 0 });
  const hashes = new Map(built.map(({ object, hash }) => [keyOf(object), hash]));
  const renamed: Renamed = (kind, name) => suffixed(name, hashes.get(`${kind}/${name}`) ?? '');
  return built
    .map(({ object, hash }) => withNewName(withReferences(object, renamed), suffixed(nameOf(object), hash)))
    .toSorted(compareObjects);
}

function suffixed(name: string, hash: string): string {
  return hash === '' ? name : `${name}-${hash}`;
}

function keyOf(object: Fields): string {
  return `${textAt(object, 'kind')}/${nameOf(object)}`;
}

interface Place {
  readonly folder: string;
  readonly read: ReadFile;
  readonly depth: number;
}

async function layer(place: Place): Promise<readonly Built[]> {
  if (place.depth > depthMax) throw failure(`cycle detected: candidate root '${place.folder}' contains visited root`);
  const config = await kustomizationOf(place);
  const { list, renamed } = named(config, patched(await patchesOf(config, place), await resourcesOf(config, place)));
  return list.map(({ object, hash }) => ({ object: dressed(config, withReferences(object, renamed)), hash }));
}

async function kustomizationOf({ folder, read }: Place): Promise<Fields> {
  for (const name of fileNames) {
    const text = await read(joined(folder, name));
    if (text === undefined) continue;
    const value = documentsOf(text, joined(folder, name))[0] ?? {};
    const strange = Object.keys(value).find((key) => !known.includes(key));
    if (strange !== undefined) throw failure(`the field ${JSON.stringify(strange)} of ${name} is not available here`);
    return value;
  }
  throw failure(`unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${absolute(folder)}'`);
}

/** Files stand where the person is: at home. */
function absolute(folder: string): string {
  const path = folder.replace(/^\.\/?/, '').replace(/\/+$/, '');
  return path.startsWith('/') ? path : `/root${path === '' ? '' : `/${path}`}`;
}

function documentsOf(text: string, source: string): readonly Fields[] {
  const manifest = parseManifest(text);
  const error = manifest.errors.find((candidate) => !candidate.lenient);
  if (error !== undefined)
    throw failure(
      `accumulating resources: accumulating resources from '${source}': MalformedYAMLError: ${error.kubectl} in File: ${source}`,
    );
  return manifest.documents.map((document) => document.object as unknown).filter(isFields);
}

function joined(folder: string, name: string): string {
  const parts: string[] = [];
  for (const part of [...folder.split('/'), ...name.split('/')]) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

async function resourcesOf(config: Fields, place: Place): Promise<readonly Built[]> {
  const { folder, read, depth } = place;
  const found: Built[] = [];
  for (const name of [...listAt(config, 'resources'), ...listAt(config, 'bases')].map(String)) {
    const path = joined(folder, name);
    const text = await read(path);
    if (text === undefined && /\.(ya?ml|json)$/.test(path))
      throw failure(
        `accumulating resources: accumulation err='accumulating resources from '${name}': open ${path}: no such file or directory'`,
      );
    found.push(
      ...(text === undefined
        ? await layer({ folder: path, read, depth: depth + 1 })
        : documentsOf(text, name).map((object) => ({ object, hash: '' }))),
    );
  }
  const options = fieldsAt(config, 'generatorOptions');
  const readHere: ReadFile = (path) => read(joined(folder, path));
  for (const entry of listAt(config, 'configMapGenerator').filter(isFields))
    found.push(await generated(entry, { kind: 'ConfigMap', options, read: readHere }));
  for (const entry of listAt(config, 'secretGenerator').filter(isFields))
    found.push(await generated(entry, { kind: 'Secret', options, read: readHere }));
  const twice = found.find(
    ({ object }, index) =>
      found.findIndex((other) => keyOf(other.object) === keyOf(object) && namespaceOf(other.object) === namespaceOf(object)) !== index,
  );
  if (twice !== undefined)
    throw failure(
      `accumulating resources: may not add resource with an already registered id: ${textAt(twice.object, 'kind')}.${nameOf(twice.object)}`,
    );
  return found;
}

function namespaceOf(object: Fields): string {
  return textAt(fieldsAt(object, 'metadata'), 'namespace');
}

interface Patch {
  readonly target: Fields;
  readonly body: Fields;
}

async function patchesOf(config: Fields, { folder, read }: Place): Promise<readonly Patch[]> {
  const patches: Patch[] = [];
  const entries: readonly Fields[] = [
    ...listAt(config, 'patches').filter(isFields),
    ...listAt(config, 'patchesStrategicMerge').map((one) => (String(one).includes('\n') ? { patch: one } : { path: one })),
  ];
  for (const entry of entries) {
    const path = textAt(entry, 'path');
    const text = path === '' ? textAt(entry, 'patch') : await read(joined(folder, path));
    if (text === undefined)
      throw failure(`trouble configuring builtin PatchTransformer with config: open ${path}: no such file or directory`);
    const bodies = documentsOf(text, path);
    if (bodies.length === 0)
      throw failure('JSON6902 patches of a kustomization are not available here; write them as strategic merge patches');
    for (const body of bodies)
      patches.push({ body, target: isFields(entry['target']) ? entry['target'] : { kind: body['kind'], name: nameOf(body) } });
  }
  return patches;
}

function patched(patches: readonly Patch[], list: readonly Built[]): readonly Built[] {
  let result = list;
  for (const { target, body } of patches) {
    const isMeant = ({ object }: Built): boolean =>
      (['kind', 'name'] as const).every(
        (key) => target[key] === undefined || target[key] === '' || target[key] === (key === 'kind' ? object['kind'] : nameOf(object)),
      );
    if (!result.some(isMeant))
      throw failure(
        `no matches for Id ${textAt(target, 'kind')}.${textAt(target, 'name')}; failed to find unique target for patch ${textAt(body, 'kind')}.${nameOf(body)}`,
      );
    result = result.map((one) => (isMeant(one) ? { ...one, object: merged(one.object, body) } : one));
  }
  return result;
}

function merged(object: Fields, body: Fields): Fields {
  const named = withNewName(body, nameOf(object));
  const outcome = strategicMerge(
    object as JsonMap,
    { ...named, kind: object['kind'], apiVersion: object['apiVersion'] } as Json,
    patchSchemaOf({ version: textAt(object, 'apiVersion').replace(/^.*\//, ''), kind: textAt(object, 'kind') }),
  );
  if (!outcome.ok) throw failure('a patch of the kustomization does not fit its object');
  return outcome.value;
}

/** Objects under their new names, and what the old names have become. */
function named(config: Fields, list: readonly Built[]): { readonly list: readonly Built[]; readonly renamed: Renamed } {
  const prefix = textAt(config, 'namePrefix');
  const suffix = textAt(config, 'nameSuffix');
  const names = new Map<string, string>();
  const renamedList = list.map((one) => {
    // Replicas may be told by an object's old name or its new one.
    const object = affixed(withReplicas(one.object, listAt(config, 'replicas')), prefix, suffix);
    names.set(keyOf(one.object), nameOf(object));
    return { ...one, object };
  });
  return { list: renamedList, renamed: (kind, name) => names.get(`${kind}/${name}`) ?? name };
}

function dressed(config: Fields, object: Fields): Fields {
  let result = object;
  const namespace = textAt(config, 'namespace');
  if (namespace !== '') result = withNamespace(result, namespace);
  if (isFields(config['commonLabels'])) result = withLabels(result, config['commonLabels'], { selectors: true, templates: true });
  for (const entry of listAt(config, 'labels').filter(isFields))
    result = withLabels(result, fieldsAt(entry, 'pairs'), {
      selectors: entry['includeSelectors'] === true,
      templates: entry['includeTemplates'] === true,
    });
  if (isFields(config['commonAnnotations'])) result = withAnnotations(result, config['commonAnnotations']);
  result = withReplicas(result, listAt(config, 'replicas'));
  return withImages(result, listAt(config, 'images')) as Fields;
}

function compareObjects(a: Fields, b: Fields): number {
  const rank = (object: Fields): number => {
    const kind = textAt(object, 'kind');
    const first = firstKinds.indexOf(kind);
    return first >= 0 ? first - firstKinds.length : kind.endsWith('WebhookConfiguration') ? 1 : 0;
  };
  const text = (object: Fields): string => [textAt(object, 'kind'), namespaceOf(object), nameOf(object)].join('\u0000');
  return rank(a) - rank(b) || (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0);
}
