/**
 * The columns that a custom resource definition asks for.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresource/tableconvertor/tableconvertor.go
 */
import { asDouble, digitsOf, isExactInteger, jsonOf } from '../machinery/exactInteger.ts';
import type { Json } from '../immutable.ts';
import { jsonPathValues } from '../machinery/jsonPath/jsonPath.ts';
import { parseTime } from '../machinery/time.ts';
import type { KubeObject } from '../meta.ts';
import { servedAt, type CustomColumn, type SchemeRow } from '../scheme.ts';
import { hubFields } from './hubFields.ts';
import { ageOf, columns, since, type Cell, type Column, type Printer } from './printer.ts';
import { printerOf } from './printers.ts';

/** A column that its definition tells of. */
export interface ToldColumn extends Column {
  readonly description?: string;
}

/** A custom kind that asks for no columns has these. */
const plain: Printer<KubeObject> = {
  columns: columns('Name Age:date'),
  cells: (object, now) => [object.metadata.name, ageOf(object, now)],
};

/** The printer of a row: of its kind when it is built in, of its own columns when it has some. */
export function printerOfRow(row: SchemeRow): Printer<KubeObject> {
  const { kind, group, version, plural, columns: asked } = row;
  if (asked === undefined) {
    const hub = servedAt(group, version, plural)?.hub;
    const printer = printerOf(kind, hub?.group ?? group);
    return hub === undefined || hub === row ? printer : { ...printer, cells: (object, now) => printer.cells(hubFields(object, row), now) };
  }
  if (asked.length === 0) return plain;
  return {
    columns: [...columns('Name'), ...asked.map(columnOf)],
    cells: (object, now) => [object.metadata.name, ...asked.map((column) => cellOf(column, object, now))],
  };
}

function columnOf({ name, type, format, priority, description }: CustomColumn): ToldColumn {
  return {
    name,
    type: type as Column['type'],
    format: format ?? '',
    priority: (priority ?? 0) > 0 ? 1 : 0,
    description: description ?? '',
  };
}

/** What the path finds, as the column's type; null for what is not there or is of another type. */
function cellOf({ jsonPath, type }: CustomColumn, object: KubeObject, now: number): Cell {
  const found = jsonPathValues(`{${jsonPath}}`, object as unknown as Json, true);
  const value = found.ok ? found.value[0] : undefined;
  if (value === undefined || value === null) return null;
  if (type === 'date') return typeof value === 'string' && !isExactInteger(value) ? dateCell(value, now) : null;
  if (type === 'string') return typeof value === 'string' ? digitsOf(value) : jsonOf(value);
  if (type === 'integer' && typeof value === 'number') return Math.trunc(value);
  const fits = type === 'boolean' ? typeof value === 'boolean' : typeof asDouble(value) === 'number';
  return fits ? (value as Cell) : null;
}

function dateCell(text: string, now: number): Cell {
  if (text === '' || text === 'null') return '<unknown>';
  return parseTime(text) === undefined ? '<invalid>' : since(text, now);
}
