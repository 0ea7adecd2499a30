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

/** As written: the effect may be missing when a taint is to be removed. */
interface Taint {
  readonly key: string;
  readonly effect: string;
  readonly value?: string;
}

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

async function runTaint(context: Context): Promise<number> {
  const [type, ...rest] = context.args;
  if (type === undefined) throw failure('one or more resources must be specified as <resource> <name>');
  if (!['node', 'nodes', 'no'].includes(type)) throw failure(`invalid resource type ${type}, only node types are supported`);
  const isSpec = (word: string): boolean => word.includes('=') || word.includes(':') || word.endsWith('-');
  const at = rest.findIndex(isSpec);
  const names = at < 0 ? rest : rest.slice(0, at);
  const words = at < 0 ? [] : rest.slice(at);
  if (words.length === 0) throw failure('at least one taint update is required');
  const changes = words.map((word) => taintOf(context, word));
  const set = changes.filter(({ remove }) => !remove).map(({ taint: one }) => one);
  const both = changes.filter(
    ({ remove, taint: one }) => remove && set.some(({ key, effect }) => key === one.key && effect === one.effect),
  );
  if (both.length > 0) {
    const names = both.map(({ taint: one }) => `${one.key}=${one.effect}`).join(', ');
    throw failure(`can not both modify and remove the following taint(s) in the same command: ${names}`);
  }
  const found = await nodesOf(context, names);
  const overwrite = isOn(context.flags, 'overwrite');
  await forEachTold(found, async (one, index) => {
    const after = withTaints(one, changes, overwrite);
    const patch = patchBetween(one.row, one.object, after.object);
    const dryRun = dryRunOf(context);
    if (patch !== undefined && dryRun !== 'client')
      await patchObject(context, targetOf(one.row, one.object), patch, writeOptions(context, 'kubectl-taint'));
    sayChanged(context, { row: one.row, object: one.object, operation: after.operation, dryRun }, index);
  });
  return 0;
}

interface TaintChange {
  readonly taint: Taint;
  readonly remove: boolean;
}

function taintOf(context: Context, word: string): TaintChange {
  const remove = word.endsWith('-');
  const [pair = '', effect = ''] = (remove ? word.slice(0, -1) : word).split(':');
  const [key = '', value] = pair.split('=');
  if (key === '' || (!remove && effect === '')) throw usageFailure(context.path, `invalid taint spec: ${word}`);
  if (effect !== '' && !effects.includes(effect))
    throw usageFailure(context.path, `invalid taint effect: ${effect}, unsupported taint effect`);
  return { remove, taint: { key, effect, ...(value === undefined || value === '' ? {} : { value }) } };
}

function withTaints(one: Found, changes: readonly TaintChange[], overwrite: boolean): { object: KubeObject; operation: string } {
  const { spec } = one.object as unknown as Node;
  const name = one.object.metadata.name;
  let taints: readonly Taint[] = spec.taints ?? [];
  for (const { taint } of changes.filter((change) => !change.remove)) {
    const same = taints.some((old) => old.key === taint.key && old.effect === taint.effect);
    if (same && !overwrite) throw failure(`node ${name} already has ${taint.key} taint(s) with same effect(s) and --overwrite is false`);
    taints = [taint, ...taints.filter((old) => !(old.key === taint.key && old.effect === taint.effect))];
  }
  let removed = 0;
  for (const { taint } of changes.filter((change) => change.remove)) {
    const left = taints.filter((old) => !(old.key === taint.key && (taint.effect === '' || old.effect === taint.effect)));
    if (left.length === taints.length)
      throw failure(`taint ${JSON.stringify(taint.effect === '' ? taint.key : `${taint.key}:${taint.effect}`)} not found`);
    removed += taints.length - left.length;
    taints = left;
  }
  const added = changes.some((change) => !change.remove);
  const operation = added && removed > 0 ? 'modified' : removed > 0 ? 'untainted' : overwrite ? 'modified' : 'tainted';
  return { object: { ...one.object, spec: { ...spec, taints } } as KubeObject, operation };
}
