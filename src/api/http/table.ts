/**
 * Objects as rows of a Table, and as bare metadata.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/response.go (asTable, asPartialObjectMetadata)
 */
import type { KubeObject } from '../meta.ts';
import type { ToldColumn } from '../printers/custom.ts';
import type { Printer } from '../printers/printer.ts';

export type IncludeObject = 'None' | 'Metadata' | 'Object';

export interface TableInput {
  readonly printer: Printer<KubeObject>;
  readonly group: string;
  readonly kind: string;
  readonly objects: readonly KubeObject[];
  /** Metadata of the list, or what a single object gives in its place. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly include: IncludeObject;
  /** Wall-clock time that ages are told by, in milliseconds. */
  readonly now: number;
  readonly noHeaders: boolean;
  /** What a column is for. */
  readonly columnText: (group: string, kind: string, column: string) => string;
}

export function tableOf(input: TableInput): object {
  const { printer } = input;
  const columns = printer.columns.map(({ name, type, format, priority, description }: ToldColumn) => ({
    name,
    type,
    format,
    description: description ?? input.columnText(input.group, input.kind, name),
    priority,
  }));
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: input.metadata,
    columnDefinitions: input.noHeaders ? null : columns,
    rows: input.objects.map((object) => ({ cells: printer.cells(object, input.now), object: rowObject(object, input.include) })),
  };
}

function rowObject(object: KubeObject, include: IncludeObject): unknown {
  if (include === 'None') return null;
  return include === 'Object' ? object : partialMetadata(object);
}

export function partialMetadata({ metadata }: KubeObject): object {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}
