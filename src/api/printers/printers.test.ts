import { expect, test } from 'vitest';
import { allRows } from '../scheme.ts';
import fixture from './fixtures/printer-cells.json';
import { parseTime } from '../machinery/time.ts';
import { printerOf, printers } from './printers.ts';

/** Rows that the real server's printers made in their own tests; narrow rows leave the wide columns out. */
test.each(fixture.map((row, index) => ({ ...row, index })))('$test $index: the cells are the real printer’s', ({ object, cells, now }) => {
  const group = object.apiVersion.includes('/') ? (object.apiVersion.split('/')[0] ?? '') : '';
  const printer = printerOf(object.kind, group);
  const all = printer.cells({ spec: {}, status: {}, ...object } as unknown as Parameters<typeof printer.cells>[0], parseTime(now) ?? 0);
  const shown = cells.length === printer.columns.length ? all : all.filter((_, index) => printer.columns[index]?.priority === 0);
  expect(shown).toEqual(cells);
});

test('every kind of the scheme has a printer of its own, another group’s kind of the same name has not', () => {
  for (const row of allRows()) expect(printerOf(row.kind, row.group)).toBe(printers[row.kind as keyof typeof printers]);
  expect(printerOf('Deployment', 'example.com').columns.map((column) => column.name)).toEqual(['Name', 'Age']);
});

test.each([
  ['Deployment', 'Name:string Ready:string Up-to-date:string Available:string Age:string'],
  ['CronJob', 'Name:string Schedule:string Suspend:boolean Active:integer Last Schedule:string Age:string'],
  ['VolumeAttachment', 'Name:string Attacher:string PV:string Node:string Attached:boolean Age:string'],
] as const)('the columns of %s have the real types', (kind, expected) => {
  expect(
    printers[kind].columns
      .filter((column) => column.priority === 0)
      .map((column) => `${column.name}:${column.type}`)
      .join(' '),
  ).toBe(expected);
});
