/**
 * The columns that a custom resource definition asks for.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresource/tableconvertor/tableconvertor.go
 */
import type { Json } from '#api/immutable.ts';
import { jsonPathValues } from '#api/machinery/jsonPath/jsonPath.ts';
import type { KubeObject } from '#api/meta.ts';
import type { CustomColumn, SchemeRow } from '#api/scheme.ts';
import { columns, since, type Cell, type Column, type Printer } from './printer.ts';
import { printerOf } from './printers.ts';

/** The printer of a row: of its kind when it is built in, of its own columns when it has some. */
export function printerOfRow({ kind, group, columns: asked }: SchemeRow): Printer<KubeObject> {
  if (asked === undefined || asked.length === 0) return printerOf(kind, group);
  return {
    columns: [...columns('Name'), ...asked.map(columnOf)],
    cells: (object, now) => [object.metadata.name, ...asked.map((column) => cellOf(column, object, now))],
  };
}

function columnOf({ name, type, format, priority }: CustomColumn): Column {
  return { name, type: type as Column['type'], format: format ?? '', priority: (priority ?? 0) > 0 ? 1 : 0 };
}

/** What the path finds, as the column's type; nothing for what is not there or is of another type. */
function cellOf({ jsonPath, type }: CustomColumn, object: KubeObject, now: number): Cell {
  const found = jsonPathValues(`{${jsonPath}}`, object as unknown as Json, true);
  const value = found.ok ? found.value[0] : undefined;
  if (value === undefined || value === null) return '';
  if (type === 'date') return typeof value === 'string' ? since(value, now) : '<unknown>';
  if (type === 'string') return typeof value === 'string' ? value : JSON.stringify(value);
  const fits = type === 'boolean' ? typeof value === 'boolean' : typeof value === 'number';
  return fits ? (value as Cell) : '';
}
