/** From an object to its lines, and from a line to its object. */
import { parseManifest, type Manifest } from '#manifest/parse.ts';
import type { Ref } from '#scene/model.ts';

export interface Lines {
  readonly from: number;
  readonly to: number;
}

/** The text that was read last: a cursor asks often, and seldom about another text. */
let read: { readonly text: string; readonly manifest: Manifest } | undefined;

function manifestOf(text: string): Manifest {
  if (read?.text !== text) read = { text, manifest: parseManifest(text) };
  return read.manifest;
}

interface Named {
  readonly kind?: unknown;
  readonly metadata?: { readonly name?: unknown; readonly namespace?: unknown };
}

function refOf(object: unknown): Ref | undefined {
  const { kind, metadata } = (object ?? {}) as Named;
  if (typeof kind !== 'string' || typeof metadata?.name !== 'string') return undefined;
  const { name, namespace } = metadata;
  return { kind, name, ...(typeof namespace === 'string' ? { namespace } : {}) };
}

/** An object without a namespace is meant for the one that is asked about. */
export function linesOf(text: string, wanted: Ref): Lines | undefined {
  for (const { object, range } of manifestOf(text).documents) {
    const ref = refOf(object);
    if (ref?.kind !== wanted.kind || ref.name !== wanted.name) continue;
    if (ref.namespace !== undefined && ref.namespace !== wanted.namespace) continue;
    return { from: range.line, to: lastLine(range.line, range.endLine, range.endColumn) };
  }
  return undefined;
}

function lastLine(from: number, to: number, column: number): number {
  return column <= 1 && to > from ? to - 1 : to;
}

export function refAtLine(text: string, line: number): Ref | undefined {
  const found = manifestOf(text).documents.find(
    ({ range }) => line >= range.line && line <= lastLine(range.line, range.endLine, range.endColumn),
  );
  return refOf(found?.object);
}
