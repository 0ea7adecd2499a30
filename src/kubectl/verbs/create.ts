/** Creates objects from files, or from words. upstream: kubectl/pkg/cmd/create */
import type { KubeObject } from '#api/meta.ts';
import { parseManifest } from '#manifest/parse.ts';
import { toYaml } from '#manifest/toYaml.ts';
import { forEachTold } from '../aggregate.ts';
import { sayChanged } from '../changed.ts';
import { dryRunOf, type Context, type Verb } from '../context.ts';
import { failure, KubectlFailure, usageFailure } from '../failure.ts';
import { bools, flag, isOn, listOf, textOf } from '../flags.ts';
import { changeFlags, filenameFlags, recordFlag, selectorFlag, validateFlag } from '../globalFlags.ts';
import { fileObjects, type FileObject } from '../manifests.ts';
import { sendRaw } from '../raw.ts';
import { editHead } from './edit.ts';
import { checkValidate, createObject, writeOptions } from '../write.ts';
import { withLastApplied } from '../lastApplied.ts';
import { generators } from '../create/generators.ts';
import { rootUsage } from '../create/usage.ts';

export const create: Verb = {
  name: 'create',
  short: 'Create a resource from a file or from stdin',
  flags: [
    ...filenameFlags,
    ...changeFlags,
    selectorFlag,
    recordFlag,
    validateFlag,
    flag('raw'),
    flag('edit', 'bool'),
    ...bools('save-config', 'windows-line-endings'),
  ],
  subcommands: generators,
  run,
};

async function run(context: Context): Promise<number> {
  const noFiles = listOf(context.flags, 'filename').length + listOf(context.flags, 'kustomize').length === 0;
  if (context.args.length > 0 && noFiles) {
    context.env.stderr('Error: must specify one of -f and -k\n\n');
    throw usageFailure(context.path, `unknown command ${JSON.stringify(context.args.join(' '))}`);
  }
  if (context.args.length > 0) throw failure(`Unexpected args: [${context.args.join(' ')}]\nSee 'kubectl create -h' for help and examples`);
  if (noFiles) {
    context.env.stderr('Error: must specify one of -f and -k\n\n');
    context.env.stderr(rootUsage(generators));
    throw new KubectlFailure('', 1);
  }
  if (textOf(context.flags, 'raw') !== '') return createRaw(context);
  const dryRun = dryRunOf(context);
  checkValidate(context);
  const failures: KubectlFailure[] = [];
  const objects = await fileObjects(context, { validated: true, failures });
  if (objects.length === 0 && failures.length === 0) throw failure('no objects passed to create');
  await forEachTold(
    objects,
    async (one, index) => {
      const given = isOn(context.flags, 'edit') ? await edited(context, one) : one.object;
      if (given === undefined) return context.env.stderr('Edit cancelled, no changes made.\n');
      const object = isOn(context.flags, 'save-config') ? withLastApplied(given) : given;
      const created = dryRun === 'client' ? object : await createObject(context, one, object, writeOptions(context, 'kubectl-create'));
      sayChanged(context, { row: one.row, object: created, operation: 'created', dryRun }, index);
    },
    failures,
  );
  return 0;
}

function createRaw(context: Context): Promise<number> {
  if (isOn(context.flags, 'edit')) throw failure('--raw and --edit are mutually exclusive');
  if (textOf(context.flags, 'output') !== '') throw failure('--raw and --output are mutually exclusive');
  return sendRaw(context, 'create');
}

/** The object as the person has changed it; undefined when nothing was. */
async function edited(context: Context, { object }: FileObject): Promise<KubeObject | undefined> {
  const { edit } = context.env;
  if (edit === undefined) throw failure('unable to launch the editor: there is none here');
  const text = editHead + toYaml(object);
  const after = await edit(text, `${object.metadata.name}.yaml`);
  if (after === text) return undefined;
  const { documents, errors } = parseManifest(after);
  const fault = errors.find(({ lenient }) => !lenient);
  const changed = documents[0]?.object as KubeObject | undefined;
  if (fault !== undefined) throw failure(fault.kubectl ?? fault.message);
  return changed;
}
