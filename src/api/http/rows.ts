/** What a cluster serves at a place, and its columns in tables. */
import type { KubeObject } from '../meta.ts';
import { printerOfRow } from '../printers/custom.ts';
import type { Printer } from '../printers/printer.ts';
import { printerOf } from '../printers/printers.ts';
import { servedAt, type SchemeRow } from '../scheme.ts';
import type { Backend } from './exchange.ts';

export interface Place {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
}

export function builtInRow({ group, version, resource }: Place): SchemeRow | undefined {
  return servedAt(group, version, resource)?.row;
}

export function rowAt(backend: Pick<Backend, 'rows'>, place: Place): SchemeRow | undefined {
  const { group, version, resource } = place;
  return builtInRow(place) ?? backend.rows().find((row) => row.group === group && row.version === version && row.plural === resource);
}

/** The columns of a resource in tables. */
export function printerAt(backend: Pick<Backend, 'rows'>, place: Place): Printer<KubeObject> {
  const served = rowAt(backend, place);
  return served === undefined ? printerOf('', '') : printerOfRow(served);
}
