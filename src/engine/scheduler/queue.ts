/**
 * The scheduling queue: active pods by priority, pods that back off, and pods that wait for the cluster to change.
 * upstream: pkg/scheduler/internal/queue/scheduling_queue.go
 */
import type { Because } from '../client/workqueue.ts';

/** A pod that could not be scheduled, and who refused it; gated pods wait for their gates only. */
export interface Waiting {
  readonly since: number;
  readonly plugins: ReadonlySet<string>;
  readonly gated?: true;
}

/** Plain data; a pod's key stands in one of the three places. */
export interface SchedulingQueue {
  /** Priority -> keys in order of arrival. */
  readonly active: Map<number, Map<string, Because>>;
  /** Key of an active pod -> the priority under which it stands. */
  readonly priorities: Map<string, number>;
  readonly backingOff: Map<string, number>;
  readonly unschedulable: Map<string, Waiting>;
  readonly attempts: Map<string, number>;
}

export interface BackOff {
  readonly initialMs: number;
  readonly mostMs: number;
}

export const standardBackOff: BackOff = { initialMs: 1_000, mostMs: 10_000 };

export function createQueue(): SchedulingQueue {
  return { active: new Map(), priorities: new Map(), backingOff: new Map(), unschedulable: new Map(), attempts: new Map() };
}

export function addActive(
  queue: SchedulingQueue,
  item: { readonly key: string; readonly priority: number; readonly because: Because },
): void {
  leave(queue, item.key);
  let same = queue.active.get(item.priority);
  if (same === undefined) queue.active.set(item.priority, (same = new Map()));
  same.set(item.key, item.because);
  queue.priorities.set(item.key, item.priority);
}

/** Takes the pod of the highest priority that has waited longest, and counts the attempt. */
export function next(queue: SchedulingQueue): { readonly key: string; readonly because: Because } | undefined {
  let best: number | undefined;
  for (const priority of queue.active.keys()) if (best === undefined || priority > best) best = priority;
  if (best === undefined) return undefined;
  const same = queue.active.get(best)!;
  const [key, because] = same.entries().next().value!;
  leave(queue, key);
  queue.attempts.set(key, (queue.attempts.get(key) ?? 0) + 1);
  return { key, because };
}

/** Whether a pod waits anywhere in the queue. */
export function isQueued(queue: SchedulingQueue, key: string): boolean {
  return queue.priorities.has(key) || queue.backingOff.has(key) || queue.unschedulable.has(key);
}

/** How long a pod that was tried so often has to wait: at first a moment, doubled each time up to a limit. */
export function backOffMs(queue: SchedulingQueue, key: string, { initialMs, mostMs }: BackOff): number {
  const attempts = queue.attempts.get(key) ?? 1;
  return Math.min(mostMs, initialMs * 2 ** Math.min(attempts - 1, 31));
}

/** Takes a key out of all places; it is no longer waiting. */
export function leave(queue: SchedulingQueue, key: string): void {
  queue.backingOff.delete(key);
  queue.unschedulable.delete(key);
  const priority = queue.priorities.get(key);
  if (priority === undefined) return;
  queue.priorities.delete(key);
  const same = queue.active.get(priority)!;
  same.delete(key);
  if (same.size === 0) queue.active.delete(priority);
}

/** Forgets a pod that is bound or gone. */
export function forget(queue: SchedulingQueue, key: string): void {
  leave(queue, key);
  queue.attempts.delete(key);
}
