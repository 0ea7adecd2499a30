/** Puts an object in another's place. upstream: kubectl/pkg/cmd/replace/replace.go */
import { forEachTold } from '../aggregate.ts';
import { sayChanged } from '../changed.ts';
import { asJson, isRefusal, objectOf, requestOf, send } from '../cluster.ts';
import { dryRunOf, type Context, type Verb } from '../context.ts';
import { failure, statusFailure, withSource } from '../failure.ts';
import { bools, flag, isGiven, isOn, listOf, numberOf, textOf } from '../flags.ts';
import { changeFlags, filenameFlags, validateFlag } from '../globalFlags.ts';
import { fileObjects, type FileObject } from '../manifests.ts';
import { kindWord } from '../naming.ts';
import { sendRaw } from '../raw.ts';
import { untilSeen } from '../until.ts';
import { checkValidate, createObject, writeOptions } from '../write.ts';
import { lastApplied, withLastApplied } from '../lastApplied.ts';
import type { Status } from '#api/request.ts';

export const replace: Verb = {
  name: 'replace',
  short: 'Replace a resource by file name or stdin',
  flags: [
    ...changeFlags,
    ...filenameFlags,
    validateFlag,
    flag('grace-period', 'int', { default: '-1' }),
    flag('timeout', 'duration'),
    flag('cascade', 'string', { bare: 'background' }),
    flag('subresource'),
    flag('raw'),
    ...bools('force', 'wait', 'save-config'),
  ],
  run,
};

async function run(context: Context): Promise<number> {
  if (textOf(context.flags, 'raw') !== '') return replaceRaw(context);
  if (listOf(context.flags, 'filename').length === 0) throw failure('must specify one of -f and -k');
  if (numberOf(context.flags, 'grace-period') >= 0 && !isOn(context.flags, 'force'))
    throw failure('--grace-period must have --force specified');
  const subresource = textOf(context.flags, 'subresource');
  if (subresource !== '' && subresource !== 'status' && subresource !== 'scale')
    throw failure(`invalid subresource value: ${JSON.stringify(subresource)}. Must be one of [status scale]`);
  if (isGiven(context.flags, 'timeout') && !isOn(context.flags, 'force')) throw failure('--timeout must have --force specified');
  checkValidate(context);
  const objects = await fileObjects(context);
  if (objects.length === 0) throw failure('no objects passed to replace');
  const dryRun = dryRunOf(context);
  if (isOn(context.flags, 'force')) for (const one of objects) await remove(context, one);
  await forEachTold(objects, async (one, index) => {
    const object =
      isOn(context.flags, 'save-config') || one.object.metadata.annotations?.[lastApplied] !== undefined
        ? withLastApplied(one.object)
        : one.object;
    const stored =
      dryRun === 'client'
        ? object
        : isOn(context.flags, 'force')
          ? await createObject(context, one, fresh(object), writeOptions(context, 'kubectl-replace'))
          : await update(context, one, object);
    sayChanged(context, { row: one.row, object: stored, operation: 'replaced', dryRun }, index);
  });
  return 0;
}

function replaceRaw(context: Context): Promise<number> {
  if (textOf(context.flags, 'output') !== '') throw failure('--raw and --output are mutually exclusive');
  return sendRaw(context, 'update');
}

/** What the server gave the old object would be refused in a new one. */
function fresh(object: FileObject['object']): FileObject['object'] {
  const { resourceVersion: _, uid: __, ...metadata } = object.metadata;
  return { ...object, metadata } as unknown as FileObject['object'];
}

async function update(context: Context, one: FileObject, object: FileObject['object']): Promise<FileObject['object']> {
  const response = await send(
    context,
    requestOf(one, 'update', { name: one.name, object: asJson(object), options: writeOptions(context, 'kubectl-replace') }),
  );
  return objectOf(response, 'replacing', one.source === 'STDIN' ? 'STDIN' : one.source);
}

async function remove(context: Context, one: FileObject): Promise<void> {
  const grace = numberOf(context.flags, 'grace-period');
  const response = await send(
    context,
    requestOf(one, 'delete', {
      name: one.name,
      options: { delete: { propagationPolicy: 'Background', ...(grace < 0 ? {} : { gracePeriodSeconds: grace }) } },
    }),
  );
  if (response.code === 404) return;
  if (isRefusal(response)) throw statusFailure(withSource(response.body as unknown as Status, 'deleting', one.source));
  context.env.stdout(`${kindWord(one.row)} ${JSON.stringify(one.name)} deleted\n`);
  await untilSeen(context, one, { see: (_, deleted) => (deleted ? true : undefined), absent: () => true });
}
