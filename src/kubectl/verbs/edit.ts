/** Lets a person change an object's YAML. upstream: kubectl/pkg/cmd/util/editor/editoptions.go */
import { parseManifest } from '#manifest/parse.ts';
import { toJson } from '#manifest/toJson.ts';
import { toYaml } from '#manifest/toYaml.ts';
import type { KubeObject } from '#api/meta.ts';
import { groupResource } from '#api/scheme.ts';
import { sayChanged } from '../changed.ts';
import type { Context, Verb } from '../context.ts';
import { failure, KubectlFailure } from '../failure.ts';
import { bools, flag } from '../flags.ts';
import { fieldManagerFlag, filenameFlags, outputFlags, recordFlag, validateFlag } from '../globalFlags.ts';
import { formatOf } from '../outputs.ts';
import { fetchSelected, noResources, selectResources, type Found } from '../selection.ts';
import { patchBetween, patchObject, targetOf, writeOptions, type Patch } from '../write.ts';

export const edit: Verb = {
  name: 'edit',
  short: 'Edit a resource on the server',
  flags: [
    ...outputFlags,
    fieldManagerFlag,
    ...filenameFlags,
    recordFlag,
    validateFlag,
    flag('subresource'),
    ...bools('output-patch', 'windows-line-endings', 'save-config'),
  ],
  run,
};

export const editHead = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;
const attemptsMax = 20;

async function run(context: Context): Promise<number> {
  const selected = await selectResources(context, context.args);
  if (selected.length === 0) throw failure(noResources);
  const found = await fetchSelected(context, selected);
  if (found.length === 0) throw failure('edit cancelled, no objects found');
  if (context.env.edit === undefined) throw failure('unable to launch the editor: there is none here');
  const results = await edited(context, found);
  if (results === undefined) context.env.stderr('Edit cancelled, no changes made.\n');
  results?.forEach((object, index) => {
    const one = found[index]!;
    const change = object === undefined ? { object: one.object, operation: 'skipped' } : { object, operation: 'edited' };
    sayChanged(context, { row: one.row, ...change, dryRun: 'none' }, index);
  });
  return 0;
}

/**
 * Opens the text again, with the reason on top, until the server takes it or nothing is changed any more. Several objects are one list. Gives
 * each object as it is then, or undefined for one that was left alone; nothing where the whole was.
 */
async function edited(context: Context, found: readonly Found[]): Promise<readonly (KubeObject | undefined)[] | undefined> {
  const befores = found.map(({ object }) => {
    const { managedFields: _, ...metadata } = object.metadata;
    return { ...object, metadata } as KubeObject;
  });
  const [first] = befores;
  const isJson = formatOf(context)?.name === 'json';
  const whole = befores.length === 1 ? first : { apiVersion: 'v1', items: befores, kind: 'List', metadata: {} };
  let text = isJson ? toJson(whole) : editHead + toYaml(whole);
  let refused: Refused | undefined;
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const after = await context.env.edit?.(text, `${found[0]!.row.singular}-${first!.metadata.name}.${isJson ? 'json' : 'yaml'}`);
    if (after === undefined || withoutComments(after).trim() === '') return undefined;
    if (refused !== undefined && withoutComments(after) === withoutComments(text)) throw cancelled(context, after, refused);
    if (withoutComments(after) === withoutComments(text)) return undefined;
    const saved = await save(context, found, { befores, text: after });
    if ('objects' in saved) return saved.objects;
    refused = saved;
    text = isJson ? after : withReason(after, saved.reason);
  }
  throw failure('too many attempts to edit');
}

/** Why a text was not taken; `inShort` is what remains to be said when the person gives up. */
interface Refused {
  readonly reason: string;
  readonly inShort?: string;
}

interface Saved {
  readonly objects: readonly (KubeObject | undefined)[];
}

/** What was written is kept: in a file by some name, as the page has no folder for such. */
function cancelled({ env }: Context, text: string, { inShort }: Refused): KubectlFailure {
  return new KubectlFailure((inShort ?? '') + kept(env, text) + 'error: Edit cancelled, no valid changes were saved.\n');
}

function kept(env: Context['env'], text: string): string {
  const path = `/tmp/kubectl-edit-${Math.floor(env.client.now())}.yaml`;
  void env.files.write?.(path, text);
  return `A copy of your changes has been stored to ${JSON.stringify(path)}\n`;
}

interface Written {
  readonly befores: readonly KubeObject[];
  readonly text: string;
}

/** Saves one object after the other; the first that is refused ends it. */
async function save(context: Context, found: readonly Found[], { befores, text }: Written): Promise<Refused | Saved> {
  const { documents, errors } = parseManifest(text);
  const error = errors.find((candidate) => !candidate.lenient);
  const afters = documents.map(({ object }) => object as KubeObject);
  const isKnown = afters.every((after) => typeof after?.apiVersion === 'string' && typeof after.kind === 'string');
  if (error !== undefined || afters.length !== found.length || !isKnown)
    return { reason: error?.kubectl ?? 'the text holds no object', inShort: `error: ${aboutOne(found[0]!)} is invalid\n` };
  const objects: (KubeObject | undefined)[] = [];
  for (const [index, one] of found.entries()) {
    const [before, after] = [befores[index]!, afters[index]!];
    if (after.apiVersion !== before.apiVersion || after.kind !== before.kind || after.metadata?.name !== before.metadata.name)
      throw new KubectlFailure(`${kept(context.env, text)}error: At least one of apiVersion, kind and name was changed\n`);
    const saved = await saveOne(context, one, patchBetween(one.row, before, after));
    if (saved !== undefined && 'reason' in saved) return saved;
    objects.push(saved?.object);
  }
  return { objects };
}

function aboutOne({ row, object }: Found): string {
  return `${groupResource(row)} ${JSON.stringify(object.metadata.name)}`;
}

async function saveOne(context: Context, one: Found, patch: Patch | undefined): Promise<Refused | { object: KubeObject } | undefined> {
  if (patch === undefined) return undefined;
  try {
    return { object: await patchObject(context, targetOf(one.row, one.object), patch, writeOptions(context, 'kubectl-edit')) };
  } catch (refusal) {
    if (!(refusal instanceof KubectlFailure) || refusal.status === undefined) throw refusal;
    const isInvalid = refusal.status.reason === 'Invalid';
    return {
      reason: refusal.output.trimEnd(),
      inShort: isInvalid
        ? `error: ${aboutOne(one)} is invalid\n`
        : `error: ${aboutOne(one)} could not be patched: ${refusal.status.message ?? ''}\nYou can run \`kubectl replace -f /tmp/kubectl-edit.yaml\` to try this update again.\n`,
    };
  }
}

function withoutComments(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n');
}

function withReason(text: string, problem: string): string {
  return `${editHead}${problem
    .split('\n')
    .map((line) => `# ${line}\n`)
    .join('')}#\n${withoutComments(text)}`;
}
