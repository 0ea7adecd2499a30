import { expect, test } from 'vitest';
import { printerAt } from '../http/rows.ts';
import { allRows, type SchemeRow } from '../scheme.ts';
import { printerOfRow } from './custom.ts';
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

test.each([
  [
    { group: 'events.k8s.io', version: 'v1', resource: 'events' },
    { regarding: { kind: 'Pod', name: 'p' }, note: 'n', reason: 'R', type: 'Normal' },
    ['Normal', 'R', 'pod/p', 'n', 1],
  ],
  [
    { group: 'autoscaling', version: 'v1', resource: 'horizontalpodautoscalers' },
    {
      spec: { scaleTargetRef: { kind: 'D', name: 'd' }, maxReplicas: 3, targetCPUUtilizationPercentage: 50 },
      status: { currentCPUUtilizationPercentage: 7 },
    },
    ['7%/50%'],
  ],
  [
    { group: 'flowcontrol.apiserver.k8s.io', version: 'v1beta2', resource: 'prioritylevelconfigurations' },
    { spec: { type: 'Limited', limited: { assuredConcurrencyShares: 5 } } },
    ['Limited', 5],
  ],
])('%o have the columns of their hub', (place, fields, cells) => {
  const printer = printerAt({ rows: () => [] }, place);
  const object = { metadata: { name: 'a', creationTimestamp: '2026-01-01T00:00:00Z' }, ...fields };
  expect(printer.cells(object as unknown as Parameters<typeof printer.cells>[0], 0)).toEqual(expect.arrayContaining(cells));
});

test('a node without drivers has none', () => {
  expect(printers.CSINode.cells({ metadata: { name: 'a' }, spec: { drivers: null } } as never, 0)).toEqual(['a', 0, '<unknown>']);
});

test.each([
  ['date', '2026-01-01T00:00:00Z', '60s'],
  ['date', 'x', '<invalid>'],
  ['date', '', '<unknown>'],
  ['date', 5, null],
  ['integer', 1.7, 1],
  ['integer', 'x', null],
  ['number', 1.7, 1.7],
  ['boolean', 0, null],
  ['string', { a: 1 }, '{"a":1}'],
])('a custom column of type %s shows %j as %j', (type, value, cell) => {
  const row = { kind: 'Foo', group: 'ex.io', columns: [{ name: 'C', type, jsonPath: '.spec.x' }] } as unknown as SchemeRow;
  const object = { metadata: { name: 'a' }, spec: { x: value } } as never;
  expect(printerOfRow(row).cells(object, (parseTime('2026-01-01T00:00:00Z') ?? 0) + 60_000)).toEqual(['a', cell]);
});
