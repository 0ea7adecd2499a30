/**
 * What a controller is: which news concern it, and what it does about one key. It is level-triggered: it gets a key and
 * what the caches show, never the event.
 */
import type { Kind } from '#api/kinds.ts';
import { keyOf, type KubeObject } from '#api/meta.ts';
import type { Request, Response } from '#api/request.ts';
import type { ApiClient } from './client.ts';
import type { Context } from './component.ts';
import type { Delta, Lister } from './informer.ts';
import type { EventRecord } from './recorder.ts';
import type { RetryDelays } from './workqueue.ts';

/** Which keys a difference in one kind puts on the controller's queue. Pure. */
export interface Watch {
  readonly kind: Kind;
  keys(delta: Delta, see: Lister): readonly (string | DelayedKey)[];
}

/** A key that is to be looked at only after a while. */
export interface DelayedKey {
  readonly key: string;
  readonly afterMs: number;
  readonly why: string;
}

/** What a reconcile may use. Writes go through `client`; the runner notes them and holds the key until its caches show them. */
export interface Reconcile<M = unknown> {
  readonly now: number;
  /** Wall clock of the cluster in milliseconds of the Unix epoch. */
  readonly wallMs: number;
  readonly see: Lister;
  readonly client: ApiClient;
  /** Requests that `client` has no function for, under the same identity. */
  ask(request: Request): Response;
  readonly context: Context;
  /** The controller's private data, from `memory()`; part of checkpoints, lost at a restart. */
  readonly memory: M;
  event(record: EventRecord): void;
}

/** Absent: done. `requeueAfterMs`: look again then. `error`: try again with back-off; the text is shown to the person. */
export interface Outcome {
  readonly requeueAfterMs?: number;
  readonly why?: string;
  readonly error?: string;
}

export interface Controller<M = unknown> {
  /** The name of the field: `statefulset`, `replicaset`. */
  readonly name: string;
  /** The event source, such as `statefulset-controller`. */
  readonly eventSource: string;
  /** The service account under which it asks, when it is not called as its events' source; '' for the process' own identity. */
  readonly account?: string;
  readonly watches: readonly Watch[];
  /** How long keys that failed wait, if not as long as usual. */
  readonly retry?: RetryDelays;
  /** Fresh private data; plain data only. */
  memory(): M;
  reconcile(key: string, r: Reconcile<M>): Outcome | undefined;
  /** Follows every custom kind too: which keys a difference in one of its objects puts on the queue. */
  custom?(delta: Delta, see: Lister): readonly (string | DelayedKey)[];
  /** Every so often all keys that `keys` gives are queued again. */
  readonly resync?: { readonly everyMs: number; keys(see: Lister): readonly string[] };
}

/** Type-checks a controller's own memory and forgets it, so that all controllers can stand in one list. */
export function controller<M>(definition: Controller<M>): Controller {
  return definition as Controller;
}

/** The key of the object itself, for the controller's own kind. */
export function ownKey(delta: Delta): readonly string[] {
  return [keyOf(delta.object)];
}

/** The keys of the objects' controlling owners of a kind, now and before. */
export function controllerKeys(delta: Delta, ownerKind: string): readonly string[] {
  const { object, old } = delta;
  const now = controllerKey(object, ownerKind);
  const sameOwners = old === undefined || old.metadata.ownerReferences === object.metadata.ownerReferences;
  const before = sameOwners ? now : controllerKey(old, ownerKind);
  if (now === undefined) return before === undefined ? none : [before];
  return before === undefined || before === now ? [now] : [now, before];
}

const none: readonly string[] = Object.freeze([]);

function controllerKey({ metadata }: KubeObject, ownerKind: string): string | undefined {
  const owner = metadata.ownerReferences?.find((reference) => reference.controller === true);
  if (owner === undefined || owner.kind !== ownerKind) return undefined;
  return metadata.namespace === undefined ? owner.name : `${metadata.namespace}/${owner.name}`;
}
