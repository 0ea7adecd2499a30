/** Everything that this cluster serves: what is built in, and what custom resource definitions have added by now. */
import { rowsServedBy } from '#api/customRows.ts';
import type { CustomResourceDefinition } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import type { SchemeRow } from '#api/scheme.ts';
import type { Door } from './door.ts';

export function rowsOfDoor(door: Door): readonly SchemeRow[] {
  return rowsServedBy({
    definitions: listOf(door, 'apiextensions.k8s.io', 'customresourcedefinitions') as readonly CustomResourceDefinition[],
    apiServices: listOf(door, 'apiregistration.k8s.io', 'apiservices') as readonly KubeObject[],
  });
}

function listOf({ engine, cluster }: Door, group: string, resource: string): readonly unknown[] {
  const response = engine.say(cluster, { type: 'request', request: { verb: 'list', group, version: 'v1', resource } });
  return (response?.body as unknown as { readonly items?: readonly unknown[] } | undefined)?.items ?? [];
}
