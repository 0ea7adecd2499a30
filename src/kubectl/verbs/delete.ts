/**
 * Deletes objects and, unless told otherwise, waits until they are gone.
 * upstream: kubectl/pkg/cmd/delete/delete.go
 */
import type { DeleteOptions, Status } from '#api/request.ts';
import { throwAll } from '../aggregate.ts';
import { asJson, isRefusal, requestOf, send } from '../cluster.ts';
import { dryRunOf, type Context, type DryRun, type Verb } from '../context.ts';
import { askRaw, checkRawPath } from '../raw.ts';
import { failure, KubectlFailure, statusFailure, withSource } from '../failure.ts';
import { bools, durationOf, flag, isGiven, isOn, numberOf, textOf, truthOf } from '../flags.ts';
import { dryRunFlag, filenameFlags, selectorFlag } from '../globalFlags.ts';
import { kindWord, slashName } from '../naming.ts';
import { listSelected, noResources, selectResources } from '../selection.ts';
import { untilSeen } from '../until.ts';
import type { Target } from '../write.ts';

export const deleteVerb: Verb = {
  name: 'delete',
  short: 'Delete resources by file names, stdin, resources and names, or by resources and label selector',
  flags: [
    ...filenameFlags,
    selectorFlag,
    dryRunFlag,
    flag('field-selector'),
    flag('all-namespaces,A', 'bool'),
    flag('output,o'),
    flag('cascade', 'string', { default: 'background', bare: 'background' }),
    flag('grace-period', 'int', { default: '-1' }),
    flag('timeout', 'duration'),
    flag('wait', 'bool', { default: 'true' }),
    flag('raw'),
    ...bools('all', 'force', 'now', 'ignore-not-found'),
  ],
  run,
};

async function run(context: Context): Promise<number> {
  const output = textOf(context.flags, 'output');
  if (output !== '' && output !== 'name') throw failure(`unexpected -o output mode: ${output}. We only support '-o name'`);
  if (isOn(context.flags, 'all') && textOf(context.flags, 'selector') !== '')
    throw failure("setting 'all' parameter but found a non empty selector. ");
  if (textOf(context.flags, 'raw') !== '') return deleteRaw(context);
  const options = deleteOptions(context);
  const failures: KubectlFailure[] = [];
  const targets = await targetsOf(context, failures);
  const deleted: (Target & { readonly uid: string })[] = [];
  for (const target of targets) {
    try {
      const uid = await deleteOne(context, target, options);
      if (uid !== undefined) deleted.push({ ...target, uid });
    } catch (error) {
      if (!(error instanceof KubectlFailure)) throw error;
      if (!(ignoresMissing(context) && error.status?.code === 404)) failures.push(error);
    }
  }
  if (targets.length === 0 && failures.length === 0) context.env.stdout('No resources found\n');
  if (failures.length === 0 && dryRunOf(context) === 'none' && isOn(context.flags, 'wait'))
    for (const target of deleted) await untilGone(context, target, target.uid);
  throwAll(failures);
  return 0;
}

function ignoresMissing(context: Context): boolean {
  return isGiven(context.flags, 'ignore-not-found') ? isOn(context.flags, 'ignore-not-found') : isOn(context.flags, 'all');
}

function deleteOptions(context: Context): DeleteOptions {
  const force = isOn(context.flags, 'force');
  let grace = numberOf(context.flags, 'grace-period');
  if (isOn(context.flags, 'now')) {
    if (grace !== -1) throw failure('--now and --grace-period cannot be specified together');
    grace = 1;
  }
  // Without --force nothing is deleted at once: old scripts meant a short time by 0.
  if (grace === 0 && !force) grace = 1;
  if (grace < 0 && force) grace = 0;
  if (force && grace > 0) throw failure('--force and --grace-period greater than 0 cannot be specified together');
  if (force && grace === 0 && dryRunOf(context) === 'none')
    context.env.stderr(
      'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n',
    );
  return { propagationPolicy: propagation(context), ...(grace < 0 ? {} : { gracePeriodSeconds: grace }) };
}

