/**
 * Tells everything about objects. A name that is no object's may be the beginning of several.
 * upstream: kubectl/pkg/cmd/describe/describe.go
 */
import { findObject, listObjects } from '../cluster.ts';
import type { Context, Verb } from '../context.ts';
import { allNamespaces, namespaceOf } from '../context.ts';
import { describeObject } from '../describers/describers.ts';
import { worldOf } from '../describers/world.ts';
import { failure, KubectlFailure, statusFailure } from '../failure.ts';
import { flag, listOf } from '../flags.ts';
import { filenameFlags, selectorFlag } from '../globalFlags.ts';
import { listSelected, selectResources, type Found, type Selected } from '../selection.ts';
import { groupResource } from '#api/scheme.ts';
import type { Status } from '#api/request.ts';
import { failureStatus } from '#api/status.ts';

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
  const found: Described[] = [];
  const failures: KubectlFailure[] = [];
  for (const one of selected) {
    try {
      found.push(...(await objectsOf(context, one)));
    } catch (error) {
      if (!(error instanceof KubectlFailure)) throw error;
      failures.push(error);
    }
  }
  for (const [index, one] of found.entries()) {
    const text = await describeObject(one.object, one.row.group, worldOf(context));
    context.env.stdout(one.near ? `${text}\n` : index === 0 ? text : `\n\n${text}`);
  }
  if (failures.length > 0) throw new KubectlFailure(failures.map((each) => each.output).join(''), 1);
  if (found.length === 0)
    context.env.stderr(
      selected.every((one) => one.row.namespaced) && !allNamespaces(context)
        ? `No resources found in ${namespaceOf(context)} namespace.\n`
        : 'No resources found\n',
    );
  return 0;
}

interface Described extends Found {
  /** Found because its name begins with what was asked for; such descriptions end with an empty line. */
  readonly near: boolean;
}

/** Beginnings of names are tried only for `describe TYPE NAME`, with exactly one name and no slash. */
async function objectsOf(context: Context, one: Selected): Promise<readonly Described[]> {
  if (one.name === undefined)
    return (await listSelected(context, one)).map((object) => ({ row: one.row, object, source: '', near: false }));
  const exact = await findObject(context, one, one.name);
  if (exact !== undefined) return [{ row: one.row, object: exact, source: '', near: false }];
  const prefix = one.name;
  if (context.args.length !== 2) throw statusFailure(notFound(one, prefix));
  const near = (await listObjects(context, one)).items.filter((object) => object.metadata.name.startsWith(prefix));
  if (near.length === 0) throw statusFailure(notFound(one, prefix));
  return near.map((object) => ({ row: one.row, object, source: '', near: true }));
}

function notFound(one: Selected, name: string): Status {
  return failureStatus(404, { reason: 'NotFound', message: `${groupResource(one.row)} ${JSON.stringify(name)} not found` });
}
