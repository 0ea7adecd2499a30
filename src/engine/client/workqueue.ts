/**
 * A work queue: fair, without duplicates, with back-off for keys that failed.
 * upstream: staging/src/k8s.io/client-go/util/workqueue
 */

/** Plain data. A key waits at most once; `because` is the revision whose news put it there first. */
export interface WorkQueue {
  readonly waiting: Map<string, Because>;
  readonly failures: Map<string, number>;
}

/** Why a key is on the queue. */
export interface Because {
  readonly revision?: number;
  readonly timer?: string;
}

/** How long a key that failed waits: the first time, and at most; and how often it is tried again before it is given up. */
export interface RetryDelays {
  readonly baseMs?: number;
  readonly maxMs?: number;
  readonly tries?: number;
}

export function createQueue(): WorkQueue {
  return { waiting: new Map(), failures: new Map() };
}

export function add(queue: WorkQueue, key: string, because: Because): void {
  if (!queue.waiting.has(key)) queue.waiting.set(key, because);
}

/** Takes the key that has waited longest. */
export function take(queue: WorkQueue): { readonly key: string; readonly because: Because } | undefined {
  const first = queue.waiting.entries().next().value;
  if (first === undefined) return undefined;
  queue.waiting.delete(first[0]);
  return { key: first[0], because: first[1] };
}

/**
 * Counts a failure and answers how long to wait before the next try, doubled each time: as a rule from 5 ms to 1,000 s, for ever.
 * Undefined when it is given up, until there is news of it.
 */
export function backOff(queue: WorkQueue, key: string, delays: RetryDelays = {}): number | undefined {
  const { baseMs = 5, maxMs = 1_000_000, tries } = delays;
  const failures = queue.failures.get(key) ?? 0;
  if (tries !== undefined && failures >= tries) {
    queue.failures.delete(key);
    return undefined;
  }
  queue.failures.set(key, failures + 1);
  return Math.min(baseMs * 2 ** Math.min(failures, 30), maxMs);
}

export function forget(queue: WorkQueue, key: string): void {
  queue.failures.delete(key);
}
