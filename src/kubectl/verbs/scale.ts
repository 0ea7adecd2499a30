/** Sets the number of replicas. upstream: kubectl/pkg/cmd/scale/scale.go */
import { forEachTold } from '../aggregate.ts';
import { sayChanged } from '../changed.ts';
import { asJson, objectOf, requestOf, send } from '../cluster.ts';
import { dryRunOf, type Context, type Verb } from '../context.ts';
import { failure, KubectlFailure, silentFailure } from '../failure.ts';
import { flag, isGiven, numberOf, textOf } from '../flags.ts';
import { dryRunFlag, filenameFlags, outputFlags, recordFlag, selectorFlag } from '../globalFlags.ts';
import { selectObjects, type Found } from '../selection.ts';
import { patchObject, targetOf, writeOptions } from '../write.ts';

export const scale: Verb = {
  name: 'scale',
  short: 'Set a new size for a deployment, replica set, or replication controller',
  flags: [
    ...filenameFlags,
    ...outputFlags,
    selectorFlag,
    dryRunFlag,
    recordFlag,
    flag('all', 'bool'),
    flag('replicas', 'int'),
    flag('current-replicas', 'int', { default: '-1' }),
    flag('resource-version'),
    flag('timeout', 'duration'),
  ],
  run,
};

async function run(context: Context): Promise<number> {
  if (!isGiven(context.flags, 'replicas')) throw failure('required flag(s) "replicas" not set');
  const count = numberOf(context.flags, 'replicas');
  if (count < 0) throw failure('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
  const found = await objectsToScale(context);
  await forEachTold(found, async (one, index) => {
    const dryRun = dryRunOf(context);
    if (dryRun !== 'client') await scaleOne(context, one, count);
    sayChanged(context, { row: one.row, object: one.object, operation: 'scaled', dryRun }, index);
  });
  return 0;
}

/** What cannot be fetched is passed over in silence, as kubectl 1.28 does; then nothing may be left. */
async function objectsToScale(context: Context): Promise<readonly Found[]> {
  try {
    const found = await selectObjects(context, context.args);
    if (found.length > 0) return found;
  } catch (error) {
    if (!(error instanceof KubectlFailure) || error.status === undefined) throw error;
  }
  throw failure('no objects passed to scale');
}

async function scaleOne(context: Context, one: Found, replicas: number): Promise<void> {
  const target = targetOf(one.row, one.object);
  const expected = numberOf(context.flags, 'current-replicas');
  const version = textOf(context.flags, 'resource-version');
  const options = writeOptions(context, 'kubectl');
  if (expected < 0 && version === '') {
    await patchObject(context, target, { type: 'merge', body: { spec: { replicas } }, subresource: 'scale' }, options);
    return;
  }
  const current = objectOf(await send(context, requestOf(target, 'get', { name: target.name, subresource: 'scale' })));
  const spec = (current as unknown as { readonly spec?: { readonly replicas?: number } }).spec;
  if (expected >= 0 && (spec?.replicas ?? 0) !== expected) throw failure(`Expected replicas to be ${expected}, was ${spec?.replicas ?? 0}`);
  if (version !== '' && current.metadata.resourceVersion !== version)
    throw failure(`Expected resource version to be ${version}, was ${current.metadata.resourceVersion}`);
  const object = asJson({ ...current, spec: { ...spec, replicas } });
  objectOf(await send(context, requestOf(target, 'update', { name: target.name, subresource: 'scale', object, options })));
  if (context.env.signal.aborted) throw silentFailure(130);
}