function deleteRaw(context: Context): Promise<number> {
  const path = textOf(context.flags, 'raw');
  checkRawPath(path);
  return askRaw(context, path, 'delete');
}

function propagation(context: Context): 'Background' | 'Foreground' | 'Orphan' {
  const value = textOf(context.flags, 'cascade');
  switch (value) {
    case 'background':
      return 'Background';
    case 'foreground':
      return 'Foreground';
    case 'orphan':
      return 'Orphan';
    default: {
      const meant = truthOf(value);
      if (meant !== undefined) {
        const other = meant ? 'background' : 'orphan';
        context.env.stderr(`warning: --cascade=${value} is deprecated (boolean value) and can be replaced with --cascade=${other}.\n`);
        return meant ? 'Background' : 'Orphan';
      }
      throw failure(`invalid cascade value (${value}). Must be "background", "foreground", or "orphan"`);
    }
  }
}

/** Every object that is meant, by name; only those that a selector chooses are asked for first. */
async function targetsOf(context: Context, failures: KubectlFailure[]): Promise<readonly Target[]> {
  const selected = await selectResources(context, context.args);
  if (selected.length === 0 && context.args.length === 0 && !isGiven(context.flags, 'filename') && !isGiven(context.flags, 'kustomize'))
    throw failure(noResources);
  const chooses = textOf(context.flags, 'selector') !== '' || textOf(context.flags, 'field-selector') !== '' || isOn(context.flags, 'all');
  const targets: Target[] = [];
  for (const one of selected) {
    if (one.name !== undefined) {
      targets.push({ row: one.row, namespace: one.namespace, name: one.name, source: one.source });
      continue;
    }
    if (!chooses) throw failure('resource(s) were provided, but no name was specified');
    try {
      const items = await listSelected(context, one);
      targets.push(...items.map((item) => ({ row: one.row, namespace: item.metadata.namespace, name: item.metadata.name, source: '' })));
    } catch (error) {
      if (!(error instanceof KubectlFailure)) throw error;
      failures.push(error);
    }
  }
  return targets;
}

/** Gives the uid of what was deleted, or undefined in a rehearsal. */
async function deleteOne(context: Context, target: Target, options: DeleteOptions): Promise<string | undefined> {
  const dryRun = dryRunOf(context);
  if (dryRun === 'client') {
    say(context, target, dryRun);
    return undefined;
  }
  const response = await send(
    context,
    requestOf(target, 'delete', { name: target.name, options: { delete: options, ...(dryRun === 'server' ? { dryRun: ['All'] } : {}) } }),
  );
  if (isRefusal(response)) throw statusFailure(withSource(response.body as unknown as Status, 'deleting', target.source));
  say(context, target, dryRun);
  const body = asJson(response.body) as { readonly metadata?: { readonly uid?: string }; readonly details?: { readonly uid?: string } };
  return body.metadata?.uid ?? body.details?.uid ?? '';
}

function say(context: Context, target: Target, dryRun: DryRun): void {
  if (textOf(context.flags, 'output') === 'name') return context.env.stdout(`${slashName(target.row, target.name)}\n`);
  const suffix = dryRun === 'none' ? '' : dryRun === 'client' ? ' (dry run)' : ' (server dry run)';
  const operation = numberOf(context.flags, 'grace-period') <= 0 && isOn(context.flags, 'force') ? 'force deleted' : 'deleted';
  context.env.stdout(`${kindWord(target.row)} ${JSON.stringify(target.name)} ${operation}${suffix}\n`);
}

/** Returns when the object is gone, or another has taken its name. */
async function untilGone(context: Context, target: Target, uid: string): Promise<void> {
  const timeout = durationOf(context.flags, 'timeout');
  const gone = await untilSeen(context, target, {
    see: (object, deleted) => (deleted || (uid !== '' && object.metadata.uid !== uid) ? true : undefined),
    absent: () => true,
    timeout: timeout > 0 ? timeout : undefined,
  });
  if (gone === undefined) throw failure(`timed out waiting for the condition on ${target.row.plural}/${target.name}`);
}
