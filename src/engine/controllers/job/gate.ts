/**
 * Looks at a Job at once when it is new or its spec has changed, else once a second at most, so that the ends of many pods
 * are taken in together. Memory only: a restart looks at everything at once.
 * upstream: pkg/controller/job/job_controller.go (syncJobBatchPeriod, enqueueSyncJobBatched)
 */
import type { Outcome } from '#engine/client/controller.ts';

const batchMs = 1_000;

/** The generation last looked at and when the next look is planned. */
export type Gate = Map<string, { readonly generation: number; readonly plannedMs?: number }>;

/** Undefined: look now. */
export function notYet(gate: Gate, key: string, generation: number, now: number): Outcome | undefined {
  const known = gate.get(key);
  if (known === undefined || known.generation !== generation || (known.plannedMs !== undefined && known.plannedMs <= now)) {
    gate.set(key, { generation });
    return undefined;
  }
  if (known.plannedMs !== undefined && known.plannedMs <= now + batchMs) return {};
  gate.set(key, { generation, plannedMs: now + batchMs });
  return { requeueAfterMs: batchMs, why: 'changes of pods are taken in together' };
}

/** The earliest of these waits is the next look. */
export function plan(gate: Gate, key: string, now: number, waits: readonly (number | undefined)[]): Outcome | undefined {
  const known = gate.get(key);
  const due = waits.filter((wait): wait is number => wait !== undefined);
  if (known === undefined || due.length === 0) return undefined;
  const wait = Math.max(Math.ceil(Math.min(...due)), 1);
  gate.set(key, { ...known, plannedMs: now + wait });
  return { requeueAfterMs: wait, why: 'back-off or deadline of the Job' };
}
