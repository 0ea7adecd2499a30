/** What no object says of a volume at a node; plain data. upstream: pkg/controller/volume/attachdetach/cache */
import type { Reconcile } from '#engine/client/controller.ts';

export interface AtNode {
  /** Since when nobody wants the volume at this node any more. */
  unwantedMs?: number;
  /** Whether the node used the volume when it was last seen; a node that is gone says no more. */
  mounted: boolean;
  /** That the volume is elsewhere was said already. */
  multiAttachTold?: boolean;
  /** Until when the driver may take its time. */
  attachUntilMs?: number;
  /** After a failure: when to try again, and after how long a wait. */
  retry?: { readonly atMs: number; readonly waitMs: number };
}

/** Node -> what is remembered. */
export type Records = Map<string, AtNode>;

/** Volume -> node -> what is remembered. */
export type Memory = Map<string, Records>;

export type Does = Reconcile<Memory>;

/** What a node is not known not to use, it is taken to use. */
export function recordOf(records: Records, node: string): AtNode {
  let record = records.get(node);
  if (record === undefined) records.set(node, (record = { mounted: true }));
  return record;
}

const firstRetryMs = 500;
const maxRetryMs = 122_000;

/** upstream: pkg/util/goroutinemap/exponentialbackoff */
export function planRetry(record: AtNode, now: number): number {
  const waitMs = record.retry === undefined ? firstRetryMs : Math.min(record.retry.waitMs * 2, maxRetryMs);
  record.retry = { atMs: now + waitMs, waitMs };
  return waitMs;
}
