/**
 * The columns that a custom resource definition asks for.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresource/tableconvertor/tableconvertor.go
 */
import type { CustomResourceDefinition } from '#api/kinds.ts';
import { jsonPathValues } from '#api/machinery/jsonPath/jsonPath.ts';
import type { Json } from '#api/immutable.ts';
import { ageOf, columns, since, type Cell, type Column, type Printer } from '#kubectl/printers/printer.ts';
import type { KubeObject } from '#api/meta.ts';

type AskedColumn = NonNullable<CustomResourceDefinition['spec']['versions'][number]['additionalPrinterColumns']>[number];

const plain: Printer<KubeObject> = {
  columns: columns('Name Age:date'),
  cells: (object, now) => [object.metadata.name, ageOf(object, now)],
};

export function customPrinter(definition: CustomResourceDefinition, version: string): Printer<KubeObject> {
  const asked = definition.spec.versions.find((it) => it.name === version)?.additionalPrinterColumns ?? [];
  if (asked.length === 0) return plain;
  return {
    columns: [...columns('Name'), ...asked.map(columnOf)],
    cells: (object, now) => [object.metadata.name, ...asked.map((column) => cellOf(column, object, now))],
  };
}

/** A column that its definition tells of. */
export interface ToldColumn extends Column {
  readonly description?: string;
}

function columnOf({ name, type, format, priority, description }: AskedColumn): ToldColumn {
  return {
    name,
    type: type as Column['type'],
    format: format ?? '',
    priority: (priority ?? 0) > 0 ? 1 : 0,
    description: description ?? '',
  };
}

/** What the path finds, as the column's type; null for what is not there or is of another type. */
function cellOf({ jsonPath, type }: AskedColumn, object: KubeObject, now: number): Cell {
  const found = jsonPathValues(`{${jsonPath}}`, object as unknown as Json, true);
  const value = found.ok ? found.value[0] : undefined;
  if (value === undefined || value === null) return null as unknown as Cell;
  if (type === 'date') return typeof value === 'string' ? since(value, now) : '<unknown>';
  if (type === 'string') return typeof value === 'string' ? value : JSON.stringify(value);
  const fits = type === 'boolean' ? typeof value === 'boolean' : typeof value === 'number';
  return fits ? (value as Cell) : (null as unknown as Cell);
}
