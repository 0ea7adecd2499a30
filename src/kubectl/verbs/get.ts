/**
 * Shows objects: as tables, or in a format.
 * upstream: kubectl/pkg/cmd/get/get.go
 */
import type { KubeObject } from '#api/meta.ts';
import { scheme, type SchemeRow } from '#api/scheme.ts';
import { getObject, objectOf, requestOf, send } from '../cluster.ts';
import { allNamespaces, namespaceOf, wallClock, type Context, type Verb } from '../context.ts';
import { customColumnsText } from '../customColumns.ts';
import { failure, KubectlFailure } from '../failure.ts';
import { bools, flag, isGiven, isOn, listOf, textOf } from '../flags.ts';
import { filenameFlags, outputFlags, selectorFlag } from '../globalFlags.ts';
import { formatOf, formatted, loadedFormat, type Format } from '../outputs.ts';
import { askRaw, checkRawPath } from '../raw.ts';
import { listSelected, selectResources, type Selected } from '../selection.ts';
import { sortObjects } from '../sortBy.ts';
import { newTable, tableText, type TableOptions } from '../table.ts';
import { watchSelected } from './getWatch.ts';

export const get: Verb = {
  name: 'get',
  short: 'Display one or many resources',
  flags: [
    ...outputFlags,
    ...filenameFlags,
    selectorFlag,
    flag('field-selector'),
    flag('sort-by'),
    flag('label-columns,L', 'strings'),
    flag('chunk-size', 'int', { default: '500' }),
    flag('subresource'),
    flag('raw'),
    flag('all-namespaces,A', 'bool'),
    flag('watch,w', 'bool'),
    flag('server-print', 'bool', { default: 'true' }),
    ...bools('watch-only', 'output-watch-events', 'show-labels', 'show-kind', 'no-headers', 'ignore-not-found'),
  ],
  run,
};

const nothingNamed = `You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n`;

async function run(context: Context): Promise<number> {
  const path = textOf(context.flags, 'raw');
  if (path !== '') {
    if (context.args.length > 0) throw failure('arguments may not be passed when --raw is specified');
    if (textOf(context.flags, 'output') !== '') throw failure('--raw and --output are mutually exclusive');
    checkRawPath(path);
    return askRaw(context, path, 'get');
  }
  const format = await loadedFormat(context, formatOf(context, true));
  if (context.args.length === 0 && ['filename', 'kustomize'].every((name) => listOf(context.flags, name).length === 0)) {
    context.env.stderr(nothingNamed);
    throw failure(
      `Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).\nSee 'kubectl get -h' for help and examples`,
    );
  }
  if (isOn(context.flags, 'show-labels') && format !== undefined && format.name !== 'wide')
    throw failure(`--show-labels option cannot be used with ${textOf(context.flags, 'output')} printer`);
  const watches = isOn(context.flags, 'watch') || isOn(context.flags, 'watch-only');
  if (isOn(context.flags, 'output-watch-events') && !watches)
    throw failure('--output-watch-events option can only be used with --watch or --watch-only');
  const subresource = textOf(context.flags, 'subresource');
  if (subresource !== '' && subresource !== 'status' && subresource !== 'scale')
    throw failure(`invalid subresource value: ${JSON.stringify(subresource)}. Must be one of [status scale]`);
  const selected = await selectResources(context, context.args);
  if (subresource !== '' && selected.some(({ name }) => name === undefined))
    throw failure('subresource cannot be used when bulk resources are specified');
  if (watches && textOf(context.flags, 'sort-by') !== '')
    context.env.stderr('warning: --watch or --watch-only requested, --sort-by will be ignored\n');
  if (watches) return watchSelected(context, selected, tableOptions(context, format, false));
  const fetched = await fetchAll(context, selected);
  if (format === undefined || format.name === 'wide') printTables(context, fetched, format);
  else printFormatted(context, fetched, format);
  return finish(fetched.failures);
}

interface Fetched {
  readonly groups: readonly { readonly row: SchemeRow; readonly objects: readonly KubeObject[]; readonly named: boolean }[];
  readonly failures: readonly KubectlFailure[];
}

