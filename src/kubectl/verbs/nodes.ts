/** cordon, uncordon, taint. upstream: kubectl/pkg/cmd/drain/drain.go, taint/taint.go */
import type { Node } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { scheme } from '#api/scheme.ts';
import { forEachTold } from '../aggregate.ts';
import { sayChanged } from '../changed.ts';
import { getObject, listObjects } from '../cluster.ts';
import { dryRunOf, type Context, type Verb } from '../context.ts';
import { failure, usageFailure } from '../failure.ts';
import { bools, isOn, textOf } from '../flags.ts';
import { changeFlags, dryRunFlag, selectorFlag, validateFlag } from '../globalFlags.ts';
import { selectorsOf, type Found } from '../selection.ts';
import { alreadyThere, conflicting, parseTaints, reorganizeTaints, type Taint, type TaintChanges } from '../taints.ts';
import { patchBetween, patchObject, targetOf, writeOptions } from '../write.ts';

const cordonFlags = [selectorFlag, dryRunFlag];
export const cordon: Verb = {
  name: 'cordon',
  short: 'Mark node as unschedulable',
  flags: cordonFlags,
  run: (context) => cordonAll(context, true),
};
export const uncordon: Verb = {
  name: 'uncordon',
  short: 'Mark node as schedulable',
  flags: cordonFlags,
  run: (context) => cordonAll(context, false),
};
export const taint: Verb = {
  name: 'taint',
  short: 'Update the taints on one or more nodes',
  flags: [...changeFlags, selectorFlag, validateFlag, ...bools('all', 'overwrite')],
  run: runTaint,
};

/** The nodes that the arguments or -l name. */
export async function nodesOf(context: Context, names: readonly string[]): Promise<readonly Found[]> {
  const place = { row: scheme.Node, namespace: undefined };
  if (names.length === 0 && textOf(context.flags, 'selector') === '' && !isOn(context.flags, 'all'))
    throw usageFailure(context.path, `USAGE: ${context.path.replace('kubectl ', '')} NODE [flags]`);
  if (names.length > 0 && textOf(context.flags, 'selector') !== '')
    throw usageFailure(context.path, 'cannot specify both a node name and a --selector option');
  if (names.length === 0)
    return (await listObjects(context, place, selectorsOf(context))).items.map((object) => ({ row: scheme.Node, object, source: '' }));
  const found: Found[] = [];
  for (const name of names)
    found.push({ row: scheme.Node, object: await getObject(context, place, name.replace(/^(nodes?|no)\//, '')), source: '' });
  return found;
}

async function cordonAll(context: Context, unschedulable: boolean): Promise<number> {
  await forEachTold(await nodesOf(context, context.args), (one) => cordonOne(context, one, unschedulable));
  return 0;
}

export async function cordonOne(context: Context, one: Found, unschedulable: boolean): Promise<void> {
  const word = unschedulable ? 'cordoned' : 'uncordoned';
  const dryRun = dryRunOf(context);
  const { spec } = one.object as unknown as Node;
  const isAlready = (spec.unschedulable ?? false) === unschedulable;
  if (!isAlready && dryRun !== 'client') {
    const body = { spec: { unschedulable: unschedulable ? true : null } };
    await patchObject(context, targetOf(one.row, one.object), { type: 'strategic', body }, writeOptions(context, 'kubectl'));
  }
  sayChanged(context, { row: one.row, object: one.object, operation: isAlready ? `already ${word}` : word, dryRun });
}

async function runTaint(context: Context): Promise<number> {
  const { resources, words } = splitTaintArgs(context.args);
  const parsed = parseTaints(words);
  if (!parsed.ok) throw usageFailure(context.path, parsed.message);
  checkTaint(context, resources, parsed.value);
  const found = await nodesOf(context, resources.slice(1));
  const overwrite = isOn(context.flags, 'overwrite');
  await forEachTold(found, async (one, index) => {
    const after = withTaints(one, parsed.value, overwrite);
    const patch = patchBetween(one.row, one.object, after.object);
    const dryRun = dryRunOf(context);
    const object =
      patch === undefined || dryRun === 'client'
        ? after.object
        : await patchObject(context, targetOf(one.row, one.object), patch, writeOptions(context, 'kubectl-taint'));
    sayChanged(context, { row: one.row, object, operation: after.operation, dryRun }, index);
  });
  return 0;
}

function splitTaintArgs(args: readonly string[]): { readonly resources: readonly string[]; readonly words: readonly string[] } {
  const isTaint = (word: string): boolean => word.includes('=') || word.includes(':') || word.endsWith('-');
  const at = args.findIndex(isTaint);
  const [resources, words] = at < 0 ? [args, []] : [args.slice(0, at), args.slice(at)];
  const late = words.find((word) => !isTaint(word));
  if (late !== undefined) throw failure(`all resources must be specified before taint changes: ${late}`);
  if (resources.length === 0) throw failure('one or more resources must be specified as <resource> <name>');
  if (words.length === 0) throw failure('at least one taint update is required');
  return { resources, words };
}

function checkTaint(context: Context, [type = '', ...names]: readonly string[], changes: TaintChanges): void {
  if (!['node', 'nodes', 'no'].includes(type.toLowerCase()))
    throw failure(`invalid resource type ${type.toLowerCase()}, only node types are supported`);
  const conflicts = conflicting(changes);
  if (conflicts.length > 0)
    throw failure(`can not both modify and remove the following taint(s) in the same command: ${conflicts.join(', ')}`);
  const [all, selector] = [isOn(context.flags, 'all'), textOf(context.flags, 'selector')];
  if (all && selector !== '') throw failure("setting 'all' parameter with a non empty selector is prohibited");
  if (!all && selector === '' && names.length === 0)
    throw failure("at least one resource name must be specified since 'all' parameter is not set");
}

function withTaints(one: Found, changes: TaintChanges, overwrite: boolean): { object: KubeObject; operation: string } {
  const { spec } = one.object as unknown as Node;
  const old: readonly Taint[] = spec.taints ?? [];
  const there = overwrite ? '' : alreadyThere(old, changes.add);
  if (there !== '')
    throw failure(`node ${one.object.metadata.name} already has ${there} taint(s) with same effect(s) and --overwrite is false`);
  const { taints, operation, errors } = reorganizeTaints(old, changes, overwrite);
  if (errors.length > 0) throw failure(errors.length === 1 ? (errors[0] ?? '') : `[${errors.join(', ')}]`);
  return { object: { ...one.object, spec: { ...spec, taints } } as KubeObject, operation };
}
