/** The row of a kind that an object names by apiVersion and kind, custom kinds included. */
import { rowOfKind, type SchemeRow } from '#api/scheme.ts';
import type { Lister } from '#engine/client/informer.ts';

export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/** A custom kind may be called as a built-in one. */
export function rowInGroup(group: string, kind: string, see: Pick<Lister, 'custom'>): SchemeRow | undefined {
  const builtIn = rowOfKind(kind);
  return builtIn?.group === group ? builtIn : see.custom().find((row) => row.kind === kind && row.group === group);
}
