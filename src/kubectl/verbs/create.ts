/** Creates objects from files, or from words. upstream: kubectl/pkg/cmd/create */
import { forEachTold } from '../aggregate.ts';
import { sayChanged } from '../changed.ts';
import { dryRunOf, type Context, type Verb } from '../context.ts';
import { failure, KubectlFailure, usageFailure } from '../failure.ts';
import { bools, flag, isOn, listOf } from '../flags.ts';
import { changeFlags, filenameFlags, recordFlag, selectorFlag, validateFlag } from '../globalFlags.ts';
import { fileObjects } from '../manifests.ts';
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
    throw usageFailure(context.path, `unknown command ${JSON.stringify(context.args[0])}`);
  }
  if (context.args.length > 0) throw failure(`Unexpected args: [${context.args.join(' ')}]\nSee 'kubectl create -h' for help and examples`);
  if (noFiles) {
    context.env.stderr('Error: must specify one of -f and -k\n\n');
    context.env.stdout(rootUsage(generators));
    throw new KubectlFailure('', 1);
  }
  const dryRun = dryRunOf(context);
  checkValidate(context);
  const failures: KubectlFailure[] = [];
  const objects = await fileObjects(context, { validated: true, failures });
  if (objects.length === 0 && failures.length === 0) throw failure('no objects passed to create');
  await forEachTold(
    objects,
    async (one, index) => {
      const object = isOn(context.flags, 'save-config') ? withLastApplied(one.object) : one.object;
      const created = dryRun === 'client' ? object : await createObject(context, one, object, writeOptions(context, 'kubectl-create'));
      sayChanged(context, { row: one.row, object: created, operation: 'created', dryRun }, index);
    },
    failures,
  );
  return 0;
}
