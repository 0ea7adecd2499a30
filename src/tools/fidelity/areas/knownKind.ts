import { apiVersionOf, servedRows } from '#api/scheme.ts';

/** Whether a manifest's apiVersion and kind name something that this cluster serves. */
export function isKnownKind(apiVersion: string, kind: string): boolean {
  return servedRows().some((row) => row.kind === kind && apiVersionOf(row) === apiVersion);
}
