/** upstream: cli-runtime/pkg/printers (tableprinter.go), pkg/printers/internalversion (times), pkg/registry/core/pod (LogLocation), autoscaling/v2 defaults */
import type { HorizontalPodAutoscaler, Pod } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import type { SchemeRow } from '#api/scheme.ts';
import { since } from '#api/printers/printer.ts';
import { formatTime } from '#api/machinery/time.ts';
import { connect } from '#engine/apiserver/connect.ts';
import { defaults } from '#engine/apiserver/defaults/defaults.ts';
import { logErrors } from '#engine/apiserver/logOptions.ts';
import { create, podServer } from '#engine/apiserver/testServer.ts';
import { newTable, tableText, type TableOptions } from '#kubectl/table.ts';
import { errorText, inputOf, isFields, listOf, outputOf, type Adapter, type Adapters, type Fields } from '../row.ts';
import { objectAs } from './objects.ts';

function optionsOf(options: Fields): TableOptions {
  const labelColumns = Array.isArray(options['ColumnLabels']) ? options['ColumnLabels'].map(String) : [];
  return {
    wide: options['Wide'] === true,
    noHeaders: options['NoHeaders'] === true,
    withNamespace: options['WithNamespace'] === true,
    withKind: options['WithKind'] === true,
    showLabels: options['ShowLabels'] === true,
    labelColumns,
  };
}

const rowBase = { group: 'x', version: 'v1', singular: '', shortNames: [], namespaced: true, subresources: [], categories: [] };

/** A table whose first column is the name: its cells are those of a custom kind whose columns they are. */
const tables: Adapter = (row) => {
  const { columns, rows, options, expected } = inputOf(row) as Fields & { readonly options: Fields };
  const [first, ...others] = listOf(columns);
  if (first?.['name'] !== 'Name' || String(expected ?? '') === '') return { leftOut: 'a table here begins with the names of its objects' };
  const kind = isFields(options['Kind'])
    ? String(options['Kind']['Kind'])
    : String(options['Kind'] ?? 'Thing').replace(/^.*[ .]/, '') || 'Thing';
  const asked = others.map(
    (column, i) => ({ ...(column as object), jsonPath: `.c${i}` }) as unknown as NonNullable<SchemeRow['columns']>[number],
  );
  const schemeRow: SchemeRow = {
    ...rowBase,
    group: '',
    kind,
    plural: `${kind.toLowerCase()}s`,
    singular: kind.toLowerCase(),
    columns: asked,
  };
  const objects = listOf(rows).map(({ cells, object }) => {
    const [name, ...rest] = Array.isArray(cells) ? (cells as readonly unknown[]) : [];
    const known = isFields(object) && isFields(object['metadata']) ? objectAs<object>(object['metadata']) : {};
    return { ...Object.fromEntries(rest.map((cell, i) => [`c${i}`, cell])), metadata: { ...known, name } } as unknown as KubeObject;
  });
  return { expected: trimmed(expected), got: trimmed(tableText(newTable(), { row: schemeRow, objects, now: 0 }, optionsOf(options))) };
};

/** Spaces behind the last column are the terminal's. */
function trimmed(text: unknown): string {
  return String(text).replace(/ +$/gm, '');
}

/** An object that is no table is told by name and age. */
const others: Adapter = (row) => {
  const { object, options, expected } = inputOf(row) as Fields & { readonly options: Fields };
  const given = objectAs<KubeObject>(object);
  if (given.kind === 'Status') return { leftOut: 'a Status is an answer here, never a list’s item' };
  const schemeRow: SchemeRow = { ...rowBase, kind: given.kind, plural: 'things', columns: [] };
  const got = tableText(newTable(), { row: schemeRow, objects: [given], now: 0 }, { ...optionsOf(options), plain: true });
  return { expected: trimmed(expected), got: trimmed(got) };
};

/** The same by flags, and what comes out as an expression. */
const readable: Adapter = (row) => {
  const { testObject, noHeaders, showKind, showLabels, columnLabels, withNamespace, outputFormat, expectedOutput } = inputOf(row);
  const given = objectAs<KubeObject>(testObject);
  if (given.kind !== 'Pod' || showKind === true) return { leftOut: 'the row has a table of its own' };
  const options = {
    wide: outputFormat === 'wide',
    noHeaders: noHeaders === true,
    withNamespace: withNamespace === true,
    withKind: false,
    showLabels: showLabels === true,
    labelColumns: Array.isArray(columnLabels) ? columnLabels.map(String) : [],
    plain: true,
  };
  const text = tableText(newTable(), { row: { ...rowBase, kind: 'Pod', plural: 'pods', columns: [] }, objects: [given], now: 0 }, options);
  return { expected: true, got: new RegExp(String(expectedOutput)).test(trimmed(text)) ? true : text };
};

export const readablePrinters: Adapters = { TestHumanReadablePrinterSupportsExpectedOptions: readable };

