/**
 * Copies of a federation's objects in its members. A note tells them from what a member has of its own, which is never touched.
 * upstream: federation/pkg/federation-controller/util (meta.go, federated_updater.go)
 */
import type { Kind } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import type { KubeObject } from '#api/meta.ts';
import { isAlreadyExists, isNotFound, type ApiClient, type Draft } from '#engine/client/client.ts';
import type { Outcome } from '#engine/client/controller.ts';
import type { Member } from './members.ts';

export const copyNote = 'federation.orrery.dev/copy';

type Loose = KubeObject & { readonly [field: string]: unknown };

/** Everything of an object but what its server keeps about it. */
function contentOf(object: KubeObject): Readonly<Record<string, unknown>> {
  const { metadata: _metadata, status: _status, ...content } = object as Loose;
  return content;
}

function isCopy({ metadata }: KubeObject): boolean {
  return metadata.annotations?.[copyNote] === 'true';
}

/** Makes a member's copy what it should be; answers what went wrong. */
export function applyCopy(client: ApiClient, kind: Kind, wanted: KubeObject, there: KubeObject | undefined): string | undefined {
  const { name, namespace, labels = {}, annotations = {} } = wanted.metadata;
  const noted = { ...annotations, [copyNote]: 'true' };
  if (there === undefined) {
    const metadata = { name, ...(namespace === undefined ? {} : { namespace }), labels, annotations: noted };
    const made = client.create(kind, { ...contentOf(wanted), metadata } as unknown as Draft<Kind>);
    if (made.ok || isAlreadyExists(made.status)) return undefined;
    // The namespace may not have come yet.
    return made.status.message ?? 'it could not be created';
  }
  if (!isCopy(there)) return `${kind} ${name} is there already, and not of the federation`;
  const next = {
    ...there,
    ...contentOf(wanted),
    metadata: { ...there.metadata, labels, annotations: { ...there.metadata.annotations, ...noted } },
  };
  if (equalJson(next, there)) return undefined;
  const written = client.update(kind, next as never);
  return written.ok ? undefined : (written.status.message ?? 'it could not be updated');
}

/** The object of the federation is gone, and its copies go too. */
export function removeCopies(kind: Kind, key: string, members: readonly Member[]): Outcome | undefined {
  const slash = key.indexOf('/');
  const namespace = slash < 0 ? undefined : key.slice(0, slash);
  const target = { namespace, name: key.slice(slash + 1) };
  const away: string[] = [];
  for (const { name, client } of members) {
    const found = client.get(kind, namespace, target.name);
    if (!found.ok && !isNotFound(found.status)) away.push(name);
    if (!found.ok || !isCopy(found.value as unknown as KubeObject)) continue;
    const deleted = client.delete(kind, target, { propagationPolicy: 'Background' });
    if (!deleted.ok && !isNotFound(deleted.status)) return { error: `${name}: ${deleted.status.message ?? 'it could not be deleted'}` };
  }
  // What is in a cluster that is away goes when that is back.
  return away.length === 0 ? undefined : { error: `${away.join(', ')} cannot be reached` };
}
