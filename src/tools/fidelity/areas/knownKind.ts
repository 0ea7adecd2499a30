import { apiVersionOf, rowOfKind } from '#api/scheme.ts';

/** Whether a manifest's apiVersion and kind name something that this cluster serves. */
export function isKnownKind(apiVersion: string, kind: string): boolean {
  const row = rowOfKind(kind);
  return row !== undefined && apiVersionOf(row) === apiVersion;
}
