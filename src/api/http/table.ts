/**
 * Objects as rows of a Table, and as bare metadata.
 * upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/response.go (asTable, asPartialObjectMetadata)
 */
import type { KubeObject } from '../meta.ts';
import type { ToldColumn } from '../printers/custom.ts';
import type { Printer } from '../printers/printer.ts';

export type IncludeObject = 'None' | 'Metadata' | 'Object';

/** Both versions of these shapes are alike. */
const usualVersion = 'meta.k8s.io/v1';

export interface TableInput {
  readonly printer: Printer<KubeObject>;
  readonly group: string;
  readonly kind: string;
  readonly objects: readonly KubeObject[];
  /** Metadata of the list, or what a single object gives in its place. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly include: IncludeObject;
  readonly shapeVersion: string | undefined;
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
    apiVersion: input.shapeVersion ?? usualVersion,
    metadata: input.metadata,
    columnDefinitions: input.noHeaders ? null : columns,
    rows: input.objects.map((object) => ({ cells: printer.cells(object, input.now), object: rowObject(object, input) })),
  };
}

function rowObject(object: KubeObject, { include, shapeVersion }: TableInput): unknown {
  if (include === 'None') return null;
  return include === 'Object' ? object : partialMetadata(object, shapeVersion);
}

export function partialMetadata({ metadata }: KubeObject, shapeVersion: string = usualVersion): object {
  return { kind: 'PartialObjectMetadata', apiVersion: shapeVersion, metadata };
}
