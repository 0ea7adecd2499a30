/**
 * The text that was applied last, shown, set and edited.
 * upstream: kubectl/pkg/cmd/apply/apply_view_last_applied.go, apply_set_last_applied.go, apply_edit_last_applied.go
 */
import { parseJson } from '#api/machinery/exactInteger.ts';
import { parseManifest } from '#manifest/parse.ts';
import { toCompactJson, toJson } from '#manifest/toJson.ts';
import { toYaml } from '#manifest/toYaml.ts';
import { forEachTold } from '../aggregate.ts';
import { sayChanged } from '../changed.ts';
import { getObject } from '../cluster.ts';
import { dryRunOf, type Context, type Verb } from '../context.ts';
import { failure, usageFailure } from '../failure.ts';
import { bools, flag, isOn, textOf } from '../flags.ts';
import { dryRunFlag, fieldManagerFlag, filenameFlags, outputFlags, selectorFlag, validateFlag } from '../globalFlags.ts';
import { fileObjects, type FileObject } from '../manifests.ts';
import { selectObjects, type Found } from '../selection.ts';
import { patchObject, targetOf, writeOptions, type Patch } from '../write.ts';
import { lastApplied } from '../lastApplied.ts';

export const viewLastApplied: Verb = {
  name: 'view-last-applied',
  short: 'View the latest last-applied-configuration annotations of a resource/object',
  flags: [...filenameFlags, selectorFlag, flag('output,o', 'string', { default: 'yaml' }), flag('all', 'bool')],
  run: view,
};

export const setLastApplied: Verb = {
  name: 'set-last-applied',
  short: 'Set the last-applied-configuration annotation on a live object to match the contents of a file',
  flags: [...outputFlags, dryRunFlag, flag('filename,f', 'strings'), flag('create-annotation', 'bool')],
  run: set,
};

export const editLastApplied: Verb = {
  name: 'edit-last-applied',
  short: 'Edit latest last-applied-configuration annotations of a resource/object',
  flags: [...outputFlags, fieldManagerFlag, validateFlag, ...filenameFlags, ...bools('windows-line-endings')],
  run: edit,
};

async function view(context: Context): Promise<number> {
  const format = textOf(context.flags, 'output');
  if (format !== 'yaml' && format !== 'json')
    throw usageFailure(context.path, `Unexpected -o output mode: ${format}, the flag 'output' must be one of yaml|json`);
  for (const { object: stored } of await selectObjects(context, context.args)) {
    const text = stored.metadata.annotations?.[lastApplied];
    // What was never applied has nothing to show, and nothing is said of it.
    if (text === undefined) continue;
    const object: unknown = parseJson(text);
    context.env.stdout(format === 'yaml' ? toYaml(object) : narrow(toJson(object)));
  }
  return 0;
}

/** This one text of JSON is indented by two spaces. */
function narrow(text: string): string {
  return text.replace(/^ +/gm, (spaces) => ' '.repeat(spaces.length / 2));
}

function appliedTo({ object }: Pick<Found, 'object'>): string {
  const text = object.metadata.annotations?.[lastApplied];
  if (text === undefined) throw failure(`no last-applied-configuration annotation found on resource: ${object.metadata.name}`);
  return text;
}

function patchTo(text: string): Patch {
  return { type: 'merge', body: { metadata: { annotations: { [lastApplied]: text } } } };
}

/** These writes name no manager: the server goes by the client's name. */
function options(context: Context): ReturnType<typeof writeOptions> {
  const { fieldManager, ...rest } = writeOptions(context, '');
  return fieldManager === '' || fieldManager === undefined ? rest : { ...rest, fieldManager };
}

async function set(context: Context): Promise<number> {
  if (context.args.length > 0) throw failure(`Unexpected args: [${context.args.join(' ')}]`);
  await forEachTold(await fileObjects(context), (one, index) => setOne(context, one, index));
  return 0;
}

async function setOne(context: Context, one: FileObject, index: number): Promise<void> {
  const live = await getObject(context, one, one.name);
  const before = live.metadata.annotations?.[lastApplied];
  if (before === undefined && !isOn(context.flags, 'create-annotation'))
    throw failure(
      `no last-applied-configuration annotation found on resource: ${one.name}, to create the annotation, run the command with --create-annotation`,
    );
  const text = `${toCompactJson(one.object)}\n`;
  if (before === text) return context.env.stdout(`set-last-applied ${one.name}: no changes required.\n`);
  const dryRun = dryRunOf(context);
  const object = dryRun === 'client' ? live : await patchObject(context, one, patchTo(text), options(context));
  sayChanged(context, { row: one.row, object, operation: 'configured', dryRun }, index);
}

async function edit(context: Context): Promise<number> {
  const found = await selectObjects(context, context.args);
  if (context.env.edit === undefined) throw failure('unable to launch the editor: there is none here');
  await forEachTold(found, async (one, index) => {
    const before = toYaml(parseJson(appliedTo(one)));
    const after = (await context.env.edit?.(before, `${one.row.singular}-${one.object.metadata.name}.yaml`)) ?? before;
    const { documents, errors } = parseManifest(after);
    const fault = errors.find((error) => !error.lenient);
    if (fault !== undefined) throw failure(fault.kubectl);
    if (after === before || documents[0] === undefined) return context.env.stderr('Edit cancelled, no changes made.\n');
    const patch = patchTo(`${toCompactJson(documents[0].object)}\n`);
    const object = await patchObject(context, targetOf(one.row, one.object), patch, options(context));
    sayChanged(context, { row: one.row, object, operation: 'edited', dryRun: 'none' }, index);
  });
  return 0;
}
