/** Lets a person change an object's YAML. upstream: kubectl/pkg/cmd/util/editor/editoptions.go */
import { parseManifest } from '#manifest/parse.ts';
import { toYaml } from '#manifest/toYaml.ts';
import type { KubeObject } from '#api/meta.ts';
import { forEachTold } from '../aggregate.ts';
import { sayChanged } from '../changed.ts';
import type { Context, Verb } from '../context.ts';
import { failure, KubectlFailure } from '../failure.ts';
import { bools, flag } from '../flags.ts';
import { fieldManagerFlag, filenameFlags, outputFlags, recordFlag, validateFlag } from '../globalFlags.ts';
import { selectObjects, type Found } from '../selection.ts';
import { patchBetween, patchObject, targetOf, writeOptions } from '../write.ts';

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
  const found = await selectObjects(context, context.args);
  if (context.env.edit === undefined) throw failure('unable to launch the editor: there is none here');
  await forEachTold(found, async (one, index) => {
    const object = await editOne(context, one);
    if (object === undefined) context.env.stderr('Edit cancelled, no changes made.\n');
    else sayChanged(context, { row: one.row, object, operation: 'edited', dryRun: 'none' }, index);
  });
  return 0;
}

/** Opens the text again, with the reason on top, until the server takes it or nothing is changed any more. */
async function editOne(context: Context, one: Found): Promise<KubeObject | undefined> {
  const { managedFields: _, ...metadata } = one.object.metadata;
  const before = { ...one.object, metadata } as KubeObject;
  let text = editHead + toYaml(before);
  let refused: Refused | undefined;
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const edited = await context.env.edit?.(text, `${one.row.singular}-${one.object.metadata.name}.yaml`);
    if (edited === undefined || withoutComments(edited).trim() === '') return undefined;
    if (refused !== undefined && withoutComments(edited) === withoutComments(text)) throw cancelled(context, edited, refused);
    if (edited === text) return undefined;
    const saved = await save(context, one, { before, text: edited });
    if ('object' in saved) return saved.object;
    refused = saved;
    text = withReason(edited, saved.reason);
  }
  throw failure('too many attempts to edit');
}

/** Why a text was not taken; `inShort` is what remains to be said when the person gives up. */
interface Refused {
  readonly reason: string;
  readonly inShort?: string;
}

interface Saved {
  readonly object: KubeObject | undefined;
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

async function save(context: Context, one: Found, { before, text }: { before: KubeObject; text: string }): Promise<Refused | Saved> {
  const { documents, errors } = parseManifest(text);
  const error = errors.find((candidate) => !candidate.lenient);
  const after = documents[0]?.object as KubeObject | undefined;
  if (error !== undefined || after === undefined) return { reason: error?.kubectl ?? 'the text holds no object' };
  if (after.apiVersion !== before.apiVersion || after.kind !== before.kind || after.metadata?.name !== before.metadata.name)
    throw new KubectlFailure(`${kept(context.env, text)}error: At least one of apiVersion, kind and name was changed\n`);
  const patch = patchBetween(one.row, before, after);
  if (patch === undefined) return { object: undefined };
  try {
    return { object: await patchObject(context, targetOf(one.row, one.object), patch, writeOptions(context, 'kubectl-edit')) };
  } catch (refusal) {
    if (!(refusal instanceof KubectlFailure) || refusal.status === undefined) throw refusal;
    const name = `${one.row.plural}${one.row.group === '' ? '' : `.${one.row.group}`} ${JSON.stringify(one.object.metadata.name)}`;
    const isInvalid = refusal.status.reason === 'Invalid';
    return {
      reason: refusal.output.trimEnd(),
      inShort: isInvalid
        ? `error: ${name} is invalid\n`
        : `error: ${name} could not be patched: ${refusal.status.message ?? ''}\nYou can run \`kubectl replace -f /tmp/kubectl-edit.yaml\` to try this update again.\n`,
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
