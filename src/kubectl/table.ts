/**
 * Tables as `kubectl get` lays them out.
 * upstream: cli-runtime/pkg/printers/tableprinter.go, tabwriter.go
 */
import { digitsOf } from '#api/machinery/exactInteger.ts';
import type { KubeObject } from '#api/meta.ts';
import type { SchemeRow } from '#api/scheme.ts';
import { slashName } from './naming.ts';
import { ageOf, columns, labelsText, type Cell, type Column, type Printer } from '#api/printers/printer.ts';
import { printerOfRow } from '#api/printers/custom.ts';
import { tableLayout, tabulate, textWidth } from './tabwriter.ts';

export interface TableOptions {
  readonly wide: boolean;
  readonly noHeaders: boolean;
  readonly withNamespace: boolean;
  readonly withKind: boolean;
  readonly showLabels: boolean;
  readonly labelColumns: readonly string[];
  /** For --output-watch-events: a first column with the event's type. */
  readonly withEvent?: boolean;
  /** For --server-print=false: the columns of objects that nobody knows more of. */
  readonly plain?: boolean;
}

/** A table that grows: widths that were used once are kept, and the header is written once. */
export interface TableState {
  widths: number[];
  headerWritten: boolean;
}

export function newTable(): TableState {
  return { widths: [], headerWritten: false };
}

export interface TableInput {
  readonly row: SchemeRow;
  readonly objects: readonly KubeObject[];
  readonly now: number;
  readonly event?: string;
}

/** The text of some rows, preceded by the header if it is the first time. Nothing for no objects. */
export function tableText(state: TableState, input: TableInput, options: TableOptions): string {
  if (input.objects.length === 0) return '';
  const lines = rowsOf(input, options);
  const withHeader = options.noHeaders || state.headerWritten ? lines : [headerOf(input.row, options), ...lines];
  state.headerWritten = true;
  return layOut(state, withHeader);
}

/** Kinds that nobody knows have a name and an age. */
const plainPrinter: Printer<KubeObject> = {
  columns: columns('Name Age'),
  cells: (object, now) => [object.metadata.name, ageOf(object, now)],
};

function printerFor(row: SchemeRow, { plain = false }: TableOptions): Printer<KubeObject> {
  return plain ? plainPrinter : printerOfRow(row);
}

function shownColumns(row: SchemeRow, options: TableOptions): readonly Column[] {
  return printerFor(row, options).columns.filter((column) => column.priority === 0 || options.wide);
}

function headerOf(row: SchemeRow, options: TableOptions): string[] {
  return [
    ...(options.withEvent === true ? ['EVENT'] : []),
    ...(options.withNamespace ? ['NAMESPACE'] : []),
    ...shownColumns(row, options).map((column) => column.name.toUpperCase()),
    ...options.labelColumns.map((label) => (label.split('/').at(-1) ?? '').toUpperCase()),
    ...(options.showLabels ? ['LABELS'] : []),
  ];
}

function rowsOf(input: TableInput, options: TableOptions): string[][] {
  const printer = printerFor(input.row, options);
  const nameAt = printer.columns.findIndex(({ format }) => format === 'name');
  return input.objects.map((object) => {
    const cells = printer.cells(object, input.now);
    const shown = printer.columns.flatMap((column, index) => {
      if (column.priority !== 0 && !options.wide) return [];
      const text = cellText(cells[index] ?? '');
      return [index === nameAt && options.withKind ? slashName(input.row, text) : text];
    });
    const labels = object.metadata.labels;
    return [
      ...(options.withEvent === true ? [input.event ?? 'ADDED'] : []),
      ...(options.withNamespace ? [object.metadata.namespace ?? ''] : []),
      ...shown,
      ...options.labelColumns.map((label) => labels?.[label] ?? ''),
      ...(options.showLabels ? [labelsText(labels)] : []),
    ];
  });
}

/** One line of a cell: cut at the first line end, control characters made visible. */
function cellText(cell: Cell): string {
  const text = digitsOf(String(cell));
  const end = text.search(/[\f\n\r]/);
  const line = end < 0 ? text : `${text.slice(0, end)}...`;
  return line.replaceAll('\t', ' ').replaceAll('\u001b', '^[');
}

function layOut(state: TableState, lines: readonly (readonly string[])[]): string {
  for (const line of lines) {
    line.slice(0, -1).forEach((cell, index) => {
      const width = Math.max(tableLayout.minWidth, textWidth(cell) + tableLayout.padding);
      state.widths[index] = Math.max(state.widths[index] ?? 0, width);
    });
  }
  return lines
    .map((line) => `${line.map((cell, index) => (index === line.length - 1 ? cell : padded(cell, state.widths[index] ?? 0))).join('')}\n`)
    .join('');
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}

/** Any rows under a header, laid out as a table of its own. A cell may have several lines. */
export function plainTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = header.length === 0 ? rows : [header, ...rows];
  return tabulate(lines.map((line) => `${line.join('\t')}\n`).join(''), tableLayout);
}
