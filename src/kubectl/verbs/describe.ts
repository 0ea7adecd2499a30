/**
 * Tells everything about objects. A name that is no object's may be the beginning of several.
 * upstream: kubectl/pkg/cmd/describe/describe.go
 */
import { getObject } from '../cluster.ts';
import type { Context, Verb } from '../context.ts';
import { allNamespaces, namespaceOf } from '../context.ts';
import { describeObject } from '../describers/describers.ts';
import { worldOf } from '../describers/world.ts';
import { failure, KubectlFailure } from '../failure.ts';
import { flag, listOf } from '../flags.ts';
import { filenameFlags, selectorFlag } from '../globalFlags.ts';
import { listSelected, selectResources, type Found, type Selected } from '../selection.ts';
import { rowOfKind } from '#api/scheme.ts';

export const describe: Verb = {
  name: 'describe',
  short: 'Show details of a specific resource or group of resources',
  flags: [
    ...filenameFlags,
    selectorFlag,
    flag('all-namespaces,A', 'bool'),
    flag('chunk-size', 'int', { default: '500' }),
    flag('show-events', 'bool', { default: 'true' }),
  ],
  run,
};

async function run(context: Context): Promise<number> {
  if (context.args.length === 0 && listOf(context.flags, 'filename').length === 0) {
    throw failure(
      `You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.\n`,
    );
  }
  const selected = await selectResources(context, context.args);
  const found: Found[] = [];
  const failures: KubectlFailure[] = [];
  for (const one of selected) {
    try {
      found.push(...(await objectsOf(context, one)));
    } catch (error) {
      if (!(error instanceof KubectlFailure)) throw error;
      failures.push(error);
    }
  }
  if (context.args.length === 2 && failures.length === 1 && failures[0]?.status?.code === 404) return describeNear(context, failures[0]);
  for (const [index, one] of found.entries()) context.env.stdout(`${index === 0 ? '' : '\n\n'}${await textOf(context, one)}`);
  if (failures.length > 0) throw new KubectlFailure(failures.map((each) => each.output).join(''), 1);
  if (found.length === 0)
    context.env.stderr(
      selected.every((one) => one.row.namespaced) && !allNamespaces(context)
        ? `No resources found in ${namespaceOf(context)} namespace.\n`
        : 'No resources found\n',
    );
  return 0;
}

function textOf(context: Context, { object, row }: Found): Promise<string> {
  return describeObject(object, row.group, worldOf(context));
}

/** A describer reads its kind in the version that it knows, whichever was asked for. */
async function objectsOf(context: Context, one: Selected): Promise<readonly Found[]> {
  const known = rowOfKind(one.row.kind);
  const place = known?.group === one.row.group ? { ...one, row: known } : one;
  const objects = one.name === undefined ? await listSelected(context, place) : [await getObject(context, place, one.name)];
  return objects.map((object) => ({ row: one.row, object, source: '' }));
}

/** `describe TYPE NAME` where nothing has the name: what begins with it is meant, and each description ends with an empty line. */
async function describeNear(context: Context, refusal: KubectlFailure): Promise<number> {
  const [types = '', prefix = ''] = context.args;
  if (types.includes('/')) throw refusal;
  if (types.includes(',')) throw failure('you may only specify a single resource type');
  let isFound = false;
  for (const one of await selectResources(context, [types])) {
    for (const near of await objectsOf(context, one)) {
      if (!near.object.metadata.name.startsWith(prefix)) continue;
      isFound = true;
      context.env.stdout(`${await textOf(context, near)}\n`);
    }
  }
  if (!isFound) throw refusal;
  return 0;
}
