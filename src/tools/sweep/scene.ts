/** What a check looks at: one change, the truth, and what the controllers knew when they made it. */
import type { Lister } from '#engine/client/informer.ts';
import type { Change, Store } from '#engine/etcd/store.ts';
import type { Memory } from './invariants/memory.ts';

export interface Scene {
  readonly change: Change;
  /** The controller that made the change; undefined where it was somebody else. */
  readonly writer: string | undefined;
  /** All that was changed in the same stroke, this change among it. */
  readonly stroke: readonly Change[];
  /** The truth after the stroke. */
  readonly store: Store;
  /** The controllers' caches. They decide by these, and are late by as much as their news is: what they do is right by what they know. */
  readonly known: Lister;
  readonly memory: Memory;
}
