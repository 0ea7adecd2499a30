/** Creates the objects of a manifest at the start, as an administrator would. */
import type { Json } from '#api/immutable.ts';
import { apiVersionOf, groupResource, servedRows } from '#api/scheme.ts';
import { isStatus } from '#api/status.ts';
import type { Manifest } from '#manifest/parse.ts';
import type { Door } from './door.ts';

/** One line an object: created, or why not. */
export function applyScenario(door: Door, manifest: Manifest): readonly string[] {
  return manifest.documents.map(({ object }) => applyOne(door, object as { [key: string]: unknown }));
}

function applyOne(door: Door, object: { [key: string]: unknown }): string {
  const { apiVersion, kind, metadata } = object as { apiVersion?: string; kind?: string; metadata?: { name?: string; namespace?: string } };
  const row = servedRows().find((it) => it.kind === kind && apiVersionOf(it) === apiVersion);
  if (row === undefined) return `no matches for kind "${String(kind)}" in version "${String(apiVersion)}"`;
  const namespace = row.namespaced ? { namespace: metadata?.namespace ?? 'default' } : {};
  const { group, version, plural } = row;
  const response = door.pace.say({
    type: 'request',
    request: { verb: 'create', group, version, resource: plural, ...namespace, object: object as Json },
  });
  const body = response?.body;
  return isStatus(body) ? (body.message ?? '') : `${groupResource({ group, plural: row.singular })}/${metadata?.name ?? ''} created`;
}