/** Everything that can be had; what cannot is told at the end. */
async function fetchAll(context: Context, selected: readonly Selected[]): Promise<Fetched> {
  const groups: { row: SchemeRow; objects: readonly KubeObject[]; named: boolean }[] = [];
  const failures: KubectlFailure[] = [];
  for (const one of selected) {
    try {
      const named = one.name !== undefined;
      const objects = one.name === undefined ? await listSelected(context, one) : [await getNamed(context, one, one.name)];
      const row = objects[0]?.kind === 'Scale' ? scaleRow(one.row) : one.row;
      groups.push({ row, objects, named });
    } catch (error) {
      if (!(error instanceof KubectlFailure)) throw error;
      if (!(isOn(context.flags, 'ignore-not-found') && error.status?.code === 404)) failures.push(error);
    }
  }
  return { groups, failures };
}

async function getNamed(context: Context, one: Selected, name: string): Promise<KubeObject> {
  const subresource = textOf(context.flags, 'subresource');
  return subresource === '' ? getObject(context, one, name) : objectOf(await send(context, requestOf(one, 'get', { name, subresource })));
}

/** How the table of a Scale is read, whatever it scales. */
function scaleRow({ plural, singular, namespaced }: SchemeRow): SchemeRow {
  return { ...scheme.HorizontalPodAutoscaler, kind: 'Scale', plural, singular, namespaced };
}

/** One failure is told as it is; several are told one after another. */
function finish(failures: readonly KubectlFailure[]): number {
  if (failures.length === 0) return 0;
  throw failures.length === 1 ? failures[0]! : new KubectlFailure(failures.map((one) => one.output).join(''), 1);
}

function tableOptions(context: Context, format: Format | undefined, severalKinds: boolean): TableOptions {
  return {
    wide: format?.name === 'wide',
    noHeaders: isOn(context.flags, 'no-headers'),
    withNamespace: allNamespaces(context),
    withKind: isOn(context.flags, 'show-kind') || severalKinds,
    showLabels: isOn(context.flags, 'show-labels'),
    labelColumns: listOf(context.flags, 'label-columns'),
    withEvent: isOn(context.flags, 'output-watch-events'),
    plain: !isOn(context.flags, 'server-print') && isGiven(context.flags, 'server-print'),
  };
}

function printTables(context: Context, { groups, failures }: Fetched, format: Format | undefined): void {
  const merged: { row: SchemeRow; objects: readonly KubeObject[] }[] = [];
  for (const group of groups) {
    const last = merged.at(-1);
    if (last !== undefined && last.row === group.row)
      merged[merged.length - 1] = { row: last.row, objects: [...last.objects, ...group.objects] };
    else merged.push(group);
  }
  const options = tableOptions(context, format, new Set(merged.map((group) => group.row)).size > 1);
  const sortBy = textOf(context.flags, 'sort-by');
  let written = false;
  for (const { row, objects } of merged) {
    const sorted = sortBy === '' ? objects : sortObjects(objects, sortBy, true);
    const text = tableText(
      newTable(),
      { row, objects: sorted, now: wallClock(context) },
      { ...options, withNamespace: options.withNamespace && row.namespaced },
    );
    if (text === '') continue;
    context.env.stdout(written && !options.noHeaders ? `\n${text}` : text);
    written = true;
  }
  if (!written && failures.length === 0 && !isOn(context.flags, 'ignore-not-found'))
    sayNothingFound(
      context,
      merged.every((group) => group.row.namespaced),
    );
}

function sayNothingFound(context: Context, namespaced: boolean): void {
  context.env.stderr(
    namespaced && !allNamespaces(context) ? `No resources found in ${namespaceOf(context)} namespace.\n` : 'No resources found\n',
  );
}

function printFormatted(context: Context, { groups, failures }: Fetched, format: Format): void {
  const items = groups.flatMap((group) => group.objects);
  const sortBy = textOf(context.flags, 'sort-by');
  const sorted = sortBy === '' ? items : sortObjects(items, sortBy, false);
  if (format.name === 'custom-columns') {
    if (items.length === 0 && failures.length > 0) return;
    const text = customColumnsText(format.argument, sorted, isOn(context.flags, 'no-headers'));
    context.env.stdout(text);
    return;
  }
  const single = groups.length === 1 && groups[0]?.named === true && failures.length === 0;
  if (single) return context.env.stdout(formatted(context, format, sorted[0]));
  if (items.length === 0 && (failures.length > 0 || groups.length === 0)) return;
  const list = { apiVersion: 'v1', items: sorted, kind: 'List', metadata: { resourceVersion: '' } };
  if (format.name === 'name' && items.length === 0) return;
  context.env.stdout(formatted(context, format, list));
}
