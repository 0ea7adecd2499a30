/**
 * What one reconcile wrote: the revisions that the caches are to show before its key is looked at again, and how long a
 * worker of a real cluster is busy with it.
 */
import type { Kind } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import type { Request, Response } from '#api/request.ts';
import { rowOfResource } from '#api/scheme.ts';
import { customKey } from './informer.ts';

export interface Writes {
  /** Events among them. */
  count: number;
  /** Kind -> revision of the last write to it. */
  readonly unseen: Map<Kind, number>;
  /** Verb and resource -> how many. */
  readonly alike: Map<string, number>;
}

export function noWrites(): Writes {
  return { count: 0, unseen: new Map(), alike: new Map() };
}

interface Written {
  readonly request: Request;
  readonly response: Response;
  /** The store's revision after it. */
  readonly revision: number;
}

/**
 * A write that changed nothing carries an old revision, which the caches have seen; a delete's answer may carry none. The
 * answer to a deletion of many carries the store's revision, changed or not: whoever makes one looks at the server, not at caches.
 */
export function noteWrite(writes: Writes, { request, response, revision }: Written): void {
  writes.count += 1;
  if (request.resource === 'events') return;
  const sort = `${request.verb} ${request.resource}`;
  writes.alike.set(sort, (writes.alike.get(sort) ?? 0) + 1);
  if (response.code >= 400 || request.verb === 'deletecollection') return;
  const row = rowOfResource(request.group, request.resource);
  const kind = row === undefined ? customKey({ group: request.group, plural: request.resource }) : (row.kind as Kind);
  const own = Number((response.body as unknown as KubeObject).metadata?.resourceVersion);
  const seen = own > 0 ? own : request.verb === 'delete' ? revision : 0;
  if (seen > 0) writes.unseen.set(kind, Math.max(seen, writes.unseen.get(kind) ?? 0));
}

/** A write there and back: of 8 to 15 ms, which the recordings show from one write to the next, what comes nearest to them as a whole. */
const writeMs = 13;

/** Writes come one after the other; many of a sort go side by side, in batches of 1, 2, 4 and so on. */
export function busyMs({ alike }: Writes): number {
  let rounds = 0;
  for (const count of alike.values()) rounds += 32 - Math.clz32(count);
  return rounds * writeMs;
}
