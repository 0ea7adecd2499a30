/** Everything that this cluster serves: what is built in, and what custom resource definitions have added by now. */
import { definitionIs, rowsServedBy } from '#api/customRows.ts';
import type { CustomResourceDefinition } from '#api/kinds.ts';
import { servedAt, type SchemeRow } from '#api/scheme.ts';
import type { KubeObject } from '#api/meta.ts';
import type { Printer } from '#kubectl/printers/printer.ts';
import { printerOf } from '#kubectl/printers/printers.ts';
import { customPrinter } from './customPrinter.ts';
import type { Door } from './door.ts';

const definitionsRequest = { verb: 'list', group: 'apiextensions.k8s.io', version: 'v1', resource: 'customresourcedefinitions' } as const;

const apiServicesRequest = { verb: 'list', group: 'apiregistration.k8s.io', version: 'v1', resource: 'apiservices' } as const;

export function definitionsOf({ engine, cluster }: Door): readonly CustomResourceDefinition[] {
  const response = engine.say(cluster, { type: 'request', request: definitionsRequest });
  const body = response?.body as unknown as { items?: readonly CustomResourceDefinition[] } | undefined;
  return (body?.items ?? []).filter((definition) => definitionIs(definition, 'Established'));
}

export function rowsOfDoor(door: Door): readonly SchemeRow[] {
  return rowsServedBy({ definitions: definitionsOf(door), apiServices: apiServicesOf(door) });
}

function apiServicesOf({ engine, cluster }: Door): readonly KubeObject[] {
  const response = engine.say(cluster, { type: 'request', request: apiServicesRequest });
  return (response?.body as unknown as { items?: readonly KubeObject[] } | undefined)?.items ?? [];
}

export interface Place {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
}

export function builtInRow({ group, version, resource }: Place): SchemeRow | undefined {
  return servedAt(group, version, resource)?.row;
}

export function rowAt(door: Door, place: Place): SchemeRow | undefined {
  const { group, version, resource } = place;
  return builtInRow(place) ?? rowsOfDoor(door).find((row) => row.group === group && row.version === version && row.plural === resource);
}

/** The columns of a resource in tables. */
export function printerAt(door: Door, place: Place): Printer<KubeObject> {
  const row = builtInRow(place);
  if (row !== undefined) return printerOf(row.kind, servedAt(place.group, place.version, place.resource)?.hub.group ?? row.group);
  const { group, version, resource } = place;
  const definition = definitionsOf(door).find(({ spec }) => spec.group === group && spec.names.plural === resource);
  return definition === undefined ? printerOf('', '') : customPrinter(definition, version);
}