export const tablePrinters: Adapters = {
  TestPrintTable_ColumnHeaders: tables,
  TestPrintTable_ColumnPriority: tables,
  TestPrintTable_WithKind: tables,
  TestPrintTable_WithLabels: tables,
  TestPrintTable_WithNamespace: tables,
  TestPrintTable_NonTable: others,
};

/** How long ago the moments of the rows are, in seconds. */
const ago: Readonly<Record<string, number>> = {
  'a while from now': -3,
  'almost now': -1.9,
  now: 0,
  '30 seconds ago': 30,
  '5 minutes ago': 300,
  'an hour ago': 6_000,
  '2 days ago': 48 * 3_600,
  'months ago': 90 * 86_400,
  '10 years ago': 10 * 365 * 86_400,
};

const ages: Adapter = (row) => {
  const { name, exp } = inputOf(row);
  const seconds = ago[String(name)];
  if (name === 'unknown') return { expected: exp, got: since(undefined as never, 0) };
  if (seconds === undefined) return { leftOut: 'the moment is told by a name only' };
  const now = Date.parse('2026-11-21T20:00:00Z');
  return { expected: exp, got: since(formatTime(now - seconds * 1_000), now) };
};

export const timePrinters: Adapters = { TestTranslateTimestampSince: ages };

/** Rules of scaling as somebody writes them, with what is left out filled in. */
function rules(which: 'scaleUp' | 'scaleDown', prefix: 'rateUp' | 'rateDown'): Adapter {
  return (row) => {
    const it = inputOf(row);
    const policy = (type: 'Pods' | 'Percent') => {
      const [value, periodSeconds] = [it[`${prefix}${type}`], it[`${prefix}${type}PeriodSeconds`]].map(Number);
      return value === 0 && periodSeconds === 0 ? [] : [{ type, value, periodSeconds }];
    };
    const policies = [...policy('Pods'), ...policy('Percent')];
    const given = {
      ...(policies.length === 0 ? {} : { policies }),
      ...(it['stabilizationSeconds'] === null ? {} : { stabilizationWindowSeconds: it['stabilizationSeconds'] }),
      ...(it['selectPolicy'] === null || it['selectPolicy'] === '' ? {} : { selectPolicy: it['selectPolicy'] }),
    };
    const hpa = { metadata: {}, spec: { maxReplicas: 1, behavior: { [which]: given } } } as unknown as HorizontalPodAutoscaler;
    const filled = (defaults['HorizontalPodAutoscaler']?.(hpa as never) ?? hpa) as unknown as HorizontalPodAutoscaler;
    const got = filled.spec.behavior?.[which];
    return {
      expected: [it['expectedPolicies'], it['expectedStabilization'] ?? undefined, it['expectedSelectPolicy']],
      got: [got?.policies, got?.stabilizationWindowSeconds, got?.selectPolicy],
    };
  };
}

export const scalingRules: Adapters = {
  TestGenerateScaleUpRules: rules('scaleUp', 'rateUp'),
  TestGenerateScaleDownRules: rules('scaleDown', 'rateDown'),
};

/** Whose logs are asked for, or why nobody's are. */
const logPlace: Adapter = (row) => {
  const { in: pod, opts, expectedErr } = inputOf(row);
  const given = objectAs<Pod>(pod);
  const filled = (list: unknown) => listOf(list).map((container) => ({ image: 'x', ...container }));
  const { containers, initContainers, ephemeralContainers: _late } = (given.spec ?? {}) as unknown as Fields;
  if (listOf(containers).length === 0 || listOf(_late).length > 0)
    return { leftOut: 'no pod is made without containers, or with ephemeral ones' };
  const it = podServer();
  const spec = { containers: filled(containers), ...(initContainers === undefined ? {} : { initContainers: filled(initContainers) }) };
  create(it, 'Pod', 'test', { spec: { ...spec, nodeName: 'foo' } } as never);
  const container = isFields(opts) && typeof opts['container'] === 'string' ? { container: [opts['container']] } : {};
  const said: string[] = [];
  const env = { ...it.env, stream: (chunk: object) => void said.push(String((chunk as { readonly message?: string }).message)) };
  const place = { group: '', version: 'v1', resource: 'pods', subresource: 'log', namespace: 'default', name: 'test' };
  connect(it.server, 's', { verb: 'get', ...place, options: { query: container } }, env);
  return { expected: errorText(expectedErr), got: said[0] };
};

export const logPlaces: Adapters = { TestCheckLogLocation: logPlace };

/** Options of logs that are refused, in the words of the whole refusal. */
const refusedLogs: Adapter = (row) => {
  const given = Object.entries(isFields(row.in) ? row.in : {}).filter(
    ([name, value]) => name !== 'kind' && name !== 'apiVersion' && value !== null,
  );
  const errors = logErrors(Object.fromEntries(given.map(([name, value]) => [name, [String(value)]])));
  const words = errorText(outputOf(row)['err']) ?? '';
  return { expected: true, got: errors.length > 0 && words.includes(errors[0]!.field) };
};

export const logRests: Adapters = { TestPodLogValidates: refusedLogs };
